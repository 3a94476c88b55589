/**
 * The detection of one watch-list: candles in, episodes out. Synchronous, deterministic, no clock: time is what candles and
 * `settle` say. Live ticks and closed candles of the same minutes raise the same anomalies in the same minutes.
 * Order for the caller: onClosed(M) before onForming(M + 1) of a symbol; a gap before what follows it; repaired candles
 * in order, before later ones where possible. Refuses unsound, old and unknown candles silently (the feed counts them).
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import type { BudgetHealth } from '../../src-shared/health.ts';
import { baseOf, type Candle, type EpochMs } from '../../src-shared/market.ts';
import { createAlerting, type OwnRule } from './alerting.ts';
import { createBudget } from './budget.ts';
import { createCrowd } from './crowd.ts';
import { createDecider } from './decider.ts';
import { NOTHING, type DetectionEvent } from './detection-event.ts';
import type { Episode } from './episode-state.ts';
import { snapshotOf } from './episode.ts';
import { bandOf, NO_LEVELS, type PriceLevels } from './levels.ts';
import { createMarketWide } from './market-wide.ts';
import type { Parts } from './parts.ts';
import { raisersOf } from './side-raisers.ts';
import { AT } from './symbol-cells.ts';
import { lookUp, type Thresholds } from './thresholds.ts';
import { Watch } from './watch.ts';

export type { DetectionEvent };

export interface DetectionConfig {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly thresholds: Thresholds;
  /** N: alerts a day over all symbols. */
  readonly budgetPerDay: number;
  /** Whether volume raises anomalies by itself (default no: it takes alerts from moves that users care more for). */
  readonly volumeRaises?: boolean;
  /** Whether the one-minute z-score, or a close outside the Bollinger band, raises by itself (default no: they annotate). */
  readonly zScoreRaises?: boolean;
  readonly bollingerRaises?: boolean;
  readonly parts?: Parts;
  /** By symbol; without an entry a symbol is treated as the watch-list. */
  readonly symbolRules?: SymbolRules;
}
export type SymbolRules = Readonly<Record<string, OwnRule>>;

export type Detection = ReturnType<typeof createDetection>;

/** Of the shared state: budget, group and open episodes. */
const STATE_VERSION = 3;

