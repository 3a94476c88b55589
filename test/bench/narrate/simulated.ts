/**
 * The simulated market played through `replay` with its publishers' items: whether each scripted event gets the class that is
 * true of it, and whether a likely cause cites the very story. Promised: ≥ 90 % of the events with a story before the onset.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, HOUR_MS, MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import type { TimedEvent, TrueCause } from '../../../src-main/simulate/event.ts';
import { createNewsroom } from '../../../src-main/simulate/newsroom.ts';
import { OUTLETS } from '../../../src-main/simulate/outlets.ts';
import { scriptFor } from '../../../src-main/simulate/script.ts';
import { createMarket, type Market } from '../../../src-main/simulate/simulation.ts';
import { inFolder } from '../harness.ts';
import { replayDetails } from './replayed.ts';

const HISTORY_DAYS = 6;
const EPOCH = Date.UTC(2026, 0, 12);
const POLL_MS = 10 * MINUTE_MS;
/** An anomaly belongs to an event when its onset is this near. */
const NEAR_MS = 6 * MINUTE_MS;

export interface Told {
  readonly event: TimedEvent;
  /** Anomalies of the event's symbols (any symbol for a move of all) near its onset. */
  readonly found: readonly AnomalyDetail[];
}

/** Runs `days` of the script under a seed. */
export const playSimulated = (seed: string, days: number): Promise<Told[]> =>
  inFolder(async (folder) => {
    const market = createMarket({ seed, epoch: EPOCH, historyDays: HISTORY_DAYS });
    const end = EPOCH + days * DAY_MS;
    const candles = [...market.tapes.keys()].map((symbol) => writeCandles(folder, market, symbol, end));
    const news = join(folder, 'news.json');
    writeFileSync(news, JSON.stringify(publishedUntil(market, seed, end)));
    const details = await replayDetails(candles, [news]);
    const events = scriptFor(seed, EPOCH, days * DAY_MS - 4 * HOUR_MS, market.symbols);
    return events.map((event) => ({ event, found: details.filter((detail) => belongs(detail, event)) }));
  });

const belongs = ({ anomaly }: AnomalyDetail, event: TimedEvent): boolean =>
  (event.symbol === null || event.symbol === anomaly.symbol) &&
  Math.abs(anomaly.detection_metadata.onset - event.onset) <= NEAR_MS;

function writeCandles(folder: string, market: Market, symbol: string, end: EpochMs): string {
  const tape = market.tapes.get(symbol)!;
  const [prices, sizes] = [10 ** -tape.product.priceDecimals, 10 ** -tape.product.sizeDecimals];
  const rows: string[] = [];
  for (let time = tape.start; time < end; time += MINUTE_MS) {
    const row = tape.candle(time, end);
    if (row === null || row.lots === 0) continue;
    const ohlc = [row.open, row.high, row.low, row.close].map((steps) => Number((steps * prices).toPrecision(12)));
    rows.push([time, ...ohlc, Number((row.lots * sizes).toPrecision(12))].join(','));
  }
  const path = join(folder, `${symbol}.csv`);
  writeFileSync(path, `timestamp,open,high,low,close,volume\n${rows.join('\n')}\n`);
  return path;
}

/** Everything the publishers had out by `end`. */
function publishedUntil({ epoch, symbols, script }: Market, seed: string, end: EpochMs) {
  const room = createNewsroom({ seed, epoch, symbols, script });
  const items = new Map<string, object>();
  for (let now = epoch; now <= end; now += POLL_MS)
    for (const { id, title } of OUTLETS)
      for (const item of room.items(id, now)) {
        const published_at = new Date(item.publishedAt).toISOString();
        items.set(item.url, { title: item.title, summary: item.summary, url: item.url, source: title, published_at });
      }
  return { metadata: {}, articles: [...items.values()] };
}

export interface Outcome {
  readonly cause: TrueCause;
  readonly events: number;
  /** Events of which some anomaly was found. */
  readonly detected: number;
  /** Of those, with an accepted narrative of the true class; for a likely cause it cites one of the event's own headlines. */
  readonly right: number;
  readonly wrong: readonly string[];
}

export function outcomesOf(told: readonly Told[]): Outcome[] {
  const kinds: TrueCause[] = ['likely_cause', 'reported_afterwards', 'cause_unknown'];
  return kinds.map((cause) => {
    const of = told.filter(({ event }) => event.cause === cause);
    const detected = of.filter(({ found }) => found.length > 0);
    const wrong = detected.filter((one) => !one.found.some((detail) => isRight(detail, one.event)));
    return { cause, events: of.length, detected: detected.length, right: detected.length - wrong.length, wrong: wrong.map(described) }; // prettier-ignore
  });
}

function isRight({ narrative, revisions }: AnomalyDetail, event: TimedEvent): boolean {
  if (narrative?.validation_passed !== true || narrative.cause !== event.cause) return false;
  if (event.cause !== 'likely_cause') return true;
  const evidence = revisions.findLast(({ verdict }) => verdict.verdict === 'accepted')?.evidence;
  const ids = new Set(narrative.citations.flatMap(({ evidence_ids }) => evidence_ids));
  const cited = evidence?.facts.flatMap((fact) => (ids.has(fact.id) && fact.news ? [fact.news.title] : [])) ?? [];
  return cited.some((title) => event.headlines.some((headline) => headline.title === title));
}

const described = ({ event, found }: Told): string => {
  const [detail] = found;
  return `${new Date(event.onset).toISOString()} ${event.symbol ?? 'market'}: ${event.headlines[0]?.title ?? '(no story)'} ← ${detail?.narrative?.cause}: ${detail?.narrative?.narrative_text}`;
};
