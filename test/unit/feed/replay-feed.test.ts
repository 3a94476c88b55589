import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReplayFeed, createStoreFeed } from '../../../src-main/feed/replay-feed.ts';
import { MINUTE_MS, type Candle, type FeedEvent } from '../../../src-shared/market.ts';
import type { Feed } from '../../../src-shared/ports/feed.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';
import { noSharedData, sharedData } from '../../fixtures/shared-data.ts';

const T0 = Date.UTC(2026, 2, 2);
let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'mane-replay-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function tape(name: string, minutes: number[]): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    ['timestamp,open,high,low,close,volume', ...minutes.map((m) => `${T0 / 1000 + m * 60},10,12,9,11,1`)].join('\n'),
  );
  return path;
}
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** `stopAfter`: batches. */
async function all(feed: Feed, stopAfter = Infinity): Promise<FeedEvent[]> {
  const abort = new AbortController();
  const events: FeedEvent[] = [];
  let batches = 0;
  for await (const batch of feed.events(abort.signal)) {
    events.push(...batch);
    if (++batches >= stopAfter) abort.abort();
  }
  return events;
}
const minutesIn = (time: number): number => (time - T0) / MINUTE_MS;
const told = (events: FeedEvent[]) =>
  events.map((event) => {
    if (event.kind === 'candle') return `${event.candle.symbol}@${minutesIn(event.candle.openTime)}`;
    return event.kind === 'trade' ? `${event.symbol}~${minutesIn(event.eventTime)}` : event.kind;
  });
/** Trades at fractions of minutes. */
function trades(name: string, minutes: number[]): string {
  const path = join(folder, name);
  writeFileSync(path, ['timestamp,price,amount', ...minutes.map((m) => `${T0 + m * MINUTE_MS},10,1`)].join('\n'));
  return path;
}

