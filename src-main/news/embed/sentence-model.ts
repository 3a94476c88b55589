/**
 * A sentence-transformer on this thread: WordPiece tokens, one run of the ONNX graph in WebAssembly (no native code), mean of the
 * token vectors under the attention mask, length 1 (Reimers & Gurevych, "Sentence-BERT", EMNLP 2019, §3). Blocks while it
 * works, so it belongs in a worker. Each text is run alone: a quantized graph scales by what is in its batch, and the same
 * text must give the same vector in any company.
 */
import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import * as ort from 'onnxruntime-web';
import { messageOf, throwFault } from '../../../src-shared/fault.ts';
import { EMBEDDING_DIMENSIONS } from '../../../src-shared/ports/embedder.ts';
import { type ModelFiles, readJson } from './model-folder.ts';
import { isBlank, readable, unitVector, zeroVector } from './text.ts';

/** Tokens that all-MiniLM-L6-v2 reads (its max_seq_length); longer texts are cut. */
export const MAX_TOKENS = 256;

export interface SentenceModel {
  embed(text: string): Promise<Float32Array>;
}

/** Throws FaultError `corrupt` for a folder whose files do not make a model. */
export async function loadSentenceModel(files: ModelFiles): Promise<SentenceModel> {
  const tokenizer = loadTokenizer(files);
  const session = await loadSession(files.graph);
  const unknown = session.inputNames.filter(
    (name) => !['input_ids', 'attention_mask', 'token_type_ids'].includes(name),
  );
  if (unknown.length > 0) throwFault('corrupt', `${files.graph}: unknown inputs ${unknown.join(', ')}`);
  return {
    async embed(text) {
      if (isBlank(readable(text))) return zeroVector();
      const { ids, attention_mask: mask } = cut(tokenizer.encode(readable(text)));
      const hidden = await run(session, ids, mask, files.graph);
      return (
        unitVector(meanOf(hidden, mask)) ?? throwFault('corrupt', `${files.graph}: gave a vector without direction`)
      );
    },
  };
}

function loadTokenizer({ tokenizer, tokenizerConfig }: ModelFiles): Tokenizer {
  try {
    return new Tokenizer(readJson(tokenizer) as object, readJson(tokenizerConfig) as object);
  } catch (error) {
    return throwFault('corrupt', `${tokenizer}: ${messageOf(error)}`, { cause: error });
  }
}

async function loadSession(graph: string): Promise<ort.InferenceSession> {
  // One thread: the worker itself. More would need shared memory and workers of its own.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const bytes = await readFile(graph);
  try {
    return await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  } catch (error) {
    return throwFault('corrupt', `${graph}: not a usable ONNX graph (${messageOf(error).slice(0, 200)})`, {
      cause: error,
    });
  }
}

interface Tokens {
  readonly ids: readonly number[];
  readonly attention_mask: readonly number[];
}

/** The last token says that the text ends, and stays. */
function cut({ ids, attention_mask: mask }: Tokens): Tokens {
  if (ids.length <= MAX_TOKENS) return { ids, attention_mask: mask };
  const keep = <T>(list: readonly T[]): T[] => [...list.slice(0, MAX_TOKENS - 1), ...list.slice(-1)];
  return { ids: keep(ids), attention_mask: keep(mask) };
}

/** Token vectors, one after the other. */
async function run(
  session: ort.InferenceSession,
  ids: readonly number[],
  mask: readonly number[],
  graph: string,
): Promise<Float32Array> {
  const tensor = (values: readonly number[]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const given: Record<string, ort.Tensor> = {
    input_ids: tensor(ids),
    attention_mask: tensor(mask),
    token_type_ids: tensor(ids.map(() => 0)),
  };
  const feeds = Object.fromEntries(session.inputNames.flatMap((name) => (given[name] ? [[name, given[name]]] : [])));
  const output = (await runOrRefuse(session, feeds, graph))[session.outputNames[0] ?? ''];
  const fits = output?.dims.join() === [1, ids.length, EMBEDDING_DIMENSIONS].join() && output.type === 'float32';
  if (!fits)
    return throwFault(
      'corrupt',
      `${graph}: gave ${output?.type} [${output?.dims.join(', ')}] instead of token vectors`,
    );
  return output.data as Float32Array;
}

async function runOrRefuse(session: ort.InferenceSession, feeds: Record<string, ort.Tensor>, graph: string) {
  try {
    return await session.run(feeds);
  } catch (error) {
    return throwFault('corrupt', `${graph}: ${messageOf(error).slice(0, 200)}`, { cause: error });
  }
}

function meanOf(hidden: Float32Array, mask: readonly number[]): Float64Array {
  const mean = new Float64Array(EMBEDDING_DIMENSIONS);
  const count = mask.reduce((sum, value) => sum + value, 0);
  mask.forEach((counts, token) => {
    if (counts === 0) return;
    const start = token * EMBEDDING_DIMENSIONS;
    for (let i = 0; i < EMBEDDING_DIMENSIONS; i++) mean[i] = (mean[i] ?? 0) + (hidden[start + i] ?? NaN) / count;
  });
  return mean;
}
