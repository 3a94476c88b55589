import { describe, expect, it } from 'vitest';
import { createBackoff } from '../../../src-main/base/backoff.ts';
import { BoundedQueue } from '../../../src-main/base/bounded-queue.ts';
import { anomalyId, childId } from '../../../src-main/base/ids.ts';
import { redactUrl } from '../../../src-main/base/logger.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import { fault } from '../../../src-shared/fault.ts';

describe('backoff', () => {
  it('grows to its cap, with half of it jitter, and never stops', () => {
    const low = createBackoff({ baseMs: 100, capMs: 1000, random: () => 0 });
    const high = createBackoff({ baseMs: 100, capMs: 1000, random: () => 0.999999 });
    const lows = Array.from({ length: 200 }, () => low.next());
    const highs = Array.from({ length: 200 }, () => high.next());
    expect(lows.slice(0, 4)).toEqual([50, 100, 200, 400]);
    expect(lows.at(-1)).toBe(500);
    expect(highs.at(-1)).toBeCloseTo(1000, 2);
  });

  it('takes Retry-After as a floor', () => {
    const backoff = createBackoff({ baseMs: 1, capMs: 10, random: () => 0.5 });
    expect(backoff.next(fault('rate_limited', '429', { retryAfterMs: 7000 }))).toBe(7000);
  });
});

describe('bounded queue', () => {
  it('refuses when full and says so', () => {
    const queue = new BoundedQueue<number>(2);
    expect([queue.push(1), queue.push(2), queue.push(3)]).toEqual([true, true, false]);
  });

  it('gives its one reader everything in order, and ends after close', async () => {
    const queue = new BoundedQueue<number>(10_000);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const item of queue) seen.push(item);
    })();
    for (let i = 0; i < 5000; i++) {
      queue.push(i);
      if (i % 97 === 0) await Promise.resolve();
    }
    queue.close();
    await reading;
    expect(seen).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });

  it('drops the oldest when asked to, and hands it back', () => {
    const queue = new BoundedQueue<string>(1);
    expect(queue.pushDroppingOldest('a')).toBeUndefined();
    expect(queue.pushDroppingOldest('b')).toBe('a');
    expect(queue.shift()).toBe('b');
  });
});

describe('identities', () => {
  it('are the same for the same input and differ in each part', () => {
    const id = anomalyId('coinbaseexchange', 'BTC-USD', 1_700_000_040_000);
    expect(anomalyId('coinbaseexchange', 'BTC-USD', 1_700_000_040_000)).toBe(id);
    expect(anomalyId('binance', 'BTC-USD', 1_700_000_040_000)).not.toBe(id);
    expect(anomalyId('coinbaseexchange', 'BTC-USD', 1_700_000_100_000)).not.toBe(id);
    expect(childId(id, 'narrative', 'narrative')).not.toBe(childId(id, 'alert', 'narrative'));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('seeded random', () => {
  it('repeats for a seed and differs between seeds', () => {
    const draw = (seed: string) =>
      Array.from(
        { length: 5 },
        (
          (r) => () =>
            r.next()
        )(seededRandom(seed)),
      );
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('has the mean and variance of a standard normal', () => {
    const random = seededRandom('normal');
    const draws = Array.from({ length: 50_000 }, () => random.normal());
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });
});

it('credentials in an address are not shown', () => {
  expect(redactUrl('cannot reach postgres://user:s3cret@db.example/mane')).toBe(
    'cannot reach postgres://[redacted]@db.example/mane',
  );
});
