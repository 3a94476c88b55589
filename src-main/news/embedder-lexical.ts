/**
 * The built-in embedder: 384 numbers from feature hashing of words and character n-grams (Weinberger et al., "Feature
 * Hashing for Large Scale Multitask Learning", ICML 2009), weighted by how rare a word is in crypto headlines, length 1.
 * Needs no model and no corpus: the same text gives the same vector for ever. A text without any word gives zeros.
 */
import { throwFault } from '../../src-shared/fault.ts';
import { type Embedder, EMBEDDING_DIMENSIONS } from '../../src-shared/ports/embedder.ts';
import { isUpper, readHeadline, type Token } from './tokens.ts';
import { wordWeight } from './word-weights.ts';

const GRAM_LENGTHS = [3, 4] as const;
/** All grams of a word together weigh this much of the word itself: enough to join "sues" with "sued". */
const GRAM_SHARE = 0.4;
/** "CFTC", "ETF", "SOL": what a headline is about more often than its other words. */
const ACRONYM = 1.5;

/** Chosen on pairs of real headlines: the same event told by two publishers lies above, another event below (docs/clustering.md). */
export const SAME_STORY = 0.3;

export const lexicalEmbedder: Embedder = {
  id: 'lexical',
  sameStory: SAME_STORY,
  embed: async (texts, signal) =>
    signal?.aborted ? throwFault('cancelled', 'embedding was cancelled') : texts.map(embedText),
};

export function embedText(text: string): Float32Array {
  const vector = new Float32Array(EMBEDDING_DIMENSIONS);
  const { tokens, shouting } = readHeadline(text);
  const weights = new Map(tokens.map((token) => [token.lower, !shouting && isAcronym(token) ? ACRONYM : 1]));
  for (const [word, factor] of weights) addWord(vector, word, factor);
  return normalised(vector);
}

const isAcronym = (token: Token): boolean => isUpper(token) && /^[A-Z]{3,6}$/.test(token.text);

function addWord(vector: Float32Array, word: string, factor: number): void {
  const weight = wordWeight(word) * factor;
  add(vector, `w:${stemOf(word)}`, weight);
  const grams = gramsOf(`<${word}>`);
  for (const gram of grams) add(vector, `g:${gram}`, (weight * GRAM_SHARE) / Math.sqrt(grams.length));
}

/** "sues", "sued" and "suing" are one word; crude on purpose, it only has to be the same each time. */
function stemOf(word: string): string {
  if (word.length < 4) return word;
  return word
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ing|ings|ed|es|s)$/, '')
    .replace(/e$/, '');
}

function gramsOf(word: string): string[] {
  return GRAM_LENGTHS.flatMap((length) =>
    Array.from({ length: Math.max(0, word.length - length + 1) }, (_, at) => word.slice(at, at + length)),
  );
}

/** The hash's low bits choose the place, its top bit the sign, so that collisions cancel on average. */
function add(vector: Float32Array, feature: string, weight: number): void {
  const hash = fnv1a(feature);
  const place = (hash & 0x7fff_ffff) % EMBEDDING_DIMENSIONS;
  vector[place] = (vector[place] ?? 0) + (hash >>> 31 === 0 ? weight : -weight);
}

/** FNV-1a, 32 bits, with the finaliser of MurmurHash3 (FNV's low bits alone mix poorly). */
function fnv1a(text: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
