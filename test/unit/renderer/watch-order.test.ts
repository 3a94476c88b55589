import { describe, expect, it } from 'vitest';
import { readChoice } from '../../../src-renderer/live/use-watch-order.ts';
import { orderSymbols, OTHERS, PINNED, watchItems, type WatchChoice } from '../../../src-renderer/live/watch-order.ts';

const QUOTES: Readonly<Record<string, { change24hPct: number | null; lambdaPerDay: number | null }>> = {
  'BTC-USD': { change24hPct: -1, lambdaPerDay: 12 },
  'ETH-USD': { change24hPct: 4, lambdaPerDay: 0.2 },
  'ADA-USD': { change24hPct: -6, lambdaPerDay: 12 },
  'NEW-USD': { change24hPct: null, lambdaPerDay: null },
};
const symbols = Object.keys(QUOTES);
const ordered = (choice: Partial<WatchChoice>): string =>
  orderSymbols(symbols, (symbol) => QUOTES[symbol], { sort: 'listed', pinned: [], typed: '', ...choice })
    .map((symbol) => symbol.slice(0, 3))
    .join(' ');

describe('order of the watch-list', () => {
  it('is as listed, by name, by the size of the change, or by rarity with what is unknown last', () => {
    expect(ordered({})).toBe('BTC ETH ADA NEW');
    expect(ordered({ sort: 'name' })).toBe('ADA BTC ETH NEW');
    expect(ordered({ sort: 'change' })).toBe('ADA ETH BTC NEW');
    expect(ordered({ sort: 'rarity' })).toBe('ETH BTC ADA NEW');
  });

  it('puts pinned ones first in the same order, and narrows by what is typed', () => {
    expect(ordered({ pinned: ['NEW-USD', 'ADA-USD', 'GONE-USD'], sort: 'rarity' })).toBe('ADA NEW ETH BTC');
    expect(ordered({ typed: ' et' })).toBe('ETH');
    expect(ordered({ typed: 'zzz' })).toBe('');
  });

  it('groups by quote where one looks things up, and makes one list where the market decides', () => {
    const choice: WatchChoice = { sort: 'listed', pinned: ['ETH-USD'], closed: [], typed: '' };
    const heads = (change: Partial<WatchChoice>, ordered = ['ETH-USD', 'BTC-USD', 'SOL-EUR', 'ADA-USD']): string =>
      watchItems(ordered, { ...choice, ...change })
        .map((item) => (item.kind === 'group' ? `[${item.name} ${item.count}]` : item.symbol))
        .join(' ');
    expect(heads({})).toBe(`[${PINNED} 1] ETH-USD [USD 2] BTC-USD ADA-USD [EUR 1] SOL-EUR`);
    expect(heads({ sort: 'rarity' })).toBe(`[${PINNED} 1] ETH-USD [${OTHERS} 3] BTC-USD SOL-EUR ADA-USD`);
    expect(heads({ pinned: [] }, ['BTC-USD', 'ADA-USD'])).toBe('BTC-USD ADA-USD');
    expect(heads({ closed: ['USD', PINNED] })).toBe(`[${PINNED} 1] [USD 2] [EUR 1] SOL-EUR`);
    expect(heads({ closed: ['USD'], typed: 'a' })).toContain('ADA-USD');
  });

  it('reads what was remembered, and the default from anything else', () => {
    expect(readChoice('{"sort":"rarity","pinned":["A-B",3]}')).toEqual({
      sort: 'rarity',
      pinned: ['A-B'],
      closed: [],
      typed: '',
    });
    for (const text of [null, 'nonsense', '{"sort":"x","pinned":"y"}', '[]'])
      expect(readChoice(text)).toEqual({ sort: 'listed', pinned: [], closed: [], typed: '' });
  });
});
