/**
 * A sentence model small enough to be made in a test: a WordPiece vocabulary of letters and a few words, and a graph that gives
 * each token a fixed random vector. Real files for the real loader; only the weights mean nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../../src-main/base/random.ts';
import { tableGraph } from './onnx.ts';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
export const VOCAB = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'bitcoin',
  'etf',
  'sec',
  '##s',
  ...LETTERS,
  ...LETTERS.map((letter) => `##${letter}`),
].filter((token, at, all) => all.indexOf(token) === at);
const WIDTH = 384;
const random = seededRandom('tiny model');
export const TABLE = Float32Array.from({ length: VOCAB.length * WIDTH }, () => random.normal());

/** The vector that the model gives these tokens by the definition: mean of their rows, length 1. */
export function expectedVector(tokens: readonly string[]): number[] {
  const rows = tokens.map((token) => TABLE.subarray(VOCAB.indexOf(token) * WIDTH, (VOCAB.indexOf(token) + 1) * WIDTH));
  const mean = Array.from({ length: WIDTH }, (_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
  const length = Math.hypot(...mean);
  return mean.map((value) => value / length);
}

const tokenizer = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: VOCAB.slice(0, 4).map((content, id) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })), // prettier-ignore
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true }, // prettier-ignore
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '[CLS]', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '[SEP]', type_id: 0 } }], // prettier-ignore
    pair: [],
    special_tokens: { '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] }, '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] } }, // prettier-ignore
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(VOCAB.map((token, id) => [token, id])),
  },
};

export const graph = (inputs?: readonly string[]): Buffer =>
  tableGraph({ table: TABLE, rows: VOCAB.length, width: WIDTH, inputs });

/** The model's files by name. */
export const tinyModelFiles = (): Record<string, Buffer> => ({
  'config.json': Buffer.from(JSON.stringify({ model_type: 'bert', hidden_size: WIDTH })),
  'tokenizer_config.json': Buffer.from(JSON.stringify({ tokenizer_class: 'BertTokenizer', do_lower_case: true, unk_token: '[UNK]', sep_token: '[SEP]', pad_token: '[PAD]', cls_token: '[CLS]', model_max_length: 512 })), // prettier-ignore
  'tokenizer.json': Buffer.from(JSON.stringify(tokenizer)),
  'onnx/model_quantized.onnx': graph(),
});

export function writeModel(folder: string, files: Record<string, Buffer> = tinyModelFiles()): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}
