import { describe, expect, it } from 'vitest';
import { scaledTime, settableTime, systemClock } from '../../../src-main/base/clock.ts';
import { faultOf } from '../../../src-shared/fault.ts';

describe('scaled market time', () => {
  it('runs at its speed from its epoch, on a wall that only we move', () => {
    const wall = settableTime(1_000_000);
    const market = scaledTime(0, 60, wall);
    wall.set(1_001_000);
    expect(market.now()).toBe(60_000);
  });

  it('stands still while held and goes on from there', () => {
    const wall = settableTime(0);
    const market = scaledTime(500, 10, wall);
    market.hold();
    wall.set(5_000);
    expect(market.now()).toBe(500);
    market.release();
    wall.set(5_100);
    expect(market.now()).toBe(1_500);
  });

  it('wakes a sleeper when market time, not wall time, has passed', async () => {
    const wall = settableTime(0);
    const market = scaledTime(0, 60, wall);
    let woken = false;
    const sleeping = market.sleep(60_000).then(() => (woken = true));
    wall.set(900);
    await Promise.resolve();
    expect(woken).toBe(false);
    wall.set(1_001);
    await sleeping;
    expect(market.now()).toBeGreaterThanOrEqual(60_000);
  });
});

describe('settable time', () => {
  it('never goes back', () => {
    const time = settableTime(100);
    time.set(50);
    expect(time.now()).toBe(100);
  });

  it('calls `every` once per period, however large the step', () => {
    const time = settableTime(0);
    let calls = 0;
    const stop = time.every(10, () => (calls += 1));
    time.set(35);
    stop();
    time.set(100);
    expect(calls).toBe(3);
  });
});

it('a cancelled sleep is a cancelled fault, on the system clock too', async () => {
  const controller = new AbortController();
  const sleeping = systemClock.wall.sleep(60_000, controller.signal);
  controller.abort();
  const error: unknown = await sleeping.catch((e: unknown) => e);
  expect(faultOf(error)?.kind).toBe('cancelled');
});
