/**
 * The order of a live run: history first (the market's clock is held where it can be), then learn, then listen. Every loop
 * ends with the signal; what is queued is written before `stop` resolves.
 */
import type { BackfillStatus } from '../../src-shared/health.ts';
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import { backfill } from './backfill.ts';
import { catchUp, saveDetection } from './catch-up.ts';
import { loop } from './clock-loop.ts';
import type { Core } from './core.ts';

const PUBLISH_MS = 100;
const FLUSH_MS = 250;
const COLD_MS = 200;
const HEALTH_MS = 1000;
const SAVE_MS = 15_000;

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
  /** Resolves when the feed's events end or the run is stopped. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export function startLive(options: LiveOptions): LiveRun {
  const { core } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  options.hold?.hold();
  const listening = listen(core, options, signal);
  const ready = learn(options, signal).then(() => options.hold?.release());
  const loops = ready.then(() => runLoops(core, signal));
  // The caller awaits `ready`; a failed start must not surface a second time as an unhandled rejection of the loops.
  loops.catch(() => undefined);
  return {
    ready,
    ended: Promise.race([listening, aborted(signal)]),
    async stop() {
      stopping.abort();
      await Promise.allSettled([listening, loops]);
      await settleDown(core);
    },
  };
}

async function listen(core: Core, options: LiveOptions, signal: AbortSignal): Promise<void> {
  for await (const event of core.feed.events(signal)) {
    if (!options.isPaused()) core.hot.handle(event);
  }
}

async function learn({ core, onBackfill }: LiveOptions, signal: AbortSignal): Promise<void> {
  const seenUntil = await core.reader.lastEventTime(core.venue);
  const onFault = (detail: string) => core.faults.add(detail);
  const days = core.settings().backfillDays;
  if (days > 0) {
    await backfill({ ...core, onProgress: onBackfill, onFault }, { symbols: core.symbols, days, signal });
  }
  await core.sampler.flush();
  await core.writer.flush();
  await catchUp(core, seenUntil, core.clock.market.now(), signal);
  core.hot.begin();
  await core.writes.idle();
  await save(core);
  await core.cold.resume(core.clock.market.now());
}

function runLoops(core: Core, signal: AbortSignal): Promise<unknown> {
  const { wall, market } = core.clock;
  const onFault = (detail: string) => core.faults.add(detail);
  const every = (ms: number, body: () => Promise<void> | void) => loop(wall, ms, signal, body, onFault);
  return Promise.all([
    every(PUBLISH_MS, () => {
      core.hot.settle(market.now());
      const batch = core.board.take(market.now());
      if (batch !== null) core.hub.publish('ticks', batch);
    }),
    every(FLUSH_MS, () => core.sampler.flush()),
    every(COLD_MS, () => core.cold.step(market.now())),
    every(HEALTH_MS, () => core.hub.publish('health', core.health())),
    every(SAVE_MS, () => save(core)),
    loop(market, HOUR_MS, signal, () => prune(core), onFault),
    core.desk.run(signal),
  ]);
}

async function prune(core: Core): Promise<void> {
  await core.writer.retain(core.settings().retention, core.clock.market.now());
}

/** Before a minute's candle is in the store its detection state must not be: a restart would skip it. */
async function save(core: Core): Promise<void> {
  await core.sampler.flush();
  await core.writer.flush();
  await saveDetection(core, core.writer, (symbol) => lastMinute(core, symbol));
}

function lastMinute(core: Core, symbol: string): EpochMs | null {
  return core.detection.lastMinute(symbol);
}

async function settleDown(core: Core): Promise<void> {
  await core.sampler.flush();
  await core.writes.idle();
  await core.cold.step(core.clock.market.now());
  await save(core);
  core.hub.close();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

export const GRACE_WALL_MS = 250;
/** Market milliseconds a trade of a closed minute may still be under way. */
export const graceOf = (speed: number): number => Math.min(MINUTE_MS, Math.max(2000, GRACE_WALL_MS * speed));
