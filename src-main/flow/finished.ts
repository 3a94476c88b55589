/**
 * Which anomalies are finished: the episode ended and three hours of follow-up are over. Lists and files print an anomaly then,
 * with the last revision of its narrative, or at the end of input.
 */
import type { EpochMs } from '../../src-shared/market.ts';
import type { AnomalyWithNarrative, Reader } from '../../src-shared/ports/reader.ts';
import { FOLLOW_UP_MS } from './cold-path.ts';

export interface Finished {
  note(change: AnomalyWithNarrative): void;
  /** Takes out what is finished at `now`, oldest first, as stored; null when nothing is. */
  take(now: EpochMs): Promise<AnomalyWithNarrative[]> | null;
  /** Takes out everything that is left. */
  rest(): Promise<AnomalyWithNarrative[]>;
}

interface Entry {
  readonly detectedAt: EpochMs;
  readonly end: EpochMs | null;
}

export function createFinished(reader: Pick<Reader, 'anomaly'>): Finished {
  const open = new Map<string, Entry>();
  /** Taken out already: a last revision that comes late is not a second anomaly. */
  const taken = new Set<string>();
  /** The first moment at which one of them may be finished: most moments find nothing, and ask no more than this. */
  let nextAt: EpochMs = Infinity;
  const doneAt = ({ end }: Entry): EpochMs => (end === null ? Infinity : end + FOLLOW_UP_MS);

  const takeUntil = async (now: EpochMs): Promise<AnomalyWithNarrative[]> => {
    const done = [...open]
      .filter(([, entry]) => now === Infinity || doneAt(entry) <= now)
      .sort(([a, x], [b, y]) => x.detectedAt - y.detectedAt || (a < b ? -1 : 1))
      .map(([id]) => id);
    for (const id of done) {
      open.delete(id);
      taken.add(id);
    }
    nextAt = [...open.values()].reduce((least, entry) => Math.min(least, doneAt(entry)), Infinity);
    const details = await Promise.all(done.map((id) => reader.anomaly(id)));
    return details.filter((detail) => detail !== null);
  };
  return {
    note({ anomaly }) {
      if (taken.has(anomaly.id)) return;
      // An end is final: an earlier state that is told late does not reopen the episode.
      const end = anomaly.detection_metadata.end ?? open.get(anomaly.id)?.end ?? null;
      const entry = { detectedAt: anomaly.detected_at, end };
      open.set(anomaly.id, entry);
      nextAt = Math.min(nextAt, doneAt(entry));
    },
    take: (now) => (now < nextAt ? null : takeUntil(now)),
    rest: () => takeUntil(Infinity),
  };
}
