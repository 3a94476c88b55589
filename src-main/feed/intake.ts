/**
 * Takes what connections hand over and puts it into the queue as our events, synchronously and in order: stamps it, counts
 * it, tells watchdog and ledger, closes an open gap before the first event after it. While two connections overlap (a
 * rotation) each trade passes once, by its id. Numbers that cannot be travel on to tick-guard but teach nobody here.
 */
import type { EpochMs, Gap, Ticker, Trade } from '../../src-shared/market.ts';
import type { Clock } from '../../src-shared/ports/clock.ts';
import type { ConnectionEvents } from './connection.ts';
import type { EventQueue } from './event-queue.ts';
import type { FeedStats } from './feed-stats.ts';
import type { GapLedger } from './gap-ledger.ts';
import type { Watchdog } from './watchdog.ts';
import { toTicker, toTrade } from './wire-events.ts';

export interface IntakeOptions {
  readonly clock: Clock;
  readonly ledger: GapLedger;
  readonly watchdog: Watchdog;
  readonly queue: EventQueue;
  readonly stats: FeedStats;
  readonly venueNow: () => EpochMs;
  readonly onSubscribed: (symbol: string) => void;
}

export interface Intake {
  /** Handlers of a new connection; it becomes the one that tickers and nameless trades are taken from. */
  connection(): ConnectionEvents;
  /** From now on trades are remembered, so that a second connection can repeat them. */
  overlap(on: boolean): void;
  /** Opens a gap for each symbol and tells what is known of it. `dead` was silent while the others streamed. */
  lost(symbols: Iterable<string>, reason: string, dead?: string): void;
  /** Opens a silent gap: nothing streamed before it. */
  starting(symbol: string, from: EpochMs, reason: string): void;
  /** The symbol streams again although no trade came yet. */
  settled(symbol: string): void;
  /** Up to when every trade has been brought, event time; +Infinity while the symbol does not stream. */
  brought(symbol: string): EpochMs;
}

/** Events further ahead of the venue's clock than this teach neither watchdog nor ledger. Market ms. */
const FAR_AHEAD_MS = 3_600_000;
/** A venue may deliver products a little out of step with each other. Market ms. */
const OUT_OF_STEP_MS = 1_000;

export function createIntake(options: IntakeOptions): Intake {
  const { clock, ledger, watchdog, queue, stats, venueNow } = options;
  const newestTrade = new Map<string, EpochMs>();
  const streamingSince = new Map<string, EpochMs>();
  let repeats: Map<string, Set<string>> | null = null;
  let primary = 0;
  let newestEvent = -Infinity;

  const learn = (event: Trade | Ticker): boolean => {
    stats.received += 1;
    stats.lastReceivedTime = event.receivedTime;
    const sound = event.price > 0 && event.eventTime > 0 && event.eventTime <= venueNow() + FAR_AHEAD_MS;
    if (!sound) return false;
    if (event.eventTime > newestEvent) stats.lastEventTime = newestEvent = event.eventTime;
    watchdog.note(clock.wall.now(), event.eventTime);
    return true;
  };
  const passGap = (gap: Gap | null): void => {
    if (gap !== null) queue.push(gap);
  };
  const passTrade = (trade: Trade): void => {
    if (learn(trade)) {
      const { symbol, tradeId, eventTime } = trade;
      if (ledger.isOpen(symbol)) {
        streamingSince.set(symbol, eventTime);
        passGap(ledger.resumed(symbol, eventTime, tradeId));
      }
      passGap(ledger.seen(symbol, tradeId, eventTime));
      if (eventTime > (newestTrade.get(symbol) ?? -Infinity)) newestTrade.set(symbol, eventTime);
    }
    queue.push(trade);
  };
  const isRepeat = (symbol: string, tradeId: string | null, from: number): boolean => {
    if (repeats === null) return false;
    if (tradeId === null) return from !== primary;
    const ids = repeats.get(symbol) ?? new Set();
    if (ids.has(tradeId)) return true;
    repeats.set(symbol, ids.add(tradeId));
    return false;
  };

  return {
    connection() {
      const id = (primary += 1);
      return {
        trade(symbol, raw) {
          const trade = toTrade(raw, symbol, clock.market.now());
          if (!isRepeat(symbol, trade.tradeId, id)) passTrade(trade);
        },
        ticker(symbol, raw) {
          if (repeats !== null && id !== primary) return;
          const ticker = toTicker(raw, symbol, clock.market.now());
          learn(ticker);
          queue.push(ticker);
        },
        subscribed: options.onSubscribed,
        badFrame: (problem) => stats.badFrame(problem),
      };
    },
    overlap(on) {
      repeats = on ? new Map() : null;
    },
    lost(symbols, reason, dead) {
      for (const symbol of symbols) {
        const own = newestTrade.get(symbol) ?? streamingSince.get(symbol) ?? -Infinity;
        const from = symbol === dead ? own : Math.max(own, newestEvent - OUT_OF_STEP_MS);
        queue.push(ledger.lost(symbol, Number.isFinite(from) ? from : venueNow(), venueNow(), reason));
      }
    },
    starting: (symbol, from, reason) => void ledger.lost(symbol, from, venueNow(), reason),
    settled(symbol) {
      if (!ledger.isOpen(symbol)) return;
      streamingSince.set(symbol, venueNow());
      passGap(ledger.resumed(symbol, venueNow()));
    },
    brought(symbol) {
      if (ledger.isOpen(symbol)) return Infinity;
      return Math.max(newestTrade.get(symbol) ?? -Infinity, streamingSince.get(symbol) ?? -Infinity);
    },
  };
}
