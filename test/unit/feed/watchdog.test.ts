import { describe, expect, it } from 'vitest';
import { createWatchdog } from '../../../src-main/feed/watchdog.ts';

const T0 = Date.UTC(2026, 2, 2);

/** Feeds events every `everyMs` of wall time and checks each second, `speed` market ms a wall ms. */
function pace(everyMs: number, count: number, speed = 1) {
  const dog = createWatchdog();
  dog.connected(T0, T0);
  for (let i = 1; i <= count; i++) dog.note(T0 + i * everyMs, T0 + i * everyMs * speed);
  const wall = T0 + count * everyMs;
  const market = T0 + count * everyMs * speed;
  dog.check(wall, market);
  return { dog, wall, market };
}

describe('the silence limit', () => {
  it.each([
    [1, 8_000],
    [400, 8_000],
    [1_000, 20_000],
    [10_000, 200_000],
    [60_000, 300_000],
  ])('for an event every %i ms is %i ms', (everyMs, limit) => {
    expect(pace(everyMs, 50).dog.limitMs()).toBe(limit);
  });

  it('is the median, whatever a few long pauses were', () => {
    const { dog, wall } = pace(1_000, 50);
    dog.note(wall + 200_000, wall + 200_000);
    expect(dog.limitMs()).toBe(20_000);
  });

  it('starts at the floor and doubles with each unfounded suspicion while the pace is unknown', () => {
    const dog = createWatchdog();
    dog.connected(T0, T0);
    expect(dog.limitMs()).toBe(8_000);
    dog.cleared(T0 + 9_000, T0 + 9_000);
    expect(dog.limitMs()).toBe(16_000);
    for (let i = 0; i < 10; i++) dog.cleared(T0 + 10_000, T0 + 10_000);
    expect(dog.limitMs()).toBe(300_000);
  });
});

describe('a check', () => {
  /** Wall ms of silence until the first suspicion, or null within `most`. */
  function suspectedAfter(
    dog: ReturnType<typeof createWatchdog>,
    wall: number,
    market: number,
    most: number,
    speed = 1,
  ): number | null {
    for (let ms = 1_000; ms <= most; ms += 1_000)
      if (dog.check(wall + ms, market + ms * speed) === 'suspect') return ms;
    return null;
  }

  it('suspects a busy connection just after 8 s of silence', () => {
    const { dog, wall, market } = pace(100, 100);
    expect(suspectedAfter(dog, wall, market, 20_000)).toBe(9_000);
  });

  it('leaves a slow connection alone for 20 of its intervals', () => {
    const { dog, wall, market } = pace(3_000, 100);
    expect(suspectedAfter(dog, wall, market, 60_000)).toBeNull();
    expect(suspectedAfter(dog, wall + 60_000, market, 10_000)).toBe(1_000);
  });

  it('counts events whose time stands still as silence, at market speeds 1 and 60', () => {
    for (const speed of [1, 60]) {
      const { dog, wall, market } = pace(100, 100, speed);
      const stuck = market;
      let suspected: number | null = null;
      for (let ms = 100; ms <= 20_000 && suspected === null; ms += 100) {
        dog.note(wall + ms, stuck);
        if (ms % 1_000 === 0 && dog.check(wall + ms, market + ms * speed) === 'suspect') suspected = ms;
      }
      expect(suspected).toBe(9_000);
    }
  });

  it('counts event times that crawl behind the market as silence, and a constant lag as life', () => {
    const crawl = pace(100, 100);
    const lag = pace(100, 100);
    const verdicts = { crawl: 'ok', lag: 'ok' };
    for (let ms = 100; ms <= 20_000; ms += 100) {
      crawl.dog.note(crawl.wall + ms, crawl.market + ms / 50);
      lag.dog.note(lag.wall + ms, lag.market + ms - 7_000_000);
      if (ms % 1_000 !== 0) continue;
      if (crawl.dog.check(crawl.wall + ms, crawl.market + ms) === 'suspect') verdicts.crawl = 'suspect';
    }
    const old = createWatchdog();
    old.connected(T0, T0);
    for (let ms = 100; ms <= 20_000; ms += 100) {
      old.note(T0 + ms, T0 + ms - 7_200_000);
      if (ms % 1_000 === 0 && old.check(T0 + ms, T0 + ms) === 'suspect') verdicts.lag = 'suspect';
    }
    expect(verdicts).toEqual({ crawl: 'suspect', lag: 'ok' });
  });

  it('says wake after a pause of the machine, once', () => {
    const { dog, wall, market } = pace(100, 100);
    expect(dog.check(wall + 1_000, market + 1_000)).toBe('ok');
    expect(dog.check(wall + 3_600_000, market + 3_600_000)).toBe('wake');
  });

  it('forgets a suspicion that was unfounded', () => {
    const { dog, wall, market } = pace(100, 100);
    expect(suspectedAfter(dog, wall, market, 20_000)).toBe(9_000);
    dog.cleared(wall + 9_000, market + 9_000);
    expect(suspectedAfter(dog, wall + 9_000, market + 9_000, 20_000)).toBe(9_000);
  });
});
