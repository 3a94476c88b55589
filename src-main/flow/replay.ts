/**
 * Replay: candles or trades (and news) through the very same stations at full speed, market time following them by whole
 * minutes: a minute's trades become its candle when the next begins. The cold path is awaited at each moment it has something
 * to do, so that the same input gives the same text, byte for byte. Without it only the disk is awaited, some stages behind
 * (replay-stages.ts).
 */
import type { EpochMs, FeedEvent } from '../../src-shared/market.ts';
import { HOUR_MS, MINUTE_MS, minuteOf } from '../../src-shared/market.ts';
import type { SettableTime } from '../base/clock.ts';
import { FOLLOW_UP_MS } from './cold-path.ts';
import type { Core } from './core.ts';
import { createStages } from './replay-stages.ts';

export interface ReplayOptions {
  readonly core: Core;
  readonly market: SettableTime;
  readonly narrate: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (candles: number, time: EpochMs) => void;
  /** Called for each moment, in their order, once everything that happened up to it is stored and told. */
  readonly onMoment?: (time: EpochMs) => Promise<void> | null;
}

export interface ReplayReport {
  /** Closed minutes over all symbols. */
  readonly candles: number;
  readonly first: EpochMs | null;
  readonly last: EpochMs | null;
}

export async function runReplay(options: ReplayOptions): Promise<ReplayReport> {
  const { core, market, signal, narrate } = options;
  const onMoment = options.onMoment ?? (() => null);
  const pollEveryMs = core.desk.pollIntervalMs;
  const stages = createStages(core, onMoment);
  let first: EpochMs | null = null;
  let minute: EpochMs = Number.NEGATIVE_INFINITY;
  let nextPoll: EpochMs = Number.NEGATIVE_INFINITY;
  core.hot.begin();

  /** Everything due up to the end of the minute before, in the order of market time. Null when nothing has to be awaited. */
  const advance = (to: EpochMs): Promise<void> | null => {
    const end = to - 1;
    market.set(end);
    core.hot.settle(end, to);
    return narrate ? narrated(end) : stages.moment(end);
  };
  const narrated = async (end: EpochMs): Promise<void> => {
    if (end >= nextPoll) {
      nextPoll = (Math.floor(end / pollEveryMs) + 1) * pollEveryMs;
      await core.desk.poll(signal);
    }
    await coldMoment(core, end);
    await onMoment(end);
  };
  for await (const events of core.feed.events(signal)) {
    for (const event of events) {
      const time = timeOf(event);
      if (time > minute) {
        // The guard refuses trades far ahead of the clock.
        if (first === null) market.set(time - 1);
        else {
          const due = advance(time);
          // Most minutes wait for nothing, and awaiting that would cost as much as the minute.
          if (due !== null) await due;
        }
        if (signal.aborted) break;
        minute = time;
        first ??= time;
      }
      core.hot.handle(event);
    }
    options.onProgress?.(core.hot.closed(), minute);
    await othersTurn();
  }
  if (first !== null) await finish(options, minute + MINUTE_MS, advance);
  await stages.end();
  return { candles: core.hot.closed(), first, last: first === null ? null : minute };
}

/** A tape that is in memory never waits: the store's replies and a signal to stop get their turn between its batches. */
const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A gap is told where it begins, so that the other symbols' minutes inside it still pass one by one. */
export function timeOf(event: FeedEvent): EpochMs {
  if (event.kind === 'candle') return event.candle.openTime;
  return minuteOf('eventTime' in event ? event.eventTime : event.from);
}

/** The last minute ends, open episodes end, and follow-up news of the last three hours is still read. */
async function finish(
  { core, signal }: ReplayOptions,
  end: EpochMs,
  advance: (to: EpochMs) => Promise<void> | null,
): Promise<void> {
  await advance(end);
  if (!signal.aborted) {
    core.hot.flush(end);
    await core.writes.idle();
    for (let time = end; time <= end + FOLLOW_UP_MS + HOUR_MS; time += core.desk.pollIntervalMs) await advance(time);
  }
  await core.writes.idle();
  await core.sampler.flush();
  await core.writer.flush();
}

async function coldMoment({ writes, cold, sampler, writer }: Core, now: EpochMs): Promise<void> {
  const written = writes.waiting > 0;
  if (written) await writes.idle();
  if (!written && cold.waiting === 0 && !cold.hasDue(now)) return;
  await sampler.flush();
  await writer.flush();
  await cold.step(now);
}
