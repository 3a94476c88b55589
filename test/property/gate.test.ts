/** The gate spares looking at readings that cannot reach the level. It may never hide one that does. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReading } from '../../src-main/detect/reading.ts';
import { raisersOf } from '../../src-main/detect/side-raisers.ts';
import { lookUp } from '../../src-main/detect/thresholds.ts';
import { Watch } from '../../src-main/detect/watch.ts';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { DAY_MINUTES, shippedThresholds, START, tape } from '../unit/detect/synthetic.ts';
import { check, randomOf } from './check.ts';

const prior = lookUp(shippedThresholds(), 'BTC-USD');

/** A watch that has learned `days`, and one minute after another to ask about. */
function watchOf(days: number, raisers = raisersOf({})): { watch: Watch; last: Candle } {
  const watch = new Watch({ symbol: 'BTC-USD', prior, raisers });
  const reading = createReading();
  const candles = tape({ seed: `gate ${days}`, minutes: Math.round(days * DAY_MINUTES), sigma: 0.001 });
  for (const candle of candles) if (watch.read(candle, true, reading)) watch.learn(candle, reading, 0);
  return { watch, last: candles.at(-1)! };
}

const all = raisersOf({ volume: true, zScore: true, bollinger: true });
const watches = [watchOf(0.5), watchOf(2), watchOf(9), watchOf(9, all), watchOf(3, all)];

const questions = fc.record({
  which: fc.nat({ max: watches.length - 1 }),
  r: fc.oneof(fc.double({ min: -0.01, max: 0.01, noNaN: true }), fc.double({ min: -0.2, max: 0.2, noNaN: true })),
  up: fc.double({ min: 0, max: 0.02, noNaN: true }),
  down: fc.double({ min: 0, max: 0.02, noNaN: true }),
  volume: fc.double({ min: 0, max: 2000, noNaN: true }),
  later: fc.integer({ min: 1, max: 15 }),
  closed: fc.boolean(),
  lnLevel: fc.double({ min: -12, max: 6, noNaN: true }),
});
type Question = typeof questions extends fc.Arbitrary<infer T> ? T : never;

function candleOf(last: Candle, { r, up, down, volume, later }: Question): Candle {
  const close = last.close * Math.exp(r);
  const [high, low] = [Math.max(last.close, close) * (1 + up), Math.min(last.close, close) * (1 - down)];
  return { ...last, openTime: last.openTime + later * MINUTE_MS, open: last.close, close, high, low, volume };
}

/** Read with the gate of a level: the same decision as without, and the same reading where the level is reached. */
function expectSame(watch: Watch, candle: Candle, closed: boolean, lnLevel: number): void {
  const [gated, plain] = [createReading(), createReading()];
  expect(watch.read(candle, closed, gated, watch.gate(lnLevel))).toBe(watch.read(candle, closed, plain));
  expect(gated.any).toBe(plain.any);
  if (plain.lnLambda <= lnLevel) expect(gated).toEqual(plain);
  else expect(gated.lnLambda).toBeGreaterThan(lnLevel);
}

describe('the gate', () => {
  it('never changes what is decided at its level', () => {
    check(
      questions,
      (question) => {
        const { watch, last } = watches[question.which];
        expectSame(watch, candleOf(last, question), question.closed, question.lnLevel);
      },
      2000,
    );
  });

  it('lets what lies exactly at the level pass', () => {
    check(
      questions,
      (question) => {
        const { watch, last } = watches[question.which];
        const candle = candleOf(last, question);
        const reading = createReading();
        watch.read(candle, question.closed, reading);
        if (reading.lnLambda < Infinity) expectSame(watch, candle, question.closed, reading.lnLambda);
      },
      1000,
    );
  });

  it('follows the tail as it learns, up and down, and a level that moves', () => {
    const random = randomOf('gate');
    let reached = 0;
    for (const sigma of [0.0002, 0.0015]) {
      const { watch } = watchOf(0.2);
      const reading = createReading();
      const start = START + 10 * DAY_MINUTES * MINUTE_MS;
      let lnLevel = Math.log(3);
      for (const candle of tape({ seed: 'gate, on', minutes: 3 * DAY_MINUTES, sigma, start })) {
        if (random.next() < 0.001) lnLevel = 3 * random.next();
        expectSame(watch, candle, true, lnLevel);
        expect(watch.gate(lnLevel)).toBeLessThanOrEqual(watch.extentAt(lnLevel));
        watch.read(candle, true, reading, watch.gate(lnLevel));
        if (reading.any >= watch.gate(lnLevel)) reached += 1;
        watch.learn(candle, reading, lnLevel);
      }
    }
    // In the wilder of the two tapes some minutes must have got through, or nothing was tested.
    expect(reached).toBeGreaterThan(0);
  });
});
