/**
 * All of one symbol: one block of numbers that the detectors' kernels read and teach. `read` scores a forming or closed candle
 * against what came before it and changes nothing but the newest reading; `learn` takes in the closed candle just read. Candles that
 * cannot be true are refused before either. The reading is given by the caller and overwritten.
 */
import type { Candle, EpochMs } from '../../src-shared/market.ts';
import { betaValue, learnBeta } from '../market/beta.ts';
import { isSoundCandle, minuteIndexOf, minuteOfCandle, openTimeOf } from '../market/candle-check.ts';
import * as series from '../market/minute-series.ts';
import { learnVolume } from '../market/volume-profile.ts';
import type { FocusWinner } from '../stats/focus.ts';
import { packFloats, unpackFloats } from '../stats/packed.ts';
import { bollingerScore, learnBollinger, voidBollinger } from './bollinger.ts';
import { isTraded } from './detector-of.ts';
import { BLOCK_MINUTES, driftAt, endsBlock, learnDrift } from './drift.ts';
import { driftExtent } from './extent.ts';
import type { Episode } from './episode-state.ts';
import { readCandle, readSupport, readWindows } from './multi-timeframe.ts';
import { ALL_PARTS, type Parts } from './parts.ts';
import { rank, signAt } from './rank.ts';
import { createRarityHistory, NO_READING } from './rarity-history.ts';
import type { Reading } from './reading.ts';
import { NO_RAISERS, rankSides, type Raisers } from './side-raisers.ts';
import { AT, BOLLINGER_TAIL, createSymbolCells, MOVE_TAIL, STATE_VERSION, VOLUME_TAIL, ZSCORE_TAIL } from './symbol-cells.ts'; // prettier-ignore
import { exponentialMoveTail, moveTail, sideTail, volumeTail } from './tails.ts';
import type { LookUp } from './thresholds.ts';
import { DRIFT } from './windows.ts';
import { zScore } from './z-score.ts';

/** Below this many traded minutes nothing is raised at all. */
const SILENT_MINUTES = 200;
/** Days of history below which only what exceeds the priors is raised. */
export const LEARNING_DAYS = 5;
/** A price this many times away from the last close is believed only when the next candle agrees with it. */
const IMPLAUSIBLE_STEP = 20;
/** The gate lies this much below the level it stands for, so that rounding never hides what reaches the level. */
const GATE_SLACK = 1 - 1e-9;

export interface WatchOptions {
  readonly symbol: string;
  readonly prior: LookUp;
  /** Which detectors raise that by default only annotate. */
  readonly raisers?: Raisers;
  readonly parts?: Parts;
}

export class Watch {
  readonly symbol: string;
  readonly m = createSymbolCells();
  readonly history = createRarityHistory();
  readonly parts: Parts;
  readonly raisers: Raisers;
  private readonly tail: typeof moveTail;
  prior: LookUp;
  /** The open episode, if any; the detection opens and ends it. */
  episode: Episode | null = null;
  private floors = { up: 0, down: 0 };
  private readonly winner: FocusWinner = { value: 0, window: 0, mark: 0, level: 0 };

  constructor({ symbol, prior, raisers = NO_RAISERS, parts = ALL_PARTS }: WatchOptions) {
    this.symbol = symbol;
    this.parts = parts;
    this.raisers = raisers;
    this.tail = parts.gpd ? moveTail : exponentialMoveTail;
    this.prior = prior;
    this.setPrior(prior);
  }

  setPrior(prior: LookUp): void {
    this.prior = prior;
    const share = prior.minimumMovePct / 100;
    this.floors = { up: Math.log1p(share), down: Math.log1p(-share) };
  }

  learning(): boolean {
    return moveTail.days(this.m, MOVE_TAIL) < LEARNING_DAYS;
  }

  silent(): boolean {
    return series.tradedMinutes(this.m, AT.series) < SILENT_MINUTES;
  }

  last(): number {
    return series.lastMinute(this.m, AT.series);
  }

  lastMinute(): EpochMs | null {
    return this.last() === 0 ? null : openTimeOf(this.last());
  }

  beta(): number {
    return betaValue(this.m, AT.beta);
  }

