/** `mane serve`: continuous monitoring of a venue, the same window on 127.0.0.1. */
import { z } from 'zod';
import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/logger.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { venueDefinition } from '../feed/venues.ts';
import { createRestartable } from '../api/restartable.ts';
import { unwrap } from '../launch.ts';
import { launchChosen } from '../launch-chosen.ts';
import { createDesktopSender } from '../publish/desktop-sender.ts';
import type { Command } from './context.ts';
import { checkSymbols, PortSchema, readOptions, SymbolListSchema, TextSchema } from './options.ts';
import { createProgress } from './progress.ts';
import { databaseOf, makeFolder } from './store-access.ts';
import { postgresAtStart, tellMirror } from './serve-postgres.ts';
import { untilAborted } from './until-aborted.ts';
import { serveWindow, windowAddress } from './window-host.ts';

const OptionsSchema = z.object({
  port: PortSchema.default(0),
  ui: z.boolean().default(true),
  venue: TextSchema.optional(),
  symbols: SymbolListSchema.optional(),
  postgres: TextSchema.optional(),
  create: z.boolean().default(false),
});

export const serveCommand: Command = async (context, options) => {
  const wanted = readOptions(OptionsSchema, options);
  const folder = dataFolder();
  makeFolder(folder);
  const settings = openSettings(folder);
  if (wanted.venue !== undefined) unwrap(venueDefinition(wanted.venue));
  const symbols = wanted.symbols === undefined ? undefined : checkSymbols(wanted.symbols);
  const logger = createLogger();
  const postgres = await postgresAtStart(wanted, context);
  const address = windowAddress();
  let named: { venue?: string | undefined; symbols?: readonly string[] | undefined } = { venue: wanted.venue, symbols };
  const running = await createRestartable({
    settings,
    wall: systemClock.wall,
    logger,
    start(restart) {
      // Whoever starts over from the window has changed the settings, and means those.
      const chosen = named;
      named = {};
      return launchChosen({
        ...chosen,
        dataFolder: folder,
        databasePath: databaseOf(context),
        settings,
        postgres,
        senders: [createDesktopSender({ logger, addressOf: (id) => address.of(id) })],
        logger,
        restart,
      });
    },
  });
  const { engine, first, ended } = running;
  let host: Parameters<typeof first.announce>[0] | null = null;
  const announce: typeof first.announce = (given) => first.announce((host = given));
  try {
    const window = await serveWindow({
      engine,
      context,
      port: wanted.port,
      open: false,
      logger,
      ui: wanted.ui,
      announce,
    });
    running.around(window.hold, (run) => {
      if (host !== null) run?.announce(host);
      window.release();
    });
    if (wanted.ui) address.port = window.port;
    const silence = tellMirror(engine, context);
    const progress = createProgress(context);
    const stop = systemClock.wall.every(200, () => {
      const { active, done, total, symbol, etaMs } = engine.health().backfill;
      if (active) progress.update(done, total, `history ${symbol ?? ''}`, etaMs);
    });
    const over = Promise.race([ended, untilAborted(context.signal)]);
    await Promise.race([first.ready, over]).finally(() => {
      stop();
      progress.end();
    });
    await over.finally(silence);
    await window.close();
  } finally {
    await running.close();
  }
};
