import { describe, expect, it } from 'vitest';
import { createBoard } from '../../../src-main/publish/board.ts';
import type { Candle } from '../../../src-shared/market.ts';
import { DAY_MS, MINUTE_MS } from '../../../src-shared/market.ts';

const candle = (openTime: number, close: number, symbol = 'BTC-USD'): Candle => ({
  symbol,
  venue: 'v',
  openTime,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
  trades: 1,
  repaired: false,
});
const board = () => createBoard(['BTC-USD', 'ETH-USD'], () => ({ lambdaPerDay: 2, learning: false }));

describe('board', () => {
  it('gives only what changed, once', () => {
    const b = board();
    b.price('BTC-USD', 100, 1000, 1001);
    expect(b.take(5)?.rows.map((r) => r.symbol)).toEqual(['BTC-USD']);
    expect(b.take(6)).toBeNull();
  });

  it('gives the newest state of a forming candle, not each of its states', () => {
    const b = board();
    for (let i = 1; i <= 50; i++) b.forming(candle(0, i));
    expect(b.take(1)?.candles.map((c) => c.close)).toEqual([50]);
  });

  it('knows the change of 24 hours from the close of a day before, and says nothing before it can', () => {
    const b = board();
    for (let minute = 0; minute <= 1500; minute++) b.history(candle(minute * MINUTE_MS, 100 + minute));
    const now = 1501 * MINUTE_MS;
    b.price('BTC-USD', 1700, now, now);
    const before = 100 + (now - DAY_MS) / MINUTE_MS - 1;
    expect(b.rows()[0]?.change24hPct).toBeCloseTo((1700 / before - 1) * 100, 6);
    expect(b.rows()[1]?.change24hPct).toBeNull();
  });

  it('marks minutes only while somebody watches; the newest of them stay known', () => {
    let watched = false;
    const asked: string[] = [];
    const rarityOf = (symbol: string) => (asked.push(symbol), { lambdaPerDay: 2, learning: false });
    const b = createBoard(['BTC-USD'], rarityOf, () => watched);
    for (let minute = 0; minute < 300; minute++) b.closed(candle(minute * MINUTE_MS, 100 + minute), true);
    expect(asked).toEqual([]);
    expect(b.recent('BTC-USD').map((c) => c.close)).toEqual(Array.from({ length: 60 }, (_, i) => 340 + i));
    expect(b.take(1)).toMatchObject({ candles: [], rarity: [], rows: [{ symbol: 'BTC-USD', price: 399 }] });
    watched = true;
    b.closed(candle(300 * MINUTE_MS, 400), true);
    b.closed(candle(299 * MINUTE_MS, 398), true);
    b.closed(candle(301 * MINUTE_MS, 401), false);
    expect(b.take(2)?.candles.map((c) => c.close)).toEqual([400, 398, 401]);
    expect(b.recent('BTC-USD').map((c) => c.close).slice(-3)).toEqual([398, 400, 401]); // prettier-ignore
  });

  it('gives the rarity of each minute that closed, null where detection had not begun', () => {
    const b = board();
    b.closed(candle(0, 1), false);
    b.closed(candle(MINUTE_MS, 1), true);
    expect(b.take(1)?.rarity.map((r) => r.lambdaPerDay)).toEqual([null, 2]);
  });

  it('gives the sparkline with a row only when a minute has closed since', () => {
    const b = board();
    b.closed(candle(0, 100), true);
    expect(b.take(1)?.rows[0]?.spark).toEqual([100]);
    b.price('BTC-USD', 101, MINUTE_MS, MINUTE_MS);
    expect(b.take(2)?.rows[0]).not.toHaveProperty('spark');
    b.closed(candle(MINUTE_MS, 101), true);
    expect(b.take(3)?.rows[0]?.spark).toEqual([100, 101]);
  });

  it('does not tell history as a change', () => {
    const b = board();
    b.history(candle(0, 100));
    expect(b.take(1)).toBeNull();
    expect(b.rows()[0]?.spark).toEqual([100]);
  });
});
