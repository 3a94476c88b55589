/**
 * What becomes of a reading: nothing, a new episode, growth of the open one, or an episode of its own beside it; and whether the user
 * is asked about. One reading object serves all symbols, tick by tick.
 */
import { MINUTE_MS, type Candle, type EpochMs } from '../../src-shared/market.ts';
import { minuteIndexOf } from '../market/candle-check.ts';
import type { Alerting, AlertOutcome } from './alerting.ts';
import type { Budget } from './budget.ts';
import type { Crowd } from './crowd.ts';
import { joinEvents, NOTHING, type DetectionEvent } from './detection-event.ts';
import type { Episode } from './episode-state.ts';
import { deepen, endEpisode, freshFrom, growEpisode, isQuiet, isSeparate, noteTold, snapshotOf } from './episode.ts';
import type { MarketWide } from './market-wide.ts';
import { openEpisode } from './raise.ts';
import { createReading } from './reading.ts';
import type { Watch } from './watch.ts';

export interface DeciderParts {
  readonly venue: string;
  readonly open: Map<string, Episode>;
  readonly watches: ReadonlyMap<string, Watch>;
  readonly budget: Budget;
  readonly crowd: Crowd;
  readonly market: MarketWide;
  readonly alerting: Alerting;
  /** The watch whose returns are the market's; null without. */
  readonly bitcoin: () => Watch | null;
}

export type Decider = ReturnType<typeof createDecider>;

/** Other symbols' time ends an episode one minute later than its own candles do: their last one may still be on its way. */
const GRACE_MINUTES = 1;
const LAST_MS_OF_MINUTE = MINUTE_MS - 1;
/** The share of symbols being watched changes slowly. */
const WATCHED_EVERY_MINUTES = 5;

