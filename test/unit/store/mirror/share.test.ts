/** Fair shares, worked out by every run for itself: they end even, nothing stays uncollected, and nothing is passed to and fro. */
import { describe, expect, it } from 'vitest';
import { decideShare, decideVisit, type ShareDecision } from '../../../../src-main/store/mirror/share.ts';
import { seededRandom } from '../../../../src-main/base/random.ts';

interface World {
  readonly wishes: Map<string, string[]>;
  readonly holder: Map<string, string>;
  readonly before: Map<string, ShareDecision>;
}

const world = (wishes: Record<string, string[]>): World => ({
  wishes: new Map(Object.entries(wishes)),
  holder: new Map(),
  before: new Map(),
});

/** One run's round on the shared rows; the number of symbols that changed hands. */
function round({ wishes, holder, before }: World, me: string): number {
  const leases = [...holder].map(([symbol, owner]) => ({ symbol, owner }));
  const decision = decideShare({
    me,
    wanted: wishes.get(me)!,
    held: leases.filter(({ owner }) => owner === me).map(({ symbol }) => symbol),
    others: leases.filter(({ owner }) => owner !== me),
    collectors: [...wishes].map(([owner, symbols]) => ({ owner, symbols })),
    before: before.get(me) ?? null,
  });
  before.set(me, decision);
  for (const symbol of decision.give) holder.delete(symbol);
  for (const symbol of decision.take) if (!holder.has(symbol)) holder.set(symbol, me);
  return decision.give.length + decision.take.length;
}

function settle(at: World, seed: string, rounds = 60): number {
  const random = seededRandom(seed);
  let moved = 0;
  for (let n = 0; n < rounds; n++) {
    const order = [...at.wishes.keys()].sort(() => random.next() - 0.5);
    moved = order.reduce((sum, me) => sum + round(at, me), 0);
  }
  return moved;
}

const counts = ({ wishes, holder }: World): number[] =>
  [...wishes.keys()].map((me) => [...holder.values()].filter((owner) => owner === me).length);
const names = (count: number, prefix = 'S'): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n}-USD`);

describe('shares of symbols', () => {
  it('gives a run that is alone everything at once', () => {
    const one = world({ a: names(10) });
    round(one, 'a');
    expect(counts(one)).toEqual([10]);
  });

  it('gives a second run its half, a quarter of the surplus at a time', () => {
    const two = world({ a: names(10) });
    round(two, 'a');
    two.wishes.set('b', names(10));
    round(two, 'b');
    expect(counts(two)).toEqual([10, 0]);
    round(two, 'a');
    expect(counts(two)).toEqual([8, 0]);
    settle(two, 'half');
    expect(counts(two)).toEqual([5, 5]);
  });

  it.each([1, 2, 3, 7, 10, 50])('of %i symbols among three runs: even to one, all collected, then quiet', (size) => {
    const three = world({ a: names(size), b: names(size), c: names(size) });
    expect(settle(three, `three ${size}`)).toBe(0);
    expect(three.holder.size).toBe(size);
    expect(Math.max(...counts(three)) - Math.min(...counts(three))).toBeLessThanOrEqual(1);
  });

  it('gives the dead one’s symbols to those who want them', () => {
    const three = world({ a: names(9), b: names(9), c: names(9) });
    settle(three, 'before');
    three.wishes.delete('c');
    for (const [symbol, owner] of three.holder) if (owner === 'c') three.holder.delete(symbol);
    settle(three, 'after');
    expect(counts(three).sort()).toEqual([4, 5]);
  });

  it('leaves to a run that only sends what nobody holds and nobody would collect, until somebody comes', () => {
    const me = 'visitor';
    const asked = { me, wanted: names(4), held: ['S0-USD', 'S1-USD'], before: null };
    const others = [{ symbol: 'S2-USD', owner: 'another visitor' }];
    const alone = decideVisit({ ...asked, others, collectors: [{ owner: me, symbols: names(4) }] });
    expect([alone.take, alone.give]).toEqual([['S3-USD'], []]);
    const claimed = decideVisit({
      ...asked,
      others,
      collectors: [{ owner: 'a', symbols: ['S1-USD', 'S3-USD', 'S9-USD'] }],
    });
    expect([claimed.take, claimed.give]).toEqual([[], ['S1-USD']]);
  });

  it('collects every symbol of differing lists and comes to rest', () => {
    for (let n = 0; n < 60; n++) {
      const random = seededRandom(`lists ${n}`);
      const lists = ['a', 'b', 'c', 'd'].map((me): [string, string[]] => [
        me,
        names(20).filter(() => random.next() < 0.5),
      ]);
      const some = world(Object.fromEntries(lists));
      expect(settle(some, `order ${n}`), `seed lists ${n}`).toBe(0);
      expect(some.holder.size).toBe(new Set(lists.flatMap(([, symbols]) => symbols)).size);
      for (const [symbol, owner] of some.holder) expect(some.wishes.get(owner)).toContain(symbol);
    }
  });
});
