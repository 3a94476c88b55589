/**
 * How restless a simulated minute is: a daily season, two slow moods (log volatility as AR(1), half-lives 20 min and
 * 10 h; clustering as in Taylor's stochastic volatility) and quiet or busy spells of three hours. Pure functions and
 * small recursions; the caller owns the order of draws.
 */
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import { seededRandom, type Random } from '../base/random.ts';

const REGIME_MINUTES = 180;
const FAST = { keep: 0.5 ** (1 / 20), sd: 0.2 };
const SLOW = { keep: 0.5 ** (1 / 600), sd: 0.25 };

/** Log volatility that wanders around 0. */
export interface Mood {
  next(): number;
}

export function createMood(random: Random): Mood {
  let fast = 0;
  let slow = 0;
  return {
    next() {
      fast = FAST.keep * fast + FAST.sd * Math.sqrt(1 - FAST.keep ** 2) * random.normal();
      slow = SLOW.keep * slow + SLOW.sd * Math.sqrt(1 - SLOW.keep ** 2) * random.normal();
      return fast + slow;
    },
  };
}

/** Unit variance, kurtosis near 4: now and then a wide draw, never so wide that it looks like an event. */
export function innovation(random: Random): number {
  const wide = random.next() < 0.04;
  return random.normal() * (wide ? 1.9 : 0.944);
}

/** Factor on volatility at this time of day (UTC): busiest at 15:00, calmest at 03:00, a little more on the quarters. */
export function season(time: EpochMs): number {
  const hour = (time / HOUR_MS) % 24;
  const minute = Math.floor(time / MINUTE_MS) % 60;
  const onTheClock = minute === 0 ? 1.08 : minute % 15 === 0 ? 1.03 : 1;
  return (1 + 0.3 * Math.cos((2 * Math.PI * (hour - 15)) / 24)) * onTheClock;
}

export type Regime = 'quiet' | 'normal' | 'busy';
const REGIME_FACTOR: Record<Regime, number> = { quiet: 0.75, normal: 1, busy: 1.4 };

/** `minute` counts from market time 0; the first three hours of the live part are normal. */
export function createRegimes(seed: string): (minute: number) => Regime {
  const known = new Map<number, Regime>([[0, 'normal']]);
  return (minute) => {
    const block = Math.floor(minute / REGIME_MINUTES);
    const found = known.get(block);
    if (found) return found;
    const draw = seededRandom(`${seed}|regime|${block}`).next();
    const regime: Regime = draw < 0.3 ? 'quiet' : draw < 0.8 ? 'normal' : 'busy';
    known.set(block, regime);
    return regime;
  };
}

export const regimeFactor = (regime: Regime): number => REGIME_FACTOR[regime];
