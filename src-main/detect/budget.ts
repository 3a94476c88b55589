/**
 * The alert budget of one watch-list: N alerts (groups) a day in the long run, never more than 2N in any 24 hours. It moves one
 * number, the alert level λ_alert (episodes a day and symbol): up while time passes, down with each alert, in equilibrium at N
 * a day; bounded to [share/4, anomaly level] with share = N/symbols. The level changes on minute boundaries only, so that a
 * minute decides the same live and replayed. Time in whole minutes and epoch ms of events.
 */
import type { BudgetHealth } from '../../src-shared/health.ts';
import { DAY_MS, MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import { roundTo } from '../../src-shared/format.ts';

export interface Budget {
  perDay(): number;
  setPerDay(perDay: number): void;
  setSymbols(count: number): void;
  /** Episodes a day at which an anomaly is stored. */
  anomalyLevel(): number;
  /** Episodes a day at which an alert is asked for. */
  alertLevel(): number;
  /** The same as ln. A minute that closes after the next one began is judged by its own level. */
  lnAnomalyLevel(): number;
  lnAlertLevel(minute?: number): number;
  /** Lets time pass up to `minute`; `watching` = share of symbols that have learned and are receiving, 0–1. */
  advance(minute: number, watching: number): void;
  /**
   * Grants unless the hard stop is reached. An alert of a symbol still `learning` does not lower the level: the time in which it
   * came did not raise it either, and the days after would pay for it. `asked` = minute it was first asked for, before any hold.
   */
  request(time: EpochMs, learning?: boolean, asked?: number): boolean;
  noteDigest(time: EpochMs): void;
  usedAt(time: EpochMs): number;
  health(now: EpochMs): BudgetHealth;
  serialise(): unknown;
  restore(state: unknown): void;
}

const SMALLEST_ANOMALY_LEVEL = 3;
/** ln units by which one alert lowers, and 1/N days of watching raise, the level. */
const STEP = 0.4;
const LONGEST_STEP_MINUTES = 60;
/** An alert lowers the level from this many minutes after it was asked for: holds are over by then, live and replayed. */
const SPENT_AFTER_MINUTES = 2;

interface State {
  lnLevel: number;
  /** ln level of the minute before. */
  lnBefore: number;
  minute: number;
  /** Minutes in which alerts were asked for that have not lowered the level yet. */
  pending: number[];
  granted: EpochMs[];
  digest: EpochMs[];
}

export function createBudget(perDayStart: number, symbolsStart: number): Budget {
  let [perDay, symbols] = [perDayStart, Math.max(1, symbolsStart)];
  const share = () => perDay / symbols;
  const anomalyLevel = () => Math.max(SMALLEST_ANOMALY_LEVEL, 2 * share());
  const state: State = {
    lnLevel: Math.log(share()),
    lnBefore: Math.log(share()),
    minute: -1,
    pending: [],
    granted: [],
    digest: [],
  };
  const hardStop = () => Math.max(1, Math.floor(2 * perDay));
  /** Below half an alert a day the one alert allowed needs a longer day. */
  const span = () => DAY_MS * Math.max(1, 1 / (2 * perDay));
  let [lnLowest, lnAnomaly] = [0, 0];
  const bound = () => {
    [lnLowest, lnAnomaly] = [Math.log(share() / 4), Math.log(anomalyLevel())];
    clamp();
  };
  const clamp = () => {
    state.lnLevel = Math.min(lnAnomaly, Math.max(lnLowest, state.lnLevel));
  };
  const inSpan = (times: readonly EpochMs[], now: EpochMs) => times.filter((time) => time > now - span()).length;

  bound();

  /** Alerts asked for before `minute`'s predecessor lower the level now, whenever their holds ended. */
  function takeDue(minute: number): number {
    const due = state.pending.filter((asked) => asked + SPENT_AFTER_MINUTES <= minute).length;
    if (due > 0) state.pending = state.pending.filter((asked) => asked + SPENT_AFTER_MINUTES > minute);
    return due;
  }

  function advance(minute: number, watching: number): void {
    if (state.minute < 0) state.minute = minute;
    if (minute <= state.minute) return;
    const passed = Math.min(LONGEST_STEP_MINUTES, minute - state.minute);
    state.minute = minute;
    state.lnBefore = state.lnLevel;
    state.lnLevel += STEP * ((perDay * watching * passed) / 1440 - takeDue(minute));
    clamp();
  }

  return {
    perDay: () => perDay,
    setPerDay(value) {
      state.lnLevel += Math.log(value / perDay);
      perDay = value;
      bound();
    },
    setSymbols(count) {
      state.lnLevel += Math.log(symbols / Math.max(1, count));
      symbols = Math.max(1, count);
      bound();
    },
    anomalyLevel,
    alertLevel: () => Math.exp(state.lnLevel),
    lnAnomalyLevel: () => lnAnomaly,
    lnAlertLevel: (minute = state.minute) => (minute < state.minute ? state.lnBefore : state.lnLevel),
    advance,
    request(time, learning = false, asked = Math.floor(time / MINUTE_MS)) {
      state.granted = state.granted.filter((t) => t > time - 2 * span());
      if (inSpan(state.granted, time) >= hardStop()) return false;
      state.granted.push(time);
      if (!learning) state.pending.push(asked);
      return true;
    },
    noteDigest(time) {
      state.digest = state.digest.filter((t) => t > time - DAY_MS);
      state.digest.push(time);
    },
    usedAt: (time) => state.granted.filter((t) => t > time - DAY_MS && t <= time).length,
    health: (now) => ({
      perDay,
      last24h: state.granted.filter((t) => t > now - DAY_MS).length,
      hardStop: roundTo(2 * perDay, 3),
      digest: state.digest.filter((t) => t > now - DAY_MS).length,
    }),
    serialise: () => ({
      ...state,
      granted: [...state.granted],
      digest: [...state.digest],
      pending: [...state.pending],
    }),
    restore(given) {
      const saved = given as Partial<State> | null;
      if (typeof saved?.lnLevel !== 'number' || !Number.isFinite(saved.lnLevel)) return;
      Object.assign(state, {
        ...saved,
        granted: [...(saved.granted ?? [])],
        digest: [...(saved.digest ?? [])],
        pending: [...(saved.pending ?? [])],
      });
      clamp();
    },
  };
}
