import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCandleFile } from '../../../src-main/feed/candle-file.ts';
import { symbolOfFile } from '../../../src-main/feed/tape-file.ts';
import { faultOf, type Fault } from '../../../src-shared/fault.ts';
import type { Candle } from '../../../src-shared/market.ts';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'mane-candles-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'timestamp,open,high,low,close,volume';
const T0 = Date.UTC(2026, 2, 2, 13);
const row = (i: number, more = ''): string => `${(T0 + i * 60_000) / 1000},10,12,9,11,${i % 7}${more}`;
const rows = (count: number): string[] => Array.from({ length: count }, (_, i) => row(i));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
async function read(
  path: string,
  symbol?: string,
): Promise<{ candles: Candle[]; report: ReturnType<ReturnType<typeof openCandleFile>['report']> }> {
  const opened = openCandleFile(path, { venue: 'test', symbol });
  const candles: Candle[] = [];
  for await (const batch of opened) candles.push(...batch);
  return { candles, report: opened.report() };
}
async function faultFrom(path: string): Promise<Fault> {
  try {
    await read(path);
  } catch (error) {
    const fault = faultOf(error);
    if (fault !== null) return fault;
    throw error;
  }
  throw new Error('expected a fault');
}

describe('a sound file', () => {
  it('is read plain and gzipped alike, symbol from its name', async () => {
    const text = `${HEADER}\n${rows(10_000).join('\n')}\n`;
    const plain = await read(file('BTC-USD.2026.csv', text));
    const zipped = await read(file('BTC-USD.csv.gz', gzipSync(text)));
    expect(plain.candles).toHaveLength(10_000);
    expect(zipped.candles).toEqual(plain.candles);
    expect(plain.candles[3]).toEqual({
      symbol: 'BTC-USD',
      venue: 'test',
      openTime: T0 + 180_000,
      open: 10,
      high: 12,
      low: 9,
      close: 11,
      volume: 3,
      trades: null,
      repaired: false,
    });
    expect(plain.report).toMatchObject({ symbol: 'BTC-USD', rows: 10_000, badRows: 0, firstBad: [] });
  });

  it.each([
    ['epoch s', String(T0 / 1000)],
    ['epoch ms', String(T0)],
    ['ISO-8601', '2026-03-02T13:00:00Z'],
    ['ISO-8601 with an offset', '2026-03-02T14:00:00+01:00'],
    ['ISO-8601 without a zone, which is UTC', '2026-03-02T13:00:00'],
    ['ISO-8601 with a space', '2026-03-02 13:00'],
  ])('may give times as %s', async (_, timestamp) => {
    const { candles } = await read(file('A-B.csv', `${HEADER}\n${timestamp},10,12,9,11,1\n`));
    expect(candles.map((candle) => candle.openTime)).toEqual([T0]);
  });

  it('may have trades, CRLF, a byte order mark, empty lines, no last line end, capitals in its header', async () => {
    const text = `\uFEFFTimestamp,Open,High,Low,Close,Volume,Trades\r\n${row(0, ',4')}\r\n\r\n${row(1, ',')}`;
    const { candles, report } = await read(file('A-B.csv', text));
    expect(candles.map((candle) => candle.trades)).toEqual([4, null]);
    expect(report.badRows).toBe(0);
  });

  it('takes the symbol that is given', async () => {
    expect((await read(file('whatever.csv', `${HEADER}\n${row(0)}`), 'ETH-USD')).candles[0].symbol).toBe('ETH-USD');
    expect(symbolOfFile('/x/btc-usd.2026-01.csv.gz')).toBe('BTC-USD');
  });
});

