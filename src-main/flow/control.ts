/** The engine as the API sees it: reading, the few commands, and the streams, over a running core. */
import { failed, ok, type Result } from '../../src-shared/fault.ts';
import type { BackfillStatus } from '../../src-shared/health.ts';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import type { Engine, EngineSetup, PostgresLink } from '../../src-shared/ports/engine.ts';
import type { Settings } from '../../src-shared/settings.ts';
import { egress } from '../base/egress.ts';
import { alertDays } from './alert-days.ts';
import { backfill } from './backfill.ts';
import type { Thresholds } from '../detect/thresholds.ts';
import type { Core } from './core.ts';
import type { HealthState } from './health.ts';
import { createMarketLists } from './market-lists.ts';
import { mirrorNow } from './mirror-now.ts';
import { createRehearsals } from './rehearsals.ts';
import { bundleOf } from './bundle-of.ts';
import { similarEvents } from './similar-events.ts';
import { why } from './why/why.ts';
import { markSeen } from './seen.ts';

/** Alerts the window holds at most. */
const INBOX = 500;
const NO_RESTART = 'this engine does not start over by itself: end it and start it again';

export interface ControlOptions {
  readonly core: Core;
  readonly state: HealthState;
  readonly thresholds: Thresholds;
  readonly changeSettings: (patch: Record<string, unknown>) => Result<Settings>;
  readonly postgres: PostgresLink;
  readonly setup: EngineSetup;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Ends the history that a start is fetching; what is there is learned. */
  readonly skipHistory: () => void;
  /** Absent where nobody would start it again. */
  readonly restart: (() => void) | undefined;
  readonly close: () => Promise<void>;
}

export function createControl(options: ControlOptions): Engine {
  const { core, state, thresholds, changeSettings, postgres, close } = options;
  let running: AbortController | null = null;
  const rehearsals = createRehearsals({ core, thresholds });
  const isWatched = (symbol: string) => core.symbols.includes(symbol);
  return {
    reader: core.history,
    venue: core.venue,
    watchList: () => core.board.rows(),
    markets: createMarketLists({ ...core, random: options.random }),
    setup: options.setup,
    restart() {
      if (options.restart === undefined) return failed('unavailable', NO_RESTART);
      options.restart();
      return ok(undefined);
    },
    async candles({ symbol, to, limit, ...q }) {
      // The store pages from the oldest; a chart wants the newest.
      const from = Math.max(q.from, to - limit * MINUTE_MS);
      const stored = await core.history.candles({ symbol, venue: core.venue, from, to, limit });
      const candles = mergeLive(stored, core.board.recent(symbol), from, to).slice(-limit);
      const known = core.detection.rarityHistory(symbol, from, to);
      return { candles, rarity: known };
    },
    levels(symbol) {
      if (!isWatched(symbol)) return failed('not_found', `${symbol} is not on the watch-list`);
      return ok({ symbol, ...core.detection.levels(symbol) });
    },
    why: (request, signal = new AbortController().signal) =>
      why({ ...core, thresholds, live: core.detection }, request, signal),
    settings: core.settings,
    async changeSettings(patch) {
      const changed = changeSettings(patch);
      if (changed.ok) {
        core.detection.setBudget(changed.value.alertsPerDay);
        core.detection.setSymbolRules(changed.value.symbolRules);
      }
      return changed;
    },
    testModel: (settings, signal = new AbortController().signal) => core.models.test(settings, signal),
    postgres,
    mirrorNow: (direction) => mirrorNow(core.mirror, direction),
    health: core.health,
    metrics: () => core.reader.metrics(core.settings().alertsPerDay),
    egress: () => egress.report(),
    alertDays: (bounds) => alertDays(core.reader, bounds),
    similar: (anomalyId) => similarEvents(core.history, anomalyId),
    bundle: (anomalyId) => bundleOf(core, anomalyId),
    async feedback(anomalyId, vote, note) {
      if ((await core.reader.anomaly(anomalyId)) === null) return failed('not_found', `no anomaly ${anomalyId}`);
      await core.writer.saveFeedback(anomalyId, vote, note, core.clock.market.now());
      return ok(undefined);
    },
    async seen(anomalyId) {
      const detail = await core.reader.anomaly(anomalyId);
      if (detail === null) return failed('not_found', `no anomaly ${anomalyId}`);
      await markSeen(core, detail.alerts);
      return ok(undefined);
    },
    async seenUntil(until) {
      const alerts = await core.reader.alerts({ from: 0, limit: INBOX });
      return markSeen(
        core,
        alerts.filter(({ raised_at }) => raised_at <= until),
      );
    },
    async startBackfill({ symbol, days }) {
      if (running !== null) return failed('conflict', 'a back-fill is running already');
      if (symbol !== undefined && !isWatched(symbol)) return failed('not_found', `${symbol} is not on the watch-list`);
      running = new AbortController();
      const request = { symbols: symbol === undefined ? core.symbols : [symbol], days, signal: running.signal };
      const onProgress = (status: BackfillStatus) => (state.backfill = status);
      void backfill({ ...core, onProgress, onFault: (detail) => core.faults.add(detail) }, request)
        .catch((error: unknown) => core.faults.add(String(error)))
        .finally(() => (running = null));
      return ok({ ...state.backfill, active: true });
    },
    cancelBackfill() {
      running?.abort();
      options.skipHistory();
      return { ...state.backfill, active: false };
    },
    care: { status: () => core.care.health(), run: (job) => core.care.run(job) },
    pause(paused) {
      state.paused = paused;
      return core.health();
    },
    rehearse: (request, signal) => rehearsals.start(request, signal),
    subscribe: (kind, signal) => core.hub.subscribe(kind, signal),
    close() {
      running?.abort();
      rehearsals.stop();
      return close();
    },
  };
}

/** Stored minutes, replaced and continued by what the board still holds in memory. */
function mergeLive(stored: readonly Candle[], recent: readonly Candle[], from: number, to: number): Candle[] {
  const byTime = new Map(stored.map((candle) => [candle.openTime, candle]));
  for (const candle of recent) if (candle.openTime >= from && candle.openTime < to) byTime.set(candle.openTime, candle);
  return [...byTime.values()].sort((a, b) => a.openTime - b.openTime);
}
