/**
 * The detection of one watch-list: candles in, episodes out. Synchronous, deterministic, no clock: time is what candles and
 * `settle` say. Live ticks and closed candles of the same minutes raise the same anomalies in the same minutes.
 * Order for the caller: onClosed(M) before onForming(M + 1) of a symbol; a gap before what follows it; repaired candles
 * in order, before later ones where possible. Refuses unsound, old and unknown candles silently (the feed counts them).
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import type { BudgetHealth } from '../../src-shared/health.ts';
import { baseOf, MINUTE_MS, type Candle, type EpochMs } from '../../src-shared/market.ts';
import { minuteIndexOf } from '../market/candle-check.ts';
import { createAlerting, type AlertOutcome } from './alerting.ts';
import { createBudget } from './budget.ts';
import { createCrowd } from './crowd.ts';
import { joinEvents, NOTHING, type DetectionEvent } from './detection-event.ts';
import {
  deepen,
  endEpisode,
  freshFrom,
  isSeparate,
  growEpisode,
  isQuiet,
  noteTold,
  openEpisode,
  snapshotOf,
  type Episode,
} from './episode.ts';
import { bandOf, NO_LEVELS, type PriceLevels } from './levels.ts';
import { createMarketWide } from './market-wide.ts';
import { lookUp, type Thresholds } from './thresholds.ts';
import { createWatch, type Reading, type Watch } from './watch.ts';

export type { DetectionEvent };

export interface DetectionConfig {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly thresholds: Thresholds;
  /** N: alerts a day over all symbols. */
  readonly budgetPerDay: number;
  /** Whether volume raises anomalies by itself (default no: it takes alerts from moves that users care more for). */
  readonly volumeRaises?: boolean;
}

export type Detection = ReturnType<typeof createDetection>;

/** Of the shared state: budget, group and open episodes. */
const STATE_VERSION = 2;
const LAST_MS_OF_MINUTE = MINUTE_MS - 1;
/** Other symbols' time ends an episode one minute later than its own candles do: their last one may still be on its way. */
const GRACE_MINUTES = 1;

