/**
 * Lets the tapes' trades out as market time passes them: in order of time, per product without a hole, matches at once
 * and tickers at most four a second (wall) per product, always for the newest print. Nothing while market time is held.
 */
import { MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { ExchangeServer } from './exchange-server.ts';
import type { Faults } from './faults.ts';
import type { Tapes } from './rest.ts';
import { timeOf, type PlacedTrade, type Tape } from './tape.ts';
import { heartbeatMessage, matchMessage, tickerMessage } from './wire.ts';

const DEFAULT_POLL_MS = 25;
const TICKER_EVERY_MS = 250;
const HEARTBEAT_EVERY_MS = 1000;

interface Cursor {
  readonly tape: Tape;
  /** Exclusive: trades up to here are out. Epoch microseconds would not be exact as a fraction, so it is a trade id. */
  nextId: number;
  openTime: EpochMs;
  last: PlacedTrade | null;
  tickerDue: boolean;
  tickerAt: number;
}

export interface PumpOptions {
  readonly tapes: Tapes;
  readonly epoch: EpochMs;
  readonly market: TimeSource;
  readonly wall: TimeSource;
  readonly exchange: ExchangeServer;
  readonly faults: Faults;
  /** Wall ms between two looks at market time. */
  readonly pollMs?: number;
}

export interface Pump {
  /** Matches that at least one client was sent, per product. */
  sent(): Record<string, number>;
  /** Market time up to which everything is out, and the time of the newest match that a client was sent. */
  progress(): { readonly until: EpochMs; readonly newest: EpochMs | null };
  stop(): void;
}

export function startPump(options: PumpOptions): Pump {
  const { tapes, epoch, market, wall, exchange, faults, pollMs = DEFAULT_POLL_MS } = options;
  const begin = market.now();
  const cursors = [...tapes.values()].map((tape) => cursorAt(tape, begin, epoch));
  const sent: Record<string, number> = Object.fromEntries([...tapes.keys()].map((symbol) => [symbol, 0]));
  let heartbeatAt = wall.now();
  let reached = begin;
  let newest: EpochMs | null = null;

  const emit = (trade: PlacedTrade) => {
    const { symbol } = trade.product;
    if (exchange.publish('matches', symbol, () => matchMessage(trade))) {
      sent[symbol] = (sent[symbol] ?? 0) + 1;
      newest = timeOf(trade);
    }
    for (const bad of faults.after(trade)) exchange.publish('matches', symbol, () => bad);
  };

  const sendTickers = (now: EpochMs) => {
    for (const cursor of cursors) {
      const { last, tape } = cursor;
      if (!last || !cursor.tickerDue || wall.now() - cursor.tickerAt < TICKER_EVERY_MS) continue;
      exchange.publish('ticker', tape.product.symbol, () => tickerMessage(last, tape.day(now)));
      cursor.tickerDue = false;
      cursor.tickerAt = wall.now();
    }
  };

  const sendHeartbeats = (now: EpochMs) => {
    if (wall.now() - heartbeatAt < HEARTBEAT_EVERY_MS) return;
    heartbeatAt = wall.now();
    for (const { last, tape } of cursors) {
      if (last) exchange.publish('heartbeat', tape.product.symbol, () => heartbeatMessage(last, now));
    }
  };

  const poll = () => {
    const now = market.now();
    if (now > reached) {
      reached = now;
      faults.pass(now);
      const due = cursors.flatMap((cursor) => takeDue(cursor, now));
      due.sort(byTime).forEach(emit);
    }
    sendTickers(now);
    sendHeartbeats(now);
  };

  const stop = wall.every(pollMs, poll);
  return { sent: () => ({ ...sent }), progress: () => ({ until: reached, newest }), stop };
}

const byTime = (a: PlacedTrade, b: PlacedTrade): number => a.openTime - b.openTime || a.atUs - b.atUs;

function cursorAt(tape: Tape, now: EpochMs, epoch: EpochMs): Cursor {
  const openTime = epoch + Math.floor((now - epoch) / MINUTE_MS) * MINUTE_MS;
  const trades = tape.minute(openTime);
  const next = trades.find((trade) => !isDue(trade, now));
  const nextId = next?.id ?? (trades.at(-1)?.id ?? 0) + 1;
  return { tape, nextId, openTime, last: null, tickerDue: false, tickerAt: -Infinity };
}

const isDue = (trade: PlacedTrade, now: EpochMs): boolean => trade.openTime + trade.atUs / 1000 <= now;

/** The trades that became due, minute by minute; moves the cursor behind them. */
function takeDue(cursor: Cursor, now: EpochMs): PlacedTrade[] {
  const due: PlacedTrade[] = [];
  for (;;) {
    const fresh = cursor.tape.minute(cursor.openTime).filter((trade) => trade.id >= cursor.nextId && isDue(trade, now));
    due.push(...fresh);
    if (cursor.openTime + MINUTE_MS > now) break;
    cursor.openTime += MINUTE_MS;
  }
  const last = due.at(-1);
  if (last) Object.assign(cursor, { nextId: last.id + 1, last, tickerDue: true });
  return due;
}