describe('bad rows', () => {
  const withBad = (bad: string[], good: number): string =>
    [HEADER, ...rows(5), ...bad, ...rows(good + 5).slice(5)].join('\n');

  it('up to 1 % are counted, the first three told with line, column and what was expected', async () => {
    const bad = ['1,2,3', 'NaN,10,12,9,11,1', `${T0 / 1000 + 240},10,12,9,11,1`, 'x,1,1,1,1,1'];
    const { candles, report } = await read(file('A-B.csv', withBad(bad, 500)));
    expect(candles).toHaveLength(505);
    expect(report).toMatchObject({ rows: 509, badRows: 4 });
    expect(report.firstBad).toEqual([
      { line: 7, column: 'row', got: '3 columns', expected: '6 columns' },
      { line: 8, column: 'timestamp', got: '"NaN"', expected: 'the open of a minute, ISO-8601 or epoch s/ms' },
      { line: 9, column: 'timestamp', got: '2026-03-02T13:04:00.000Z', expected: 'later than the row before' },
    ]);
  });

  it('over 1 % end the file with one line naming them', async () => {
    const path = file('A-B.csv', withBad(['1700000000,NaN,12,9,11,1'], 50));
    expect(await faultFrom(path)).toEqual({
      kind: 'bad_input',
      retryable: false,
      detail: `${path}: 1 of 56 rows are bad (1.8 %, at most 1 % may be): line 7, column timestamp: got "1700000000", expected the open of a minute, ISO-8601 or epoch s/ms`,
    });
  });

  it.each([
    ['open', `${T0 / 1000},NaN,12,9,11,1`, '"NaN"', 'a price above 0'],
    ['open', `${T0 / 1000},,12,9,11,1`, '""', 'a price above 0'],
    ['open', `${T0 / 1000},-3,12,9,11,1`, '"-3"', 'a price above 0'],
    ['high', `${T0 / 1000},10,10.5,9,11,1`, '"10.5"', 'high at or above open and close'],
    ['low', `${T0 / 1000},10,12,10.5,11,1`, '"10.5"', 'low at or below open and close'],
    ['close', `${T0 / 1000},10,12,9,1e309,1`, '"1e309"', 'a price above 0'],
    ['volume', `${T0 / 1000},10,12,9,11,-1`, '"-1"', 'a base volume of 0 or more'],
    [
      'timestamp',
      `${T0 / 1000 + 1},10,12,9,11,1`,
      `"${T0 / 1000 + 1}"`,
      'the open of a minute, ISO-8601 or epoch s/ms',
    ],
    ['timestamp', 'yesterday,10,12,9,11,1', '"yesterday"', 'the open of a minute, ISO-8601 or epoch s/ms'],
  ])('name the column %s of %s', async (column, line, got, expected) => {
    const path = file('A-B.csv', `${HEADER}\n${line}\n`);
    expect((await faultFrom(path)).detail).toContain(`line 2, column ${column}: got ${got}, expected ${expected}`);
  });
});

describe('a file that is none', () => {
  it('with a wrong header names the column', async () => {
    const path = file('A-B.csv', `time,open,high,low,close,volume\n${row(0)}`);
    expect(await faultFrom(path)).toMatchObject({
      kind: 'bad_input',
      detail: `${path}: line 1, column 1: got "time", expected "timestamp" (header timestamp,open,high,low,close,volume[,trades])`,
    });
  });

  it.each([
    ['too few columns', 'timestamp,open,high', 'line 1, column 4: got "", expected "low"'],
    ['too many columns', `${HEADER},trades,more`, 'line 1, column 8: got "more", expected no more columns'],
    ['another seventh column', `${HEADER},vwap`, 'line 1, column 7: got "vwap", expected "trades"'],
    ['nothing in it', '', 'line 1: the file is empty'],
    ['no header', row(0), 'line 1, column 1: got "1772456400", expected "timestamp"'],
  ])('with %s', async (_, content, detail) => {
    const path = file('A-B.csv', content);
    expect((await faultFrom(path)).detail).toContain(`${path}: ${detail}`);
  });

  it('truncated, corrupted or not gzipped at all names the file', async () => {
    const zipped = gzipSync(`${HEADER}\n${rows(5_000).join('\n')}\n`);
    const truncated = file('BTC-USD.csv.gz', zipped.subarray(0, zipped.length - 500));
    expect(await faultFrom(truncated)).toEqual({
      kind: 'bad_input',
      retryable: false,
      detail: `${truncated}: the gzip is truncated, expected a complete .gz file`,
    });
    const plain = file('ETH-USD.csv.gz', `${HEADER}\n${row(0)}\n`);
    expect((await faultFrom(plain)).detail).toBe(`${plain}: not a sound gzip, expected a .gz file as written by gzip`);
    const flipped = Buffer.from(zipped);
    flipped[flipped.length - 6] ^= 0xff;
    expect((await faultFrom(file('SOL-USD.csv.gz', flipped))).kind).toBe('bad_input');
  });

  it('missing, a folder, binary, or of no symbol', async () => {
    const missing = join(folder, 'BTC-USD.nowhere.csv');
    expect(await faultFrom(missing)).toMatchObject({ kind: 'bad_input', detail: `${missing}: no such file` });
    expect((await faultFrom(file('A-B.csv', Buffer.alloc(1_000_000, 7)))).kind).toBe('bad_input');
    expect(() => openCandleFile('/x/candles.csv', { venue: 'test' })).toThrow(
      /"CANDLES" is no symbol; expected a file name like BTC-USD.csv.gz/,
    );
  });
});
