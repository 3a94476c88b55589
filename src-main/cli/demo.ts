/**
 * `mane demo`: the whole product on the simulated exchange and news server, over real sockets. With a window it serves the page
 * and prints its address; `--headless` prints what happens, and with `--json` one object per line.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { faultOf } from '../../src-shared/fault.ts';
import type { Engine } from '../../src-shared/ports/engine.ts';
import { wallTime } from '../base/clock.ts';
import { createLogger } from '../base/logger.ts';
import { openSettings } from '../base/settings-file.ts';
import { createDesktopSender } from '../publish/desktop-sender.ts';
import type { Command, CommandContext } from './context.ts';
import { narrateRun } from './narrate-run.ts';
import { DurationSchema, PortSchema, readOptions, TextSchema } from './options.ts';
import { createProgress } from './progress.ts';
import { launchSimulated, type SimulatedMarket } from '../launch-simulated.ts';
import { makeFolder } from './store-access.ts';
import { untilAborted } from './until-aborted.ts';
import { serveWindow, windowAddress, type WindowAddress } from './window-host.ts';

const OptionsSchema = z.object({
  for: DurationSchema.optional(),
  speed: z.number().min(1, 'expected 1 to 600').max(600, 'expected 1 to 600').default(60),
  headless: z.boolean().default(false),
  port: PortSchema.default(0),
  seed: TextSchema.default('demo'),
  open: z.boolean().default(false),
});

export const demoCommand: Command = async (context, options) => {
  const wanted = readOptions(OptionsSchema, options);
  const place = chooseFolder(context);
  const address = windowAddress();
  const market = await open(context, place, wanted, address);
  try {
    const window = wanted.headless
      ? null
      : await serveWindow({
          engine: market.engine,
          context,
          port: wanted.port,
          open: wanted.open,
          logger: createLogger(),
          announce: (host) => market.announce(host),
        });
    address.port = window?.port ?? null;
    const running = narrateRun({ market, context, quiet: !wanted.headless });
    await Promise.race([market.ready, market.ended, untilAborted(context.signal)]);
    await Promise.race([market.ended, waitFor(context.signal, wanted.for)]);
    await window?.close();
    await running.finish();
  } finally {
    await market.close();
    place.remove();
  }
};

interface Place {
  readonly dataFolder: string;
  readonly databasePath: string;
  readonly transient: boolean;
  remove(): void;
}

/** A temporary folder, unless a database was named: that one is kept. */
function chooseFolder(context: CommandContext): Place {
  if (context.db !== null) {
    const databasePath = resolve(context.db);
    makeFolder(dirname(databasePath));
    return { dataFolder: dirname(databasePath), databasePath, transient: false, remove: () => undefined };
  }
  const folder = mkdtempSync(join(tmpdir(), 'mane-demo-'));
  return {
    dataFolder: folder,
    databasePath: join(folder, 'mane.db'),
    transient: true,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function open(
  context: CommandContext,
  place: Place,
  { speed, seed, headless }: z.infer<typeof OptionsSchema>,
  address: WindowAddress,
): Promise<SimulatedMarket> {
  const logger = createLogger();
  const progress = createProgress(context);
  const market = await launchSimulated({
    ...place,
    settings: openSettings(place.dataFolder),
    speed,
    seed,
    logger,
    senders: [createDesktopSender({ logger, addressOf: (id) => address.of(id) })],
  }).catch((error: unknown) => {
    place.remove();
    throw error;
  });
  if (!context.json) void showBackfill(market.engine, market.ready, progress, headless, context);
  return market;
}

async function showBackfill(
  engine: Engine,
  ready: Promise<void>,
  progress: ReturnType<typeof createProgress>,
  headless: boolean,
  context: CommandContext,
): Promise<void> {
  const stop = wallTime.every(100, () => {
    const { done, total, symbol, etaMs } = engine.health().backfill;
    progress.update(done, total, `history ${symbol ?? ''}`, etaMs);
  });
  await ready.catch(() => undefined);
  stop();
  progress.end();
  if (headless) context.out('History learned; the simulated market is running.');
}

/** Until the time is over or the user interrupts. An interrupt is not an error here: what is there is finished and printed. */
async function waitFor(signal: AbortSignal, ms: number | undefined): Promise<void> {
  if (ms === undefined) return untilAborted(signal);
  await wallTime.sleep(ms, signal).catch((error: unknown) => {
    if (faultOf(error)?.kind !== 'cancelled') throw error;
  });
}
