import { describe, expect, it } from 'vitest';
import { createHub } from '../../../src-main/publish/hub.ts';
import { mergeTicks } from '../../../src-main/publish/merge-ticks.ts';
import type { TickBatch } from '../../../src-shared/contract.ts';
import type { Alert } from '../../../src-shared/anomaly.ts';

const alert = (id: string): Alert => ({
  id,
  anomaly_id: id,
  raised_at: 0,
  state: 'raised',
  delivered_at: null,
  seen_at: null,
  reason: null,
  title: id,
  body: '',
});
const row = (symbol: string, price: number) => ({
  symbol,
  price,
  change24hPct: null,
  eventTime: price,
  receivedTime: price,
  lambdaPerDay: null,
  learning: false,
  spark: [],
});
const batch = (marketNow: number, symbol: string): TickBatch => ({
  marketNow,
  rows: [row(symbol, marketNow)],
  candles: [],
  rarity: [],
});

describe('hub', () => {
  it('gives every reader every event in order, and none after it left', async () => {
    const hub = createHub();
    const [stay, leave] = [new AbortController(), new AbortController()];
    const collect = async (signal: AbortSignal) => {
      const seen: string[] = [];
      for await (const event of hub.subscribe('alerts', signal)) seen.push(event.id);
      return seen;
    };
    const [first, second] = [collect(stay.signal), collect(leave.signal)];
    await Promise.resolve();
    hub.publish('alerts', alert('a'));
    await new Promise(setImmediate);
    leave.abort();
    hub.publish('alerts', alert('b'));
    await new Promise(setImmediate);
    stay.abort();
    expect(await first).toEqual(['a', 'b']);
    expect(await second).toEqual(['a']);
    expect(hub.readers('alerts')).toBe(0);
  });

  it('keeps a sparkline that a newer price came after', () => {
    const { spark: _, ...price } = row('BTC-USD', 3);
    const older = { ...batch(1, 'BTC-USD'), rows: [{ ...row('BTC-USD', 1), spark: [7, 8] }, row('ETH-USD', 2)] };
    const merged = mergeTicks(older, { ...batch(3, 'BTC-USD'), rows: [price] });
    expect(merged.rows).toEqual([{ ...price, spark: [7, 8] }, row('ETH-USD', 2)]);
    expect(mergeTicks({ ...older, rows: [] }, { ...older, rows: [price] }).rows[0]).not.toHaveProperty('spark');
  });

  it('merges ticks for a reader that does not read, so that one batch waits at most', async () => {
    const hub = createHub();
    const stop = new AbortController();
    const stream = hub.subscribe('ticks', stop.signal);
    const first = stream.next();
    await Promise.resolve();
    for (let i = 1; i <= 1000; i++) hub.publish('ticks', batch(i, i % 2 === 0 ? 'BTC-USD' : 'ETH-USD'));
    const { rows } = (await first).value as TickBatch;
    stop.abort();
    expect((await stream.next()).done).toBe(true);
    expect(rows.map((r) => [r.symbol, r.price]).sort()).toEqual([
      ['BTC-USD', 1000],
      ['ETH-USD', 999],
    ]);
  });

  it('keeps the newest 500 of the other kinds for a slow reader', async () => {
    const hub = createHub();
    const stop = new AbortController();
    const stream = hub.subscribe('alerts', stop.signal);
    const first = stream.next();
    await Promise.resolve();
    for (let i = 0; i < 2000; i++) hub.publish('alerts', alert(String(i)));
    const seen = [(await first).value as Alert];
    hub.close();
    for await (const event of stream) seen.push(event);
    expect(seen.length).toBeLessThanOrEqual(501);
    expect(seen.at(-1)?.id).toBe('1999');
  });

  it('tells a listener at once and stops when it leaves', () => {
    const hub = createHub();
    const seen: string[] = [];
    const leave = hub.listen('alerts', (event) => seen.push(event.id));
    hub.publish('alerts', alert('a'));
    leave();
    hub.publish('alerts', alert('b'));
    expect(seen).toEqual(['a']);
  });
});
