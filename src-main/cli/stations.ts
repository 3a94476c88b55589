/** One station alone on JSON input, for tests and for the curious: `mane cluster`, `mane link`, `mane validate`. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf, throwFault } from '../../src-shared/fault.ts';
import { clusterInput, readClusterInput } from '../news/cluster-file.ts';
import { linkLines } from '../news/link-record.ts';
import { loadLinker } from '../news/linker.ts';
import { exampleInput, validateInput } from '../validate/validate-file.ts';
import type { Command } from './context.ts';
import { readOptions, STANDARD_INPUT } from './options.ts';

const ClusterOptionsSchema = z.object({
  minClusterSize: z.number().int('expected a whole number').min(2, 'expected 2 or more').default(2),
  minSamples: z.number().int('expected a whole number').min(1, 'expected 1 or more').optional(),
  metric: z.enum(['euclidean', 'cosine'], 'expected euclidean or cosine').optional(),
  allowSingleCluster: z.boolean().optional(),
});

export const clusterCommand: Command = async (context, options, [file]) => {
  const { minClusterSize, ...forVectors } = readOptions(ClusterOptionsSchema, options);
  const input = readClusterInput(readText(file, 'cluster'), file ?? '');
  const [first] = Object.keys(forVectors);
  if (input.kind === 'titles' && first !== undefined)
    throwFault(
      'bad_usage',
      '--min-samples, --metric and --allow-single-cluster go with vectors; titles have their own',
    );
  context.out(JSON.stringify(await clusterInput(input, { minClusterSize, ...forVectors })));
};

export const linkCommand: Command = async (context, _options, [file]) => {
  const text = readText(file, 'link');
  for (const answer of linkLines(loadLinker(), text, file ?? '')) context.out(JSON.stringify(answer));
};

export const validateCommand: Command = async (context, options, [file]) => {
  if (options.example === true) return context.out(JSON.stringify(exampleInput(), null, 2));
  const linker = loadLinker();
  const verdict = await validateInput(parseJson(readText(file, 'validate'), file ?? ''), file ?? '', (asset) =>
    linker.namesOf(asset),
  );
  context.out(JSON.stringify(verdict));
};

function readText(file: string | undefined, command: string): string {
  if (file === undefined) throwFault('bad_usage', `${command}: give a file, or - for standard input`);
  try {
    return readFileSync(file === STANDARD_INPUT ? 0 : file, 'utf8');
  } catch (error) {
    throwFault('bad_input', `${file}: cannot be read (${messageOf(error)})`);
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throwFault('bad_input', `${where}: not JSON (${messageOf(error)})`);
  }
}
