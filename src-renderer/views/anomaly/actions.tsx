/** What can be done with an anomaly: say whether it helped, take it along as Markdown or JSON, open it on its own page. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Braces, ClipboardCopy, ThumbsDown, ThumbsUp } from 'lucide-react';
import { useState } from 'react';
import { faultText } from '../../client/fault-text.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { useEngine } from '../../client/engine.tsx';
import { IconButton } from '../../ui/parts.tsx';
import { copyText } from '../../ui/copy.ts';
import { jsonOf, markdownOf } from './detail-model.ts';

export function Actions({ detail }: { detail: AnomalyDetail }) {
  const { client, orpc } = useEngine();
  const queries = useQueryClient();
  const [said, setSaid] = useState('');
  const { id } = detail.anomaly;
  const vote = useMutation({
    mutationFn: (choice: 'up' | 'down') => client.anomalies.feedback({ id, vote: choice }),
    onSuccess: () => queries.invalidateQueries({ queryKey: orpc.anomalies.detail.queryKey({ input: { id } }) }),
    onError: (error) => setSaid(`Not stored: ${faultText(error)}`),
  });
  const copy = async (what: string, text: string): Promise<void> => {
    setSaid((await copyText(text)) ? `${what} copied` : 'The clipboard refused it');
  };
  const given = vote.isPending ? vote.variables : detail.feedback?.vote;
  return (
    <div className="flex items-center gap-0.5">
      <span role="status" className="mr-2 truncate text-2xs text-muted">
        {said}
      </span>
      <IconButton
        icon={ThumbsUp}
        label="This was worth telling"
        pressed={given === 'up'}
        onClick={() => vote.mutate('up')}
      />
      <IconButton
        icon={ThumbsDown}
        label="This was not worth telling"
        pressed={given === 'down'}
        onClick={() => vote.mutate('down')}
      />
      <IconButton
        icon={ClipboardCopy}
        label="Copy as Markdown"
        onClick={() => void copy('Markdown', markdownOf(detail))}
      />
      <IconButton icon={Braces} label="Copy as JSON" onClick={() => void copy('JSON', jsonOf(detail))} />
    </div>
  );
}