describe('files', () => {
  it('are merged by time, then symbol', async () => {
    const files = [tape('ETH-USD.csv', [0, 1, 5]), { path: tape('other.csv', [1, 2, 5]), symbol: 'BTC-USD' }];
    const feed = createReplayFeed({ files, venue: 'binance' });
    expect(feed.symbols).toEqual(['ETH-USD', 'BTC-USD']);
    expect(told(await all(feed))).toEqual([
      'ETH-USD@0',
      'BTC-USD@1',
      'ETH-USD@1',
      'BTC-USD@2',
      'BTC-USD@5',
      'ETH-USD@5',
    ]);
    expect(feed.health()).toMatchObject({ state: 'stopped', received: 6, lastEventTime: T0 + 6 * MINUTE_MS });
    expect(told(await all(feed))).toHaveLength(6);
  });

  it('of more than one batch come complete and in order', async () => {
    const feed = createReplayFeed({
      files: [tape('A-USD.csv', range(0, 20_000)), tape('B-USD.csv', range(5_000, 20_000))],
      venue: 'x',
    });
    const times = (await all(feed)).map((event) => (event.kind === 'candle' ? event.candle.openTime : NaN));
    expect(times).toHaveLength(35_000);
    expect(times.every((time, i) => i === 0 || time >= times[i - 1])).toBe(true);
  });

  it('with a hole in a dense tape give a gap where it begins; a sparse tape and a short hole give none', async () => {
    const dense = createReplayFeed({
      files: [
        tape('A-USD.csv', [...range(0, 2_000), ...range(2_080, 3_000), ...range(3_010, 3_100)]),
        tape('B-USD.csv', range(0, 3_100)),
      ],
      venue: 'x',
    });
    const events = await all(dense);
    const gaps = events.filter((event) => event.kind === 'gap');
    expect(gaps).toEqual([
      {
        kind: 'gap',
        symbol: 'A-USD',
        from: T0 + 2_000 * MINUTE_MS,
        to: T0 + 2_080 * MINUTE_MS,
        reason: 'outage_in_file',
        missingTrades: null,
      },
    ]);
    expect(told(events)[events.indexOf(gaps[0]) - 1]).toBe('B-USD@1999');
    const sparse = createReplayFeed({
      files: [tape('C-USD.csv', [...range(0, 2_000).filter((m) => m % 3 > 0), ...range(2_200, 2_300)])],
      venue: 'x',
    });
    expect((await all(sparse)).filter((event) => event.kind === 'gap')).toEqual([]);
  });

  it('of trades and of candles are told apart by their header and merged by event time', async () => {
    const files = [tape('B-USD.csv', [0, 1, 2]), trades('A-USD.csv', [0.5, 0.5, 1, 1.25, 3])];
    const feed = createReplayFeed({ files, venue: 'x' });
    expect(told(await all(feed))).toEqual([
      'B-USD@0',
      'A-USD~0.5',
      'A-USD~0.5',
      'A-USD~1',
      'B-USD@1',
      'A-USD~1.25',
      'B-USD@2',
      'A-USD~3',
    ]);
    expect(feed.health()).toMatchObject({ received: 8, lastEventTime: T0 + 3 * MINUTE_MS });
    expect(feed.reports()).toMatchObject([{ rows: 3 }, { rows: 5 }]);
  });

  it('of trades have holes by the minute, like candles', async () => {
    const minutes = [...range(0, 2_000), ...range(2_020, 2_100)].flatMap((m) => [m + 0.1, m + 0.9]);
    const events = await all(createReplayFeed({ files: [trades('A-USD.csv', minutes)], venue: 'x' }));
    expect(events.filter((event) => event.kind === 'gap')).toMatchObject([
      { symbol: 'A-USD', from: T0 + 2_000 * MINUTE_MS, to: T0 + 2_020 * MINUTE_MS, reason: 'outage_in_file' },
    ]);
    expect(told(events).slice(3_998, 4_002)).toEqual(['A-USD~1999.1', 'A-USD~1999.9', 'gap', 'A-USD~2020.1']);
  });

  it('of neither kind are refused by the header they come nearest to', async () => {
    const path = join(folder, 'C-USD.csv');
    writeFileSync(path, 'timestamp,price,size\n1,2,3\n');
    await expect(all(createReplayFeed({ files: [path], venue: 'x' }))).rejects.toThrow(
      `${path}: line 1, column 3: got "size", expected "amount" (header timestamp,open,high,low,close,volume[,trades] or timestamp,price,amount[,side][,id])`,
    );
  });

  it('stop when the signal aborts, and tell what is wrong inside', async () => {
    const feed = createReplayFeed({ files: [tape('A-USD.csv', range(0, 20_000))], venue: 'x' });
    const read = await all(feed, 1);
    expect(read.length).toBeGreaterThan(0);
    expect(read.length).toBeLessThan(10_000);
    const broken = createReplayFeed({ files: [join(folder, 'B-USD.none.csv')], venue: 'x' });
    await expect(all(broken)).rejects.toThrow(/no such file/);
    expect(broken.health().lastFault).toMatch(/no such file/);
    await expect(broken.history({ symbol: 'B-USD', from: 0, to: 1 })).rejects.toThrow(/no history/);
    expect(await broken.markets()).toEqual([
      { symbol: 'B-USD', base: 'B', quote: 'USD', active: true, tickSize: null },
    ]);
  });
});

describe('a store', () => {
  it('is read in pages and gives what is in the range', async () => {
    const stored: Candle[] = range(0, 25_000).map((m) => ({
      symbol: 'A-USD',
      venue: 'v',
      openTime: T0 + m * MINUTE_MS,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 1,
      trades: null,
      repaired: false,
    }));
    const reader = {
      candles: async (q: { symbol: string; from: number; to: number; limit?: number }) =>
        q.symbol === 'A-USD' ? stored.filter((c) => c.openTime >= q.from && c.openTime < q.to).slice(0, q.limit) : [],
    } as unknown as Reader;
    const feed = createStoreFeed({
      reader,
      venue: 'v',
      symbols: ['A-USD', 'NONE-USD'],
      from: T0 + 10 * MINUTE_MS,
      to: T0 + 24_000 * MINUTE_MS,
    });
    const events = await all(feed);
    expect(events.map((event) => (event.kind === 'candle' ? event.candle : event))).toEqual(stored.slice(10, 24_000));
  });
});

describe.skipIf(noSharedData('the replay of real tapes'))('a real tape', () => {
  it('of 2023-03 is dense with one exchange outage', async () => {
    const feed = createReplayFeed({ files: [`${sharedData()}/tapes/BTC-USD.2023-03-05.csv.gz`], venue: 'binance' });
    const gaps = (await all(feed)).filter((event) => event.kind === 'gap');
    expect(gaps.map((gap) => [new Date(gap.from).toISOString(), (gap.to - gap.from) / MINUTE_MS])).toEqual([
      ['2023-03-24T12:40:00.000Z', 80],
    ]);
    expect(feed.reports()).toMatchObject([{ symbol: 'BTC-USD', badRows: 0 }]);
  });
});
