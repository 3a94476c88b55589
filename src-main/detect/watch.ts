/**
 * All of one symbol: detectors, rarity, history. `read` scores a forming or closed candle against what came before it and
 * changes nothing; `learn` takes a closed candle in. Candles that cannot be true are refused before either.
 * The reading is one object per symbol, overwritten by the next read.
 */
import type { Candle, EpochMs } from '../../src-shared/market.ts';
import { createBeta } from '../market/beta.ts';
import { isSoundCandle, minuteIndexOf } from '../market/candle-check.ts';
import { WINDOWS } from '../market/minute-series.ts';
import { packAll, unpackAll } from '../stats/packed.ts';
import { createMultiTimeframe, isTraded } from './multi-timeframe.ts';
import { VOLUME } from './prior-tails.ts';
import { createRarity } from './rarity.ts';
import { createRarityHistory } from './rarity-history.ts';
import type { LookUp } from './thresholds.ts';
import { createVolumeSpike } from './volume-spike.ts';

/** Below this many traded minutes nothing is raised at all. */
const SILENT_MINUTES = 200;
/** Days of history below which only what exceeds the priors is raised. */
export const LEARNING_DAYS = 5;
/** A price this many times away from the last close is believed only when the next candle agrees with it. */
const IMPLAUSIBLE_STEP = 20;
/** Windows, in order, whose move counts as the price's part of a volume spike. */
const VOLUME_MOVE_WINDOWS = 3;

export interface Reading {
  minute: number;
  /** ln Λ of what may raise (enough movement, above the prior while learning); +Infinity when nothing may. */
  lnLambda: number;
  /** ln Λ of the minute, whatever may be raised of it; +Infinity without scores. */
  lnAny: number;
  /** Index of the window that gave lnLambda; VOLUME for volume; −1 for none. */
  window: number;
  sign: number;
  busy: boolean;
  /** Per window, then volume; signed σ, NaN where void. */
  readonly scores: Float64Array;
  /** Log return per window. */
  readonly moves: Float64Array;
  /** Largest score as a share of its alert level, signed. */
  strength: number;
}

export type Watch = ReturnType<typeof createWatch>;

