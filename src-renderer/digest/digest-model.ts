/** What happened while the reader was away, in the order a person would tell it: the rarest first, then how many and why. */
import type { Alert } from '../../src-shared/anomaly.ts';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';
import { CAUSE_LABELS } from '../../src-shared/text/labels.ts';
import { DIGEST_TEXT } from '../../src-shared/text/digest.ts';
import { isHeld } from '../views/inbox/inbox-model.ts';
import { verdictOf } from '../ui/words.ts';
import type { Absence } from './away.ts';

/** Asked for at most; a night has fewer. */
export const MOST_TOLD = 300;
const RAREST = 5;

export interface Digest {
  readonly rarest: readonly AnomalyWithNarrative[];
  readonly count: number;
  /** There were more than were asked for. */
  readonly more: boolean;
  readonly alerts: number;
  readonly held: number;
  readonly causes: readonly (readonly [label: string, count: number])[];
}

export function digestOf(rows: readonly AnomalyWithNarrative[], alerts: readonly Alert[], absence: Absence): Digest {
  const during = alerts.filter(({ raised_at }) => raised_at > absence.from && raised_at <= absence.to);
  const rarest = rows.toSorted(
    (a, b) => a.anomaly.detection_metadata.lambda_per_day - b.anomaly.detection_metadata.lambda_per_day,
  );
  return {
    rarest: rarest.slice(0, RAREST),
    count: rows.length,
    more: rows.length >= MOST_TOLD,
    alerts: during.length,
    held: during.filter(isHeld).length,
    causes: causesOf(rows),
  };
}

function causesOf(rows: readonly AnomalyWithNarrative[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { narrative } of rows) {
    const mark = verdictOf(narrative);
    const label =
      mark === 'pending' || narrative === null
        ? DIGEST_TEXT.beingWritten
        : mark === 'withheld'
          ? DIGEST_TEXT.withheld
          : CAUSE_LABELS[narrative.cause];
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** `14 anomalies, 3 alerts (2 held back)`. */
export const digestLine = ({ count, more, alerts, held }: Digest): string =>
  DIGEST_TEXT.line(count, more, alerts, held);
