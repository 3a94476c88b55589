/**
 * The market that the settings choose: a venue's, or the simulated one, which has a store of its own beside the venue's and
 * never reaches the server of the settings.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sender } from '../src-shared/ports/sender.ts';
import { systemClock } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import type { SettingsStore } from './base/settings-file.ts';
import { venueDefinition } from './feed/venues.ts';
import { launch, openDatabase, orClose, unwrap, type Launched, type LaunchOptions } from './launch.ts';
import { launchSimulated } from './launch-simulated.ts';

export interface ChosenOptions extends Pick<LaunchOptions, 'postgres' | 'restart'> {
  readonly dataFolder: string;
  readonly databasePath: string;
  readonly settings: SettingsStore;
  readonly senders: readonly Sender[];
  readonly logger: Logger;
  /** Instead of the settings', for this start. A venue named here is watched whatever the settings say. */
  readonly venue?: string | undefined;
  readonly symbols?: readonly string[] | undefined;
}

export type ChosenMarket = Pick<Launched, 'engine' | 'ready' | 'ended' | 'announce'> & { close(): Promise<void> };

/** Market minutes a wall minute, as in the demo. */
const SIMULATED_SPEED = 60;
const SIMULATED_SEED = 'demo';

export async function launchChosen(options: ChosenOptions): Promise<ChosenMarket> {
  const { databasePath, settings, logger } = options;
  const chosen = settings.get();
  if (chosen.simulated && options.venue === undefined) return launchSimulatedBeside(options);
  const venue = unwrap(venueDefinition(options.venue ?? chosen.venue));
  const symbols = options.symbols ?? chosen.symbols;
  const database = await openDatabase(databasePath, logger);
  const launched = await orClose(database, () =>
    launch({ ...options, database, venue, symbols, clock: systemClock, speed: 1 }),
  );
  return { ...launched, close: () => launched.engine.close() };
}

async function launchSimulatedBeside({
  dataFolder,
  settings,
  senders,
  logger,
  ...options
}: ChosenOptions): Promise<ChosenMarket> {
  const databasePath = join(dirname(options.databasePath), 'simulated', 'mane.db');
  mkdirSync(dirname(databasePath), { recursive: true });
  const market = await launchSimulated({
    dataFolder,
    databasePath,
    settings,
    senders,
    logger,
    restart: options.restart,
    speed: SIMULATED_SPEED,
    seed: SIMULATED_SEED,
    mirrorsSaved: false,
  });
  return { ...market, engine: { ...market.engine, close: () => market.close() } };
}
