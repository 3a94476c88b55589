/**
 * All of one symbol: detectors, rarity, history. `read` scores a forming or closed candle against what came before it and
 * changes nothing; `learn` takes a closed candle in. Candles that cannot be true are refused before either.
 * The reading is one object per symbol, overwritten by the next read.
 */
import type { Candle, EpochMs } from '../../src-shared/market.ts';
import { createBeta } from '../market/beta.ts';
import { isSoundCandle, minuteIndexOf, openTimeOf } from '../market/candle-check.ts';
import { WINDOWS } from '../market/minute-series.ts';
import { packAll, unpackAll } from '../stats/packed.ts';
import { createMultiTimeframe, createWindowReading, isTraded, type WindowReading } from './multi-timeframe.ts';
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
/** Of what the state consists and means; a state of another version is refused. */
const STATE_VERSION = 2;
/** Windows, in order, whose move counts as the price's part of a volume spike. */
const VOLUME_MOVE_WINDOWS = 3;

export interface Reading extends WindowReading {
  minute: number;
  /** ln λ of what may raise (enough movement, above the prior while learning); +Infinity when nothing may. */
  lnLambda: number;
  /** ln λ of the minute, whatever may be raised of it; +Infinity without scores. */
  lnAny: number;
  /** Index of the window that gave lnLambda; VOLUME for volume; −1 for none. */
  window: number;
  sign: number;
  busy: boolean;
  /** Robust z of the closed minute's volume; NaN while it forms. */
  volume: number;
  /** Largest extent as a share of that of the alert level, signed. */
  strength: number;
}

export interface WatchOptions {
  readonly symbol: string;
  readonly prior: LookUp;
  readonly lnAlertLevel: () => number;
  /** Whether volume raises without an equally rare move. */
  readonly volumeRaises?: boolean;
}

export type Watch = ReturnType<typeof createWatch>;

export function createWatch({ symbol, prior, lnAlertLevel, volumeRaises = false }: WatchOptions) {
  const volume = createVolumeSpike();
  const price = createMultiTimeframe(volume.profile);
  const series = price.series;
  const rarity = createRarity();
  const history = createRarityHistory();
  const beta = createBeta();
  /** [hour of the alert level's extent, suspect close, minute from which a window may begin to raise, that extent] */
  const meta = Float64Array.of(-1, NaN, -1, Infinity);
  let [up, down, floor] = [0, 0, prior];
  const reading: Reading = {
    ...createWindowReading(),
    minute: -1,
    lnLambda: Infinity,
    lnAny: Infinity,
    window: -1,
    sign: 0,
    busy: false,
    volume: NaN,
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
  const isEnough = (high: number, low: number) => high >= up || low <= down;

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

  function volumeMove(): number {
    let most = 0;
    for (let i = 0; i < VOLUME_MOVE_WINDOWS; i++) {
      const move = reading.moves[i]!;
      if (Math.abs(move) > Math.abs(most)) most = move;
    }
    return most;
  }

  const isFresh = (windowMinutes: number) => reading.minute - windowMinutes >= meta[2]!;
  const needed = () => (learning() ? floor.threshold : 0);
  /** Largest extent over the windows of the last read, 0 for none. */
  let largest = 0;

  /** Largest extent over all windows, and over those that may raise; in a forming minute only what cannot shrink may. */
  function rank(closed: boolean): void {
    const may = closed ? reading.extents : reading.growing;
    const least = needed();
    let [any, most, at, sign] = [0, 0, -1, 0];
    for (let i = 0; i < WINDOWS.length; i++) {
      const extent = reading.extents[i]!;
      if (extent > any) [any, sign] = [extent, Math.sign(reading.scores[i]!)];
      if (!(may[i]! > most) || !isFresh(WINDOWS[i]!) || !isEnough(reading.highs[i]!, reading.lows[i]!)) continue;
      if (least > 0 && may[i]! < least * price.extentOfSigma(reading.minute, i)) continue;
      [most, at] = [may[i]!, i];
    }
    largest = any;
    reading.window = at;
    reading.lnAny = rarity.lnRate(any);
    reading.lnLambda = at < 0 || silent() ? Infinity : rarity.lnRate(most);
    reading.strength = (sign * any) / meta[3]!;
  }

  /** Volume joins at the close only: its score may fall while a minute forms. */
  function rankVolume(): void {
    const rate = rarity.lnRateOfVolumeAlone(reading.volume);
    if (rate < reading.lnAny) reading.lnAny = rate;
    const move = volumeMove();
    if (!(rate < reading.lnLambda) || silent() || reading.volume < needed() || !isFresh(1) || !isEnough(move, move))
      return;
    reading.lnLambda = rate;
    reading.window = VOLUME;
  }

  /** Null when the candle is refused, void or without a trade. */
  function read(candle: Candle, closed: boolean): Reading | null {
    if (refuses(candle) || !isTraded(candle, series.lastClose()) || implausible(candle, closed)) return null;
    reading.minute = minuteIndexOf(candle.openTime);
    reading.busy = price.isBusy(candle);
    price.read(candle, reading);
    reading.volume = closed ? volume.z(candle) : NaN;
    rank(closed);
    if (volumeRaises && closed) rankVolume();
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
    rarity.observe(minute, largest, reading.volume);
    volume.update(candle);
    price.update(candle);
    const hour = Math.floor(minute / 60);
    if (hour === meta[0]) return;
    meta[0] = hour;
    meta[3] = rarity.extentAt(lnAlertLevel());
  }

  /** Learns from the minute before the last one, which both series have by now. */
  function learnBeta(market: Watch | null): void {
    if (market === null) return;
    const minute = series.last() - 1;
    if (market.series.last() < minute) return;
    const of = (s: typeof series) => s.logClose(minute) - s.logClose(minute - 1);
    beta.update(of(series), of(market.series));
  }

  const arrays = { ...rarity.arrays, watch: meta, beta: beta.state };
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
    lastMinute: (): EpochMs | null => (series.last() < 0 ? null : openTimeOf(series.last())),
    volumeScore: (candle: Candle) => volume.z(candle),
    /** Score of a window (σ), or z of volume, that reaches ln λ at a minute not before the last one. */
    scoreAt: (minute: number, window: number, lnLambda: number): number =>
      window === VOLUME ? rarity.volumeAt(lnLambda) : rarity.extentAt(lnLambda) / price.extentOfSigma(minute, window),
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
      version: STATE_VERSION,
      arrays: packAll(arrays),
      price: price.serialise(),
      volume: volume.serialise(),
      history: history.serialise(),
    }),
    /** False when the state is of another version or layout: the symbol then starts anew. */
    restore(state: unknown): boolean {
      const saved = (state ?? {}) as Record<string, unknown>;
      if (saved.version !== STATE_VERSION || !unpackAll(saved.arrays, arrays)) return false;
      price.restore(saved.price);
      volume.restore(saved.volume);
      history.restore(saved.history);
      return true;
    },
  };
}