export function createDetection(config: DetectionConfig) {
  const watches = new Map<string, Watch>();
  const open = new Map<string, Episode>();
  const budget = createBudget(config.budgetPerDay, config.symbols.length);
  const market = createMarketWide();
  const crowd = createCrowd(watches);
  const alerting = createAlerting({ budget, market, open });
  const lnAlertLevel = () => Math.log(budget.alertLevel());
  const volumeRaises = config.volumeRaises ?? false;
  let thresholds = config.thresholds;
  let minuteNow = -1;
  let timeNow: EpochMs = 0;
  let bitcoin: Watch | null = null;

  function addSymbol(symbol: string): void {
    if (watches.has(symbol)) return;
    watches.set(symbol, createWatch({ symbol, prior: lookUp(thresholds, symbol), lnAlertLevel, volumeRaises }));
    afterChange();
  }

  function afterChange(): void {
    budget.setSymbols(watches.size);
    bitcoin = [...watches.values()].find((watch) => baseOf(watch.symbol) === 'BTC') ?? null;
  }

  /** `until`: windows that begin before this minute raise nothing more. */
  function end(symbol: string, episode: Episode, until = episode.lastGrowth): DetectionEvent {
    endEpisode(episode);
    watches.get(symbol)?.countFrom(until);
    open.delete(symbol);
    market.drop(symbol);
    return { kind: 'ended', anomaly: snapshotOf(episode.anomaly) };
  }

  function release(now: EpochMs): DetectionEvent[] {
    return alerting.release(now).map(({ episode, alerted }) => {
      return { kind: alerted ? ('alerted' as const) : ('grown' as const), anomaly: snapshotOf(episode.anomaly) };
    });
  }

  /** Time passes: holds end, the alert level moves, quiet episodes end. */
  function settle(now: EpochMs): DetectionEvent[] {
    if (now > timeNow) timeNow = now;
    const events = now >= market.nextDue() ? release(now) : NOTHING;
    const minute = minuteIndexOf(now);
    if (minute <= minuteNow) return events;
    minuteNow = minute;
    budget.advance(minute, crowd.watchedShare(minute));
    const quiet = [...open].filter(([, episode]) => isQuiet(episode, minute - GRACE_MINUTES));
    return quiet.length === 0 ? events : [...events, ...quiet.map(([symbol, episode]) => end(symbol, episode))];
  }

  function raise(watch: Watch, candle: Candle, reading: Reading, time: EpochMs, late: boolean): DetectionEvent {
    const episode = openEpisode(watch, candle, reading, {
      venue: config.venue,
      detectedAt: time,
      late,
      level: budget.anomalyLevel(),
      breadth: crowd.breadth(reading.minute, reading.sign),
      beta: bitcoin === null || bitcoin === watch ? null : watch.beta(),
    });
    open.set(watch.symbol, episode);
    const alert = ask(episode, reading, time);
    return { kind: 'raised', anomaly: snapshotOf(episode.anomaly), alert };
  }

  function ask(episode: Episode, reading: Reading, time: EpochMs): AlertOutcome {
    const others = crowd.othersMoving(episode.anomaly.symbol, reading.minute, episode.sign);
    const outcome = alerting.ask(episode, time, others);
    if (outcome !== 'below_level') noteTold(episode, reading.minute);
    return outcome;
  }

  function askAgain(episode: Episode, reading: Reading, time: EpochMs): DetectionEvent[] {
    const { symbol } = episode.anomaly;
    if (episode.decided || market.isHeld(symbol) || reading.lnLambda > lnAlertLevel()) return NOTHING;
    deepen(episode, reading);
    return [
      { kind: ask(episode, reading, time) === 'granted' ? 'alerted' : 'grown', anomaly: snapshotOf(episode.anomaly) },
    ];
  }

  function decide(
    watch: Watch,
    candle: Candle,
    reading: Reading,
    time: EpochMs,
    closed: boolean,
    late: boolean,
  ): DetectionEvent[] {
    const episode = open.get(watch.symbol);
    const level = episode?.anomaly.detection_metadata.level ?? budget.anomalyLevel();
    if (reading.lnLambda > Math.log(level)) return NOTHING;
    if (!episode) return [raise(watch, candle, reading, time, late)];
    if (separates(watch, episode, candle, reading, closed)) {
      return [
        end(watch.symbol, episode, freshFrom(episode, reading.minute)),
        raise(watch, candle, reading, time, late),
      ];
    }
    const grown = closed && growEpisode(episode, candle, reading);
    // While a minute forms it may still turn out to be an episode of its own; only then is the older one asked about again.
    const asked = closed || episode.lastGrowth === reading.minute ? askAgain(episode, reading, time) : NOTHING;
    return asked.length > 0 || !grown ? asked : [{ kind: 'grown', anomaly: snapshotOf(episode.anomaly) }];
  }

  /** A move that reaches the alert level by what the open episode has not told is an episode of its own. */
  function separates(watch: Watch, episode: Episode, candle: Candle, reading: Reading, closed: boolean): boolean {
    if (reading.lnLambda > lnAlertLevel() || !isSeparate(episode, reading)) return false;
    const before = watch.countFrom(freshFrom(episode, reading.minute));
    watch.read(candle, closed);
    if (reading.lnLambda <= lnAlertLevel() && isSeparate(episode, reading)) return true;
    watch.countFrom(before);
    watch.read(candle, closed);
    return false;
  }

  /** Time passes up to a candle just read; when that ends the symbol's episode, what the episode told is read no more. */
  function pass(watch: Watch, candle: Candle, time: EpochMs, closed: boolean): DetectionEvent[] {
    const before = open.get(watch.symbol);
    const settled = settle(time);
    const quiet = before && open.has(watch.symbol) && isQuiet(before, watch.reading.minute);
    const events = quiet ? joinEvents(settled, [end(watch.symbol, before)]) : settled;
    if (before && !open.has(watch.symbol)) watch.read(candle, closed);
    return events;
  }

  function onForming(candle: Candle, eventTime: EpochMs): DetectionEvent[] {
    const watch = watches.get(candle.symbol);
    const reading = watch?.read(candle, false);
    if (!watch || !reading) return NOTHING;
    const ended = pass(watch, candle, eventTime, false);
    // Not busy: the minute is decided at its close, on its close.
    const decided = reading.busy ? decide(watch, candle, reading, eventTime, false, false) : NOTHING;
    return joinEvents(ended, decided);
  }

  function onClosed(candle: Candle, opts: { late?: boolean } = {}): DetectionEvent[] {
    const watch = watches.get(candle.symbol);
    if (!watch) return NOTHING;
    const late = opts.late ?? false;
    if (late || candle.repaired) watch.repair(candle);
    const reading = watch.read(candle, true);
    if (!reading) return NOTHING;
    const time = candle.openTime + LAST_MS_OF_MINUTE;
    const ended = pass(watch, candle, time, true);
    const decided = decide(watch, candle, reading, time, true, late);
    learn(watch, candle);
    return joinEvents(ended, decided);
  }

  function learn(watch: Watch, candle: Candle): void {
    watch.learn(candle);
    if (watch !== bitcoin) watch.learnBeta(bitcoin);
  }

  function flush(now: EpochMs): DetectionEvent[] {
    const released = release(Infinity);
    if (now > timeNow) timeNow = now;
    return joinEvents(
      released,
      [...open].map(([symbol, episode]) => end(symbol, episode)),
    );
  }

  for (const symbol of config.symbols) addSymbol(symbol);

  return {
    onForming,
    onClosed,
    warm(candle: Candle): void {
      const watch = watches.get(candle.symbol);
      if (watch?.read(candle, true)) learn(watch, candle);
    },
    onGap: (symbol: string, from: EpochMs, to: EpochMs): void => watches.get(symbol)?.gap(from, to),
    settle,
    flush,
    rarity(symbol: string): { lambdaPerDay: number | null; learning: boolean } {
      const watch = watches.get(symbol);
      const learning = watch?.learning() ?? true;
      const lnAny = watch?.reading.lnAny ?? Infinity;
      return { lambdaPerDay: learning || lnAny === Infinity ? null : Number(Math.exp(lnAny).toPrecision(4)), learning };
    },
    rarityHistory: (symbol: string, from: EpochMs, to: EpochMs) => watches.get(symbol)?.history.between(from, to) ?? [],
    levels(symbol: string): PriceLevels {
      const watch = watches.get(symbol);
      return watch ? bandOf(watch, lnAlertLevel()) : NO_LEVELS;
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
    budget: (): BudgetHealth => budget.health(timeNow),
    /** The levels in force, episodes a day. */
    anomalyLevel: () => budget.anomalyLevel(),
    alertLevel: () => budget.alertLevel(),
    setBudget: (perDay: number): void => budget.setPerDay(perDay),
    setThresholds(next: Thresholds): void {
      thresholds = next;
      for (const watch of watches.values()) watch.setPrior(lookUp(next, watch.symbol));
    },
    symbols: (): string[] => [...watches.keys()],
    addSymbol,
    /** Ends the symbol's open episode and forgets it. */
    removeSymbol(symbol: string): DetectionEvent[] {
      const episode = open.get(symbol);
      const events = episode ? [end(symbol, episode)] : NOTHING;
      if (watches.delete(symbol)) afterChange();
      return events;
    },
    serialise: (symbol: string): unknown => watches.get(symbol)?.serialise() ?? null,
    /** False when the state is of another layout; the symbol then starts anew. */
    restore: (symbol: string, state: unknown): boolean => watches.get(symbol)?.restore(state) ?? false,
    serialiseShared: (): unknown =>
      structuredClone({
        version: STATE_VERSION,
        minuteNow,
        timeNow,
        budget: budget.serialise(),
        market: market.serialise(),
        open: [...open],
      }),
    restoreShared(state: unknown): boolean {
      const saved = structuredClone(state) as SharedState | null;
      if (saved?.version !== STATE_VERSION) return false;
      [minuteNow, timeNow] = [saved.minuteNow, saved.timeNow];
      budget.restore(saved.budget);
      market.restore(saved.market);
      open.clear();
      for (const [symbol, episode] of saved.open) if (watches.has(symbol)) open.set(symbol, episode);
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
