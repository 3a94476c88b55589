/**
 * "What would have alerted": a detection of its own, from empty state, over stored candles with changed settings. Promises that
 * the store is only read, in pages; that the running detection, its budget and the hub are not touched; that the thread gets
 * back to other work every few milliseconds; that it ends at once on abort, without a summary. Candles, gaps and the end of
 * input are taken as a replay takes them, so that the same candles and settings give the same alerts.
 */
import { ok, type Result } from '../../src-shared/fault.ts';
import { type EpochMs, MINUTE_MS } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { RehearsalEvent } from '../../src-shared/rehearsal.ts';
import type { Settings } from '../../src-shared/settings.ts';
import { createBreath } from '../base/breath.ts';
import type { Thresholds } from '../detect/thresholds.ts';
import { createStoreFeed } from '../feed/replay-feed.ts';
import { createRehearsalPass } from './rehearsal-pass.ts';
import { planRehearsal, type RehearsalPlan, withoutText } from './rehearsal-plan.ts';
import { timeOf } from './replay.ts';

export interface RehearsalOptions {
  readonly reader: Pick<Reader, 'candles' | 'coverage'>;
  readonly venue: string;
  /** As they would be; `settings.symbols` are the watch-list. */
  readonly settings: Settings;
  readonly thresholds: Thresholds;
  readonly days: number;
  readonly wall: TimeSource;
}

/** Wall ms of work between two turns of the event loop. */
const SLICE_MS = 8;
/** Wall ms between two progress events. */
const PROGRESS_MS = 100;
/** Candles held in memory over all symbols, and of one symbol at most: the thread takes a page of 1000 in within 2 ms or so. */
const HELD_CANDLES = 100_000;
const [PAGE_LEAST, PAGE_MOST] = [100, 1_000] as const;

/** Fails with `not_found` when no symbol has candles in the window; symbols without any are left out, with a notice. */
export async function rehearse(
  options: RehearsalOptions,
  signal: AbortSignal,
): Promise<Result<AsyncGenerator<RehearsalEvent, void, void>>> {
  const plan = await planRehearsal({ ...options, symbols: options.settings.symbols });
  return plan.ok ? ok(run(options, plan.value, signal)) : plan;
}

async function* run(
  options: RehearsalOptions,
  plan: RehearsalPlan,
  signal: AbortSignal,
): AsyncGenerator<RehearsalEvent, void, void> {
  const { wall, venue, days } = options;
  const startedAt = wall.now();
  const pass = createRehearsalPass({ ...options, plan });
  const breath = createBreath(wall, SLICE_MS);
  let toldAt = startedAt;
  if (plan.withoutCandles.length > 0) yield { kind: 'notice', detail: withoutText(plan.withoutCandles, venue, days) };
  yield progressAt(plan, plan.warmFrom);
  for await (const batch of storedCandles(options, plan).events(signal)) {
    for (const event of batch) {
      for (const told of pass.take(event)) yield told;
      if (!breath.isDue()) continue;
      await breath.take(signal);
      if (signal.aborted) return;
      if (Math.abs(wall.now() - toldAt) < PROGRESS_MS) continue;
      toldAt = wall.now();
      yield progressAt(plan, timeOf(event));
    }
  }
  if (signal.aborted) return;
  for (const told of pass.finish()) yield told;
  yield progressAt(plan, plan.to);
  yield { kind: 'summary', ...pass.summary((wall.now() - startedAt) / 1000) };
}

function storedCandles({ reader, venue }: RehearsalOptions, { symbols, warmFrom, to }: RehearsalPlan) {
  const page = Math.max(PAGE_LEAST, Math.min(PAGE_MOST, Math.floor(HELD_CANDLES / symbols.length)));
  return createStoreFeed({ reader, venue, symbols, from: warmFrom, to, page });
}

function progressAt({ warmFrom, to }: RehearsalPlan, time: EpochMs): RehearsalEvent {
  return { kind: 'progress', done: (time - warmFrom) / MINUTE_MS, total: (to - warmFrom) / MINUTE_MS, time };
}