export function createWatch(symbol: string, prior: LookUp, lnAlertLevel: () => number) {
  const volume = createVolumeSpike();
  const price = createMultiTimeframe(volume.profile);
  const series = price.series;
  const rarity = createRarity();
  const history = createRarityHistory();
  const beta = createBeta();
  const levelScores = new Float64Array(WINDOWS.length).fill(Infinity);
  /** [hour of levelScores, suspect close, minute from which a window may begin to raise] */
  const meta = Float64Array.of(-1, NaN, -1);
  let [up, down, floor] = [0, 0, prior];
  const reading: Reading = {
    minute: -1,
    lnLambda: Infinity,
    lnAny: Infinity,
    window: -1,
    sign: 0,
    busy: false,
    scores: new Float64Array(WINDOWS.length + 1).fill(NaN),
    moves: new Float64Array(WINDOWS.length).fill(NaN),
    strength: 0,
  };

  function setPrior(next: LookUp): void {
    floor = next;
    up = Math.log1p(next.minimumMovePct / 100);
    down = Math.log1p(-next.minimumMovePct / 100);
  }
  setPrior(prior);

  const learning = () => rarity.days() < LEARNING_DAYS;
  const silent = () => series.traded() < SILENT_MINUTES;
  const isEnough = (move: number) => move >= up || move <= down;

  function refuses(candle: Candle): boolean {
    return !isSoundCandle(candle) || minuteIndexOf(candle.openTime) <= series.last();
  }

  /** True for a jump that no market makes, until a second closed candle confirms it. */
  function implausible(candle: Candle, closed: boolean): boolean {
    const last = series.lastClose();
    if (Number.isNaN(last) || (candle.high < last * IMPLAUSIBLE_STEP && candle.low * IMPLAUSIBLE_STEP > last)) {
      if (closed) meta[1] = NaN;
      return false;
    }
    if (!closed) return true;
    const confirmed = candle.high < meta[1]! * 2 && candle.low * 2 > meta[1]!;
    meta[1] = confirmed ? NaN : candle.close;
    if (confirmed) series.voidBefore(minuteIndexOf(candle.openTime));
    return !confirmed;
  }

  /** Volume joins at the close only: its score may fall while a minute forms. */
  function readVolume(candle: Candle, closed: boolean): void {
    reading.scores[VOLUME] = closed ? volume.z(candle) : NaN;
  }

  function volumeMove(): number {
    let most = 0;
    for (let i = 0; i < VOLUME_MOVE_WINDOWS; i++) {
      const move = reading.moves[i]!;
      if (Math.abs(move) > Math.abs(most)) most = move;
    }
    return most;
  }

  let smallest = Infinity;

  /** Smallest rate over all scores, and over those that may raise. */
  function rank(): void {
    const needed = learning() ? floor.threshold : 0;
    let [any, best] = [Infinity, Infinity];
    reading.window = -1;
    for (let i = 0; i <= VOLUME; i++) {
      const score = reading.scores[i]!;
      const size = i === VOLUME ? score : Math.abs(score);
      const rate = rarity.lnRateOf(i, size) + rarity.penalty(i);
      if (rate < any) any = rate;
      const fresh = reading.minute - (WINDOWS[i] ?? 1) >= meta[2]!;
      if (fresh && rate < best && size >= needed && isEnough(i === VOLUME ? volumeMove() : reading.moves[i]!)) {
        best = rate;
        reading.window = i;
      }
    }
    reading.lnAny = any === Infinity ? Infinity : rarity.overall(any);
    reading.lnLambda = best === Infinity || silent() ? Infinity : rarity.overall(best);
    smallest = any;
  }

  function readStrength(): void {
    reading.strength = 0;
    for (let i = 0; i < WINDOWS.length; i++) {
      const share = reading.scores[i]! / levelScores[i]!;
      if (Math.abs(share) > Math.abs(reading.strength)) reading.strength = share;
    }
  }

  /** Null when the candle is refused, void or without a trade. */
  function read(candle: Candle, closed: boolean): Reading | null {
    if (refuses(candle) || !isTraded(candle, series.lastClose()) || implausible(candle, closed)) return null;
    reading.minute = minuteIndexOf(candle.openTime);
    reading.busy = price.isBusy(candle);
    price.read(candle, reading.scores, reading.moves);
    readVolume(candle, closed);
    rank();
    readStrength();
    reading.sign = signOf(reading.window);
    return reading;
  }

  function signOf(window: number): number {
    if (window < 0) return 0;
    return (window === VOLUME ? volumeMove() : reading.moves[window]!) < 0 ? -1 : 1;
  }

  /** Takes in the closed candle that was just read. */
  function learn(candle: Candle): void {
    const { minute } = reading;
    history.set(minute, learning() || reading.lnAny === Infinity ? null : Math.exp(reading.lnAny));
    rarity.observe(minute, reading.scores, smallest);
    volume.update(candle);
    price.update(candle);
    const hour = Math.floor(minute / 60);
    if (hour === meta[0]) return;
    meta[0] = hour;
    for (let i = 0; i < WINDOWS.length; i++) levelScores[i] = rarity.scoreAt(i, lnAlertLevel());
  }

  /** Learns from the minute before the last one, which both series have by now. */
  function learnBeta(market: Watch | null): void {
    if (market === null) return;
    const minute = series.last() - 1;
    if (market.series.last() < minute) return;
    const of = (s: typeof series) => s.logClose(minute) - s.logClose(minute - 1);
    beta.update(of(series), of(market.series));
  }

  const arrays = { ...rarity.arrays, levels: levelScores, watch: meta, beta: beta.state };
  return {
    symbol,
    series,
    rarity,
    reading,
    history,
    learning,
    silent,
    prior: () => floor,
    setPrior,
    beta: () => beta.value(),
    volumeScore: (candle: Candle) => volume.z(candle),
    read,
    learn,
    learnBeta,
    gap: (from: EpochMs, to: EpochMs) => price.gap(from, to),
    /** An episode grew until `minute`: what it already told must not raise again. Returns the minute before. */
    countFrom(minute: number): number {
      const before = meta[2]!;
      meta[2] = minute;
      return before;
    },
    /** Truth for a minute that a gap touched: prices before the gap may be compared again, also when it comes too late to be scored. */
    repair(candle: Candle): void {
      if (isSoundCandle(candle)) price.repair(candle);
    },
    /** Closes of the last `minutes` minutes, oldest first; minutes before the first candle or a gap are absent. */
    spark(minutes: number): number[] {
      const last = series.last();
      const logs = Array.from({ length: last < 0 ? 0 : minutes }, (_, i) => series.logClose(last - minutes + 1 + i));
      return logs.filter((log) => !Number.isNaN(log)).map((log) => Number(Math.exp(log).toPrecision(10)));
    },
    serialise: () => ({
      arrays: packAll(arrays),
      price: price.serialise(),
      volume: volume.serialise(),
      history: history.serialise(),
    }),
    /** False when the state has another layout: the symbol then starts anew. */
    restore(state: unknown): boolean {
      const saved = (state ?? {}) as Record<string, unknown>;
      if (!unpackAll(saved.arrays, arrays)) return false;
      price.restore(saved.price);
      volume.restore(saved.volume);
      history.restore(saved.history);
      return true;
    },
  };
}