export function createDecider({ venue, open, watches, budget, crowd, market, alerting, bitcoin }: DeciderParts) {
  const reading = createReading();
  let [minuteNow, watchedAt, watched] = [-1, -1, 0];
  let timeNow: EpochMs = 0;

  const lnAlertLevel = () => budget.lnAlertLevel(reading.minute);

  /** `until`: windows that begin before this minute raise nothing more. */
  function end(symbol: string, episode: Episode, until = episode.lastGrowth): DetectionEvent {
    endEpisode(episode);
    const watch = watches.get(symbol);
    watch?.countFrom(until);
    if (watch) watch.episode = null;
    open.delete(symbol);
    market.drop(symbol);
    return { kind: 'ended', anomaly: snapshotOf(episode.anomaly) };
  }

  function release(now: EpochMs): DetectionEvent[] {
    return alerting.release(now).map(({ episode, alerted }) => {
      return { kind: alerted ? ('alerted' as const) : ('grown' as const), anomaly: snapshotOf(episode.anomaly) };
    });
  }

  function watchedShare(minute: number): number {
    const part = Math.floor(minute / WATCHED_EVERY_MINUTES);
    if (part !== watchedAt) [watchedAt, watched] = [part, crowd.watchedShare(minute)];
    return watched;
  }

  /** Time passes: holds end, the alert level moves, quiet episodes end. */
  function settle(now: EpochMs): DetectionEvent[] {
    if (now > timeNow) timeNow = now;
    const events = now >= market.nextDue() ? release(now) : NOTHING;
    const minute = minuteIndexOf(now);
    if (minute <= minuteNow) return events;
    minuteNow = minute;
    budget.advance(minute, watchedShare(minute));
    if (open.size === 0) return events;
    const quiet = [...open].filter(([, episode]) => isQuiet(episode, minute - GRACE_MINUTES));
    return quiet.length === 0 ? events : [...events, ...quiet.map(([symbol, episode]) => end(symbol, episode))];
  }

  function ask(watch: Watch, episode: Episode, time: EpochMs): AlertOutcome {
    const others = crowd.othersMoving(watch.symbol, reading.minute, episode.sign);
    const outcome = alerting.ask(episode, time, others);
    if (outcome !== 'below_level') noteTold(episode, reading.minute);
    return outcome;
  }

  function raise(watch: Watch, candle: Candle, time: EpochMs, late: boolean): DetectionEvent {
    const market = bitcoin();
    const episode = openEpisode(watch, candle, reading, {
      venue,
      detectedAt: time,
      late,
      level: budget.anomalyLevel(),
      breadth: crowd.breadth(reading.minute, reading.sign),
      beta: market === null || market === watch ? null : watch.beta(),
    });
    watch.episode = episode;
    open.set(watch.symbol, episode);
    const alert = ask(watch, episode, time);
    return { kind: 'raised', anomaly: snapshotOf(episode.anomaly), alert };
  }

  function askAgain(watch: Watch, episode: Episode, time: EpochMs): DetectionEvent[] {
    if (episode.decided || market.isHeld(watch.symbol) || reading.lnLambda > lnAlertLevel()) return NOTHING;
    deepen(episode, reading);
    const kind = ask(watch, episode, time) === 'granted' ? 'alerted' : 'grown';
    return [{ kind, anomaly: snapshotOf(episode.anomaly) }];
  }

  /** A move that reaches the alert level by what the open episode has not told is an episode of its own. */
  function separates(watch: Watch, episode: Episode, candle: Candle, closed: boolean): boolean {
    if (reading.lnLambda > lnAlertLevel() || !isSeparate(episode, reading)) return false;
    const before = watch.countFrom(freshFrom(episode, reading.minute));
    watch.read(candle, closed, reading);
    if (reading.lnLambda <= lnAlertLevel() && isSeparate(episode, reading)) return true;
    watch.countFrom(before);
    watch.read(candle, closed, reading);
    return false;
  }

  const lnLevelOf = (episode: Episode | null) =>
    episode === null ? budget.lnAnomalyLevel() : Math.log(episode.anomaly.detection_metadata.level);

  function decide(watch: Watch, candle: Candle, time: EpochMs, closed: boolean, late: boolean): DetectionEvent[] {
    const { episode } = watch;
    if (reading.lnLambda > lnLevelOf(episode)) return NOTHING;
    if (!episode) return [raise(watch, candle, time, late)];
    if (separates(watch, episode, candle, closed)) {
      return [end(watch.symbol, episode, freshFrom(episode, reading.minute)), raise(watch, candle, time, late)];
    }
    const grown = closed && growEpisode(episode, candle, reading);
    // While a minute forms it may still turn out to be an episode of its own; only then is the older one asked about again.
    const asked = closed || episode.lastGrowth === reading.minute ? askAgain(watch, episode, time) : NOTHING;
    return asked.length > 0 || !grown ? asked : [{ kind: 'grown', anomaly: snapshotOf(episode.anomaly) }];
  }

  const gateOf = (watch: Watch) => watch.gate(Math.max(lnLevelOf(watch.episode), budget.lnAnomalyLevel()));

  /** Time passes up to a candle just read; when that ends the symbol's episode, what the episode told is read no more. */
  function pass(watch: Watch, candle: Candle, time: EpochMs, closed: boolean): DetectionEvent[] {
    const before = watch.episode;
    const settled = settle(time);
    if (before === null) return settled;
    const quiet = watch.episode !== null && isQuiet(before, reading.minute);
    const events = quiet ? joinEvents(settled, [end(watch.symbol, before)]) : settled;
    if (watch.episode === null) watch.read(candle, closed, reading, gateOf(watch));
    return events;
  }

  function onForming(watch: Watch, candle: Candle, eventTime: EpochMs): DetectionEvent[] {
    if (!watch.read(candle, false, reading, gateOf(watch))) return NOTHING;
    const ended = pass(watch, candle, eventTime, false);
    // Without volume nothing may raise yet: the minute is decided at its close, on its close.
    const decided = decide(watch, candle, eventTime, false, false);
    return joinEvents(ended, decided);
  }

  function onClosed(watch: Watch, candle: Candle, late: boolean): DetectionEvent[] {
    if (late || candle.repaired) watch.repair(candle);
    if (!watch.read(candle, true, reading, gateOf(watch))) return NOTHING;
    const time = candle.openTime + LAST_MS_OF_MINUTE;
    const ended = pass(watch, candle, time, true);
    const decided = decide(watch, candle, time, true, late);
    learn(watch, candle);
    return joinEvents(ended, decided);
  }

  function learn(watch: Watch, candle: Candle): void {
    watch.learn(candle, reading, lnAlertLevel());
    const market = bitcoin();
    if (market !== null && market !== watch) watch.learnBeta(market);
  }

  return {
    onForming,
    onClosed,
    settle,
    end,
    /** A candle that teaches and raises nothing. */
    warm(watch: Watch, candle: Candle): void {
      if (watch.read(candle, true, reading, Infinity)) learn(watch, candle);
    },
    flush(now: EpochMs): DetectionEvent[] {
      const released = release(Infinity);
      if (now > timeNow) timeNow = now;
      return joinEvents(
        released,
        [...open].map(([symbol, episode]) => end(symbol, episode)),
      );
    },
    timeNow: () => timeNow,
    serialise: () => ({ minuteNow, timeNow }),
    restore(saved: { minuteNow: number; timeNow: EpochMs }): void {
      [minuteNow, timeNow] = [saved.minuteNow, saved.timeNow];
    },
  };
}
