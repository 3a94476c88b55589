/** The minutes of one symbol, against closes kept in a plain map. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_PARTS } from '../../src-main/detect/parts.ts';
import { WINDOWS } from '../../src-main/detect/windows.ts';
import * as series from '../../src-main/market/minute-series.ts';
import { check, randomOf } from './check.ts';

const BEGIN = 28_000_000;
const { SLOTS } = series;
const empty = () => new Float64Array(series.SERIES_CELLS);
const take = (m: Float64Array, minute: number, close: number, volume = 1) =>
  series.commit(m, 0, minute, close, Math.log(close), volume, ALL_PARTS);

type Close = readonly [minute: number, close: number, volume: number];
const walks = (longestPause: number, maxLength = 300) =>
  fc
    .array(
      fc.record({
        pause: fc.integer({ min: 1, max: longestPause }),
        r: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
        volume: fc.double({ min: 0, max: 9, noNaN: true }),
      }),
      { minLength: 3, maxLength },
    )
    .map((given) => {
      let [minute, close] = [BEGIN, 100];
      return given.map(({ pause, r, volume }): Close => [(minute += pause), (close *= Math.exp(r)), volume]);
    });

/** Close of the last traded minute not after one, of those known so far. */
function known(closes: readonly Close[], minute: number): Close | undefined {
  return closes.findLast(([at]) => at <= minute);
}

