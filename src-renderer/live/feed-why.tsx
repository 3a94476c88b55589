/**
 * Why, in one card of the feed, as far as it is known: unexplained, then the news found, then two checked sentences. What arrives
 * while the card is looked at fades in once; what was there already stands still.
 */
import { useState } from 'react';
import { LIVE_TEXT } from '../../src-shared/text/live.ts';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';
import { Sentences } from '../ui/sentences.tsx';
import { verdictOf } from '../ui/words.ts';

interface FeedWhyProps {
  readonly row: AnomalyWithNarrative;
  readonly newest: boolean;
  readonly onCite: (evidenceId: string) => void;
}

/** What is told while there is nothing checked to read. */
function pendingText({ anomaly: { stage }, newsCount }: AnomalyWithNarrative): string {
  const { raised, investigated, narrated } = LIVE_TEXT.feed;
  if (stage === 'raised') return raised;
  return stage === 'investigated' ? investigated(newsCount) : narrated;
}

export function FeedWhy({ row, newest, onCite }: FeedWhyProps) {
  const { anomaly, narrative } = row;
  const pending = verdictOf(narrative) === 'pending';
  const state = pending ? anomaly.stage : 'told';
  const [first] = useState(state);
  const size = newest ? 'text-md' : 'text-sm';
  return (
    <div key={state} dir="auto" className={`my-2 min-h-10 ${state === first ? '' : 'animate-settle'}`}>
      {pending ? (
        <p className={`text-pretty text-muted ${size}`}>{pendingText(row)}</p>
      ) : (
        <Sentences
          narrative={narrative}
          stage={anomaly.stage}
          onCite={onCite}
          className={`wrap-anywhere ${size} ${newest ? 'line-clamp-9' : 'line-clamp-7 text-muted'}`}
        />
      )}
    </div>
  );
}
