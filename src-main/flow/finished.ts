/**
 * Which anomalies are finished: the episode ended and three hours of follow-up are over. Lists and files print an anomaly then,
 * with the last revision of its narrative, or at the end of input.
 */
import type { EpochMs } from '../../src-shared/market.ts';
import type { AnomalyWithNarrative, Reader } from '../../src-shared/ports/reader.ts';
import { FOLLOW_UP_MS } from './cold-path.ts';

export interface Finished {
  note(change: AnomalyWithNarrative): void;
  /** Takes out what is finished at `now`, oldest first, as stored. */
  take(now: EpochMs): Promise<AnomalyWithNarrative[]>;
  /** Takes out everything that is left. */
  rest(): Promise<AnomalyWithNarrative[]>;
}

export function createFinished(reader: Reader): Finished {
  const open = new Map<string, { detectedAt: EpochMs; end: EpochMs | null }>();
  /** Taken out already: a last revision that comes late is not a second anomaly. */
  const taken = new Set<string>();
  const takeWhere = async (isDone: (entry: { end: EpochMs | null }) => boolean): Promise<AnomalyWithNarrative[]> => {
    const done = [...open]
      .filter(([, entry]) => isDone(entry))
      .sort(([a, x], [b, y]) => x.detectedAt - y.detectedAt || (a < b ? -1 : 1));
    const details = [];
    for (const [id] of done) {
      open.delete(id);
      taken.add(id);
      const detail = await reader.anomaly(id);
      if (detail !== null) details.push(detail);
    }
    return details;
  };
  return {
    note({ anomaly }) {
      if (taken.has(anomaly.id)) return;
      open.set(anomaly.id, { detectedAt: anomaly.detected_at, end: anomaly.detection_metadata.end });
    },
    async take(now) {
      const isDone = ({ end }: { end: EpochMs | null }) => end !== null && end + FOLLOW_UP_MS <= now;
      if (![...open.values()].some(isDone)) return [];
      return takeWhere(isDone);
    },
    rest: () => takeWhere(() => true),
  };
}
