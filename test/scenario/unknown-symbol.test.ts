/** A symbol that the venue does not have ends a run with one line that names it, and exit code 1; what was stored stays. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scaledTime, wallTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { openSettings } from '../../src-main/base/settings-file.ts';
import { exitCodeOf, lineOf } from '../../src-main/cli/exit.ts';
import { simulatedVenue } from '../../src-main/feed/venues.ts';
import { launch, openDatabase } from '../../src-main/launch.ts';
import { startSimulation } from '../../src-main/simulate/simulation.ts';
import { temporaryFolder } from '../fixtures/run-mane.ts';

it('an unknown symbol is named, and the run ends', async () => {
  const folder = temporaryFolder();
  const market = scaledTime(Date.UTC(2026, 2, 2, 13), 60);
  const simulation = await startSimulation({
    seed: 'unknown',
    epoch: market.now(),
    time: { market, wall: wallTime },
    symbols: ['BTC-USD'],
    historyDays: 1,
  });
  const settings = openSettings(folder.path);
  settings.set({ backfillDays: 0 });
  const database = await openDatabase(join(folder.path, 'mane.db'), silentLogger);
  const { engine, ended } = launch({
    dataFolder: folder.path,
    database,
    settings,
    venue: simulatedVenue(simulation.exchange),
    symbols: ['BTC-USD', 'NOPE-USD'],
    clock: { market, wall: wallTime },
    speed: 60,
    newsFeeds: [],
    senders: [],
    logger: silentLogger,
  });
  const error: unknown = await ended.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(lineOf(error, false)).toMatch(/^mane: .*no symbol NOPE-USD/);
  expect(exitCodeOf(error)).toBe(1);
  await engine.close();
  await simulation.close();
  folder.remove();
});
