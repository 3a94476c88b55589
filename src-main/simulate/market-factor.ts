/** What all simulated products share minute by minute: a standard normal-like draw and a log volatility mood. */
import { seededRandom } from '../base/random.ts';
import { createMood, innovation } from './volatility.ts';

export interface FactorMinute {
  readonly z: number;
  readonly mood: number;
}

export interface MarketFactor {
  at(minute: number): FactorMinute;
}

export function createMarketFactor(seed: string, historyMinutes: number): MarketFactor {
  const generator = (name: string) => {
    const random = seededRandom(`${seed}|market|${name}`);
    const mood = createMood(seededRandom(`${seed}|market|${name}|mood`));
    return (): FactorMinute => ({ z: innovation(random), mood: mood.next() });
  };
  const next = generator('live');
  const live: FactorMinute[] = [];
  const past = Array.from({ length: historyMinutes }, generator('history'));
  return {
    at(minute) {
      while (live.length <= minute) live.push(next());
      const found = minute < 0 ? past[minute + historyMinutes] : live[minute];
      if (!found) throw new RangeError(`minute ${minute} lies before the simulated history`);
      return found;
    },
  };
}
