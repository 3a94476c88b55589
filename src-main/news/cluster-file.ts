/**
 * `mane cluster`: {"vectors":[[384 numbers]…]} or {"titles":["…"]} in, labels and clusters out. Titles go the way of the engine
 * (embedded, near-duplicates collapsed, stories by storyClusterer). Vectors go to HDBSCAN however few they are: the caller
 * asks about density. What is wrong in the input is named by line and column.
 */
import { messageOf, throwFault } from '../../src-shared/fault.ts';
import { EMBEDDING_DIMENSIONS } from '../../src-shared/ports/embedder.ts';
import { type Clustering, clusterTitles, storiesOf } from './cluster.ts';
import { lexicalEmbedder } from './embedder-lexical.ts';
import { hdbscan, type HdbscanOptions } from './hdbscan/hdbscan.ts';
import { LARGEST } from './hdbscan/space.ts';
import { elementOffsets, offsetOfSyntaxError, placeAt } from './json-places.ts';
import { plainText, TITLE_LENGTH } from './sanitise.ts';
import { lexiconSentiment } from './sentiment.ts';

export type ClusterInput =
  | { readonly kind: 'vectors'; readonly vectors: readonly (readonly number[])[] }
  | { readonly kind: 'titles'; readonly titles: readonly string[] };

export interface ClusterAnswer {
  readonly labels: number[];
  readonly clusters: {
    readonly cluster_number: number;
    readonly size: number;
    /** The headline closest to the centroid; for vectors `vector N`, N from 0. */
    readonly centroid_summary: string;
    readonly dominant_sentiment: number | null;
  }[];
}

const EXPECTED = `expected {"vectors": [[${EMBEDDING_DIMENSIONS} numbers], …]} or {"titles": ["…", …]}`;

/** Throws FaultError `bad_input` that names `file`, line, column and what was expected. */
export function readClusterInput(input: string, file: string): ClusterInput {
  const text = input.replace(/^\ufeff/, '');
  const refuse = (offset: number, what: string): never => {
    const { line, column } = placeAt(text, offset);
    return throwFault('bad_input', `${file}:${line}:${column}: ${what}`);
  };
  const value = parse(text, refuse);
  const { vectors, titles } = isObject(value) ? value : {};
  if ((vectors === undefined) === (titles === undefined)) refuse(0, EXPECTED);
  const key = vectors === undefined ? 'titles' : 'vectors';
  const elements: unknown = vectors ?? titles;
  if (!Array.isArray(elements)) return refuse(offsetOfKey(text, key), `${key}: expected an array; ${EXPECTED}`);
  const places = elementOffsets(text, text.indexOf('[', offsetOfKey(text, key)));
  const check = key === 'titles' ? checkTitle : checkVector;
  elements.forEach((element: unknown, index) => {
    const problem = check(element, text, places[index] ?? 0);
    if (problem !== null) refuse(problem.offset, `${key}[${index}]${problem.what}`);
  });
  return key === 'titles'
    ? { kind: 'titles', titles: elements as string[] }
    : { kind: 'vectors', vectors: elements as number[][] };
}

function parse(text: string, refuse: (offset: number, what: string) => never): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(offsetOfSyntaxError(text, messageOf(error)), 'not valid JSON');
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where the key's value begins; the whole text's begin when it is not found. */
function offsetOfKey(text: string, key: string): number {
  const match = new RegExp(`"${key}"\\s*:\\s*`).exec(text);
  return match === null ? 0 : match.index + match[0].length;
}

interface Problem {
  readonly offset: number;
  readonly what: string;
}

const checkTitle = (title: unknown, _text: string, offset: number): Problem | null =>
  typeof title === 'string' ? null : { offset, what: `: expected a string, found ${shown(title)}` };

function checkVector(vector: unknown, text: string, offset: number): Problem | null {
  if (!Array.isArray(vector)) return { offset, what: `: expected an array of numbers, found ${shown(vector)}` };
  const wrong = vector.findIndex((number) => typeof number !== 'number' || !(Math.abs(number) <= LARGEST));
  if (wrong !== -1) {
    const at = elementOffsets(text, offset)[wrong] ?? offset;
    return { offset: at, what: `[${wrong}]: expected a number within ±${LARGEST}, found ${shown(vector[wrong])}` };
  }
  if (vector.length === EMBEDDING_DIMENSIONS) return null;
  return { offset, what: `: expected ${EMBEDDING_DIMENSIONS} numbers, found ${vector.length}` };
}

const shown = (value: unknown): string =>
  typeof value === 'number' ? 'one beyond that' : (JSON.stringify(value)?.slice(0, 40) ?? 'nothing');

export async function clusterInput(input: ClusterInput, options: HdbscanOptions): Promise<ClusterAnswer> {
  if (input.kind === 'vectors') return answer(clusterVectors(input.vectors, options));
  const titles = input.titles.map((title) => plainText(title, TITLE_LENGTH));
  const score = (text: string) => lexiconSentiment.score(text);
  return answer(await clusterTitles(titles, lexicalEmbedder, options.minClusterSize, score));
}

function clusterVectors(vectors: readonly (readonly number[])[], options: HdbscanOptions): Clustering {
  const labels = hdbscan(vectors, options);
  const items = vectors.map((_, index) => ({ title: `vector ${index}`, sentiment: null }));
  return { labels, stories: storiesOf(items, vectors, labels) };
}

const answer = ({ labels, stories }: Clustering): ClusterAnswer => ({
  labels,
  clusters: stories.map(({ members: _members, ...story }) => story),
});
