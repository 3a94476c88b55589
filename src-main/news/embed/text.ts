/** What every embedder does to a text before and to a vector after: one meaning of "blank", "too long" and "unit length". */
import { EMBEDDING_DIMENSIONS } from '../../../src-shared/ports/embedder.ts';

/** Characters that are read of a text: far more than any headline has. */
export const MAX_TEXT = 2_000;

/** Well-formed (no lone surrogates) and at most MAX_TEXT characters. */
export const readable = (text: string): string => text.slice(0, MAX_TEXT).toWellFormed();

/** Nothing to embed: no letter and no digit. Its vector is all zeros, which is near to nothing. */
export const isBlank = (text: string): boolean => !/[\p{L}\p{N}]/u.test(text);

export const zeroVector = (): Float32Array => new Float32Array(EMBEDDING_DIMENSIONS);

/** Length 1, or null for what has no direction: all zeros, or a number that is none. */
export function unitVector(values: ArrayLike<number>): Float32Array | null {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] ?? NaN) ** 2;
  const length = Math.sqrt(squares);
  if (!(length > 0 && length < Infinity)) return null;
  return Float32Array.from(values, (value) => value / length);
}

/** Embeds what is not blank by `embed`, in order; the rest are zeros. */
export async function embedReadable(
  texts: readonly string[],
  embed: (texts: readonly string[]) => Promise<Float32Array[]>,
): Promise<Float32Array[]> {
  const vectors = texts.map(zeroVector);
  const places = texts.flatMap((text, place) => (isBlank(readable(text)) ? [] : [place]));
  if (places.length === 0) return vectors;
  const made = await embed(places.map((place) => readable(texts[place] ?? '')));
  places.forEach((place, i) => (vectors[place] = made[i] ?? zeroVector()));
  return vectors;
}
