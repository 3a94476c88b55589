/**
 * A whole engine on the simulated market: when it watched is written down while it runs, and what it answers of a stretch it still
 * answers after a restart on the same file.
 */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { wallTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { openSettings } from '../../src-main/base/settings-file.ts';
import { launchSimulated, type SimulatedMarket } from '../../src-main/launch-simulated.ts';
import { MINUTE_MS } from '../../src-shared/market.ts';
import type { WhyAnswer } from '../../src-shared/why.ts';
import { temporaryFolder } from '../fixtures/run-mane.ts';

const folder = temporaryFolder();
const settings = openSettings(folder.path);
settings.set({ symbols: ['BTC-USD', 'ETH-USD'], backfillDays: 1 });
const start = (): Promise<SimulatedMarket> =>
  launchSimulated({ dataFolder: folder.path, databasePath: join(folder.path, 'mane.db'), settings, speed: 600, seed: 'why', senders: [], logger: silentLogger }); // prettier-ignore
afterAll(() => folder.remove());

async function asked({ engine }: SimulatedMarket, from: number, to: number): Promise<WhyAnswer> {
  const answer = await engine.why({ from, to });
  if (!answer.ok) throw new Error(answer.fault.detail);
  return answer.value;
}

describe('why, of an engine that runs', () => {
  it('knows when it watched, also after a restart', async () => {
    const first = await start();
    await first.ready;
    const end = wallTime.now() + 60_000;
    while (first.core.watched.record().spans.length === 0 && wallTime.now() < end) await wallTime.sleep(20);
    const from = Math.ceil(first.engine.health().marketNow / MINUTE_MS) * MINUTE_MS;
    const to = from + 20 * MINUTE_MS;
    while (first.engine.health().marketNow < to + 5 * MINUTE_MS && wallTime.now() < end) await wallTime.sleep(50);
    const before = await asked(first, from, to);
    expect(before).toMatchObject({ minutes: 20, rarity: { source: 'kept' }, level: { source: 'then' } });
    expect(before.learning).toEqual(['BTC-USD', 'ETH-USD']);
    // The record is kept by the second of the wall, which is ten minutes of this market.
    expect(before.watchedMinutes).toBeGreaterThan(0);
    await first.close();

    const second = await start();
    await second.ready;
    const after = await asked(second, from, to);
    await second.close();
    expect(after.watchedMinutes).toBe(before.watchedMinutes);
    // Minutes that were read again at the start are truer now: another may be the largest, but one of this stretch it is.
    for (const { largest } of [before, after]) {
      expect(largest!.time).toBeGreaterThanOrEqual(from);
      expect(largest!.time).toBeLessThan(to);
      expect(largest!.changePct).not.toBe(0);
    }
  });
});
