/** `mane doctor`: what works from here, one line each with what to do. Exit 1 when something that is needed does not work. */
import { accessSync, constants, statfsSync } from 'node:fs';
import { z } from 'zod';
import { messageOf, throwFault } from '../../src-shared/fault.ts';
import { systemClock, wallTime } from '../base/clock.ts';
import { createLogger } from '../base/logger.ts';
import { dataFolder } from '../base/paths.ts';
import { seededRandom } from '../base/random.ts';
import { openSettings } from '../base/settings-file.ts';
import { createLiveFeed } from '../feed/live-feed.ts';
import { venueDefinition } from '../feed/venues.ts';
import { readThresholds } from '../flow/thresholds-file.ts';
import { unwrap } from '../launch.ts';
import type { Command, CommandContext } from './context.ts';
import { newsChecksOf } from './doctor-news.ts';
import { createDesktopSender } from '../publish/desktop-sender.ts';
import { checkEmbedder } from './doctor-embedder.ts';
import { checkModel } from './doctor-model.ts';
import { readOptions, TextSchema } from './options.ts';
import { makeFolder } from './store-access.ts';
import { checkPostgres, postgresAddress } from './postgres-access.ts';
import { untilAborted } from './until-aborted.ts';

const OptionsSchema = z.object({ venue: TextSchema.optional() });
const DEADLINE_MS = 15_000;
const TEST_ALERT = { anomaly_id: '', title: 'MANE', body: 'Notifications work.' };
const LOW_DISK_BYTES = 1_000_000_000;

interface Check {
  readonly name: string;
  readonly needed: boolean;
  run(): Promise<string | { readonly off: string }>;
}

export const doctorCommand: Command = async (context, options) => {
  const { venue } = readOptions(OptionsSchema, options);
  const folder = dataFolder();
  const settings = openSettings(folder);
  const checks: Check[] = [
    { name: 'data folder', needed: true, run: async () => checkFolder(folder) },
    {
      name: 'settings',
      needed: false,
      run: async () => (settings.warning === null ? settings.path : throwFault('corrupt', settings.warning)),
    },
    ...postgresChecks(),
    { name: 'thresholds', needed: true, run: async () => (readThresholds(folder), 'valid') },
    { name: 'venue', needed: true, run: () => checkVenue(venue ?? settings.get().venue, context) },
    {
      name: 'streaming',
      needed: true,
      run: () => checkStreaming(venue ?? settings.get().venue, settings.get().symbols, context),
    },
    { name: 'notifications', needed: false, run: checkNotifications },
    {
      name: 'model',
      needed: false,
      run: () => checkModel(settings.get().model, context, AbortSignal.any([context.signal, deadline()])),
    },
    { name: 'embedder', needed: false, run: () => checkEmbedder(settings.get().embedder, context.signal) },
    ...newsChecksOf(settings.get(), () => AbortSignal.any([context.signal, deadline()])),
  ];
  let broken = 0;
  for (const check of checks) if (!(await report(context, check))) broken += 1;
  if (broken > 0) throwFault('unavailable', `${broken} of the checks that MANE needs failed`);
};

/** Only when an address is set: most people have no server, and need none. */
function postgresChecks(): Check[] {
  if (!process.env.MANE_POSTGRES_URL) return [];
  const run = async (): Promise<string> => {
    const address = postgresAddress(undefined);
    return address === null ? 'not set' : checkPostgres(address);
  };
  return [{ name: 'postgres', needed: false, run }];
}

async function report(context: CommandContext, check: Check): Promise<boolean> {
  const line = (ok: boolean, detail: string, word = ok ? 'ok    ' : 'failed') =>
    context.out(
      context.json
        ? JSON.stringify({ type: 'check', name: check.name, ok, detail })
        : `${word} ${check.name}: ${detail}`,
    );
  try {
    const found = await check.run();
    if (typeof found === 'string') line(true, found);
    else line(true, found.off, 'off   ');
    return true;
  } catch (error) {
    line(false, messageOf(error));
    return !check.needed;
  }
}

function checkFolder(folder: string): string {
  makeFolder(folder);
  accessSync(folder, constants.W_OK);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < LOW_DISK_BYTES)
    throwFault('storage', `${folder}: less than 1 GB free; make room or choose another with MANE_DATA`);
  return `${folder}, ${Math.floor((bavail * bsize) / 1e9)} GB free`;
}

async function checkVenue(id: string, context: CommandContext): Promise<string> {
  const venue = unwrap(venueDefinition(id));
  const random = seededRandom('doctor');
  const feed = createLiveFeed({
    venue,
    symbols: [],
    clock: systemClock,
    logger: createLogger(),
    random: () => random.next(),
  });
  const limit = deadline();
  const late = untilAborted(limit).then(() =>
    throwFault('timeout', `${venue.label} did not answer within ${DEADLINE_MS / 1000} s`),
  );
  const markets = await Promise.race([feed.markets(AbortSignal.any([context.signal, limit])), late]);
  return `${venue.label} answers with ${markets.length} markets (${venue.tried === 'untried' ? 'this venue is untried' : 'tried on a simulated venue and captures only'})`;
}

/** The first trade or ticker of any symbol of the watch-list. */
async function checkStreaming(id: string, symbols: readonly string[], context: CommandContext): Promise<string> {
  const venue = unwrap(venueDefinition(id));
  const random = seededRandom('doctor');
  const feed = createLiveFeed({
    venue,
    symbols,
    clock: systemClock,
    logger: createLogger(),
    random: () => random.next(),
  });
  const signal = AbortSignal.any([context.signal, deadline()]);
  for await (const events of feed.events(signal)) {
    const tick = events.find((event) => event.kind === 'trade' || event.kind === 'ticker');
    if (tick !== undefined) return `${tick.symbol} at ${tick.price}`;
  }
  const reason = feed.health().lastFault ?? `no trade of ${symbols.join(', ')}`;
  throwFault('timeout', `${venue.label} streamed nothing within ${DEADLINE_MS / 1000} s: ${reason}`);
}

/** Shows one, because nothing less tells whether it can be seen. */
async function checkNotifications(): Promise<string> {
  const sender = createDesktopSender({ logger: createLogger() });
  unwrap(await sender.show(TEST_ALERT));
  return 'one was sent to the desktop just now';
}

function deadline(): AbortSignal {
  const controller = new AbortController();
  void wallTime.sleep(DEADLINE_MS).then(() => controller.abort());
  return controller.signal;
}
