/**
 * Opens what a running engine needs (lock, store, feed, news sources, thresholds) and starts it; closes all of it in order. The
 * caller decides which market: a venue's, or a simulation it has started itself.
 */
import { faultOf, messageOf, throwFault, type Result } from '../src-shared/fault.ts';
import { baseOf } from '../src-shared/market.ts';
import type { Clock } from '../src-shared/ports/clock.ts';
import type { Engine } from '../src-shared/ports/engine.ts';
import type { NewsSource } from '../src-shared/ports/news-source.ts';
import type { Sender } from '../src-shared/ports/sender.ts';
import { egress } from './base/egress.ts';
import { createHttp } from './base/http.ts';
import { acquireEngineLock, type EngineInfo } from './base/lock-file.ts';
import type { Logger } from './base/logger.ts';
import { watchLoopDelay } from './base/loop-delay.ts';
import { seededRandom } from './base/random.ts';
import { openSecrets, type Secrets } from './base/secrets.ts';
import type { SettingsStore } from './base/settings-file.ts';
import { assemble } from './engine.ts';
import { createLiveFeed } from './feed/live-feed.ts';
import type { VenueDefinition } from './feed/venues.ts';
import type { Core } from './flow/core.ts';
import { createControl } from './flow/control.ts';
import { noBackfill, type HealthState } from './flow/health.ts';
import { startLive } from './flow/live.ts';
import { createPostgresLink } from './flow/postgres-link.ts';
import { createSetup } from './flow/setup.ts';
import { savedAtStart } from './flow/saved-postgres.ts';
import { readThresholds } from './flow/thresholds-file.ts';
import { createRssSource } from './news/rss-source.ts';
import { newsSourcesOf } from './news/sources.ts';
import { threadCare } from './store/care/care-work.ts';
import type { PostgresAddress } from './store/postgres/address.ts';
import { openStore, type OpenStore } from './store/store-client.ts';

export interface LaunchOptions {
  readonly dataFolder: string;
  readonly database: OpenDatabase;
  readonly settings: SettingsStore;
  readonly venue: VenueDefinition;
  readonly symbols: readonly string[];
  readonly clock: Clock;
  readonly speed: number;
  /** The simulated market's clock, held while history is fetched. */
  readonly hold?: { hold(): void; release(): void };
  /** The simulation's feeds instead of the publishers'. */
  readonly newsFeeds?: readonly { id: string; url: string }[];
  readonly senders: readonly Sender[];
  readonly logger: Logger;
  /** Kept in step with the store from the start on, before the saved one; `engine.postgres` changes it later. */
  readonly postgres?: PostgresAddress | null;
  /** How other machines over the same server see this one; default: the host's name. */
  readonly machine?: string;
  /** Default: the environment, then the file in the data folder. */
  readonly secrets?: Secrets;
  /** False: the server that Settings saved gets nothing of this market. */
  readonly mirrorsSaved?: boolean;
  /** Asks whoever started this to start it over; absent: it cannot be. */
  readonly restart?: () => void;
}

export interface OpenDatabase {
  readonly store: OpenStore;
  readonly path: string;
  /** Deleted after use. */
  readonly transient: boolean;
  /** Tells commands on this database where the engine takes calls. */
  announce(host: Required<Pick<EngineInfo, 'port' | 'token'>>): void;
  /** Closes the store, then lets the next engine in. */
  close(): Promise<void>;
}

