/**
 * The news events of the tapes, replayed with the headlines of that time: what was raised near each, its class, its sentences and
 * what they rest on.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import type { Evidence } from '../../../src-shared/narrative.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';

interface NewsEvent {
  readonly symbol: string;
  readonly time: number;
  readonly what: string;
}

const BEFORE_MS = 20 * MINUTE_MS;
const AFTER_MS = 75 * MINUTE_MS;

export function readEvents(data: string): NewsEvent[] {
  const rows = readFileSync(join(data, 'events.csv'), 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const [symbol = '', time = '', , , , , , what = ''] = row.split(',');
    return { symbol, time: Date.parse(`${time.replace(' ', 'T')}Z`), what };
  });
}

/** One line an event, and how all anomalies of the era were classed. */
export function eventLines(data: string, details: readonly AnomalyDetail[]): string[] {
  const symbols = new Set(details.map(({ anomaly }) => anomaly.symbol));
  const [first, last] = [Math.min(...details.map(timeOf)), Math.max(...details.map(timeOf))];
  const events = readEvents(data).filter(
    (event) => symbols.has(event.symbol) && event.time >= first && event.time <= last,
  );
  return events.flatMap((event) => described(event, details));
}

const timeOf = ({ anomaly }: AnomalyDetail): number => anomaly.detection_metadata.onset;

function described({ symbol, time, what }: NewsEvent, details: readonly AnomalyDetail[]): string[] {
  const near = details.filter(
    (one) => one.anomaly.symbol === symbol && timeOf(one) >= time - BEFORE_MS && timeOf(one) <= time + AFTER_MS,
  );
  const head = `${symbol} ${new Date(time).toISOString().slice(0, 16)} ${what}`;
  const [foremost] = near.toSorted(
    (a, b) => a.anomaly.detection_metadata.lambda_per_day - b.anomaly.detection_metadata.lambda_per_day,
  );
  return foremost === undefined ? [`${head}: nothing raised`] : [`${head}: ${classesOf(near)}`, ...told(foremost)];
}

/** `12 cause_unknown, 3 coincident_news; 15 accepted`. */
export function classesOf(details: readonly AnomalyDetail[]): string {
  const counts = Map.groupBy(details, ({ narrative }) => narrative?.cause ?? 'none');
  const accepted = details.filter(({ narrative }) => narrative?.validation_passed === true).length;
  return `${[...counts].map(([cause, of]) => `${of.length} ${cause}`).join(', ')}; ${accepted} of ${details.length} accepted`;
}

export function told({ anomaly, narrative, revisions }: AnomalyDetail): string[] {
  const evidence = revisions.findLast(({ verdict }) => verdict.verdict === 'accepted')?.evidence;
  return [
    `    ${narrative?.cause ?? 'none'} (${narrative?.validation_passed ? 'accepted' : 'withheld'}${anomaly.alerted_at === null ? '' : ', alerted'}): ${narrative?.narrative_text}`,
    ...(evidence === undefined ? [] : [`      on ${citedWords(evidence, narrative?.citations.flatMap(({ evidence_ids }) => evidence_ids) ?? [])}`]), // prettier-ignore
  ];
}

function citedWords(evidence: Evidence, ids: readonly string[]): string {
  return evidence.facts.flatMap((fact) => (ids.includes(fact.id) ? [`${fact.id} ${fact.text}`] : [])).join(' · ');
}
