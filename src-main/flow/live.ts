/**
 * The order of a live run: history first (the market's clock is held where it can be), then learn, then listen. Every loop
 * ends with the signal; what is queued is written before `stop` resolves.
 */
import type { BackfillStatus } from '../../src-shared/health.ts';
import { faultOf, messageOf } from '../../src-shared/fault.ts';
import { HOUR_MS, MINUTE_MS } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import { cached } from '../base/cached.ts';
import { backfill } from './backfill.ts';
import { catchUp } from './catch-up.ts';
import { loop } from './clock-loop.ts';
import type { Core } from './core.ts';
import { closeLeftovers } from './leftovers.ts';
import { listen } from './listen.ts';
import { createStateKeeper, type StateKeeper } from './state-keeper.ts';

const PUBLISH_MS = 100;
/** How often our clock's difference to the venue's is looked up. */
const SKEW_MS = 1000;
const FLUSH_MS = 250;
const COLD_MS = 200;
const HEALTH_MS = 1000;
/** How often the state keeper is asked whether something is due. */
const KEEP_MS = 200;
/** How often it is written down when the program watched. */
const WRITE_DOWN_MS = 60_000;
/** How often the room on the disk is looked at. */
const LOOK_MS = 30_000;
const SETTLE_MS = 5 * MINUTE_MS;
/** A disk that refuses must not keep the program from ending. */
const STOP_WITHIN_MS = 10_000;

export interface LiveOptions {
  readonly core: Core;
  /** The simulated market's clock; a live venue's cannot be held. */
  readonly hold?: { hold(): void; release(): void };
  readonly onBackfill: (status: BackfillStatus) => void;
  readonly isPaused: () => boolean;
}

export interface LiveRun {
  /** Resolves when history is learned and detection runs; rejects when the start failed. */
  readonly ready: Promise<void>;
  /** Resolves when the feed's events end or the run is stopped; rejects with what the feed cannot go on from. */
  readonly ended: Promise<void>;
  /** Ends the fetching of history; what is there by now is learned. */
  skipHistory(): void;
  stop(): Promise<void>;
}

export function startLive(options: LiveOptions): LiveRun {
  const { core } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const keeper = createStateKeeper(core);
  options.hold?.hold();
  const listening = listen({ ...core, wall: core.clock.wall, isPaused: options.isPaused }, signal);
  const skipping = new AbortController();
  const learning = learn(options, keeper, signal, skipping.signal);
  const ready = learning.then(() => options.hold?.release());
  const loops = learning.then((learned) => (learned ? runLoops(options, keeper, signal) : undefined));
  const ended = Promise.race([listening, aborted(signal)]);
  // Whoever awaits `ready` or `ended` sees the failure; the health line tells it in any case, and nothing is left unhandled.
  for (const failing of [learning, ended]) failing.catch((error: unknown) => tell(core, error));
  loops.catch(() => undefined);
  const settle = async (): Promise<void> => {
    await Promise.allSettled([listening, loops]);
    await core.sampler.flush();
    if (await learning.catch(() => false)) await settleDown(core, keeper);
  };
  return {
    ready,
    ended,
    skipHistory: () => skipping.abort(),
    async stop() {
      stopping.abort();
      try {
        await within(core.clock.wall, STOP_WITHIN_MS, settle());
      } finally {
        keeper.stop();
        core.writes.stop();
        core.hub.close();
      }
    },
  };
}

function tell(core: Core, error: unknown): void {
  core.faults.add(messageOf(error), faultOf(error)?.kind);
}

/** Resolves with the work or when the time is over, whatever is first. */
async function within(wall: TimeSource, ms: number, work: Promise<void>): Promise<void> {
  const done = new AbortController();
  try {
    await Promise.race([work, wall.sleep(ms, done.signal)]);
  } finally {
    done.abort();
  }
}

