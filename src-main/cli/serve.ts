/** `mane serve`: continuous monitoring of a venue, the same window on 127.0.0.1. */
import { z } from 'zod';
import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/logger.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { venueDefinition } from '../feed/venues.ts';
import { launch, openDatabase, orClose, unwrap } from '../launch.ts';
import { createDesktopSender } from '../publish/desktop-sender.ts';
import type { Command } from './context.ts';
import { checkSymbols, PortSchema, readOptions, SymbolListSchema, TextSchema } from './options.ts';
import { createProgress } from './progress.ts';
import { databaseOf, makeFolder } from './store-access.ts';
import { untilAborted } from './until-aborted.ts';
import { serveWindow, windowAddress } from './window-host.ts';

const OptionsSchema = z.object({
  port: PortSchema.default(0),
  ui: z.boolean().default(true),
  venue: TextSchema.optional(),
  symbols: SymbolListSchema.optional(),
});

export const serveCommand: Command = async (context, options) => {
  const wanted = readOptions(OptionsSchema, options);
  const folder = dataFolder();
  makeFolder(folder);
  const settings = openSettings(folder);
  const venue = unwrap(venueDefinition(wanted.venue ?? settings.get().venue));
  const symbols = checkSymbols(wanted.symbols ?? settings.get().symbols);
  const logger = createLogger();
  const address = windowAddress();
  const database = await openDatabase(databaseOf(context), logger);
  const { engine, ready, ended, announce } = await orClose(database, () =>
    launch({
      dataFolder: folder,
      database,
      settings,
      venue,
      symbols,
      clock: systemClock,
      speed: 1,
      senders: [createDesktopSender({ logger, addressOf: (id) => address.of(id) })],
      logger,
    }),
  );
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
    if (wanted.ui) address.port = window.port;
    const progress = createProgress(context);
    const stop = systemClock.wall.every(200, () => {
      const { active, done, total, symbol, etaMs } = engine.health().backfill;
      if (active) progress.update(done, total, `history ${symbol ?? ''}`, etaMs);
    });
    const over = Promise.race([ended, untilAborted(context.signal)]);
    await Promise.race([ready, over]).finally(() => {
      stop();
      progress.end();
    });
    await over;
    await window.close();
  } finally {
    await engine.close();
  }
};
