/** `mane bundle ANOMALY-ID`: one narrative with all its evidence as a file; `mane bundle --replay FILE`: that file judged again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { BundleSchema } from '../../src-shared/bundle.ts';
import { messageOf, throwFault } from '../../src-shared/fault.ts';
import { describeIssues } from '../../src-shared/settings.ts';
import { wallTime } from '../base/clock.ts';
import { resourcePath } from '../base/paths.ts';
import { makeBundle, replayBundle } from '../flow/bundle.ts';
import { loadLinker } from '../news/linker.ts';
import type { Command, CommandContext } from './context.ts';
import { readOptions, TextSchema } from './options.ts';
import { withReading } from './store-access.ts';
import { programVersion } from '../base/program-version.ts';

const OptionsSchema = z.object({ out: TextSchema.optional(), replay: TextSchema.optional() });

export const bundleCommand: Command = async (context, options, [id]) => {
  const { out, replay } = readOptions(OptionsSchema, options);
  if ((id === undefined) === (replay === undefined))
    throwFault('bad_usage', 'bundle: give the id of an anomaly, or --replay with a bundle file');
  if (replay !== undefined) return judgeAgain(context, replay);
  await write(context, id ?? '', out);
};

const aliasTable = (): Buffer => readFileSync(resourcePath('assets.json'));

async function write(context: CommandContext, anomalyId: string, out: string | undefined): Promise<void> {
  if (!z.uuid().safeParse(anomalyId).success)
    throwFault(
      'bad_usage',
      `bundle: ${JSON.stringify(anomalyId)} is not an anomaly's id; \`mane list-narratives --json\` shows them`,
    );
  const bundle = await withReading(context, ({ reader }) =>
    makeBundle({
      reader,
      anomalyId,
      program: `mane ${programVersion()}`,
      aliasTable: aliasTable(),
      now: wallTime.now(),
    }),
  );
  const text = JSON.stringify(bundle, null, context.json ? undefined : 2);
  if (out === undefined) return context.out(text);
  try {
    writeFileSync(out, `${text}\n`);
  } catch (error) {
    throwFault('storage', `${out}: cannot be written (${messageOf(error)})`);
  }
}

function judgeAgain(context: CommandContext, file: string): void {
  const parsed = BundleSchema.safeParse(jsonOf(file));
  if (!parsed.success) throwFault('bad_input', `${file}: ${describeIssues(parsed.error)}`);
  const linker = loadLinker();
  const { changed, sameAliasTable, recorded, replayed, same } = replayBundle(parsed.data, {
    aliasTable: aliasTable(),
    namesOf: (asset) => linker.namesOf(asset),
  });
  context.out(
    JSON.stringify({
      same,
      verdict: replayed.verdict,
      score: replayed.score,
      recorded: { verdict: recorded.verdict, score: recorded.score },
      changed,
      same_alias_table: sameAliasTable,
      findings: replayed.findings,
    }),
  );
  if (changed.length > 0) throwFault('corrupt', `${file}: ${changed.join(', ')} changed since the bundle was made`);
  if (!same)
    throwFault(
      'refused',
      `${file}: the verdict is another one${sameAliasTable ? '' : ' (the alias table is another one, too)'}`,
    );
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throwFault('bad_input', `${file}: cannot be read as JSON (${messageOf(error)})`);
  }
}