describe('minute series', () => {
  it('refers to the price that many clock minutes ago, through minutes without trade', () => {
    check(walks(9), (closes) => {
      const m = empty();
      for (const [i, [minute, close, volume]] of closes.entries()) {
        const before = closes.slice(0, i);
        for (const w of WINDOWS) {
          const cell = series.cellOf(m, 0, minute - w);
          const reference = known(before, minute - w);
          if (reference === undefined) {
            expect(cell).toBe(-1);
            continue;
          }
          expect(m[cell + series.LOG]).toBeCloseTo(Math.log(reference[1]), 10);
          expect(series.logClose(m, 0, minute - w)).toBe(m[cell + series.LOG]);
          expect(series.sigmaBefore(m, 0, minute, w)).toBe(m[cell + series.SIGMA]);
          // σ is known from the second traded minute on.
          if (reference !== before[0]) expect(m[cell + series.SIGMA]).toBeGreaterThan(0);
        }
        const sigma = series.sigmaBefore(m, 0, minute, 1);
        const season = Math.sqrt(series.seasonOf(m, 0, minute, ALL_PARTS));
        const step = take(m, minute, close, volume);
        if (i === 0) expect(step).toBeNaN();
        else expect(step * sigma * season).toBeCloseTo(Math.log(close / closes[i - 1][1]), 10);
        expect([series.lastMinute(m, 0), series.lastClose(m, 0)]).toEqual([minute, close]);
        expect(series.tradedMinutes(m, 0)).toBe(i + 1);
      }
      expect(series.firstMinute(m, 0)).toBe(closes[0][0]);
    });
  });

  it('remembers the last 128 minutes and nothing older, whatever the ring held before', () => {
    check(walks(9), (closes) => {
      const m = empty();
      for (const [minute, close, volume] of closes) take(m, minute, close, volume);
      const [last] = closes.at(-1)!;
      for (let back = 0; back < SLOTS; back++) {
        const reference = known(closes, last - back);
        if (reference === undefined) expect(series.logClose(m, 0, last - back)).toBeNaN();
        else expect(series.logClose(m, 0, last - back)).toBeCloseTo(Math.log(reference[1]), 10);
      }
      for (const back of [SLOTS, SLOTS + 1, 5000]) expect(series.cellOf(m, 0, last - back)).toBe(-1);
      expect(series.logClose(m, 0, last + 7)).toBe(series.logClose(m, 0, last));
    });
  });

  it('adds up volume and season over any part of what it remembers', () => {
    check(fc.tuple(walks(4), fc.nat({ max: 140 }), fc.nat({ max: 60 })), ([closes, back, length]) => {
      const m = empty();
      for (const [minute, close, volume] of closes) take(m, minute, close, volume);
      const [last] = closes.at(-1)!;
      const [from, to] = [last - back, last - back + length];
      const inside = closes.filter(([at]) => at >= from && at <= to && at > last - SLOTS);
      const volume = inside.reduce((sum, [, , of]) => sum + of, 0);
      expect(series.volumeBetween(m, 0, from, to)).toBeCloseTo(volume, 9);
      // Little has been seen: every minute's factor is near 1, and they are summed as they were in force.
      const traded = closes.filter(([at]) => at > from).length;
      const sum = series.seasonSum(m, 0, from, last + 1, ALL_PARTS);
      if (series.cellOf(m, 0, from) < 0) expect(sum).toBeNaN();
      else expect(Math.abs(sum / (traded + 1) - 1)).toBeLessThan(0.1);
    });
  });

  it('does not take a long silence for a move: an outage voids what lies before it', () => {
    const random = randomOf('outage');
    const m = empty();
    let price = 100;
    for (let i = 0; i < 100; i++) take(m, BEGIN + i, (price *= Math.exp(0.001 * random.normal())));
    const last = BEGIN + 99;
    expect(series.isCut(m, 0, last + 20)).toBe(false);
    expect(series.isCut(m, 0, last + 21)).toBe(true);
    const sigma = m[series.cellOf(m, 0, last) + series.SIGMA];
    expect(take(m, last + 30, price * 1.5)).toBeNaN();
    expect(series.usableFrom(m, 0)).toBe(last + 30);
    for (const w of WINDOWS) expect(series.cellOf(m, 0, last + 31 - w) < 0).toBe(w > 1);
    expect(m[series.cellOf(m, 0, last + 30) + series.SIGMA]).toBeCloseTo(sigma, 12);
  });

  it('knows a quiet market from an outage: where trades are rare, longer silence is usual', () => {
    const m = empty();
    for (let i = 0; i < 400; i++) take(m, BEGIN + i * 10, 100 + (i % 3) * 0.01);
    expect(series.usableFrom(m, 0)).toBe(0);
    const last = BEGIN + 3990;
    expect(series.isCut(m, 0, last + 150)).toBe(false);
    expect(series.isCut(m, 0, last + 300)).toBe(true);
    // Half a day is one everywhere.
    expect(series.isCut(m, 0, last + 721)).toBe(true);
    const close = series.lastClose(m, 0);
    take(m, last + 150, close * 1.01);
    for (let back = 1; back < SLOTS; back++) expect(series.logClose(m, 0, last + 150 - back)).toBe(Math.log(close));
    expect(series.volumeBetween(m, 0, last + 1, last + 150)).toBe(1);
  });

  it('is cut before its first candle', () => {
    expect(series.isCut(empty(), 0, BEGIN)).toBe(true);
    expect(series.cellOf(empty(), 0, BEGIN)).toBe(-1);
    expect(series.lastClose(empty(), 0)).toBeNaN();
  });

  it('lets a gap void the prices before its end, and a repair lift it, the newest only', () => {
    check(fc.tuple(walks(3, 100), fc.integer({ min: 1, max: 30 })), ([closes, ago]) => {
      const m = empty();
      for (const [minute, close, volume] of closes) take(m, minute, close, volume);
      const [last] = closes.at(-1)!;
      const before = m.slice();
      const until = last - ago;
      series.voidBefore(m, 0, until);
      for (let back = 0; back < SLOTS; back++) {
        const minute = last - back;
        const same = minute >= until && minute >= closes[0][0];
        expect(series.cellOf(m, 0, minute)).toBe(same ? series.cellOf(before, 0, minute) : -1);
      }
      // An older gap that is told later changes nothing.
      series.voidBefore(m, 0, until - 5);
      expect(series.usableFrom(m, 0)).toBe(until);
      series.liftVoid(m, 0);
      for (let back = 0; back < SLOTS; back++)
        expect(series.cellOf(m, 0, last - back)).toBe(series.cellOf(before, 0, last - back));
    });
  });

  it('lets a repair correct a close and its volume, within what it remembers', () => {
    const m = empty();
    for (let i = 0; i < 200; i++) take(m, BEGIN + i, 100, 1);
    const last = BEGIN + 199;
    series.patch(m, 0, last - 3, 105, 9);
    expect(series.logClose(m, 0, last - 3)).toBe(Math.log(105));
    expect(series.volumeBetween(m, 0, last - 4, last - 2)).toBe(11);
    expect(series.lastClose(m, 0)).toBe(100);
    series.patch(m, 0, last, 101, 2);
    expect(series.lastClose(m, 0)).toBe(101);
    const before = m.slice();
    for (const minute of [last - SLOTS, last - 5000, last + 1]) series.patch(m, 0, minute, 50, 3);
    expect(m).toEqual(before);
  });

  it('goes on alike from a copy, over half a year of minutes, in bounded numbers', () => {
    const random = randomOf('series, long');
    const m = empty();
    let [minute, price] = [BEGIN, 100];
    const step = (of: Float64Array, at: number, close: number) => take(of, at, close, 3);
    for (let i = 0; i < 250_000; i++) {
      minute += random.next() < 0.02 ? random.int(1, 40) : 1;
      price *= Math.exp(0.001 * random.normal());
      step(m, minute, price);
    }
    expect(m.every(Number.isFinite)).toBe(true);
    expect(m[series.cellOf(m, 0, minute) + series.SIGMA]).toBeGreaterThan(0.0008);
    expect(m[series.cellOf(m, 0, minute) + series.SIGMA]).toBeLessThan(0.0012);
    const copy = m.slice();
    for (let i = 0; i < 300; i++) {
      minute += 1;
      price *= Math.exp(0.001 * random.normal());
      expect(step(copy, minute, price)).toBe(step(m, minute, price));
    }
    expect(copy).toEqual(m);
  });
});
