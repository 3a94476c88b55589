/**
 * A folder with all-MiniLM-L6-v2 or a model of its kind, as published for transformers.js: tokenizer.json, tokenizer_config.json,
 * config.json and the ONNX graph, quantized or not. Promises files that are there and fit; says what is missing.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, throwFault } from '../../../src-shared/fault.ts';
import { EMBEDDING_DIMENSIONS } from '../../../src-shared/ports/embedder.ts';
import { describeIssues } from '../../../src-shared/settings.ts';

export interface ModelFiles {
  readonly folder: string;
  readonly tokenizer: string;
  readonly tokenizerConfig: string;
  readonly graph: string;
}

/** The first that is there is used. */
export const GRAPHS = ['onnx/model_quantized.onnx', 'onnx/model.onnx', 'model_quantized.onnx', 'model.onnx'] as const;

const ConfigSchema = z.object({
  hidden_size: z.literal(EMBEDDING_DIMENSIONS, `expected ${EMBEDDING_DIMENSIONS}, the numbers of an embedding`),
});
const TokenizerSchema = z.object({
  model: z.object({ type: z.literal('WordPiece'), vocab: z.record(z.string(), z.number()) }),
});

/** Throws FaultError: `not_found` names what is missing, `corrupt` what does not fit. */
export function modelFiles(folder: string): ModelFiles {
  const at = (name: string): string => join(folder, name);
  const missing = ['tokenizer.json', 'tokenizer_config.json', 'config.json'].filter((name) => !existsSync(at(name)));
  const graph = GRAPHS.find((name) => existsSync(at(name)));
  if (graph === undefined) missing.push(GRAPHS[0]);
  if (graph === undefined || missing.length > 0)
    return throwFault('not_found', `${folder}: no embedding model (missing: ${missing.join(', ')})`);
  checkJson(at('config.json'), ConfigSchema);
  checkJson(at('tokenizer.json'), TokenizerSchema);
  checkJson(at('tokenizer_config.json'), z.looseObject({}));
  return {
    folder,
    tokenizer: at('tokenizer.json'),
    tokenizerConfig: at('tokenizer_config.json'),
    graph: at(graph),
  };
}

export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    return throwFault('corrupt', `${path}: not readable as JSON (${messageOf(error).slice(0, 120)})`);
  }
}

function checkJson(path: string, schema: z.ZodType): void {
  const parsed = schema.safeParse(readJson(path));
  if (!parsed.success) throwFault('corrupt', `${path}: ${describeIssues(parsed.error).slice(0, 200)}`);
}