  /** ln of episodes a day at an extent; +Infinity for none. */
  lnRate(extent: number): number {
    return extent > 0 ? this.tail.lnRate(this.m, MOVE_TAIL, Math.log(extent)) : Infinity;
  }

  extentAt(lnRate: number): number {
    return Math.exp(this.tail.levelAt(this.m, MOVE_TAIL, lnRate));
  }

  /** Extent below which no reading reaches the level. */
  gate(lnLevel: number): number {
    const { m } = this;
    if (m[AT.gateLevel] !== lnLevel) {
      m[AT.gateLevel] = lnLevel;
      // A level above all rates of the tail lets everything through.
      m[AT.gate] = this.tail.lnRate(m, MOVE_TAIL, -Infinity) <= lnLevel ? 0 : this.extentAt(lnLevel) * GATE_SLACK;
    }
    return m[AT.gate]!;
  }

  /** False when the candle is refused, void or without a trade. `gate`: what stays below it is not looked at further. */
  read(candle: Candle, closed: boolean, into: Reading, gate = 0): boolean {
    const { m } = this;
    if (!isSoundCandle(candle)) return false;
    const minute = minuteOfCandle(candle);
    if (minute <= m[AT.series]! || !isTraded(candle, series.lastClose(m, AT.series))) return false;
    if (this.implausible(candle, closed)) return false;
    into.minute = minute;
    into.closed = closed;
    readCandle(m, AT.series, AT.profile, candle, into);
    readSupport(m, AT.series, AT.profile, candle, m[AT.alertExtent]!, into, this.parts);
    readWindows(m, AT.series, candle, into, this.parts);
    this.readDrift(into);
    into.lnLambda = Infinity;
    into.place = -1;
    into.sign = 0;
    if (into.any >= gate) this.rank(into);
    if (closed && this.raisers.any) rankSides(this, into, this.floorsNow());
    m[AT.readMinute] = minute;
    m[AT.any] = into.any;
    m[AT.strength] = (into.any / m[AT.alertExtent]!) * (into.place >= 0 ? into.sign : signAt(into, into.largest));
    return true;
  }

  private readDrift(into: Reading): void {
    into.extents[DRIFT] = into.growing[DRIFT] = into.drift.value = into.drift.window = 0;
    if (!into.closed || !this.parts.drift || !endsBlock(into.minute)) return;
    const { m } = this;
    driftAt(m, AT.drift, AT.series, into.minute, into.log, into.drift, this.parts);
    const cell = into.cells[0]!;
    if (cell < 0 || into.drift.window === 0) return;
    const extent = driftExtent(Math.abs(into.drift.value), m[cell + series.SIGMA]!);
    into.extents[DRIFT] = extent;
    if (extent > into.any) [into.any, into.largest] = [extent, DRIFT];
  }

  private floorsNow() {
    const score = this.learning() ? this.prior.threshold : 0;
    return { ...this.floors, score, countFrom: this.m[AT.countFrom]! };
  }

  private rank(into: Reading): void {
    const most = rank(this.m, into, this.floorsNow(), this.parts);
    if (into.place < 0 || this.silent()) return;
    into.lnLambda = this.lnRate(most);
    into.sign = signAt(into, into.place);
  }

  /** True for a jump that no market makes, until a second closed candle confirms it. */
  private implausible(candle: Candle, closed: boolean): boolean {
    const { m } = this;
    const last = series.lastClose(m, AT.series);
    if (Number.isNaN(last) || (candle.high < last * IMPLAUSIBLE_STEP && candle.low * IMPLAUSIBLE_STEP > last)) {
      if (closed) m[AT.suspect] = 0;
      return false;
    }
    if (!closed) return true;
    const confirmed = candle.high < m[AT.suspect]! * 2 && candle.low * 2 > m[AT.suspect]!;
    m[AT.suspect] = confirmed ? 0 : candle.close;
    if (confirmed) this.voidBefore(minuteIndexOf(candle.openTime));
    return !confirmed;
  }

