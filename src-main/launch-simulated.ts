/**
 * A launched engine on the simulated market. Seed, epoch and the last stored event are kept in the store, so that a restart on
 * the same file continues one market second after what it had.
 */
import { z } from 'zod';
import { scaledTime, wallTime, type ScaledTime } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import type { Secrets } from './base/secrets.ts';
import type { SettingsStore } from './base/settings-file.ts';
import type { EpochMs } from '../src-shared/market.ts';
import type { TimeSource } from '../src-shared/ports/clock.ts';
import type { Sender } from '../src-shared/ports/sender.ts';
import { simulatedVenue } from './feed/venues.ts';
import { launch, openDatabase, type Launched, type LaunchOptions } from './launch.ts';
import { startSimulation, type Simulation, type SimulationOptions } from './simulate/simulation.ts';

const STATE_KEY = 'simulation';
const VENUE = 'simulated';
/** A Monday in the European afternoon: both halves of the day's season lie within a short demo. */
const EPOCH = Date.UTC(2026, 2, 2, 13, 0, 0);
const StateSchema = z.object({ seed: z.string(), epoch: z.number() });

export interface SimulatedOptions {
  readonly dataFolder: string;
  readonly databasePath: string;
  /** The database is deleted after use. */
  readonly transient?: boolean;
  readonly settings: SettingsStore;
  readonly speed: number;
  readonly seed: string;
  readonly senders: readonly Sender[];
  readonly logger: Logger;
  /** Default: the environment. */
  readonly secrets?: Secrets;
  readonly postgres?: LaunchOptions['postgres'];
  readonly mirrorsSaved?: boolean;
  readonly restart?: LaunchOptions['restart'];
  /** Another market than the demo's. */
  readonly market?: Pick<SimulationOptions, 'candles' | 'script' | 'faults' | 'pollMs'> & { readonly epoch?: EpochMs };
  /** Market time from a moment on; default: `speed` times as fast as the wall. */
  readonly timeFrom?: (start: EpochMs) => HoldableTime;
}

export type HoldableTime = TimeSource & Pick<ScaledTime, 'hold' | 'release'>;

export interface SimulatedMarket extends Launched {
  readonly simulation: Simulation;
  close(): Promise<void>;
}

export async function launchSimulated(options: SimulatedOptions): Promise<SimulatedMarket> {
  const database = await openDatabase(options.databasePath, options.logger, { transient: options.transient });
  const opened: (() => Promise<void>)[] = [() => database.close()];
  try {
    const { reader, writer } = database.store;
    const saved = StateSchema.safeParse(await reader.state(STATE_KEY));
    const { epoch: chosen = EPOCH, ...world } = options.market ?? {};
    const { seed, epoch } = saved.success ? saved.data : { seed: options.seed, epoch: chosen };
    const last = await reader.lastEventTime(VENUE);
    await writer.saveState(STATE_KEY, { seed, epoch });
    const start = Math.max(epoch, last === null ? epoch : last + 1000);
    const market = options.timeFrom?.(start) ?? scaledTime(start, options.speed);
    market.hold();
    const symbols = options.settings.get().symbols;
    const simulation = await startSimulation({ ...world, seed, epoch, time: { market, wall: wallTime }, symbols });
    opened.unshift(() => simulation.close());
    const clock = { market, wall: wallTime };
    const { exchange, newsFeeds } = simulation;
    const launched = launch({
      ...options,
      database,
      venue: simulatedVenue(exchange),
      symbols,
      clock,
      hold: market,
      newsFeeds,
    });
    const close = async (): Promise<void> => {
      try {
        await launched.engine.close();
      } finally {
        await simulation.close();
      }
    };
    return { ...launched, simulation, close };
  } catch (error) {
    for (const close of opened) await close();
    throw error;
  }
}
