/**
 * "Why did, or didn't, I get an alert" for a stretch of time, answered from what the store, the detection and the record of the
 * watching know. Reads only. What is not known stays null; the words are in src-shared/text/why.ts.
 */
import { failed, ok, type Result } from '../../../src-shared/fault.ts';
import { fateOf } from '../../../src-shared/alert-fate.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import type { Clock } from '../../../src-shared/ports/clock.ts';
import type { AnomalyWithNarrative, Reader } from '../../../src-shared/ports/reader.ts';
import { isSnoozed, type Settings } from '../../../src-shared/settings.ts';
import {
  MOST_WHY_LISTED,
  MOST_WHY_MS,
  type WhyAnswer,
  type WhyMove,
  type WhyRequest,
} from '../../../src-shared/why.ts';
import type { Detection } from '../../detect/detection.ts';
import { lookUp, type Thresholds } from '../../detect/thresholds.ts';
import type { WatchLog, WatchRecord } from '../watch-log.ts';
import { knownRarity, type KnownRarity } from './known-rarity.ts';
import { largestBySize, moveOf, rarestMinute, type MoveOptions } from './largest-move.ts';
import { quietSpans } from './quiet-spans.ts';
import { cut, type Span } from './spans.ts';
import { watchedIn } from './unwatched.ts';

export interface WhyParts {
  readonly reader: Pick<Reader, 'anomalies' | 'alerts' | 'gaps' | 'candles'>;
  readonly venue: string;
  /** The watch-list. */
  readonly symbols: readonly string[];
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly thresholds: Thresholds;
  readonly watched: Pick<WatchLog, 'record'>;
  /** The detection that runs; absent when the store is asked without an engine. */
  readonly live?: Pick<Detection, 'rarityHistory' | 'rarity' | 'lastMinute' | 'alertLevel'>;
  /** λ of the last run, when none runs. */
  readonly lastLevel?: number | null;
}

/** Rows looked at: a stretch has fewer. */
const MOST = { anomalies: 1000, alerts: 2000, gaps: 5000 } as const;

export async function why(parts: WhyParts, request: WhyRequest, signal: AbortSignal): Promise<Result<WhyAnswer>> {
  const { from, to, symbol } = request;
  if (to <= from) return failed('bad_input', `to: expected a time after from (${from}), got ${to}`);
  if (to - from > MOST_WHY_MS) return failed('bad_input', 'a stretch of at most seven days is answered at once');
  if (symbol !== undefined && !parts.symbols.includes(symbol))
    return failed('not_found', `${symbol} is not on the watch-list`);
  return ok(await answer(parts, request, signal));
}

async function answer(parts: WhyParts, { from, to, symbol }: WhyRequest, signal: AbortSignal): Promise<WhyAnswer> {
  const { reader, venue, settings } = parts;
  const now = Math.floor(parts.clock.market.now());
  const symbols = symbol === undefined ? parts.symbols : [symbol];
  const stretch = { from, to: Math.max(from, Math.min(to, now)) };
  const around = await reader.anomalies({ symbol, from: from - HOUR_MS, to, limit: MOST.anomalies });
  const told = await toldIn(parts, around, stretch);
  const gaps = await reader.gaps({ venue, ...stretch, limit: MOST.gaps });
  const record = parts.watched.record();
  const rarity = await knownRarity({ ...parts, wall: parts.clock.wall }, symbols, stretch, signal);
  return {
    from,
    to,
    symbol: symbol ?? null,
    now,
    perDay: settings().alertsPerDay,
    anomalies: told.slice(0, MOST_WHY_LISTED),
    counts: countsOf(told, around.length >= MOST.anomalies),
    largest: await largest(parts, symbols, stretch, { rarity, around }),
    rarity: { source: rarity.source, detail: rarity.detail },
    level: levelIn(parts, record, stretch),
    minutes: Math.round((stretch.to - stretch.from) / MINUTE_MS),
    ...watchedIn({ stretch, record, gaps, symbols }),
    learning: [...rarity.learning],
    rules: rulesIn(settings(), symbols, stretch, now),
  };
}