/** False when it was interrupted: what is half learned is neither used nor kept. */
async function learn(
  { core, onBackfill }: LiveOptions,
  keeper: StateKeeper,
  signal: AbortSignal,
  skipping: AbortSignal,
): Promise<boolean> {
  const seenUntil = await core.reader.lastEventTime(core.venue);
  const fetchedUntil = core.clock.market.now();
  const onFault = (detail: string) => core.faults.add(detail);
  const days = core.settings().backfillDays;
  if (days > 0) {
    const request = { symbols: core.symbols, days, signal: AbortSignal.any([signal, skipping]) };
    await backfill({ ...core, onProgress: onBackfill, onFault }, request);
  }
  await core.sampler.flush();
  await core.writer.flush();
  await catchUp(core, seenUntil, core.clock.market.now(), signal);
  await core.writes.idle();
  if (signal.aborted) return false;
  await closeLeftovers(core, fetchedUntil);
  core.hot.begin();
  await keeper.save();
  await core.cold.resume(core.clock.market.now());
  return true;
}

function runLoops({ core, hold, isPaused }: LiveOptions, keeper: StateKeeper, signal: AbortSignal): Promise<unknown> {
  const { wall, market } = core.clock;
  // Minutes end by the venue's clock. A simulated market has none but ours.
  const skew = cached(wall, SKEW_MS, () => (hold === undefined ? (core.feed.health().skewMs ?? 0) : 0));
  const onFault = (detail: string) => core.faults.add(detail);
  const every = (ms: number, body: () => Promise<void> | void) => loop(wall, ms, signal, body, onFault);
  return Promise.all([
    every(PUBLISH_MS, () => {
      core.hot.settle(market.now() + skew());
      const batch = core.board.take(market.now());
      if (batch !== null) core.hub.publish('ticks', batch);
    }),
    every(FLUSH_MS, () => core.sampler.flush()),
    // Not awaited: a text that a slow model takes minutes over must not hold up the next anomaly's.
    every(COLD_MS, () => {
      if (core.cold.hasDue(market.now())) void core.cold.step(market.now());
    }),
    every(HEALTH_MS, () => core.hub.publish('health', core.health())),
    watching(core, isPaused, every),
    every(KEEP_MS, () => keeper.step()),
    loop(market, MINUTE_MS, signal, () => core.lateMinutes(signal), onFault),
    care(core, signal, onFault),
    core.desk.run(signal),
  ]);
}

/** What is written down of the watching itself. */
async function watching({ watched, clock: { market } }: Core, isPaused: () => boolean, every: Every): Promise<void> {
  await watched.begin();
  const note = every(HEALTH_MS, () => watched.note(market.now(), isPaused()));
  await Promise.all([note, every(WRITE_DOWN_MS, () => watched.save())]);
}
type Every = (ms: number, body: () => Promise<void> | void) => Promise<void>;

/** The daily run waits a while after a start: whoever opens the app wants to look at it first. */
async function care(
  { care: of, clock: { wall, market } }: Core,
  signal: AbortSignal,
  onFault: (detail: string) => void,
) {
  await of.begin().catch((error: unknown) => onFault(messageOf(error)));
  const looking = loop(wall, LOOK_MS, signal, () => of.look(), onFault);
  const pruning = loop(market, HOUR_MS, signal, () => of.prune(), onFault);
  await wall.sleep(SETTLE_MS, signal).catch(() => undefined);
  await Promise.all([looking, pruning, loop(wall, MINUTE_MS, signal, () => of.step(), onFault)]);
}

async function settleDown(core: Core, keeper: StateKeeper): Promise<void> {
  await core.writes.idle();
  await core.alerting.idle();
  await core.cold.step(core.clock.market.now());
  await keeper.save();
  await core.watched.save();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

export const GRACE_WALL_MS = 250;
/** Market milliseconds a trade of a closed minute may still be under way. */
export const graceOf = (speed: number): number => Math.max(2000, GRACE_WALL_MS * speed);
const PATIENCE_WALL_MS = 10_000;
/** Market milliseconds that minutes behind a gap wait for its repair. */
export const repairPatienceOf = (speed: number): number => Math.max(5 * MINUTE_MS, PATIENCE_WALL_MS * speed);
