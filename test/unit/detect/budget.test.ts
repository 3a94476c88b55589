import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../src-main/detect/budget.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';

const T0 = Date.UTC(2024, 0, 1);

describe('alert budget', () => {
  it('starts at the share of each symbol, and stores three a day or twice the share', () => {
    expect(createBudget(5, 20).alertLevel()).toBeCloseTo(0.25);
    expect(createBudget(5, 20).anomalyLevel()).toBe(3);
    expect(createBudget(1, 1).anomalyLevel()).toBe(3);
    expect(createBudget(5, 1).anomalyLevel()).toBe(10);
  });

  it('never grants more than 2N in any 24 hours, however many ask', () => {
    for (const perDay of [0.5, 1, 2, 5]) {
      const budget = createBudget(perDay, 8);
      const granted: number[] = [];
      for (let minute = 0; minute < 5 * 1440; minute += 7) {
        const time = T0 + minute * MINUTE_MS;
        budget.advance(time / MINUTE_MS, 1);
        if (budget.request(time)) granted.push(time);
      }
      for (const from of granted) {
        expect(granted.filter((t) => t >= from && t < from + DAY_MS).length).toBeLessThanOrEqual(
          Math.max(1, 2 * perDay),
        );
      }
      expect(granted.length).toBeGreaterThan(0);
    }
  });

  it('below half an alert a day it keeps a longer distance', () => {
    const budget = createBudget(0.1, 1);
    expect(budget.request(T0)).toBe(true);
    expect(budget.request(T0 + 4 * DAY_MS)).toBe(false);
    expect(budget.request(T0 + 5 * DAY_MS)).toBe(true);
  });

  it('does not let alerts of learning symbols lower the level, and counts them all the same', () => {
    const [learning, learned] = [createBudget(5, 1), createBudget(5, 1)];
    const start = T0 / MINUTE_MS;
    for (const budget of [learning, learned]) {
      budget.advance(start, 0);
      for (let i = 0; i < 4; i++) budget.request(T0, budget === learning);
      budget.advance(start + 1, 0);
      expect(budget.alertLevel()).toBe(5);
      budget.advance(start + 2, 0);
      expect(budget.usedAt(T0)).toBe(4);
    }
    expect(learning.alertLevel()).toBe(5);
    expect(learned.alertLevel()).toBeLessThan(2);
  });

  it('finds N a day when the calibration is wrong by a factor of two either way', () => {
    for (const wrong of [1 / 2, 2]) {
      const random = seededRandom(`budget ${wrong}`);
      const budget = createBudget(4, 4);
      let granted = 0;
      for (let minute = 0; minute < 90 * 1440; minute++) {
        const time = T0 + minute * MINUTE_MS;
        budget.advance(time / MINUTE_MS, 1);
        // Each of four symbols begins episodes at `wrong` times the nominal rate of the level.
        const rate = (4 * budget.alertLevel() * wrong) / 1440;
        if (random.next() < rate && budget.request(time) && minute > 20 * 1440) granted += 1;
      }
      expect(granted / 70 / 4).toBeGreaterThan(0.8);
      expect(granted / 70 / 4).toBeLessThan(1.25);
    }
  });

  it('stays within a quarter of the share and the anomaly level, and moves on minute boundaries only', () => {
    const budget = createBudget(2, 10);
    for (let i = 0; i < 40_000; i++) budget.advance(28_000_000 + i, 1);
    expect(budget.alertLevel()).toBeCloseTo(3);
    const before = budget.alertLevel();
    budget.request(T0);
    expect(budget.alertLevel()).toBe(before);
    for (let i = 0; i < 400; i++) {
      budget.request(T0 + i * DAY_MS, false, 28_100_000 + i - 2);
      budget.advance(28_100_000 + i, 0);
    }
    expect(budget.alertLevel()).toBeCloseTo(0.05);
  });

  it('does not loosen while nothing is being watched', () => {
    const budget = createBudget(5, 5);
    for (let i = 0; i < 1000; i++) budget.advance(28_000_000 + i, 0);
    expect(budget.alertLevel()).toBeCloseTo(1);
  });

  it('follows a changed N and a changed watch-list', () => {
    const budget = createBudget(5, 5);
    budget.setPerDay(10);
    expect(budget.alertLevel()).toBeCloseTo(2);
    budget.setSymbols(10);
    expect(budget.alertLevel()).toBeCloseTo(1);
    expect(budget.health(T0)).toEqual({ perDay: 10, last24h: 0, hardStop: 20, digest: 0 });
  });

  it('restores what it serialised, and ignores rubbish', () => {
    const budget = createBudget(1, 1);
    budget.request(T0);
    budget.noteDigest(T0);
    budget.advance(T0 / MINUTE_MS + 5, 1);
    const other = createBudget(1, 1);
    other.restore(JSON.parse(JSON.stringify(budget.serialise())));
    expect(other.serialise()).toEqual(budget.serialise());
    expect(other.health(T0 + HOUR_MS)).toMatchObject({ last24h: 1, digest: 1 });
    other.restore(null);
    other.restore({ lnLevel: 'x' });
    expect(other.serialise()).toEqual(budget.serialise());
  });
});
