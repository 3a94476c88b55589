import { describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src-renderer/client/connection.ts';
import { createBarFeed } from '../../../src-renderer/live/bar-feed.ts';
import { readMinutes, type Minutes } from '../../../src-renderer/live/use-candles.ts';
import { MINUTE_MS, type Candle } from '../../../src-shared/market.ts';

const candle = (minute: number, close: number): Candle => ({
  symbol: 'BTC-USD',
  venue: 'v',
  openTime: minute * MINUTE_MS,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
  trades: 1,
  repaired: false,
});
const stored = (...candles: Candle[]): Minutes => ({ candles, rarity: new Map(), from: 0 });
const live = (...candles: Candle[]) => ({ candles, rarity: new Map<number, number | null>() });

describe('bars of one symbol', () => {
  it('keeps what was heard while the store was asked', () => {
    const feed = createBarFeed('1m');
    expect(feed.live(live(candle(2, 9)))).toBe('none');
    feed.live(live(candle(3, 11)));
    feed.history(stored(candle(1, 1), candle(2, 2)));
    expect(feed.bars().map(({ time, close }) => [time / MINUTE_MS, close])).toEqual([
      [1, 1],
      [2, 9],
      [3, 11],
    ]);
    expect(feed.live(live(candle(3, 12)))).toBe('newest');
  });

  it('lets the store have the last word on minutes that are long over', () => {
    const feed = createBarFeed('1m');
    for (let minute = 0; minute < 20; minute += 1) feed.live(live(candle(minute, 1)));
    feed.history(stored(...Array.from({ length: 20 }, (_, minute) => candle(minute, 2))));
    expect(feed.bars().map(({ close }) => close)).toEqual([...Array<number>(15).fill(2), ...Array<number>(5).fill(1)]);
  });
});

/** An engine with a candle in every minute since `since`; remembers what it was asked. */
function engineSince(since: number) {
  const asked: [from: number, to: number][] = [];
  const candles = async ({ from, to }: { from: number; to: number }) => {
    asked.push([from / MINUTE_MS, to / MINUTE_MS]);
    const first = Math.max(since, from / MINUTE_MS);
    const count = Math.max(0, to / MINUTE_MS - first);
    return { candles: Array.from({ length: count }, (_, at) => candle(first + at, first + at)), rarity: [] };
  };
  return { asked, client: { candles } as unknown as EngineClient };
}
const NOW = 100_000 * MINUTE_MS;
const times = ({ candles }: Minutes): number[] => candles.map(({ openTime }) => openTime / MINUTE_MS);

describe('reading minutes', () => {
  it('asks first for what the view shows, then for the rest, and misses none', async () => {
    const { client, asked } = engineSince(0);
    const heads: number[] = [];
    const minutes = await readMinutes(client, {
      symbol: 'BTC-USD',
      timeframe: '1m',
      now: NOW,
      onHead: (head) => heads.push(head.candles.length),
    });
    expect(heads).toEqual([180]);
    expect(asked).toEqual([
      [100_001 - 180, 100_001],
      [100_001 - 1500, 100_001 - 180],
    ]);
    expect(times(minutes)).toEqual(Array.from({ length: 1500 }, (_, at) => 100_001 - 1500 + at));
  });

  it('leaves it at the head of a symbol that is left at once, and goes on from there the next time', async () => {
    const { client, asked } = engineSince(0);
    const held = await readMinutes(client, { symbol: 'BTC-USD', timeframe: '1m', now: NOW, goesOn: async () => false });
    expect(times(held)).toHaveLength(180);
    const minutes = await readMinutes(client, { symbol: 'BTC-USD', timeframe: '1m', now: NOW, held, goesOn: async () => true }); // prettier-ignore
    expect(asked.slice(1)).toEqual([
      [100_001 - 60, 100_001],
      [100_001 - 1500, 100_001 - 180],
    ]);
    expect(times(minutes)).toEqual(Array.from({ length: 1500 }, (_, at) => 100_001 - 1500 + at));
  });

  it('stops at the first page without a candle', async () => {
    const { client, asked } = engineSince(99_990);
    const minutes = await readMinutes(client, { symbol: 'BTC-USD', timeframe: '1d', now: NOW });
    expect(times(minutes)).toHaveLength(11);
    expect(asked).toHaveLength(2);
  });

  it('reads only the newest minutes again of what is held', async () => {
    const { client, asked } = engineSince(0);
    const held = await readMinutes(client, { symbol: 'BTC-USD', timeframe: '1m', now: NOW });
    asked.length = 0;
    const later = NOW + 10 * MINUTE_MS;
    const minutes = await readMinutes(client, { symbol: 'BTC-USD', timeframe: '1m', now: later, held });
    expect(asked).toEqual([[100_011 - 60, 100_011]]);
    expect(times(minutes).at(-1)).toBe(100_010);
    expect(new Set(times(minutes)).size).toBe(minutes.candles.length);
  });

  it('reads everything when what is held is too old to be joined', async () => {
    const { client } = engineSince(0);
    const held = await readMinutes(client, { symbol: 'BTC-USD', timeframe: '1m', now: NOW });
    const later = NOW + 20_000 * MINUTE_MS;
    const minutes = await readMinutes(client, { symbol: 'BTC-USD', timeframe: '1m', now: later, held });
    expect(times(minutes)[0]).toBe(120_001 - 1500);
  });
});
