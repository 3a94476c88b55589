/** Reading, offline: `list-narratives`, `search`, `metrics`. All print the one anomaly object with --json. */
import { z } from 'zod';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';
import { openSettings } from '../base/settings-file.ts';
import { dataFolder } from '../base/paths.ts';
import { anomalyJson } from '../../src-shared/anomaly-json.ts';
import { anomalyText } from './anomaly-text.ts';
import type { Command, CommandContext } from './context.ts';
import { CountSchema, readOptions, TextSchema } from './options.ts';
import { withReading } from './store-access.ts';

const FilterSchema = z.object({
  symbol: TextSchema.transform((s) => s.toUpperCase()).optional(),
  limit: CountSchema.max(10_000).default(20),
  validatedOnly: z.boolean().default(false),
});

export const listNarrativesCommand: Command = async (context, options) => {
  const { symbol, limit, validatedOnly } = readOptions(FilterSchema, options);
  await withReading(context, async ({ reader }) => {
    print(context, await reader.anomalies({ symbol, limit, validatedOnly }), 'no anomalies stored yet');
  });
};

export const searchCommand: Command = async (context, options, args) => {
  const { symbol, limit } = readOptions(FilterSchema, options);
  await withReading(context, async ({ reader }) => {
    print(context, await reader.search({ text: args.join(' '), limit, symbol }), 'nothing found');
  });
};

export const metricsCommand: Command = async (context) => {
  const perDay = openSettings(dataFolder()).get().alertsPerDay;
  await withReading(context, async ({ reader }) => {
    const metrics = await reader.metrics(perDay);
    if (context.json) return context.out(JSON.stringify(metrics));
    for (const [name, value] of Object.entries(metrics.totals)) context.out(`${name.padEnd(16)} ${value}`);
    for (const rate of metrics.pass_rate)
      context.out(`drafts by ${rate.llm_provider}: ${rate.passed} of ${rate.total} passed`);
    const { promised_per_day: promised, realised_per_day: realised } = metrics.budget;
    context.out(
      `alerts a day: promised ${promised}, realised ${realised === null ? 'not yet known' : realised.toFixed(2)}`,
    );
    context.out(
      `open gaps ${metrics.health.open_gaps}, unfinished ${metrics.health.unfinished}, schema ${metrics.health.schema_version}`,
    );
  });
};

export function print(context: CommandContext, found: readonly AnomalyWithNarrative[], empty: string): void {
  if (context.json) for (const one of found) context.out(JSON.stringify(anomalyJson(one)));
  else if (found.length === 0) context.out(empty);
  else context.out(found.map(anomalyText).join('\n\n'));
}
