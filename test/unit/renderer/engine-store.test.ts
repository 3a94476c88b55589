import { describe, expect, it } from 'vitest';
import { createEngineStore, movedFrom } from '../../../src-renderer/client/engine-store.ts';
import type { MinuteUpdate } from '../../../src-renderer/client/minute-channel.ts';
import { createMarketClock } from '../../../src-renderer/client/market-clock.ts';
import type { Candle, QuoteRow } from '../../../src-shared/market.ts';

const row = (symbol: string, price: number): QuoteRow => ({
  symbol,
  price,
  change24hPct: 0,
  eventTime: 0,
  receivedTime: 0,
  lambdaPerDay: 1,
  learning: false,
  spark: [],
});
const candle = (symbol: string, openTime: number, close: number): Candle => ({
  symbol,
  venue: 'v',
  openTime,
  open: 1,
  high: 2,
  low: 1,
  close,
  volume: 1,
  trades: 1,
  repaired: false,
});

describe('engine store', () => {
  it('says which way a price moved since the row that was shown', () => {
    const store = createEngineStore((run) => run());
    const tell = (price: number): void =>
      store.ticks({ marketNow: 1, rows: [row('BTC-USD', price)], candles: [], rarity: [] });
    tell(10);
    expect(store.quotes.get('BTC-USD')?.moved).toBe(0);
    tell(11);
    expect(store.quotes.get('BTC-USD')?.moved).toBe(1);
    tell(9);
    expect(store.quotes.get('BTC-USD')?.moved).toBe(-1);
    expect(movedFrom(null, 3)).toBe(0);
  });

  it('keeps the sparkline of a row that came without one, also before the frame', () => {
    let frame: () => void = () => undefined;
    const store = createEngineStore((run) => (frame = run));
    const { spark: _, ...bare } = row('BTC-USD', 2);
    const tell = (rows: readonly Partial<QuoteRow>[]): void =>
      store.ticks({ marketNow: 1, rows: rows as QuoteRow[], candles: [], rarity: [] });
    tell([{ ...bare, spark: [1, 2] }]);
    tell([bare]);
    frame();
    tell([{ ...bare, price: 3 }]);
    frame();
    expect(store.quotes.get('BTC-USD')).toMatchObject({ price: 3, spark: [1, 2] });
  });

  it('takes no minutes of symbols that nobody looks at', () => {
    let frames = 0;
    const store = createEngineStore((run) => ((frames += 1), run()));
    store.ticks({ marketNow: 1, rows: [], candles: [candle('ETH-USD', 0, 7)], rarity: [] });
    expect(frames).toBe(0);
  });

  it('knows whose minutes are wanted: the last few, and every one that is listened to', () => {
    const { minutes } = createEngineStore((run) => run());
    let told = 0;
    minutes.wanted.subscribe(() => (told += 1));
    const stop = minutes.subscribe('BTC-USD', () => undefined);
    for (let i = 0; i < 20; i++) minutes.want(`S${i}-USD`);
    expect(minutes.wanted.get().slice(0, 2)).toEqual(['S19-USD', 'S18-USD']);
    expect(minutes.wanted.get()).toContain('BTC-USD');
    expect(minutes.wanted.get()).toHaveLength(9);
    minutes.want('S19-USD');
    expect(told).toBe(21);
    stop();
    for (let i = 0; i < 3; i++) minutes.want(`T${i}-USD`);
    expect(minutes.wanted.get()).not.toContain('BTC-USD');
    expect(minutes.wanted.get()).toHaveLength(8);
  });

  it('hands minutes to their own symbol only, oldest first, the newest telling of each', () => {
    let frame: () => void = () => undefined;
    const store = createEngineStore((run) => (frame = run));
    const seen: MinuteUpdate[] = [];
    store.minutes.subscribe('BTC-USD', (update) => seen.push(update));
    const batch = { marketNow: 1, rows: [], rarity: [{ symbol: 'BTC-USD', openTime: 60_000, lambdaPerDay: 0.2 }] };
    store.ticks({ ...batch, candles: [candle('BTC-USD', 60_000, 5), candle('ETH-USD', 0, 7)] });
    store.ticks({ ...batch, candles: [candle('BTC-USD', 0, 3), candle('BTC-USD', 60_000, 6)] });
    frame();
    expect(seen).toHaveLength(1);
    expect(seen[0]?.candles.map(({ openTime, close }) => [openTime, close])).toEqual([
      [0, 3],
      [60_000, 6],
    ]);
    expect([...seen[0].rarity]).toEqual([[60_000, 0.2]]);
    expect(seen[0]?.whole).toBe(true);
  });
});

describe('market clock', () => {
  it('goes on at the speed of the market and stands still when paused', () => {
    let wall = 1000;
    const clock = createMarketClock(() => wall);
    expect(clock.now()).toBeNull();
    clock.told(500_000, 60);
    wall += 2000;
    expect(clock.now()).toBe(620_000);
    clock.told(700_000, 0);
    wall += 2000;
    expect(clock.now()).toBe(700_000);
  });
});