/** The store with the lock that keeps a second engine off its file; `transient` for one that is deleted after use. Throws FaultError. */
export async function openDatabase(path: string, logger: Logger, { transient = false } = {}): Promise<OpenDatabase> {
  const lock = unwrap(acquireEngineLock(path, { pid: process.pid }));
  try {
    const store = await openStore({ path, logger, transient });
    return {
      store,
      path,
      transient,
      announce: (host) => lock.update(host),
      async close() {
        try {
          await store.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A start that fails gives the database back. */
export async function orClose<T>(database: OpenDatabase, start: () => T): Promise<T> {
  try {
    return start();
  } catch (error) {
    await database.close();
    throw error;
  }
}

export interface Launched {
  readonly engine: Engine;
  readonly core: Core;
  /** History is learned and detection runs. */
  readonly ready: Promise<void>;
  /** Resolves when the run is stopped; rejects with what the feed cannot go on from, such as a symbol the venue does not have. */
  readonly ended: Promise<void>;
  readonly announce: OpenDatabase['announce'];
}

export function launch(options: LaunchOptions): Launched {
  const { settings, clock, logger, venue, postgres: given = null } = options;
  const kept = openSecrets(options.dataFolder);
  const secrets = options.secrets ?? kept;
  const { store } = options.database;
  const thresholds = readThresholds(options.dataFolder);
  const closing = new AbortController();
  const random = seededRandom(`${process.pid}|${clock.wall.now()}`);
  const state: HealthState = {
    startedAt: clock.wall.now(),
    speed: options.speed,
    simulated: venue.simulated,
    paused: false,
    backfill: noBackfill,
    loop: watchLoopDelay(clock.wall),
  };
  const stopEgress = egress.watch();
  const core = assemble({
    venue: venue.id,
    symbols: options.symbols,
    clock,
    feed: createLiveFeed({ venue, symbols: [...options.symbols], clock, logger, random: () => random.next() }),
    reader: store.reader,
    writer: store.writer,
    newsSources: openNews(options, secrets),
    senders: options.senders,
    settings: () => settings.get(),
    thresholds,
    alertsPerDay: settings.get().alertsPerDay,
    state,
    live: true,
    journalCandles: true,
    ...(options.database.transient ? {} : { care: threadCare(options.database.path) }),
    logger,
    random: () => random.next(),
    mirror: { local: store.mirror, collects: { venue: venue.id, symbols: options.symbols, machine: options.machine } },
    secrets,
    signal: closing.signal,
  });
  const tell = (error: unknown): void => core.faults.add(messageOf(error), faultOf(error)?.kind);
  const postgres = given ?? (options.mirrorsSaved === false ? null : savedAtStart(settings.get(), kept, tell));
  // A run without an address leaves the queue as it is: the next one with it has less to copy.
  if (postgres) void core.mirror.connect(postgres).catch(tell);
  if (settings.warning !== null) core.faults.add(settings.warning, 'corrupt');
  const run = startLive({
    core,
    hold: options.hold,
    onBackfill: (status) => (state.backfill = status),
    isPaused: () => state.paused,
  });
  const close = async (): Promise<void> => {
    try {
      await run.stop();
    } finally {
      closing.abort();
      state.loop?.stop();
      await core.mirror.stop();
      stopEgress();
      await options.database.close();
    }
  };
  const link = createPostgresLink({
    settings,
    secrets: kept,
    connectMirror: (address) => core.mirror.connect(address),
    given: postgres,
    wall: clock.wall,
  });
  const changeSettings = (patch: Record<string, unknown>) => settings.set(patch);
  const setup = createSetup({
    settings: () => settings.get(),
    symbols: options.symbols,
    senders: options.senders,
    secrets,
    clock,
    random: () => random.next(),
    place: {
      dataFolder: options.dataFolder,
      database: options.database.path,
      restarts: options.restart !== undefined,
    },
  });
  return {
    engine: createControl({
      core,
      state,
      thresholds,
      changeSettings,
      postgres: link,
      setup,
      random: () => random.next(),
      skipHistory: () => run.skipHistory(),
      restart: options.restart,
      close,
    }),
    core,
    ready: run.ready,
    ended: run.ended,
    announce: (host) => options.database.announce(host),
  };
}

function openNews({ settings, clock, newsFeeds, symbols }: LaunchOptions, secrets: Secrets): NewsSource[] {
  const { news } = settings.get();
  const http = createHttp({ wall: clock.wall, allowPrivateHosts: newsFeeds ? ['127.0.0.1'] : news.allowPrivateHosts });
  if (newsFeeds) return newsFeeds.map(({ id, url }) => createRssSource({ id, url, http, market: clock.market }));
  const assets = [...new Set(symbols.map(baseOf))];
  return newsSourcesOf({ news, assets, http, clock, secrets });
}

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throwFault(result.fault.kind, result.fault.detail);
  return result.value;
}
