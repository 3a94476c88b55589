/**
 * Streams a candle CSV (plain or .gz) as batches of candles, oldest first. Lines are cut from the chunks by hand: a year of
 * minutes for two symbols (1.05 M rows) is to be read in seconds, and csv-parse, with an object and a promise a row, takes
 * several times that; the format has no quotes, so nothing is lost. Bad rows are counted, the first three kept with line
 * numbers; more than 1 % of them, a wrong header or a truncated gzip is one bad_input line naming file, line and column.
 */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { FaultError, messageOf, throwFault } from '../../src-shared/fault.ts';
import { type Candle, type EpochMs, SymbolSchema } from '../../src-shared/market.ts';
import { parseCandleHeader, parseCandleRow, type RowFlaw } from './candle-row.ts';

export interface BadRow {
  readonly line: number;
  readonly column: string;
  readonly got: string;
  readonly expected: string;
}

export interface CandleFileReport {
  readonly path: string;
  readonly symbol: string;
  /** Data rows read so far, bad ones included. */
  readonly rows: number;
  readonly badRows: number;
  /** At most three. */
  readonly firstBad: readonly BadRow[];
}

export interface CandleFile extends AsyncIterable<Candle[]> {
  readonly path: string;
  readonly symbol: string;
  report(): CandleFileReport;
}

export interface CandleFileOptions {
  /** Default: the file's name up to the first dot. */
  readonly symbol?: string;
  readonly venue: string;
}

const BATCH = 4_096;
const MOST_BAD_SHARE = 0.01;
const KEPT_BAD = 3;
const CHUNK_BYTES = 1 << 18;
/** A "line" longer than this is not a line of ours. */
const LONGEST_LINE = 1 << 16;
const HEADER = 'timestamp,open,high,low,close,volume[,trades]';

/** Throws bad_input for a symbol that cannot be one; the file itself is opened when it is read. */
export function openCandleFile(path: string, options: CandleFileOptions): CandleFile {
  const symbol = options.symbol ?? symbolOfFile(path);
  if (!SymbolSchema.safeParse(symbol).success) {
    throwFault(
      'bad_input',
      `${path}: "${symbol}" is no symbol; expected a file name like BTC-USD.csv.gz or a symbol given for it`,
    );
  }
  const tally = { rows: 0, badRows: 0, firstBad: [] as BadRow[] };
  return {
    path,
    symbol,
    report: () => ({ path, symbol, ...tally, firstBad: [...tally.firstBad] }),
    async *[Symbol.asyncIterator]() {
      Object.assign(tally, { rows: 0, badRows: 0, firstBad: [] });
      yield* readCandles(path, symbol, options.venue, tally);
      if (tally.badRows > tally.rows * MOST_BAD_SHARE) throw tooManyBad(path, tally);
    },
  };
}

export const symbolOfFile = (path: string): string => (basename(path).split('.')[0] ?? '').toUpperCase();

interface Tally {
  rows: number;
  badRows: number;
  firstBad: BadRow[];
}

async function* readCandles(path: string, symbol: string, venue: string, tally: Tally): AsyncGenerator<Candle[]> {
  let line = 0;
  let columns = 0;
  let newest: EpochMs = -Infinity;
  const bad = (flaw: RowFlaw): void => {
    tally.badRows += 1;
    if (tally.firstBad.length < KEPT_BAD) tally.firstBad.push({ line, ...flaw });
  };
  const take = (text: string, into: Candle[]): void => {
    line += 1;
    if (text === '') return;
    tally.rows += 1;
    const row = parseCandleRow(text, symbol, venue, columns);
    if (!('openTime' in row)) return bad(row);
    if (row.openTime <= newest)
      return bad({
        column: 'timestamp',
        got: new Date(row.openTime).toISOString(),
        expected: 'later than the row before',
      });
    newest = row.openTime;
    into.push(row);
  };
  let batch: Candle[] = [];
  for await (const lines of linesOf(path)) {
    for (const text of lines) {
      if (columns > 0) take(text, batch);
      else {
        columns = headerOf(path, text);
        line = 1;
      }
    }
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (columns === 0) throwFault('bad_input', `${path}: line 1: the file is empty; expected the header ${HEADER}`);
  if (batch.length > 0) yield batch;
}

function headerOf(path: string, line: string): number {
  const header = parseCandleHeader(line);
  if (typeof header === 'number') return header;
  return throwFault(
    'bad_input',
    `${path}: line 1, column ${header.column}: got ${header.got}, expected ${header.expected} (header ${HEADER})`,
  );
}

function tooManyBad(path: string, { rows, badRows, firstBad }: Tally): FaultError {
  const shown = firstBad
    .map((bad) => `line ${bad.line}, column ${bad.column}: got ${bad.got}, expected ${bad.expected}`)
    .join('; ');
  const share = ((100 * badRows) / rows).toFixed(1);
  return new FaultError({
    kind: 'bad_input',
    retryable: false,
    detail: `${path}: ${badRows} of ${rows} rows are bad (${share} %, at most 1 % may be): ${shown}`,
  });
}

/** Lines, a chunk's worth at a time, without their ends. */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of bytesOf(path)) {
    const text = rest + decoder.write(chunk);
    const lines = (text.includes('\r') ? text.replaceAll('\r\n', '\n') : text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE)
      throwFault(
        'bad_input',
        `${path}: a line of more than ${LONGEST_LINE} characters; expected CSV with the header ${HEADER}`,
      );
    yield lines;
  }
  rest += decoder.end();
  if (rest !== '') yield [rest.replace(/\r$/, '')];
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const source: Readable = path.endsWith('.gz') ? unzip(file) : file;
  try {
    for await (const chunk of source) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    file.destroy();
  }
}

function unzip(file: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

function unreadable(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  const what = READ_ERRORS[code] ?? (code.startsWith('Z_') ? `not a sound gzip (${messageOf(error)})` : null);
  if (what === null && code === '') return error;
  return new FaultError({ kind: 'bad_input', retryable: false, detail: `${path}: ${what ?? messageOf(error)}` });
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a folder, expected a file',
  EACCES: 'may not be read (permission denied)',
  Z_BUF_ERROR: 'the gzip is truncated, expected a complete .gz file',
  Z_DATA_ERROR: 'not a sound gzip, expected a .gz file as written by gzip',
};
