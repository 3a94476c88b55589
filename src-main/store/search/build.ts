/**
 * What a block of texts is made of: for each term the texts that hold it. Terms are the folded text's trigrams, and one for the
 * symbol, longer than three characters and so none of them.
 */
import { foldText, trigramsOf } from '../trigrams.ts';
import { packSlots, unpackSlots } from './posting.ts';

export interface Indexed {
  readonly symbol: string;
  readonly text: string;
}

export const symbolTerm = (symbol: string): string => `symbol ${symbol}`;

/** Slots of each term; the first text gets slot `from`. */
export function termsOf(texts: readonly Indexed[], from: number): Map<string, number[]> {
  const slots = new Map<string, number[]>();
  for (const [at, { symbol, text }] of texts.entries()) {
    for (const term of [symbolTerm(symbol), ...trigramsOf(foldText(text))]) {
      const known = slots.get(term);
      if (known) known.push(from + at);
      else slots.set(term, [from + at]);
    }
  }
  return slots;
}

/** With what the block held before, packed. The new slots come after all the old ones. */
export function packed(
  slots: ReadonlyMap<string, readonly number[]>,
  before: ReadonlyMap<string, Uint8Array>,
): Map<string, Uint8Array> {
  return new Map(
    [...slots].map(([term, added]) => {
      const old = before.get(term);
      return [term, packSlots(old ? [...unpackSlots(old), ...added] : added)];
    }),
  );
}
