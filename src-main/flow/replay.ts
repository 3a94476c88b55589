/**
 * Replay: candles or trades (and news) through the very same stations at full speed, market time following them by whole
 * minutes: a minute's trades become its candle when the next begins. The cold path is awaited at each moment it has something
 * to do, so that the same input gives the same text, byte for byte.
 */
import type { EpochMs, FeedEvent } from '../../src-shared/market.ts';
import { HOUR_MS, MINUTE_MS, minuteOf } from '../../src-shared/market.ts';
import type { SettableTime } from '../base/clock.ts';
import { FOLLOW_UP_MS } from './cold-path.ts';
import type { Core } from './core.ts';

export interface ReplayOptions {
  readonly core: Core;
  readonly market: SettableTime;
  readonly narrate: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (candles: number, time: EpochMs) => void;
  /** Called when an anomaly's episode and follow-up are over, in that order of time. */
  readonly onMoment?: (time: EpochMs) => Promise<void>;
}

export interface ReplayReport {
  /** Closed minutes over all symbols. */
  readonly candles: number;
  readonly first: EpochMs | null;
  readonly last: EpochMs | null;
}

export async function runReplay(options: ReplayOptions): Promise<ReplayReport> {
  const { core, market, signal } = options;
  const pollEveryMs = core.desk.pollIntervalMs;
  let candles = 0;
  let first: EpochMs | null = null;
  let minute: EpochMs = Number.NEGATIVE_INFINITY;
  let nextPoll: EpochMs = Number.NEGATIVE_INFINITY;
  core.hot.begin();

  const advance = async (to: EpochMs): Promise<void> => {
    // Everything due up to the end of the minute before, in the order of market time.
    const end = to - 1;
    market.set(end);
    core.hot.settle(end, to);
    if (end >= nextPoll) {
      nextPoll = (Math.floor(end / pollEveryMs) + 1) * pollEveryMs;
      if (options.narrate) await core.desk.poll(signal);
    }
    await coldMoment(options, end);
  };
  for await (const event of core.feed.events(signal)) {
    const time = timeOf(event);
    if (time > minute) {
      if (Number.isFinite(minute)) await advance(time);
      // The guard refuses trades far ahead of the clock.
      else market.set(time - 1);
      minute = time;
    }
    core.hot.handle(event);
    first ??= time;
    const before = candles;
    candles = core.hot.closed();
    if (candles === before) continue;
    // Nobody watches the board of a replay: what it marks as changed would pile up.
    if (passes(1000, before, candles)) core.board.take(minute);
    if (passes(20_000, before, candles)) {
      await core.sampler.flush();
      options.onProgress?.(candles, minute);
    }
  }
  if (first !== null) await finish(options, minute + MINUTE_MS, advance);
  return { candles: core.hot.closed(), first, last: first === null ? null : minute };
}

const passes = (step: number, before: number, now: number): boolean =>
  Math.floor(now / step) > Math.floor(before / step);

/** A gap is told where it begins, so that the other symbols' minutes inside it still pass one by one. */
export function timeOf(event: FeedEvent): EpochMs {
  if (event.kind === 'candle') return event.candle.openTime;
  return minuteOf('eventTime' in event ? event.eventTime : event.from);
}

/** The last minute ends, open episodes end, and follow-up news of the last three hours is still read. */
async function finish(
  { core, signal }: ReplayOptions,
  end: EpochMs,
  advance: (to: EpochMs) => Promise<void>,
): Promise<void> {
  await advance(end);
  if (!signal.aborted) {
    core.hot.flush(end);
    await core.writes.idle();
    for (let time = end; time <= end + FOLLOW_UP_MS + HOUR_MS; time += core.desk.pollIntervalMs) await advance(time);
  }
  await core.sampler.flush();
  await core.writer.flush();
}

async function coldMoment({ core, narrate, onMoment }: ReplayOptions, now: EpochMs): Promise<void> {
  const written = core.writes.waiting > 0;
  if (written) await core.writes.idle();
  // Without narratives the cases only pile up: asking each of them every minute would cost more than the detection.
  if (narrate && (written || core.cold.waiting > 0 || core.cold.hasDue(now))) {
    await core.sampler.flush();
    await core.writer.flush();
    await core.cold.step(now);
  }
  await onMoment?.(now);
}
