/** The parts of the block search against plain counting: postings both ways, overlaps of terms, the best of many. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBest } from '../../src-main/store/search/best.ts';
import { createOverlap } from '../../src-main/store/search/overlap.ts';
import { BLOCK_SLOTS, BLOCK_WORDS, orSlots, packSlots, unpackSlots } from '../../src-main/store/search/posting.ts';
import { check } from './check.ts';

const slot = fc.integer({ min: 0, max: BLOCK_SLOTS - 1 });
const few = fc.uniqueArray(slot, { maxLength: 40 });
const many = fc.integer({ min: 1, max: 7 }).map((step) => Array.from({ length: Math.floor(BLOCK_SLOTS / step) }, (_, k) => k * step)); // prettier-ignore
const slots = fc.oneof(few, many).map((some) => some.toSorted((a, b) => a - b));

it('slots come back as they were packed, in 512 bytes at most', () => {
  check(slots, (some) => {
    const packed = packSlots(some);
    expect(unpackSlots(packed)).toEqual(some);
    expect(packed.length).toBe(Math.min(512, some.length * 2));
  });
});

it('counts the terms of each slot as a loop would', () => {
  const asked = fc.record({ terms: fc.array(slots, { minLength: 1, maxLength: 20 }), share: fc.double({ min: 0.05, max: 1, noNaN: true }), only: fc.option(slots) }); // prettier-ignore
  check(asked, ({ terms, share, only }) => {
    const needed = Math.max(1, Math.ceil(share * terms.length));
    const overlap = createOverlap(terms.length, needed);
    const held = new Map<number, number>();
    for (const round of [1, 2]) {
      overlap.clear();
      held.clear();
      for (const some of terms.slice(0, round === 1 ? 1 : undefined)) {
        overlap.add(packSlots(some));
        for (const one of some) held.set(one, (held.get(one) ?? 0) + 1);
      }
    }
    const words = new Int32Array(BLOCK_WORDS);
    orSlots(packSlots(only ?? []), words);
    const found: [number, number][] = [];
    overlap.enough((at, count) => found.push([at, count]), only === null ? null : words);
    const expected = [...held]
      .filter(([at, count]) => count >= needed && (only === null || only.includes(at)))
      .sort(([a], [b]) => b - a);
    expect(found).toEqual(expected);
  });
});

it('keeps the best and whatever stands level with the last of them', () => {
  const one = fc.record({ terms: fc.integer({ min: 1, max: 5 }), at: fc.integer({ min: 0, max: 20 }) });
  check(fc.tuple(fc.array(one, { maxLength: 300 }), fc.integer({ min: 1, max: 12 })), ([all, most]) => {
    const best = createBest(most);
    for (const [at, given] of all.entries()) best.add(given.terms, given.at, 0, at);
    const { ranked, whole } = best.taken();
    const order = all.toSorted((a, b) => b.terms - a.terms || b.at - a.at);
    const last = order[most - 1];
    const expected = order.filter((given, at) => at < most || (given.terms === last?.terms && given.at === last.at));
    expect(ranked.map(({ terms, at }) => ({ terms, at }))).toEqual(expected);
    expect(whole).toBe(expected.length === all.length);
  });
});
