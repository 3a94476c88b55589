/**
 * Fetches the venue's REST truth for the minutes that gaps touched. Promises to wait until the last touched minute has
 * closed and settled on the venue, to ask again (capped backoff, endless) when the venue fails or its answer lacks a minute
 * in which a trade was received, and to give each window one `repaired` event. Windows are taken one after the other.
 */
import { createBackoff, type Backoff } from '../base/backoff.ts';
import { type Fault, fault, faultOf } from '../../src-shared/fault.ts';
import type { Candle, EpochMs, Repaired } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { HistoryRequest } from '../../src-shared/ports/feed.ts';
import type { GapLedger, RepairWindow } from './gap-ledger.ts';

export interface RepairOptions {
  readonly ledger: GapLedger;
  readonly history: (request: HistoryRequest) => Promise<Candle[]>;
  /** The venue's time now: market time plus skew. */
  readonly venueNow: () => EpochMs;
  readonly wall: TimeSource;
  readonly random: () => number;
  readonly emit: (event: Repaired) => void;
  readonly onFault: (problem: Fault) => void;
  /** Venue time between the close of a minute and asking for it. */
  readonly settleMs: number;
  /** Wall time between two looks at the ledger. */
  readonly lookEveryMs: number;
  /** After so many answers without a minute that had a trade, the answer is taken as it is. */
  readonly patience?: number;
}

interface Attempts {
  readonly backoff: Backoff;
  notBefore: EpochMs;
  incomplete: number;
}

/** Runs until the signal aborts. */
export async function runRepairs(options: RepairOptions, signal: AbortSignal): Promise<void> {
  const attempts = new Map<string, Attempts>();
  while (!signal.aborted) {
    const due = options.ledger.due(options.venueNow(), options.settleMs);
    dropStale(attempts, due);
    for (const window of due) {
      const attempt = attemptOf(attempts, window, options.random);
      if (!signal.aborted && options.wall.now() >= attempt.notBefore) await repairOne(options, window, attempt, signal);
    }
    await options.wall.sleep(options.lookEveryMs, signal).catch(() => undefined);
  }
}

async function repairOne(
  options: RepairOptions,
  window: RepairWindow,
  attempt: Attempts,
  signal: AbortSignal,
): Promise<void> {
  const problem = await tryRepair(options, window, attempt, signal);
  if (problem === null || signal.aborted) return;
  options.onFault(problem);
  attempt.notBefore = options.wall.now() + attempt.backoff.next(problem);
}

/** Null when repaired. */
async function tryRepair(
  options: RepairOptions,
  window: RepairWindow,
  attempt: Attempts,
  signal: AbortSignal,
): Promise<Fault | null> {
  const { symbol, from, to } = window;
  try {
    const candles = await options.history({ symbol, from, to, signal });
    const absent = missingMinute(window, candles);
    if (absent !== null && attempt.incomplete++ < (options.patience ?? 5)) return notSettled(symbol, absent);
    options.ledger.repaired(window);
    options.emit({
      kind: 'repaired',
      symbol,
      from,
      to,
      candles: candles.map((candle) => ({ ...candle, repaired: true })),
    });
    return null;
  } catch (error) {
    const known = faultOf(error);
    if (known === null) throw error;
    return known;
  }
}

const missingMinute = ({ mustHave }: RepairWindow, candles: readonly Candle[]): EpochMs | null =>
  mustHave.find((minute) => !candles.some((candle) => candle.openTime === minute)) ?? null;

const notSettled = (symbol: string, minute: EpochMs): Fault =>
  fault(
    'unavailable',
    `${symbol}: the venue has no candle yet for ${new Date(minute).toISOString()}, in which it traded`,
  );

function attemptOf(attempts: Map<string, Attempts>, window: RepairWindow, random: () => number): Attempts {
  const key = keyOf(window);
  const known = attempts.get(key);
  if (known) return known;
  const fresh: Attempts = {
    backoff: createBackoff({ baseMs: 1_000, capMs: 60_000, random }),
    notBefore: 0,
    incomplete: 0,
  };
  attempts.set(key, fresh);
  return fresh;
}

function dropStale(attempts: Map<string, Attempts>, due: readonly RepairWindow[]): void {
  const live = new Set(due.map(keyOf));
  for (const key of attempts.keys()) if (!live.has(key)) attempts.delete(key);
}

const keyOf = ({ symbol, from, to }: RepairWindow): string => `${symbol}|${from}|${to}`;
