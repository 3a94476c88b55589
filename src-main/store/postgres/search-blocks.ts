/**
 * The blocks of the search (migration 0009) as they are asked: which slots of all blocks hold enough of the query's trigrams,
 * best first. When each slot's text was detected is kept here block by block, it does not change; a block that has grown since
 * is read again.
 */
import { createBest, type Best, type Ranked } from '../search/best.ts';
import { symbolTerm } from '../search/build.ts';
import { createOverlap } from '../search/overlap.ts';
import { BLOCK_WORDS, orSlots } from '../search/posting.ts';
import type { Matched } from '../sqlite-search.ts';
import { mayMiss } from '../trigrams.ts';
import { createRowReader } from './binary.ts';
import type { Connection } from './connection.ts';

interface Block {
  readonly matched: Matched;
  readonly filled: number;
  /** Epoch milliseconds of each slot. */
  readonly detected: Float64Array;
}

/** What the blocks hold of the query's terms. */
export interface Overlaps {
  /** At most about `most`, best first, of both corpora together. */
  best(most: number): { readonly ranked: readonly (Ranked & { readonly matched: Matched })[]; readonly whole: boolean };
}

interface Postings {
  readonly terms: Buffer[];
  symbol: Buffer | null;
}

const POSTINGS = `SELECT p.block, (p.term = :symbol) AS of_symbol, p.slots FROM search_postings p
  WHERE p.term = ANY (:terms::text[]) ORDER BY p.block DESC`;
const FILLED = 'SELECT b.block, b.filled FROM search_blocks b';
const HEADS = `SELECT b.block, b.corpus::text, b.filled, b.detected FROM search_blocks b WHERE b.block = ANY (:blocks::int[])`;

export function createBlocks({ packed }: Pick<Connection, 'packed'>) {
  const known = new Map<number, Block>();

  async function refreshed(): Promise<void> {
    const rows = createRowReader(await packed(FILLED, {}));
    const filled = new Map<number, number>();
    while (rows.next()) filled.set(rows.int(), rows.int());
    for (const block of known.keys()) if (!filled.has(block)) known.delete(block);
    const grown = [...filled].filter(([block, slots]) => known.get(block)?.filled !== slots).map(([block]) => block);
    if (grown.length > 0) await read(grown);
  }

  async function read(blocks: readonly number[]): Promise<void> {
    const rows = createRowReader(await packed(HEADS, { blocks }));
    while (rows.next()) {
      const block = rows.int();
      const matched = rows.text() as Matched;
      known.set(block, { matched, filled: rows.int(), detected: timesOf(rows.bytes()) });
    }
  }

  async function postingsOf(trigrams: readonly string[], symbol: string | null): Promise<Map<number, Postings>> {
    const name = symbol === null ? '' : symbolTerm(symbol);
    const terms = symbol === null ? trigrams : [...trigrams, name];
    const rows = createRowReader(await packed(POSTINGS, { terms, symbol: name }));
    const byBlock = new Map<number, Postings>();
    while (rows.next()) {
      const block = rows.int();
      const ofSymbol = rows.bool();
      const found = byBlock.get(block) ?? { terms: [], symbol: null };
      byBlock.set(block, found);
      if (ofSymbol) found.symbol = rows.bytes();
      else found.terms.push(rows.bytes());
    }
    return byBlock;
  }

  /** `trigrams`: at least one. */
  return async (trigrams: readonly string[], symbol: string | null): Promise<Overlaps> => {
    const [postings] = await Promise.all([postingsOf(trigrams, symbol), refreshed()]);
    const blocks = new Map(known);
    const needed = trigrams.length - mayMiss(trigrams.length);
    const overlap = createOverlap(trigrams.length, needed);

    function collect(best: Best, number: number, { terms, symbol: only }: Postings): void {
      const block = blocks.get(number);
      if (!block || terms.length < needed || (symbol !== null && only === null)) return;
      overlap.clear();
      for (const slots of terms) overlap.add(slots);
      overlap.enough((slot, held) => {
        if (slot < block.filled) best.add(held, block.detected[slot] ?? 0, number, slot);
      }, wordsOf(only));
    }

    return {
      best(most) {
        const best = createBest(most);
        for (const [number, held] of postings) collect(best, number, held);
        const { ranked, whole } = best.taken();
        return { whole, ranked: ranked.map((one) => ({ ...one, matched: blocks.get(one.block)?.matched ?? 'narrative' })) }; // prettier-ignore
      },
    };
  };
}

function wordsOf(slots: Buffer | null): Int32Array | null {
  if (slots === null) return null;
  const words = new Int32Array(BLOCK_WORDS);
  orSlots(slots, words);
  return words;
}

/** 8-byte floats, little endian. */
export function timesOf(bytes: Buffer): Float64Array {
  const times = new Float64Array(bytes.length / 8);
  for (let slot = 0; slot < times.length; slot++) times[slot] = bytes.readDoubleLE(slot * 8);
  return times;
}