type Told = WhyAnswer['anomalies'][number];

async function toldIn(
  { reader }: WhyParts,
  around: readonly AnomalyWithNarrative[],
  { from, to }: Span,
): Promise<Told[]> {
  // prettier-ignore
  const inside = around.filter(({ anomaly }) => anomaly.detected_at >= from && anomaly.detected_at < to);
  if (inside.length === 0) return [];
  // An alert follows its anomaly, a late one by hours: each is found by the anomaly it is of.
  const alerts = await reader.alerts({ from, limit: MOST.alerts });
  const missing = alerts.length >= MOST.alerts ? await reader.alerts({ from, to: to + HOUR_MS, limit: MOST.alerts }) : []; // prettier-ignore
  const all = [...new Map([...alerts, ...missing].map((alert) => [alert.id, alert])).values()];
  return inside.map(({ anomaly }) => ({ anomaly, alerts: all.filter(({ anomaly_id }) => anomaly_id === anomaly.id) }));
}

function countsOf(told: readonly Told[], more: boolean): WhyAnswer['counts'] {
  const delivered = told.filter((one) => fateOf(one).kind === 'delivered').length;
  return { anomalies: told.length, delivered, held: told.length - delivered, more };
}

interface Known {
  readonly rarity: KnownRarity;
  readonly around: readonly AnomalyWithNarrative[];
}

async function largest(
  { reader, venue, thresholds }: WhyParts,
  symbols: readonly string[],
  stretch: Span,
  { rarity, around }: Known,
): Promise<WhyMove | null> {
  const excluded = aftermathOf(around);
  const options: MoveOptions = { reader, venue, minimumPctOf: (symbol) => lookUp(thresholds, symbol).minimumMovePct };
  const rarest = rarestMinute(rarity.points, excluded);
  return rarest === null ? largestBySize(options, symbols, stretch, excluded) : moveOf(options, rarest);
}

/** The longest window remembers a move for an hour: so long a minute is unusual because of an anomaly that is told already. */
function aftermathOf(around: readonly AnomalyWithNarrative[]): Map<string, Span[]> {
  const spans = new Map<string, Span[]>();
  for (const { anomaly } of around) {
    const { onset, peak, end } = anomaly.detection_metadata;
    const to = Math.max(end ?? 0, peak.time, anomaly.detected_at) + HOUR_MS;
    spans.set(anomaly.symbol, [
      ...(spans.get(anomaly.symbol) ?? []),
      { from: Math.min(onset, anomaly.detected_at), to },
    ]);
  }
  return spans;
}

/** The strictest level written down for its hours; else the one in force. */
function levelIn({ live, lastLevel }: WhyParts, { levels }: WatchRecord, { from, to }: Span): WhyAnswer['level'] {
  const then = levels.filter(({ at }) => at + HOUR_MS > from && at < to).map(({ lambda }) => lambda);
  if (then.length > 0) return { lambdaPerDay: Math.min(...then), source: 'then' };
  const now = live?.alertLevel() ?? lastLevel ?? null;
  return now === null ? null : { lambdaPerDay: now, source: 'now' };
}

function rulesIn(settings: Settings, symbols: readonly string[], stretch: Span, now: number): WhyAnswer['rules'] {
  const { quietHours, snooze, symbolRules, notifications } = settings;
  const snoozed = snooze === null ? null : cut({ from: snooze.from, to: snooze.until }, stretch);
  return {
    quiet: quietSpans(quietHours, stretch),
    snoozed: snoozed ?? (snooze !== null && isSnoozed(settings, now) && stretch.to >= now ? { from: snooze.from, to: snooze.until } : null), // prettier-ignore
    notificationsOff: !notifications.enabled,
    muted: symbols.filter((symbol) => symbolRules[symbol]?.muted === true),
  };
}
