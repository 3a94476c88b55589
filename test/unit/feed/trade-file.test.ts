import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TapeReport } from '../../../src-main/feed/tape-file.ts';
import { openTradeFile } from '../../../src-main/feed/trade-file.ts';
import { faultOf, type Fault } from '../../../src-shared/fault.ts';
import type { Trade } from '../../../src-shared/market.ts';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'mane-trades-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'timestamp,price,amount,side,id';
const T0 = Date.UTC(2026, 2, 2, 13);
const row = (i: number): string => `${T0 + i * 250},10.5,0.${(i % 9) + 1},${i % 2 ? 'buy' : 'sell'},${i + 1}`;
const rows = (count: number): string[] => Array.from({ length: count }, (_, i) => row(i));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
async function read(path: string, symbol?: string): Promise<{ trades: Trade[]; report: TapeReport }> {
  const opened = openTradeFile(path, { symbol });
  const trades: Trade[] = [];
  for await (const batch of opened) trades.push(...batch);
  return { trades, report: opened.report() };
}
async function faultFrom(path: string): Promise<Fault> {
  const fault = await read(path).then(() => null, faultOf);
  if (fault === null) throw new Error('expected a fault');
  return fault;
}

describe('a sound file', () => {
  it('is read plain and gzipped alike, symbol from its name', async () => {
    const text = `${HEADER}\n${rows(10_000).join('\n')}\n`;
    const plain = await read(file('BTC-USD.trades.csv', text));
    const zipped = await read(file('BTC-USD.csv.gz', gzipSync(text)));
    expect(plain.trades).toHaveLength(10_000);
    expect(zipped.trades).toEqual(plain.trades);
    expect(plain.trades[3]).toEqual({
      kind: 'trade',
      symbol: 'BTC-USD',
      price: 10.5,
      amount: 0.4,
      side: 'buy',
      tradeId: '4',
      eventTime: T0 + 750,
      receivedTime: T0 + 750,
    });
    expect(plain.report).toMatchObject({ symbol: 'BTC-USD', rows: 10_000, badRows: 0, firstBad: [] });
    expect((await read(file('whatever.csv', text), 'ETH-USD')).trades[0]?.symbol).toBe('ETH-USD');
  });

  it.each([
    ['epoch s', '1772456400', 0],
    ['epoch s with a fraction', '1772456400.123', 123],
    ['epoch s in microseconds, cut to ms', '1772456459.999999', 59_999],
    ['epoch ms', '1772456400123', 123],
    ['epoch ms with a fraction, cut', '1772456400123.9', 123],
    ['ISO-8601', '2026-03-02T13:00:00.123Z', 123],
    ['ISO-8601 in microseconds', '2026-03-02T13:00:00.123999Z', 123],
    ['ISO-8601 with an offset', '2026-03-02T14:00:00.5+01:00', 500],
    ['ISO-8601 without a zone, which is UTC', '2026-03-02 13:00:07', 7_000],
  ])('may give times as %s', async (_, timestamp, after) => {
    const { trades } = await read(file('A-B.csv', `timestamp,price,amount\n${timestamp},10,1\n`));
    expect(trades.map((trade) => trade.eventTime)).toEqual([T0 + after]);
  });

  it('keeps every millisecond of a second written with a fraction', async () => {
    const lines = Array.from({ length: 1_000 }, (_, ms) => `1772456400.${String(ms).padStart(3, '0')},10,1`);
    const { trades } = await read(file('A-B.csv', ['timestamp,price,amount', ...lines].join('\n')));
    expect(trades.map((trade) => trade.eventTime - T0)).toEqual(Array.from({ length: 1_000 }, (_, ms) => ms));
  });

  it.each([
    ['timestamp,price,amount', `${T0},10,1`, null, null],
    ['timestamp,price,amount,side', `${T0},10,1,sell`, 'sell', null],
    ['timestamp,price,amount,id', `${T0},10,1,t-7`, null, 't-7'],
    ['\uFEFFTimestamp, Price,AMOUNT,Side,Id', `${T0},10,1,buy,7`, 'buy', '7'],
    [HEADER, `${T0},10,1,,`, null, null],
  ])('may have the columns %s', async (header, line, side, tradeId) => {
    const { trades, report } = await read(file('A-B.csv', `${header}\r\n${line}\r\n\r\n`));
    expect(report).toMatchObject({ rows: 1, badRows: 0 });
    expect(trades).toMatchObject([{ side, tradeId }]);
  });

  it('may have several trades at one moment, kept in their order', async () => {
    const lines = [`${T0},10,1,,a`, `${T0},11,1,,b`, `${T0},9,1,,c`];
    const { trades } = await read(file('A-B.csv', [HEADER, ...lines].join('\n')));
    expect(trades.map((trade) => trade.tradeId)).toEqual(['a', 'b', 'c']);
  });
});

