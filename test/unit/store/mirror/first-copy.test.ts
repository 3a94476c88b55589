/** The first copy goes on where a stop interrupted it, queues each key once, and begins anew only for another server. */
import { copyFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type OpenStore } from '../../../../src-main/store/store-client.ts';
import { anomaly, candle, newsItem, price, temporaryFolder } from '../../../conformance/store-samples.ts';

const here = temporaryFolder();
let store: OpenStore;
const open = async () => (store = await openStore({ path: here.db, inThread: false }));
const fill = async (limit: number): Promise<number> => {
  let total = 0;
  for (let queued = await store.mirror.fill(limit); queued > 0; queued = await store.mirror.fill(limit))
    total += queued;
  return total;
};

beforeEach(async () => {
  await open();
  for (let minute = 0; minute < 7; minute++) await store.writer.raise(anomaly(100 + minute), null);
  await store.writer.saveNewsItems(Array.from({ length: 5 }, (_, k) => newsItem(`item-${k}`)));
  await store.writer.journal({ candles: [candle(1), candle(1, { symbol: 'ETH-USD' })], prices: [price(1)] });
  await store.writer.flush();
});
afterEach(async () => {
  await store.close();
  here.remove();
});

it('is interrupted and goes on, and what changes meanwhile goes first', async () => {
  await store.mirror.begin('server');
  expect(await store.mirror.fill(3)).toBe(3);
  await store.close();
  await open();
  await store.mirror.begin('server');
  await store.writer.raise(anomaly(200), null);
  // Four anomalies are left (the new one is queued already, and is passed over where it comes after them), five items, two series
  // and the prices.
  expect(await fill(3)).toBeGreaterThanOrEqual(4 + 5 + 3);
  expect(await store.mirror.backlog()).toMatchObject({ rows: 13, ranges: 3, initial: 15 });
  expect((await store.mirror.take('anomaly', 1, []))[0]?.key).toBe(anomaly(200).id);
  expect((await store.mirror.state()).initialTotal).toBeGreaterThanOrEqual(15);
  // The same server again: nothing is queued anew.
  await store.mirror.begin('server');
  expect(await fill(3)).toBe(0);
  await store.mirror.begin('another');
  expect(await fill(100)).toBe(8 + 5 + 3);
  expect(await store.mirror.backlog()).toMatchObject({ rows: 13, ranges: 3, initial: 16 });
});

it('a copy of the file at another place is another machine', async () => {
  const { machine } = await store.mirror.begin('server');
  expect((await store.mirror.begin('server')).machine).toBe(machine);
  const elsewhere = temporaryFolder();
  await store.close();
  copyFileSync(here.db, elsewhere.db);
  const copy = await openStore({ path: elsewhere.db, inThread: false });
  const state = await copy.mirror.begin('server');
  expect(state.machine).not.toBe(machine);
  expect(await copy.mirror.state()).toEqual(state);
  await copy.close();
  elsewhere.remove();
  await open();
  expect((await store.mirror.begin('server')).machine).toBe(machine);
});
