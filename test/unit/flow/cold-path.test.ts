import { describe, expect, it } from 'vitest';
import { createColdPath, FOLLOW_UP_MS, type PassReason } from '../../../src-main/flow/cold-path.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import { anomalyOf, T0 } from '../../fixtures/anomaly.ts';

function setUp(unfinished: Anomaly[] = [], fail = () => false) {
  const walks: PassReason[] = [];
  const faults: string[] = [];
  const cold = createColdPath({
    reader: { unfinished: () => Promise.resolve(unfinished) },
    walk: (_anomaly, _now, reason) => {
      if (fail()) return Promise.reject(new Error('no store'));
      walks.push(reason);
      return Promise.resolve();
    },
    logger: silentLogger,
    concurrency: 2,
    onFault: (detail) => faults.push(detail),
  });
  return { cold, walks, faults };
}

describe('cold path', () => {
  it('walks a raised anomaly once, again on news, again at the end of the follow-up, then never', async () => {
    const { cold, walks } = setUp();
    cold.raised(anomalyOf());
    await cold.step(T0 + 60_000);
    await cold.step(T0 + 61_000);
    cold.newsArrived(T0 + 300_000);
    await cold.step(T0 + 300_000);
    await cold.step(T0 + FOLLOW_UP_MS);
    cold.newsArrived(T0 + FOLLOW_UP_MS + 1);
    await cold.step(T0 + FOLLOW_UP_MS + 1);
    expect(walks).toEqual(['raised', 'news', 'closing']);
  });

  it('writes again when the episode ended half as large again as what was written', async () => {
    const { cold, walks } = setUp();
    cold.raised(anomalyOf());
    await cold.step(T0 + 60_000);
    cold.ended(anomalyOf({}, { peak: { time: T0, price: 106, change_pct: 6.2 }, end: T0 + 1 }));
    expect(cold.hasDue(T0 + 61_000)).toBe(false);
    cold.ended(anomalyOf({}, { peak: { time: T0, price: 107, change_pct: 6.4 }, end: T0 + 1 }));
    await cold.step(T0 + 61_000);
    expect(walks).toEqual(['raised', 'grown']);
  });

  it('is not held up by one text that takes its time', async () => {
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const walked: string[] = [];
    const cold = createColdPath({
      reader: { unfinished: () => Promise.resolve([]) },
      walk: async ({ symbol }) => {
        if (symbol === 'BTC-USD') await slow;
        walked.push(symbol);
      },
      logger: silentLogger,
      concurrency: 2,
      onFault: () => undefined,
    });
    cold.raised(anomalyOf({ symbol: 'BTC-USD' }));
    const first = cold.step(T0 + 60_000);
    const other = anomalyOf({ id: 'another', symbol: 'ETH-USD' });
    cold.raised(other);
    expect(cold.hasDue(T0 + 60_200)).toBe(true);
    const second = cold.step(T0 + 60_200);
    for (let i = 0; i < 50 && walked.length === 0; i++) await Promise.resolve();
    expect([walked, cold.hasDue(T0 + 60_400)]).toEqual([['ETH-USD'], false]);
    release();
    await Promise.all([first, second]);
    expect(walked).toEqual(['ETH-USD', 'BTC-USD']);
  });

  it('takes up what an earlier run left, and follows up what it had finished', async () => {
    const { cold, walks } = setUp([
      anomalyOf({ stage: 'investigated' }),
      anomalyOf({ symbol: 'BTC-USD', stage: 'accepted' }),
    ]);
    expect(await cold.resume(T0 + 60_000)).toBe(1);
    await cold.step(T0 + 60_000);
    expect(walks).toEqual(['raised']);
    cold.newsArrived(T0 + 120_000);
    await cold.step(T0 + 120_000);
    expect(walks).toEqual(['raised', 'news', 'news']);
  });

  it('a failed walk is told and tried again later, not at once', async () => {
    let broken = true;
    const { cold, walks, faults } = setUp([], () => broken);
    cold.raised(anomalyOf());
    await cold.step(T0);
    await cold.step(T0 + 1);
    expect(faults).toEqual(['narrative of SOL-USD: no store']);
    broken = false;
    await cold.step(T0 + 60_000);
    expect(walks).toEqual(['raised']);
  });
});
