/** One reading of every instrument: what the status line, the Health board and `doctor` show. */
import type { BackfillStatus, FeedHealth, Health } from '../../src-shared/health.ts';
import type { LoopDelay } from '../base/loop-delay.ts';
import type { Core } from './core.ts';

export interface HealthState {
  readonly startedAt: number;
  readonly speed: number;
  readonly simulated: boolean;
  paused: boolean;
  backfill: BackfillStatus;
  /** Absent where nobody measures. */
  readonly loop?: LoopDelay;
}

export const noBackfill: BackfillStatus = { active: false, done: 0, total: 0, symbol: null, etaMs: null };

/** Grants are at the venue's times: what counts as the last 24 hours is by its clock, however ours was set. */
export const venueNow = (
  now: number,
  { skewMs, lastEventTime }: Pick<FeedHealth, 'skewMs' | 'lastEventTime'>,
): number => Math.max(now + (skewMs ?? 0), lastEventTime ?? 0);

export function readHealth(
  core: Pick<
    Core,
    | 'clock'
    | 'feed'
    | 'desk'
    | 'embedder'
    | 'writer'
    | 'detection'
    | 'symbols'
    | 'faults'
    | 'models'
    | 'mirror'
    | 'care'
  >,
  refused: Record<string, number>,
  state: HealthState,
): Health {
  const feed = core.feed.health();
  return {
    startedAt: state.startedAt,
    marketNow: core.clock.market.now(),
    speed: state.speed,
    simulated: state.simulated,
    paused: state.paused,
    feed: { ...feed, state: state.paused ? 'paused' : feed.state, refused: { ...feed.refused, ...refused } },
    news: core.desk.health(),
    embedder: core.embedder.health(),
    store: core.writer.health(),
    mirror: core.mirror.health(),
    budget: core.detection.budget(venueNow(core.clock.market.now(), feed)),
    model: core.models.health(),
    care: core.care.health(),
    engine: state.loop && { delay: state.loop.read(), rssBytes: process.memoryUsage.rss() },
    backfill: state.backfill,
    learning: core.symbols.filter((symbol) => core.detection.rarity(symbol).learning),
    faults: core.faults.list(),
  };
}
