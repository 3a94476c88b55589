/** `mane backfill`: history from the venue into the store, whole days, resumable. */
import { z } from 'zod';
import { throwFault } from '../../src-shared/fault.ts';
import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/logger.ts';
import { dataFolder } from '../base/paths.ts';
import { seededRandom } from '../base/random.ts';
import { openSettings } from '../base/settings-file.ts';
import { createLiveFeed } from '../feed/live-feed.ts';
import { venueDefinition } from '../feed/venues.ts';
import { backfill } from '../flow/backfill.ts';
import { unwrap } from '../launch.ts';
import type { Command } from './context.ts';
import { checkSymbols, CountSchema, readOptions, TextSchema } from './options.ts';
import { createProgress } from './progress.ts';
import { withWriting } from './store-access.ts';

const OptionsSchema = z.object({
  symbol: TextSchema.transform((s) => s.toUpperCase()).optional(),
  all: z.boolean().default(false),
  days: CountSchema.max(400, 'expected 1 to 400 days'),
  venue: TextSchema.optional(),
});

export const backfillCommand: Command = async (context, options) => {
  const wanted = readOptions(OptionsSchema, options);
  if (wanted.symbol === undefined && !wanted.all) throwFault('bad_usage', 'backfill: give --symbol S or --all');
  const settings = openSettings(dataFolder()).get();
  const symbols = checkSymbols(wanted.symbol === undefined ? settings.symbols : [wanted.symbol]);
  const venue = unwrap(venueDefinition(wanted.venue ?? settings.venue));
  const random = seededRandom(`backfill|${process.pid}`);
  const feed = createLiveFeed({
    venue,
    symbols,
    clock: systemClock,
    logger: createLogger(),
    random: () => random.next(),
  });
  const progress = createProgress(context);
  await withWriting(context, async ({ reader, writer }) => {
    const faults: string[] = [];
    const stored = await backfill(
      {
        feed,
        reader,
        writer,
        clock: systemClock,
        onProgress: ({ done, total, symbol, etaMs }) => progress.update(done, total, symbol ?? '', etaMs),
        onFault: (detail) => faults.push(detail),
      },
      { symbols, days: wanted.days, signal: context.signal },
    );
    progress.end();
    if (stored === 0 && faults[0] !== undefined) throwFault('network', faults[0]);
    for (const detail of faults) context.err(`mane: ${detail}`);
    const report = { type: 'backfill', venue: venue.id, symbols, candles: stored, failed: faults.length };
    context.out(
      context.json ? JSON.stringify(report) : `${stored} candles of ${symbols.join(', ')} from ${venue.label}`,
    );
  });
};
