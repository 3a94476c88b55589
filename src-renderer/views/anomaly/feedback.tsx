/** 👍 and 👎 with a reason: a word to pick, or some of one's own. Everything said can be taken back for a moment. */
import { ThumbsDown, ThumbsUp, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button, IconButton } from '../../ui/parts.tsx';
import { useFeedback, type Said } from './use-feedback.ts';

const TEXT = ANOMALY_TEXT.actions;
const REASONS = ['cause', 'late', 'ordinary', 'known'] as const;
const LONGEST = 500;

export function Feedback({ detail, tell }: { detail: AnomalyDetail; tell: (words: string) => void }) {
  const feedback = useFeedback(detail, tell);
  const { given, canUndo } = feedback;
  const [asking, setAsking] = useState(false);
  const vote = (choice: Said['vote']): void => {
    feedback.say({ vote: choice, note: null });
    setAsking(choice === 'down');
  };
  const takeBack = (): void => {
    setAsking(false);
    feedback.undo();
  };
  useCommand('useful', () => vote('up'));
  useCommand('not-useful', () => vote('down'));
  return (
    <span className="relative flex items-center gap-0.5">
      {canUndo && <IconButton icon={Undo2} label={TEXT.undo} onClick={takeBack} />}
      <IconButton icon={ThumbsUp} label={TEXT.useful} pressed={given?.vote === 'up'} onClick={() => vote('up')} />
      <IconButton
        icon={ThumbsDown}
        label={given?.vote === 'down' && given.note !== null ? `${TEXT.notUseful}: ${given.note}` : TEXT.notUseful}
        pressed={given?.vote === 'down'}
        onClick={() => vote('down')}
      />
      {asking && (
        <Reasons
          onSay={(note) => {
            feedback.say({ vote: 'down', note });
            setAsking(false);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </span>
  );
}

function Reasons({ onSay, onClose }: { onSay: (note: string) => void; onClose: () => void }) {
  const [words, setWords] = useState('');
  return (
    <form
      aria-label={TEXT.reason}
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() === '') onClose();
        else onSay(words.trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
      className="absolute top-8 right-0 z-30 flex w-72 flex-col gap-2 rounded-sm border border-line bg-panel p-3 shadow-overlay"
    >
      <p className="text-xs font-medium">{TEXT.reason}</p>
      <div className="flex flex-wrap gap-1.5">
        {REASONS.map((reason) => (
          <Button key={reason} onClick={() => onSay(TEXT.reasons[reason])}>
            {TEXT.reasons[reason]}
          </Button>
        ))}
      </div>
      <div className="flex gap-1.5">
        <input
          autoFocus
          dir="auto"
          aria-label={TEXT.ownWords}
          placeholder={TEXT.ownWords}
          value={words}
          maxLength={LONGEST}
          onChange={(event) => setWords(event.target.value)}
          className="h-7 min-w-0 flex-1 rounded-sm border border-line bg-canvas px-2 text-xs placeholder:text-muted"
        />
        <Button type="submit">{TEXT.keep}</Button>
      </div>
    </form>
  );
}
