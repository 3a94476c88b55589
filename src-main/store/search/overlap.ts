/**
 * For each text of a block, how many of the asked terms it holds: one counter a slot, kept as bit slices (slice k holds bit k of
 * all 4,096 counters), so that a term is added to 32 counters by a few word operations. Counters begin so high that those with
 * enough terms, and no others, reach the top bit. After O'Neil and Quass, "Improved Query Performance with Variant Indexes",
 * SIGMOD 1997 (bit-sliced index).
 */
import { BLOCK_WORDS, orSlots } from './posting.ts';

export interface Overlap {
  /** Counts one more term, given which texts of the block hold it. */
  add(packed: Uint8Array): void;
  /** Calls with each slot that holds at least `needed` terms, highest slot first. */
  enough(visit: (slot: number, terms: number) => void, only?: Int32Array | null): void;
  /** All counters back to none. */
  clear(): void;
}

/** `terms`: how many will be added at most, ≥ needed ≥ 1. */
export function createOverlap(terms: number, needed: number): Overlap {
  const top = Math.ceil(Math.log2(terms + 1));
  const start = 2 ** top - needed;
  const slices = Array.from({ length: top + 1 }, () => new Int32Array(BLOCK_WORDS));
  const last = slices[top] ?? new Int32Array(BLOCK_WORDS);
  const words = new Int32Array(BLOCK_WORDS);

  function clear(): void {
    for (const [bit, slice] of slices.entries()) slice.fill((start >> bit) & 1 ? -1 : 0);
  }

  function add(packed: Uint8Array): void {
    words.fill(0);
    orSlots(packed, words);
    for (let word = 0; word < BLOCK_WORDS; word++) {
      let carry = words[word] ?? 0;
      for (let bit = 0; carry !== 0 && bit <= top; bit++) {
        const slice = slices[bit] as Int32Array;
        const before = slice[word] ?? 0;
        slice[word] = before ^ carry;
        carry &= before;
      }
    }
  }

  function countAt(word: number, mask: number): number {
    let count = -start;
    for (let bit = 0; bit <= top; bit++) if (((slices[bit] as Int32Array)[word] ?? 0) & mask) count += 2 ** bit;
    return count;
  }

  clear();
  return {
    add,
    clear,
    enough(visit, only = null) {
      for (let word = BLOCK_WORDS - 1; word >= 0; word--) {
        let bits = (last[word] ?? 0) & (only === null ? -1 : (only[word] ?? 0));
        while (bits !== 0) {
          const at = 31 - Math.clz32(bits);
          bits &= ~(1 << at);
          visit(word * 32 + at, countAt(word, 1 << at));
        }
      }
    },
  };
}
