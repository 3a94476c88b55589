/**
 * Prints that no market made, one at a time, by what is wrong with them: price, size, time, or that they came before. `near` is the
 * last sound print, `now` the moment of arrival (epoch ms); `minuteVolume` base units. Seeded by the caller's random numbers.
 */
import type { Random } from '../../../src-main/base/random.ts';
import { MINUTE_MS, type EpochMs, type Trade } from '../../../src-shared/market.ts';

export interface Near {
  readonly near: Trade;
  readonly now: EpochMs;
  readonly minuteVolume: number;
  readonly random: Random;
}

export interface BadKind {
  readonly name: string;
  /** What differs from an ordinary print at the price of the last one. */
  readonly make: (of: Near) => Partial<Trade>;
}

const DAY_MS = 1440 * MINUTE_MS;
const between = (random: Random, from: number, to: number) => from + (to - from) * random.next();
/** Even in its logarithm, from small to large. */
const spread = (random: Random, from: number, to: number) => Math.exp(between(random, Math.log(from), Math.log(to)));

export const BAD_KINDS: readonly BadKind[] = [
  {
    name: 'price 5–90 % above',
    make: ({ near, random }) => ({ price: near.price * (1 + between(random, 0.05, 0.9)) }),
  },
  {
    name: 'price 5–90 % below',
    make: ({ near, random }) => ({ price: near.price * (1 - between(random, 0.05, 0.9)) }),
  },
  {
    name: 'price zero, negative, no number',
    make: ({ near, random }) => ({ price: random.pick([0, -0, -near.price, NaN]) }),
  },
  {
    name: 'price huge',
    make: ({ near, random }) => ({ price: random.pick([Infinity, 1e300, 1e18, near.price * 1e6]) }),
  },
  { name: 'size impossible', make: ({ random }) => ({ amount: random.pick([0, -1, NaN, Infinity, 1e300]) }) },
  {
    name: 'size 10–1000 × the minute',
    make: ({ minuteVolume, random }) => ({ amount: minuteVolume * spread(random, 10, 1000) }),
  },
  {
    name: 'size 10–1000 × and price 5–90 % off',
    make: ({ near, minuteVolume, random }) => ({
      price: near.price * (1 + random.pick([-1, 1]) * between(random, 0.05, 0.9)),
      amount: minuteVolume * spread(random, 10, 1000),
    }),
  },
  { name: 'twice the same', make: ({ near }) => near },
  { name: '2–120 minutes old', make: ({ now, random }) => ({ eventTime: now - between(random, 2, 120) * MINUTE_MS }) },
  {
    name: '2–120 minutes old, price 5–90 % off',
    make: ({ near, now, random }) => ({
      eventTime: now - between(random, 2, 120) * MINUTE_MS,
      price: near.price * (1 + random.pick([-1, 1]) * between(random, 0.05, 0.9)),
    }),
  },
  {
    name: 'far past',
    make: ({ now, random }) => ({ eventTime: random.pick([0, -1, NaN, now / 1000, now - 30 * DAY_MS]) }),
  },
  { name: 'far future', make: ({ now, random }) => ({ eventTime: now + spread(random, 3 * MINUTE_MS, 365 * DAY_MS) }) },
  { name: '20–110 s ahead', make: ({ now, random }) => ({ eventTime: now + between(random, 20, 110) * 1000 }) },
];

export function badPrint(kind: BadKind, of: Near, id: string): Trade {
  const { near, now, random } = of;
  const amount = near.amount * between(random, 0.1, 3);
  return { ...near, amount, tradeId: id, eventTime: now, receivedTime: now, ...kind.make(of) };
}
