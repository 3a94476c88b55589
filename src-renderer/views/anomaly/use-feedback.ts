/**
 * What the reader says of an anomaly. It is shown at once and stored when it has rested for a few seconds, or when the anomaly is left;
 * until then it can be taken back as if it had never been said.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { useEngine } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';

const TEXT = ANOMALY_TEXT.actions;
export const REST_MS = 5000;

export interface Said {
  readonly vote: 'up' | 'down';
  readonly note: string | null;
}

export function useFeedback({ anomaly: { id }, feedback }: AnomalyDetail, tell: (words: string) => void) {
  const { client, orpc } = useEngine();
  const queries = useQueryClient();
  const [pending, setPending] = useState<Said | null>(null);

  const store = useEffectEvent(async (said: Said) => {
    try {
      await client.anomalies.feedback({ id, ...said });
      tell(TEXT.stored(said.note));
      await queries.invalidateQueries({ queryKey: orpc.anomalies.detail.queryKey({ input: { id } }) });
      setPending((now) => (now === said ? null : now));
    } catch (error) {
      tell(TEXT.notStored(faultText(error)));
      setPending((now) => (now === said ? null : now));
    }
  });
  useEffect(() => {
    if (pending === null) return;
    let kept = false;
    const keep = (): void => {
      if (!kept) void store(pending);
      kept = true;
    };
    const timer = setTimeout(keep, REST_MS);
    window.addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', keep);
    };
  }, [pending]);
  // Leaving the anomaly keeps what was said; the effect above only sees that something else was said.
  const left = useEffectEvent(() => {
    if (pending !== null) void store(pending);
  });
  useEffect(() => () => left(), []);

  return {
    given: pending ?? feedback,
    canUndo: pending !== null,
    say(said: Said) {
      tell(TEXT.noted);
      setPending(said);
    },
    undo() {
      tell(feedback === null ? TEXT.undone : TEXT.restored);
      setPending(null);
    },
  };
}
