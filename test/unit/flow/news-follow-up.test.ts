/** An anomaly makes the desk ask its sources more often for three hours: the wiring of the cold half, by the manual clock. */
import { afterAll, expect, it } from 'vitest';
import { join } from 'node:path';
import { ok } from '../../../src-shared/fault.ts';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import type { NewsSource } from '../../../src-shared/ports/news-source.ts';
import { defaultSettings } from '../../../src-shared/settings.ts';
import { settableTime } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { assembleCold } from '../../../src-main/engine-cold.ts';
import { noBackfill } from '../../../src-main/flow/health.ts';
import { createHub } from '../../../src-main/publish/hub.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { anomalyOf, T0 } from '../../fixtures/anomaly.ts';
import { temporaryFolder } from '../../fixtures/run-mane.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

it('asks every two minutes for three hours after the onset, then every five again, and a bounded source no more often', async () => {
  const store = await openStore({ path: join(folder.path, 'a.db'), inThread: false });
  const time = settableTime(T0);
  const polls: Record<string, number[]> = { feed: [], slow: [] };
  const source = (id: string, extra: Partial<NewsSource> = {}): NewsSource => ({
    id,
    poll: (now) => {
      polls[id]?.push((now - T0) / MINUTE_MS);
      return Promise.resolve(ok([]));
    },
    health: () => ({ id, state: 'ok', lastReadAt: null, lastOkAt: null, items: 0, detail: null }),
    ...extra,
  });
  const slow = source('slow', { pollMs: 30 * MINUTE_MS, leastMs: 15 * MINUTE_MS });
  const { desk, cold } = assembleCold({
    venue: 'v',
    symbols: ['SOL-USD'],
    clock: { market: time, wall: time },
    reader: store.reader,
    writer: store.writer,
    newsSources: [source('feed'), slow],
    settings: defaultSettings,
    alertsPerDay: 5,
    state: { startedAt: T0, speed: 1, simulated: false, paused: false, backfill: noBackfill },
    live: true,
    journalCandles: true,
    logger: silentLogger,
    random: () => 0.5,
    signal: new AbortController().signal,
    hub: createHub(),
    onFault: (detail) => expect.fail(detail),
  });
  const stop = new AbortController();
  const running = desk.run(stop.signal);
  await settle();
  for (let minute = 1; minute <= 4.5 * 60; minute++) {
    time.set(T0 + minute * MINUTE_MS);
    // Raised ten minutes after the run's begin; its onset is a minute earlier.
    if (minute === 10) cold.raised(anomalyOf({ detected_at: time.now() }, { onset: T0 + 9 * MINUTE_MS }));
    await settle();
  }
  stop.abort();
  await running;
  await store.close();
  const gaps = (times: number[] = []) => times.slice(1).map((at, i) => [at, at - (times[i] ?? 0)] as const);
  const during = gaps(polls.feed).filter(([at]) => at > 12 && at <= 9 + 180);
  const after = gaps(polls.feed).filter(([at]) => at > 9 + 180 + 5);
  expect(Math.max(...during.map(([, gap]) => gap))).toBe(2);
  expect(during.length).toBeGreaterThan(85);
  expect(after.map(([, gap]) => gap)).toEqual(after.map(() => 5));
  expect(after.length).toBeGreaterThan(10);
  const slowGaps = gaps(polls.slow).filter(([at]) => at > 30);
  expect(Math.min(...slowGaps.map(([, gap]) => gap))).toBeGreaterThanOrEqual(15);
  expect(slowGaps.filter(([at]) => at <= 9 + 180).some(([, gap]) => gap === 15)).toBe(true);
});