describe('bad rows', () => {
  it('up to 1 % are counted, the first three told with line, column and what was expected', async () => {
    const bad = ['1,2,3', 'NaN,10,1,,', `${T0},10,1,,`, `${T0 + 2_000},0,1,,`];
    const text = [HEADER, ...rows(5), ...bad, ...rows(505).slice(5)].join('\n');
    const { trades, report } = await read(file('A-B.csv', text));
    expect(trades).toHaveLength(505);
    expect(report).toMatchObject({ rows: 509, badRows: 4 });
    expect(report.firstBad).toEqual([
      { line: 7, column: 'row', got: '3 columns', expected: '5 columns' },
      { line: 8, column: 'timestamp', got: '"NaN"', expected: 'a time, ISO-8601 or epoch s/ms' },
      {
        line: 9,
        column: 'timestamp',
        got: '2026-03-02T13:00:00.000Z',
        expected: 'not earlier than the row before',
      },
    ]);
  });

  it('over 1 % end the file with one line naming them', async () => {
    const path = file('A-B.csv', [HEADER, ...rows(50), `${T0 + 60_000},-1,1,,`].join('\n'));
    expect(await faultFrom(path)).toEqual({
      kind: 'bad_input',
      retryable: false,
      detail: `${path}: 1 of 51 rows are bad (2.0 %, at most 1 % may be): line 52, column price: got "-1", expected a price above 0`,
    });
  });

  it.each([
    ['price', `${T0},NaN,1,buy,1`, '"NaN"', 'a price above 0'],
    ['price', `${T0},,1,buy,1`, '""', 'a price above 0'],
    ['price', `${T0},1e309,1,buy,1`, '"1e309"', 'a price above 0'],
    ['amount', `${T0},10,0,buy,1`, '"0"', 'a base amount above 0'],
    ['amount', `${T0},10,-2,buy,1`, '"-2"', 'a base amount above 0'],
    ['amount', `${T0},10,,buy,1`, '""', 'a base amount above 0'],
    ['amount', `${T0},10,1e16,buy,1`, '"1e16"', 'a base amount above 0'],
    ['side', `${T0},10,1,bid,1`, '"bid"', 'buy, sell or nothing'],
    ['timestamp', 'yesterday,10,1,buy,1', '"yesterday"', 'a time, ISO-8601 or epoch s/ms'],
    ['timestamp', ',10,1,buy,1', '""', 'a time, ISO-8601 or epoch s/ms'],
    ['timestamp', `${T0}000,10,1,buy,1`, `"${T0}000"`, 'a time, ISO-8601 or epoch s/ms'],
  ])('name the column %s of %s', async (column, line, got, expected) => {
    const path = file('A-B.csv', `${HEADER}\n${line}\n`);
    expect((await faultFrom(path)).detail).toContain(`line 2, column ${column}: got ${got}, expected ${expected}`);
  });
});

describe('a file that is none', () => {
  it.each([
    ['too few columns', 'timestamp,price', 'line 1, column 3: got "", expected "amount"'],
    ['another fourth column', 'timestamp,price,amount,fee', 'line 1, column 4: got "fee", expected "side" or "id"'],
    [
      'columns in another order',
      'timestamp,price,amount,id,side',
      'line 1, column 5: got "side", expected no more columns',
    ],
    ['a column too many', `${HEADER},fee`, 'line 1, column 6: got "fee", expected no more columns'],
    ['no header', row(0), `line 1, column 1: got "${T0}", expected "timestamp"`],
    ['nothing in it', '', 'line 1: the file is empty; expected the header timestamp,price,amount[,side][,id]'],
  ])('with %s names line and column', async (_, content, detail) => {
    const path = file('A-B.csv', content);
    expect(await faultFrom(path)).toMatchObject({ kind: 'bad_input', retryable: false });
    expect((await faultFrom(path)).detail).toContain(`${path}: ${detail}`);
  });

  it('truncated or not gzipped names the file', async () => {
    const zipped = gzipSync(`${HEADER}\n${rows(5_000).join('\n')}\n`);
    const truncated = file('BTC-USD.csv.gz', zipped.subarray(0, zipped.length - 500));
    expect(await faultFrom(truncated)).toEqual({
      kind: 'bad_input',
      retryable: false,
      detail: `${truncated}: the gzip is truncated, expected a complete .gz file`,
    });
    const plain = file('ETH-USD.csv.gz', `${HEADER}\n${row(0)}\n`);
    expect((await faultFrom(plain)).detail).toBe(`${plain}: not a sound gzip, expected a .gz file as written by gzip`);
  });

  it('missing, binary, or of no symbol', async () => {
    const missing = join(folder, 'BTC-USD.nowhere.csv');
    expect(await faultFrom(missing)).toMatchObject({ kind: 'bad_input', detail: `${missing}: no such file` });
    expect((await faultFrom(file('A-B.csv', Buffer.alloc(1_000_000, 7)))).kind).toBe('bad_input');
    expect(() => openTradeFile('/x/trades.csv')).toThrow(/"TRADES" is no symbol; expected a file name like BTC-USD/);
  });
});