  /** Takes in the closed candle that was just read. */
  learn(candle: Candle, into: Reading, lnAlertLevel: number): void {
    const { m } = this;
    const { minute, log, lnVolume, volumeZ } = into;
    this.history.set(minute, this.learning() || into.any === 0 ? NO_READING : into.any);
    if (this.tail.observe(m, MOVE_TAIL, minute, into.any)) m[AT.gateLevel] = NaN;
    volumeTail.observe(m, VOLUME_TAIL, minute, volumeZ);
    if (this.raisers.zScore) sideTail.observe(m, ZSCORE_TAIL, minute, Math.abs(this.zScore(into)));
    if (this.raisers.bollinger) sideTail.observe(m, BOLLINGER_TAIL, minute, Math.abs(this.bollinger(into)));
    learnVolume(m, AT.profile, minute, lnVolume + log, volumeZ);
    const step = series.commit(m, AT.series, minute, candle.close, log, candle.volume, this.parts);
    if (this.parts.drift) learnDrift(m, AT.drift, AT.series, minute, log, step);
    learnBollinger(m, AT.bollinger, minute, log);
    const hour = (minute / 60) | 0;
    if (hour === m[AT.alertHour]) return;
    m[AT.alertHour] = hour;
    m[AT.alertExtent] = this.extentAt(lnAlertLevel);
  }

  /** Learns, every five minutes, from the five up to the minute before the last one, which both series have by now. */
  learnBeta(market: Watch): void {
    const minute = this.last() - 1;
    if (!endsBlock(minute) || market.last() < minute) return;
    learnBeta(this.m, AT.beta, this.returnTo(minute), market.returnTo(minute));
  }

  private returnTo(minute: number): number {
    return series.logClose(this.m, AT.series, minute) - series.logClose(this.m, AT.series, minute - BLOCK_MINUTES);
  }

  /** Annotations of the candle just read, before it is learned; NaN where void. */
  zScore(into: Reading): number {
    return zScore(this.m, AT.series, into.minute, into.log, this.parts);
  }

  drift(into: Reading): number {
    driftAt(this.m, AT.drift, AT.series, into.minute, into.log, this.winner, this.parts);
    return this.winner.value;
  }

  bollinger(into: Reading): number {
    return bollingerScore(this.m, AT.bollinger, into.log);
  }

  /** ln of the episodes a day of a volume z, on volume's own tail; +Infinity for none. */
  lnVolumeRate(z: number): number {
    return z > 0 ? volumeTail.lnRate(this.m, VOLUME_TAIL, Math.log(z)) : Infinity;
  }

  voidBefore(minute: number): void {
    series.voidBefore(this.m, AT.series, minute);
    voidBollinger(this.m, AT.bollinger, minute);
  }

  gap(to: EpochMs): void {
    this.voidBefore(minuteIndexOf(Math.max(0, to - 1)) + 1);
  }

  /** Truth for a minute that a gap touched: prices before the gap may be compared again, also when it comes too late to be scored. */
  repair(candle: Candle): void {
    if (!isSoundCandle(candle)) return;
    const minute = minuteIndexOf(candle.openTime);
    if (minute < series.usableFrom(this.m, AT.series)) series.liftVoid(this.m, AT.series);
    series.patch(this.m, AT.series, minute, candle.close, candle.volume);
  }

  /** An episode grew until `minute`: what it already told must not raise again. Returns the minute before. */
  countFrom(minute: number): number {
    const before = this.m[AT.countFrom]!;
    this.m[AT.countFrom] = minute;
    return before;
  }

  /** Closes of the last `minutes` minutes, oldest first; minutes before the first candle or a gap are absent. */
  spark(minutes: number): number[] {
    const last = this.last();
    const logs = Array.from({ length: last === 0 ? 0 : minutes }, (_, i) =>
      series.logClose(this.m, AT.series, last - minutes + 1 + i),
    );
    return logs.filter((log) => !Number.isNaN(log)).map((log) => Number(Math.exp(log).toPrecision(10)));
  }

  serialise(): unknown {
    return { version: STATE_VERSION, cells: packFloats(this.m), history: this.history.serialise() };
  }

  /** False when the state is of another version or layout: the symbol then starts anew. */
  restore(state: unknown): boolean {
    const saved = (state ?? {}) as Record<string, unknown>;
    if (saved.version !== STATE_VERSION || !unpackFloats(saved.cells, this.m)) return false;
    this.history.restore(saved.history);
    return true;
  }
}