export function createDetection(config: DetectionConfig) {
  const watches = new Map<string, Watch>();
  const open = new Map<string, Episode>();
  const budget = createBudget(config.budgetPerDay, config.symbols.length);
  const market = createMarketWide();
  const crowd = createCrowd(watches);
  let rules = config.symbolRules ?? {};
  const alerting = createAlerting({ budget, market, open, crowd, ruleOf: (symbol) => rules[symbol] });
  const raisers = raisersOf({
    volume: config.volumeRaises,
    zScore: config.zScoreRaises,
    bollinger: config.bollingerRaises,
  });
  let thresholds = config.thresholds;
  let bitcoin: Watch | null = null;
  const { venue } = config;
  const decider = createDecider({ venue, open, watches, budget, crowd, market, alerting, bitcoin: () => bitcoin });

  function addSymbol(symbol: string): void {
    if (watches.has(symbol)) return;
    watches.set(symbol, new Watch({ symbol, prior: lookUp(thresholds, symbol), raisers, parts: config.parts }));
    afterChange();
  }

  function afterChange(): void {
    // The budget is shared by those that may alert.
    budget.setSymbols([...watches.keys()].filter((symbol) => rules[symbol]?.muted !== true).length);
    bitcoin = [...watches.values()].find((watch) => baseOf(watch.symbol) === 'BTC') ?? null;
  }

  const lambdaOf = (watch: Watch, extent: number) => Number(Math.exp(watch.lnRate(extent)).toPrecision(4));

  for (const symbol of config.symbols) addSymbol(symbol);

  return {
    onForming(candle: Candle, eventTime: EpochMs): DetectionEvent[] {
      const watch = watches.get(candle.symbol);
      return watch ? decider.onForming(watch, candle, eventTime) : NOTHING;
    },
    onClosed(candle: Candle, opts: { late?: boolean } = {}): DetectionEvent[] {
      const watch = watches.get(candle.symbol);
      return watch ? decider.onClosed(watch, candle, opts.late ?? false) : NOTHING;
    },
    warm(candle: Candle): void {
      const watch = watches.get(candle.symbol);
      if (watch) decider.warm(watch, candle);
    },
    onGap: (symbol: string, _from: EpochMs, to: EpochMs): void => watches.get(symbol)?.gap(to),
    settle: (now: EpochMs): DetectionEvent[] => decider.settle(now),
    flush: (now: EpochMs): DetectionEvent[] => decider.flush(now),
    rarity(symbol: string): { lambdaPerDay: number | null; learning: boolean } {
      const watch = watches.get(symbol);
      const extent = watch?.m[AT.any] ?? 0;
      if (!watch || watch.learning()) return { lambdaPerDay: null, learning: true };
      return { lambdaPerDay: extent > 0 ? lambdaOf(watch, extent) : null, learning: false };
    },
    rarityHistory(symbol: string, from: EpochMs, to: EpochMs) {
      const watch = watches.get(symbol);
      return watch ? watch.history.between(from, to, (extent) => lambdaOf(watch, extent)) : [];
    },
    levels(symbol: string): PriceLevels {
      const watch = watches.get(symbol);
      return watch ? bandOf(watch, budget.lnAlertLevel()) : NO_LEVELS;
    },
    /** Open time of the newest minute taken in; null before the first. */
    lastMinute: (symbol: string): EpochMs | null => watches.get(symbol)?.lastMinute() ?? null,
    /** Closes of the last `minutes` minutes, oldest first. */
    spark: (symbol: string, minutes = 60): number[] => watches.get(symbol)?.spark(minutes) ?? [],
    beta: (symbol: string): number | null => {
      const watch = watches.get(symbol);
      return !watch || bitcoin === null || watch === bitcoin ? null : watch.beta();
    },
    openAnomalies: (): Anomaly[] => [...open.values()].map((episode) => snapshotOf(episode.anomaly)),
    /** `now`: the venue's time, where that is known better than what was settled last (a clock of ours may have been set). */
    budget: (now = decider.timeNow()): BudgetHealth => budget.health(now),
    /** The levels in force, episodes a day. */
    anomalyLevel: () => budget.anomalyLevel(),
    alertLevel: () => budget.alertLevel(),
    setBudget: (perDay: number): void => budget.setPerDay(perDay),
    setSymbolRules(next: SymbolRules): void {
      rules = next;
      afterChange();
    },
    setThresholds(next: Thresholds): void {
      thresholds = next;
      for (const watch of watches.values()) watch.setPrior(lookUp(next, watch.symbol));
    },
    symbols: (): string[] => [...watches.keys()],
    addSymbol,
    /** Ends the symbol's open episode and forgets it. */
    removeSymbol(symbol: string): DetectionEvent[] {
      const episode = open.get(symbol);
      const events = episode ? [decider.end(symbol, episode)] : NOTHING;
      if (watches.delete(symbol)) afterChange();
      return events;
    },
    serialise: (symbol: string): unknown => watches.get(symbol)?.serialise() ?? null,
    /** False when the state is of another layout; the symbol then starts anew. */
    restore: (symbol: string, state: unknown): boolean => watches.get(symbol)?.restore(state) ?? false,
    serialiseShared: (): unknown =>
      structuredClone({
        version: STATE_VERSION,
        ...decider.serialise(),
        budget: budget.serialise(),
        market: market.serialise(),
        open: [...open],
      }),
    restoreShared(state: unknown): boolean {
      const saved = structuredClone(state) as SharedState | null;
      if (saved?.version !== STATE_VERSION) return false;
      decider.restore(saved);
      budget.restore(saved.budget);
      market.restore(saved.market);
      open.clear();
      for (const watch of watches.values()) watch.episode = null;
      for (const [symbol, episode] of saved.open) {
        const watch = watches.get(symbol);
        if (!watch) continue;
        watch.episode = episode;
        open.set(symbol, episode);
      }
      return true;
    },
  };
}

interface SharedState {
  version: number;
  minuteNow: number;
  timeNow: EpochMs;
  budget: unknown;
  market: unknown;
  open: [string, Episode][];
}
