/** The engine as the app's thread runs it: the demo's market or the one that the settings choose, notifications handed to the owner of the window. */
import type { Engine } from '../src-shared/ports/engine.ts';
import type { HostParts } from './api/run-engine-host.ts';
import { launchChosen } from './launch-chosen.ts';
import { launchSimulated } from './launch-simulated.ts';

const DEMO_SEED = 'demo';

export async function engineOf({ init, settings, sender, logger, restart }: HostParts): Promise<Engine> {
  const { dataFolder, databasePath, speed } = init;
  const place = { dataFolder, databasePath, settings, senders: [sender], logger, restart };
  if (!init.demo) return (await launchChosen(place)).engine;
  const market = await launchSimulated({ ...place, speed, seed: DEMO_SEED });
  return { ...market.engine, close: () => market.close() };
}
