/** The small parts of the answer: stretches, the record of the watching, how far price went, quiet hours across a change of time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, type Candle } from '../../../../src-shared/market.ts';
import { createWatchLog, readWatchRecord, watchKey } from '../../../../src-main/flow/watch-log.ts';
import { moveInto } from '../../../../src-main/flow/why/largest-move.ts';
import { quietSpans } from '../../../../src-main/flow/why/quiet-spans.ts';
import { between, cutAll, joined, lengthOf, type Span } from '../../../../src-main/flow/why/spans.ts';
import { check } from '../../../property/check.ts';

const NOW = Date.UTC(2026, 9, 24, 12);

describe('stretches', () => {
  const spans = fc.array(fc.tuple(fc.nat(200), fc.nat(30)).map(([from, long]): Span => ({ from, to: from + long })));
  it('what spans cover and what they leave make up the whole, minute by minute', () => {
    check(fc.tuple(spans, fc.nat(100), fc.nat(150)), ([some, from, long]) => {
      const within = { from, to: from + long };
      const holes = between(some, within);
      const covered = joined(cutAll(some, within));
      expect(lengthOf(holes) + lengthOf(covered)).toBe(long);
      for (let t = from; t < from + long; t++) {
        const isIn = (list: readonly Span[]) => list.some((span) => t >= span.from && t < span.to);
        expect(isIn(holes)).toBe(!isIn(some));
      }
    });
  });
});

describe('the record of the watching', () => {
  const states = new Map<string, unknown>();
  const logOf = (level = 0.2) =>
    createWatchLog({
      venue: 'v',
      reader: { state: (key) => Promise.resolve(structuredClone(states.get(key) ?? null)) },
      writer: { saveState: (key, value) => Promise.resolve(void states.set(key, structuredClone(value))) },
      speed: 1,
      level: () => level,
    });

  it('is one stretch while it runs, another after a hole, and survives a restart', async () => {
    const first = logOf();
    await first.begin();
    for (let s = 0; s <= 600; s++) first.note(NOW + s * 1000, false);
    await first.save();
    const second = logOf(0.4);
    await second.begin();
    for (let s = 0; s <= 60; s++) second.note(NOW + 2 * HOUR_MS + s * 1000, s > 30);
    expect(second.record()).toEqual({
      spans: [
        { from: NOW, to: NOW + 600_000, state: 'watching' },
        { from: NOW + 2 * HOUR_MS, to: NOW + 2 * HOUR_MS + 31_000, state: 'watching' },
        { from: NOW + 2 * HOUR_MS + 31_000, to: NOW + 2 * HOUR_MS + 60_000, state: 'paused' },
      ],
      levels: [
        { at: NOW, lambda: 0.2 },
        { at: NOW + 2 * HOUR_MS, lambda: 0.4 },
      ],
    });
  });

  it('claims no hour that a clock jumped over, forwards or back', () => {
    const log = logOf();
    const minutes = (from: number) => Array.from({ length: 5 }, (_, i) => from + i * MINUTE_MS);
    for (const time of [...minutes(NOW), ...minutes(NOW + 3 * HOUR_MS), ...minutes(NOW + 10 * MINUTE_MS)])
      log.note(time, false);
    expect(lengthOf(log.record().spans)).toBe(3 * 4 * MINUTE_MS);
  });

  it('takes nothing from a record of another form', async () => {
    states.set(watchKey('other'), { spans: 'many' });
    const reader = { state: (key: string) => Promise.resolve(states.get(key)) };
    expect(await readWatchRecord(reader, 'other')).toEqual({ spans: [], levels: [] });
  });
});

describe('how far price went', () => {
  const candles = (closes: readonly number[]): Candle[] =>
    closes.map((close, i) => ({ symbol: 'A-USD', venue: 'v', openTime: NOW + i * MINUTE_MS, open: close, high: close, low: close, close, volume: 1, trades: null, repaired: false })); // prettier-ignore

  it('is told from the minute from which it went furthest', () => {
    const fall = [
      ...Array.from({ length: 50 }, () => 100),
      ...Array.from({ length: 12 }, (_, i) => 100 - (i + 1) / 15),
    ];
    expect(moveInto(candles(fall))).toMatchObject({ minutes: 12, changePct: -0.8 });
    expect(moveInto(candles([100, 103]))).toMatchObject({ minutes: 1, changePct: 3 });
    expect(moveInto(candles([100]))).toBeNull();
    expect(moveInto([])).toBeNull();
  });

  it('is always a change between two prices that were there', () => {
    check(fc.array(fc.double({ min: 90, max: 110, noNaN: true }), { minLength: 2, maxLength: 70 }), (closes) => {
      const move = moveInto(candles(closes));
      if (move === null) return;
      const from = closes.at(-1 - move.minutes)!;
      expect(move.changePct).toBeCloseTo(100 * (closes.at(-1)! / from - 1), 3);
    });
  });
});

describe('quiet hours in a stretch', () => {
  const night = { enabled: true, from: '23:00', to: '07:00' };
  it.each([
    ['an ordinary night', Date.UTC(2026, 9, 20, 12), 8],
    ['the night in which the clock is set back', Date.UTC(2026, 9, 24, 12), 9],
    ['the night in which it is put forward', Date.UTC(2026, 2, 28, 12), 7],
  ])('%s', (_name, from, hours) => {
    const spans = quietSpans(night, { from, to: from + 24 * HOUR_MS }, 'Europe/Berlin');
    expect(spans).toHaveLength(1);
    expect(lengthOf(spans) / HOUR_MS).toBe(hours);
  });
  it('none when they are switched off', () => {
    expect(quietSpans({ ...night, enabled: false }, { from: NOW, to: NOW + HOUR_MS })).toEqual([]);
  });
});
