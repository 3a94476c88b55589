/** The engine as the app's thread runs it: the simulated market or a venue, notifications handed to the owner of the window. */
import type { Engine } from '../src-shared/ports/engine.ts';
import type { HostParts } from './api/run-engine-host.ts';
import { systemClock } from './base/clock.ts';
import { venueDefinition } from './feed/venues.ts';
import { launch, openDatabase, orClose, unwrap } from './launch.ts';
import { launchSimulated } from './launch-simulated.ts';

const DEMO_SEED = 'demo';

export async function engineOf({ init, settings, sender, logger }: HostParts): Promise<Engine> {
  const { dataFolder, databasePath, speed } = init;
  const senders = [sender];
  if (init.demo) {
    const market = await launchSimulated({
      dataFolder,
      databasePath,
      settings,
      speed,
      seed: DEMO_SEED,
      senders,
      logger,
    });
    return { ...market.engine, close: () => market.close() };
  }
  const venue = unwrap(venueDefinition(settings.get().venue));
  const { symbols } = settings.get();
  const database = await openDatabase(databasePath, logger);
  return orClose(
    database,
    () =>
      launch({ dataFolder, database, settings, venue, symbols, clock: systemClock, speed: 1, senders, logger }).engine,
  );
}
