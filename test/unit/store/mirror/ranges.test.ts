/** Stretches that wait, without a server: noted by the journal, joined, taken in chunks, put back, never lost. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../src-shared/market.ts';
import { CANDLE_WIDTH, PRICE_WIDTH } from '../../../../src-main/store/packed-journal.ts';
import type { RangeChunk } from '../../../../src-main/store/mirror/side.ts';
import { openMachine, type Machine } from '../../../fixtures/mirror.ts';
import { candle, price, T0, VENUE } from '../../../conformance/store-samples.ts';

describe('stretches', () => {
  let a: Machine;
  beforeEach(async () => {
    a = await openMachine();
    await a.store.mirror.begin('server');
  });
  afterEach(() => a.close());
  const journal = async (minutes: readonly number[], seconds: readonly number[] = [], symbol = 'BTC-USD') => {
    const candles = minutes.map((minute) => candle(minute, { symbol }));
    await a.store.writer.journal({ candles, prices: seconds.map((second) => price(second, { symbol })) });
    await a.store.writer.flush();
  };
  const waiting = () => {
    const db = new Database(a.path, { readonly: true });
    const rows = db.prepare('SELECT kind, symbol, from_time, to_time, taken FROM mirror_ranges ORDER BY kind, symbol, from_time').all(); // prettier-ignore
    db.close();
    return rows as { kind: string; symbol: string; from_time: number; to_time: number; taken: number }[];
  };
  const timesOf = ({ kind, rows }: RangeChunk): number[] => {
    const [packed, width, unit] = kind === 'price' ? [rows.prices, PRICE_WIDTH, 1000] : [rows.candles, CANDLE_WIDTH, MINUTE_MS]; // prettier-ignore
    return Array.from({ length: packed.length / width }, (_, k) => (packed[k * width + 2] - T0) / unit);
  };
  /** Everything that waits, chunk by chunk. */
  async function drain(limit: number, without: { venue: string; symbol: string }[] = []): Promise<number[][]> {
    const chunks: number[][] = [];
    for (
      let chunk = await a.store.mirror.takeRange(limit, without);
      chunk;
      chunk = await a.store.mirror.takeRange(limit, without)
    ) {
      chunks.push(timesOf(chunk));
      await a.store.mirror.rangeDone(chunk.ids);
    }
    return chunks;
  }

  it('are one a series however many batches come, and far ones stay apart', async () => {
    for (let minute = 0; minute < 100; minute++) await journal([minute], [minute]);
    await journal([5000]);
    expect(waiting().map(({ kind, symbol }) => `${kind} ${symbol}`)).toEqual([
      'candle BTC-USD',
      'candle BTC-USD',
      'price ',
    ]);
    expect((await drain(1000)).map((chunk) => chunk.length).sort()).toEqual([100, 101]);
    expect(waiting()).toEqual([]);
  });

  it('are joined when what lay between comes', async () => {
    await journal([0]);
    await journal([30 * 60]);
    expect(waiting()).toHaveLength(2);
    await journal(Array.from({ length: 30 * 60 }, (_, m) => m));
    expect(waiting()).toHaveLength(1);
  });

  it('are cut into chunks that lose no row and take none twice', async () => {
    await journal(Array.from({ length: 25 }, (_, m) => m), Array.from({ length: 25 }, (_, s) => s)); // prettier-ignore
    const chunks = await drain(10);
    expect(chunks.map((chunk) => chunk.length)).toEqual([10, 10, 5, 10, 10, 5]);
    expect(chunks.flat()).toEqual([...Array(25).keys(), ...Array(25).keys()]);
  });

  it('keep prices of one moment together', async () => {
    const prices = Array.from({ length: 30 }, (_, k) => price(k < 28 ? 1 : 2, { symbol: `S${k}-USD` }));
    await a.store.writer.journal({ candles: [], prices });
    await a.store.writer.flush();
    expect((await drain(10)).map((chunk) => chunk.length)).toEqual([28, 2]);
  });

  it('under way leave what comes meanwhile to a stretch of its own, and wait again when they were not pushed', async () => {
    await journal([0, 1]);
    const first = await a.store.mirror.takeRange(10, []);
    await journal([1, 2]);
    expect(waiting().map(({ taken }) => taken)).toEqual([1, 0]);
    await a.store.mirror.rangeBack(first?.ids ?? []);
    expect((await drain(10)).flat()).toEqual([0, 1, 2]);
    await journal([3]);
    await a.store.mirror.takeRange(10, []);
    // A stop in between: the next beginning finds it.
    await a.store.mirror.begin('server');
    expect(await drain(10)).toEqual([[3]]);
  });

  it('of series that another machine holds stay, without holding up the others', async () => {
    await journal([0, 1], [0, 1], 'ETH-USD');
    await journal([0], [0]);
    const others = [{ venue: VENUE, symbol: 'ETH-USD' }];
    expect(await drain(10, others)).toEqual([[0], [0]]);
    expect(waiting().map(({ kind, symbol }) => `${kind} ${symbol}`)).toEqual(['candle ETH-USD', 'price ETH-USD']);
    expect(await drain(10)).toEqual([[0, 1], [0, 1]]); // prettier-ignore
  });

  it('whose rows retention has forgotten are forgotten', async () => {
    await journal([0], [0]);
    const policy = { pricesDays: 1, candlesDays: 1, newsDays: 1, maxBytes: 4e9, maxPriceRows: 2e7 };
    await a.store.writer.retain(policy, T0 + 1000 * HOUR_MS);
    expect(await drain(10)).toEqual([]);
    expect(waiting()).toEqual([]);
  });

  it('are not noted while no server is connected', async () => {
    await a.store.mirror.end();
    await journal([0], [0]);
    expect(waiting()).toEqual([]);
  });
});
