/**
 * All blocks of a store together: which slots hold enough of the query's trigrams, best first. The store brings the postings and
 * what it knows of each block; nothing is read here.
 */
import { mayMiss } from '../trigrams.ts';
import { createBest, type Best, type Ranked } from './best.ts';
import type { Matched } from './found.ts';
import { createOverlap } from './overlap.ts';
import { BLOCK_WORDS, orSlots } from './posting.ts';

export interface Head {
  readonly matched: Matched;
  readonly filled: number;
  /** Epoch milliseconds of each slot. */
  readonly detected: Float64Array;
}

/** The postings of one block. */
export interface Held {
  readonly terms: Uint8Array[];
  symbol: Uint8Array | null;
}

export interface AskedBlocks {
  /** Of the query. */
  readonly trigrams: number;
  /** Only texts of a symbol, whose posting is then in `held`. */
  readonly ofSymbol: boolean;
  readonly heads: ReadonlyMap<number, Head>;
  readonly held: ReadonlyMap<number, Held>;
}

export interface RankedText extends Ranked {
  readonly matched: Matched;
}

/** About `most` of them; `whole` when those are all there are. */
export function bestOfBlocks({ trigrams, ofSymbol, heads, held }: AskedBlocks, most: number) {
  const best = createBest(most);
  const needed = trigrams - mayMiss(trigrams);
  const overlap = createOverlap(trigrams, needed);

  function collect(into: Best, number: number, { filled, detected }: Head, { terms, symbol }: Held): void {
    overlap.clear();
    for (const slots of terms) overlap.add(slots);
    const visit = (slot: number, count: number): void => {
      if (slot < filled) into.add(count, detected[slot] ?? 0, number, slot);
    };
    overlap.enough(visit, ofSymbol ? wordsOf(symbol) : null);
  }

  for (const [number, postings] of held) {
    const head = heads.get(number);
    if (head && postings.terms.length >= needed) collect(best, number, head, postings);
  }
  const { ranked, whole } = best.taken();
  return { whole, ranked: ranked.map((one): RankedText => ({ ...one, matched: heads.get(one.block)?.matched ?? 'narrative' })) }; // prettier-ignore
}

function wordsOf(slots: Uint8Array | null): Int32Array {
  const words = new Int32Array(BLOCK_WORDS);
  if (slots !== null) orSlots(slots, words);
  return words;
}

/** Sorts a posting to its block. */
export function addPosting(held: Map<number, Held>, block: number, ofSymbol: boolean, slots: Uint8Array): void {
  const found = held.get(block) ?? { terms: [], symbol: null };
  held.set(block, found);
  if (ofSymbol) found.symbol = slots;
  else found.terms.push(slots);
}

/** 8-byte floats, little endian. */
export function timesOf(bytes: Buffer): Float64Array {
  const times = new Float64Array(bytes.length / 8);
  for (let slot = 0; slot < times.length; slot++) times[slot] = bytes.readDoubleLE(slot * 8);
  return times;
}

export function bytesOf(times: Iterable<number>): Buffer {
  const all = [...times];
  const bytes = Buffer.alloc(all.length * 8);
  for (const [slot, time] of all.entries()) bytes.writeDoubleLE(time, slot * 8);
  return bytes;
}
