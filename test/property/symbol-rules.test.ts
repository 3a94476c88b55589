/**
 * Rules of single symbols and the budget's promise: whatever is muted or asked to be rarer, never more than 2N in any 24 hours, no
 * alert of a muted symbol, none below a symbol's own level, and N a day still of the others where they have as many to give.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src-shared/market.ts';
import { createAlerting, type OwnRule } from '../../src-main/detect/alerting.ts';
import { createBudget } from '../../src-main/detect/budget.ts';
import type { Episode } from '../../src-main/detect/episode-state.ts';
import { createMarketWide } from '../../src-main/detect/market-wide.ts';
import { anomalyOf } from '../fixtures/anomaly.ts';
import { check, randomOf } from './check.ts';

const T0 = Date.UTC(2024, 0, 1);
const SYMBOLS = ['A-USD', 'B-USD', 'C-USD', 'D-USD', 'E-USD', 'F-USD'];
const [DAYS, SETTLED] = [70, 20];
const rule = fc.record<OwnRule>({
  muted: fc.boolean(),
  onceInDays: fc.option(fc.double({ min: 0.1, max: 30, noNaN: true }), { nil: null }),
});
const rules = fc.array(fc.option(rule, { nil: undefined }), { minLength: SYMBOLS.length, maxLength: SYMBOLS.length });

function episodeOf(symbol: string, lambda: number, time: number, sign: number): Episode {
  const anomaly = anomalyOf({ id: `${symbol}|${time}`, symbol, detected_at: time, alerted_at: null, price_before: 100, price_at_detection: 100 + sign }, { lambda_per_day: lambda, onset: time }); // prettier-ignore
  return { anomaly, sign, lastGrowth: time / MINUTE_MS, logBefore: 0, lnLambda: Math.log(lambda), decided: false, toldAt: -1, toldLnLambda: Infinity }; // prettier-ignore
}

/** Each symbol has, in a day, x episodes of a rarity up to x a day: what a calibrated tail says of itself. */
function market(perDay: number, given: readonly (OwnRule | undefined)[]) {
  const ruleOf = (symbol: string) => given[SYMBOLS.indexOf(symbol)];
  const loud = SYMBOLS.filter((symbol) => ruleOf(symbol)?.muted !== true);
  const budget = createBudget(perDay, SYMBOLS.length);
  budget.setSymbols(loud.length);
  const open = new Map<string, Episode>();
  const alerting = createAlerting({ budget, market: createMarketWide(), open, crowd: { confirmation: () => null }, ruleOf }); // prettier-ignore
  const random = randomOf(`rules ${perDay} ${JSON.stringify(given)}`);
  const granted: Episode[] = [];
  const most = budget.anomalyLevel();
  for (let minute = 0; minute < DAYS * 1440; minute++) {
    const time = T0 + minute * MINUTE_MS;
    budget.advance(time / MINUTE_MS, 1);
    for (const symbol of SYMBOLS) {
      if (random.next() >= most / 1440) continue;
      const episode = episodeOf(symbol, most * Math.max(1e-6, random.next()), time, random.next() < 0.5 ? -1 : 1);
      open.set(symbol, episode);
      if (alerting.ask(episode, time, 0) === 'granted') granted.push(episode);
      open.delete(symbol);
    }
  }
  const level = (symbol: string): number => Math.min(most, 1 / (ruleOf(symbol)?.onceInDays ?? 1e-9));
  return { granted, loud, capacity: loud.reduce((sum, symbol) => sum + level(symbol), 0), ruleOf };
}

describe('rules of single symbols', () => {
  it('leave the promise of the budget as it is', () => {
    check(
      fc.tuple(fc.constantFrom(0.5, 1, 2, 5), rules),
      ([perDay, given]) => {
        const { granted, capacity, loud, ruleOf } = market(perDay, given);
        const times = granted.map(({ anomaly }) => anomaly.alerted_at!);
        for (const from of times)
          expect(times.filter((time) => time >= from && time < from + DAY_MS).length).toBeLessThanOrEqual(
            Math.max(1, 2 * perDay),
          );
        for (const { anomaly } of granted) {
          const own = ruleOf(anomaly.symbol);
          expect(own?.muted ?? false).toBe(false);
          if (own?.onceInDays != null) expect(anomaly.detection_metadata.lambda_per_day).toBeLessThanOrEqual(1 / own.onceInDays); // prettier-ignore
        }
        if (loud.length === 0) expect(granted).toHaveLength(0);
        const days = DAYS - SETTLED;
        const settled = times.filter((time) => time >= T0 + SETTLED * DAY_MS).length / days;
        // Ten alerts more or fewer are chance where there are few.
        expect(settled).toBeLessThan(1.35 * perDay + 10 / days);
        if (capacity >= 2 * perDay) expect(settled).toBeGreaterThan(0.7 * perDay - 10 / days);
      },
      25,
    );
  });
});
