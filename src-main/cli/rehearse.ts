/**
 * `mane rehearse`: what would have alerted over the stored candles, had other settings been in force. The store is only read, so
 * it runs beside an engine on the same file. Anomalies are printed as their episodes end, the summary last; an interrupt leaves
 * what was printed and no summary.
 */
import { z } from 'zod';
import { throwFault } from '../../src-shared/fault.ts';
import { isoOf } from '../../src-shared/format.ts';
import { MOST_REHEARSED_DAYS, type RehearsalEvent } from '../../src-shared/rehearsal.ts';
import { type Settings, SettingsSchema } from '../../src-shared/settings.ts';
import { wallTime } from '../base/clock.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { rehearsalSettings } from '../flow/rehearsal-settings.ts';
import { rehearse } from '../flow/rehearse.ts';
import { readThresholds } from '../flow/thresholds-file.ts';
import { anomalyJson } from '../../src-shared/anomaly-json.ts';
import type { Command, CommandContext } from './context.ts';
import { withStored } from './detect.ts';
import { checkSymbols, readOptions, TextSchema } from './options.ts';
import { createProgress } from './progress.ts';
import { rehearsedText, summaryText } from './rehearse-text.ts';
import { readSettingsPatch } from './settings-patch.ts';
import { databaseOf, withReading } from './store-access.ts';

const DAYS = `expected 1 to ${MOST_REHEARSED_DAYS} days`;
const BUDGET = 'expected 0.1 to 100 alerts a day';
const OptionsSchema = z.object({
  days: z.number(DAYS).int(DAYS).min(1, DAYS).max(MOST_REHEARSED_DAYS, DAYS),
  settings: TextSchema.optional(),
  budget: z.number(BUDGET).min(0.1, BUDGET).max(100, BUDGET).optional(),
  symbol: TextSchema.transform((s) => s.toUpperCase()).optional(),
  thresholds: TextSchema.optional(),
  venue: TextSchema.optional(),
});
type Wanted = z.infer<typeof OptionsSchema>;

export const rehearseCommand: Command = async (context, options) => {
  const wanted = readOptions(OptionsSchema, options);
  const settings = settingsOf(wanted);
  const thresholds = readThresholds(dataFolder(), wanted.thresholds);
  await withReading(context, async ({ reader }) => {
    const asked = { reader, venue: settings.venue, settings, thresholds, days: wanted.days, wall: wallTime };
    const started = await rehearse(asked, context.signal);
    if (!started.ok) throwFault(started.fault.kind, `${databaseOf(context)}: ${started.fault.detail}`);
    const printer = createPrinter(context);
    for await (const event of started.value) {
      if (event.kind !== 'anomaly') printer.show(event);
      else printer.anomaly(event, await withStored(reader, event.anomaly));
    }
    printer.end();
  });
};

/** Those of the settings file in force, then the file of changes, then single options. */
function settingsOf({ settings: file, budget, symbol, venue }: Wanted): Settings {
  const current = openSettings(dataFolder()).get();
  const patch = file === undefined ? {} : readSettingsPatch(file, current);
  if (budget !== undefined) patch.alertsPerDay = budget;
  if (symbol !== undefined) patch.symbols = checkSymbols([symbol]);
  if (venue !== undefined) patch.venue = checkVenue(venue);
  const changed = rehearsalSettings(current, patch);
  return changed.ok ? changed.value : throwFault(changed.fault.kind, changed.fault.detail);
}

function checkVenue(venue: string): string {
  const parsed = SettingsSchema.shape.venue.safeParse(venue);
  if (!parsed.success) throwFault('bad_usage', `--venue: ${parsed.error.issues[0]?.message} (given: "${venue}")`);
  return venue;
}

type Shown = Extract<RehearsalEvent, { kind: 'anomaly' }>;

function createPrinter(context: CommandContext) {
  const progress = createProgress(context);
  /** A line on the terminal takes the bar's place. */
  const line = (text: string, write = context.out): void => {
    progress.end();
    write(text);
  };
  return {
    anomaly({ outcome, reason }: Shown, stored: Parameters<typeof anomalyJson>[0]): void {
      if (context.json) line(JSON.stringify({ ...anomalyJson(stored), outcome, outcome_reason: reason }));
      else line(`${rehearsedText(stored.anomaly, outcome, reason)}\n`);
    },
    show(event: Exclude<RehearsalEvent, Shown>): void {
      if (event.kind === 'progress') progress.update(event.done, event.total, isoOf(event.time).slice(0, 10));
      if (event.kind === 'notice') line(`mane: ${event.detail}`, context.err);
      if (event.kind !== 'summary') return;
      const { kind, from, to, ...counts } = event;
      const summary = { type: kind, ...counts, from: isoOf(from), to: isoOf(to) };
      line(context.json ? JSON.stringify(summary) : summaryText(event));
    },
    end: () => progress.end(),
  };
}
