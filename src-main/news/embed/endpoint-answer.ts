/** What an embeddings endpoint answered, checked: as many vectors as texts, each in its place, 384 finite numbers, not all zero. */
import { throwFault } from '../../../src-shared/fault.ts';
import { EMBEDDING_DIMENSIONS } from '../../../src-shared/ports/embedder.ts';
import { unitVector } from './text.ts';

const refuse = (detail: string): never => throwFault('corrupt', `the embeddings endpoint ${detail}`);

/** Unit vectors in the order of the texts. Throws FaultError `corrupt` that says what is wrong. */
export function vectorsOf(answer: unknown, count: number): Float32Array[] {
  const data: unknown = (answer as { data?: unknown } | null)?.data;
  if (!Array.isArray(data)) return refuse('answered without a list of vectors');
  if (data.length !== count) return refuse(`answered with ${data.length} vectors for ${count} texts`);
  const vectors = new Array<Float32Array | undefined>(count).fill(undefined);
  data.forEach((entry: unknown, at) => {
    const { index = at, embedding } = (entry ?? {}) as { index?: unknown; embedding?: unknown };
    if (typeof index !== 'number' || !(index in vectors) || vectors[index] !== undefined)
      return refuse(`gave a vector the place ${JSON.stringify(index)} of ${count}`);
    vectors[index] = vectorOf(embedding);
  });
  return vectors.map((vector) => vector ?? refuse('left a text without a vector'));
}

function vectorOf(embedding: unknown): Float32Array {
  if (!Array.isArray(embedding)) return refuse('gave something that is no list of numbers');
  if (embedding.length !== EMBEDDING_DIMENSIONS)
    return refuse(
      `gave ${embedding.length} numbers instead of ${EMBEDDING_DIMENSIONS}; choose a model that obeys \`dimensions\``,
    );
  const wrong = embedding.find((value) => typeof value !== 'number' || !Number.isFinite(value)) as unknown;
  if (wrong !== undefined) return refuse(`gave ${JSON.stringify(wrong)} for a number`);
  return unitVector(embedding as number[]) ?? refuse('gave a vector of zeros');
}
