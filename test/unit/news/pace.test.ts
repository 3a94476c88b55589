/** The pace of polls by the manual clock: each source's own interval, closer together for a while after something happened. */
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import { settableTime } from '../../../src-main/base/clock.ts';
import { createPace, type Paced } from '../../../src-main/news/pace.ts';

const T0 = Date.UTC(2026, 2, 2, 12);
const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Minutes at which a source would be asked, over `minutes`, with `hurries` as [at, until]. */
async function asked(source: Paced, minutes: number, hurries: [number, number][] = []): Promise<number[]> {
  const market = settableTime(T0);
  const pace = createPace(market, 5 * MINUTE_MS);
  const stop = new AbortController();
  const times: number[] = [];
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      times.push((market.now() - T0) / MINUTE_MS);
      await pace.due(source, T0, market.now(), stop.signal);
    }
  };
  const running = run();
  for (let minute = 0; minute <= minutes; minute++) {
    market.set(T0 + minute * MINUTE_MS);
    await settle();
    for (const [at, until] of hurries) if (at === minute) pace.hurry(T0 + until * MINUTE_MS);
    await settle();
  }
  stop.abort();
  await running;
  return times;
}

describe('pace', () => {
  it('asks every five minutes, or at the source’s own interval', async () => {
    expect(await asked({}, 16)).toEqual([0, 5, 10, 15]);
    expect(await asked({ pollMs: 7 * MINUTE_MS }, 16)).toEqual([0, 7, 14]);
    expect(await asked({ pollMs: MINUTE_MS, leastMs: 6 * MINUTE_MS }, 16)).toEqual([0, 6, 12]);
  });
  it('asks every two minutes while it hurries, at once when the last time is longer ago, then as before', async () => {
    expect(await asked({}, 16, [[3, 8]])).toEqual([0, 3, 5, 7, 10, 15]);
    expect(await asked({}, 11, [[1, 6]])).toEqual([0, 2, 4, 5, 10]);
  });
  it('never asks closer together than the source allows', async () => {
    expect(await asked({ pollMs: 15 * MINUTE_MS, leastMs: 15 * MINUTE_MS }, 46, [[3, 180]])).toEqual([0, 15, 30, 45]);
    expect(await asked({ pollMs: 10 * MINUTE_MS, leastMs: 4 * MINUTE_MS }, 21, [[0, 60]])).toEqual([
      0, 4, 8, 12, 16, 20,
    ]);
  });
  it('is not slowed by a hurry that ends earlier, nor moved by one that is over', async () => {
    expect(
      await asked({}, 9, [
        [0, 8],
        [1, 3],
      ]),
    ).toEqual([0, 2, 4, 5, 7]);
    expect(await asked({}, 11, [[3, 2]])).toEqual([0, 5, 10]);
  });
  it('stops a wait without a fault', async () => {
    const market = settableTime(T0);
    const stop = new AbortController();
    const waiting = createPace(market, HOUR_MS).due({}, T0, T0, stop.signal);
    stop.abort();
    await expect(waiting).resolves.toBeUndefined();
  });
});
