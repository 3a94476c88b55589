/** The words of "while you were away". */
import { localised } from './localised.ts';

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

export const DIGEST_TEXT = localised({
  title: 'While you were away',
  since: (since: string, line: string) => `Since ${since}: ${line}`,
  line: (count: number, more: boolean, alerts: number, held: number) =>
    `${plural(count, 'anomaly', 'anomalies')}${more ? ' or more' : ''}, ${plural(alerts, 'alert')}${held > 0 ? ` (${held} held back)` : ''}`,
  open: 'Digest',
  dismiss: 'Dismiss',
  close: 'Close',
  markSeen: 'Mark alerts as seen',
  rarest: 'The rarest moves',
  all: (count: number) => `All ${count} in History`,
  why: 'Why no more alerts?',
  inSpan: (span: string) => `in ${span}`,
  causeCount: (label: string, count: number) => `${label} ${count}`,
  beingWritten: 'Being written',
  withheld: 'Withheld',
});
