/**
 * Streams a CSV tape (plain or .gz) of one symbol as batches of rows, oldest first: candles or trades, the header line says
 * which. Bad rows are counted, the first three kept with line numbers; more than 1 % of them, a wrong header or a truncated
 * gzip is one bad_input line naming file, line and column.
 */
import { basename } from 'node:path';
import { FaultError, throwFault } from '../../src-shared/fault.ts';
import { type Candle, type EpochMs, SymbolSchema, type Trade } from '../../src-shared/market.ts';
import { linesOf } from './csv-lines.ts';
import { type Columns, headerOf, parseHeader, type RowFlaw } from './csv-row.ts';

export interface BadRow extends RowFlaw {
  readonly line: number;
}

export interface TapeReport {
  readonly path: string;
  readonly symbol: string;
  /** Data rows read so far, bad ones included. */
  readonly rows: number;
  readonly badRows: number;
  /** At most three. */
  readonly firstBad: readonly BadRow[];
}

export interface TapeFile<Row> extends AsyncIterable<Row[]> {
  readonly path: string;
  readonly symbol: string;
  report(): TapeReport;
}

export type TapeRow = Candle | Trade;

/** One kind of tape: its header and its rows. */
export interface TapeFormat<Row extends TapeRow> extends Columns {
  /** Whether rows of the same time may follow each other. */
  readonly sameTime: boolean;
  /** `columns`: those the header of this file names. */
  parse(line: string, symbol: string, columns: readonly string[]): Row | RowFlaw;
}

const BATCH = 4_096;
const MOST_BAD_SHARE = 0.01;
const KEPT_BAD = 3;

/**
 * Throws bad_input for a symbol that cannot be one (default: the file's name up to the first dot); the file itself is opened
 * when it is read, and is of the first of the formats that its header fits.
 */
export function openTapeFile<Row extends TapeRow>(
  path: string,
  formats: readonly TapeFormat<Row>[],
  symbol: string = symbolOfFile(path),
): TapeFile<Row> {
  if (!SymbolSchema.safeParse(symbol).success) {
    throwFault(
      'bad_input',
      `${path}: "${symbol}" is no symbol; expected a file name like BTC-USD.csv.gz or a symbol given for it`,
    );
  }
  const tally: Tally = { rows: 0, badRows: 0, firstBad: [] };
  return {
    path,
    symbol,
    report: () => ({ path, symbol, ...tally, firstBad: [...tally.firstBad] }),
    async *[Symbol.asyncIterator]() {
      Object.assign(tally, { rows: 0, badRows: 0, firstBad: [] });
      yield* readRows(path, symbol, formats, tally);
      if (tally.badRows > tally.rows * MOST_BAD_SHARE) throw tooManyBad(path, tally);
    },
  };
}

export const symbolOfFile = (path: string): string => (basename(path).split('.')[0] ?? '').toUpperCase();

export const rowTime = (row: TapeRow): EpochMs => ('openTime' in row ? row.openTime : row.eventTime);

interface Tally {
  rows: number;
  badRows: number;
  firstBad: BadRow[];
}

async function* readRows<Row extends TapeRow>(
  path: string,
  symbol: string,
  formats: readonly TapeFormat<Row>[],
  tally: Tally,
): AsyncGenerator<Row[]> {
  const headers = formats.map(headerOf).join(' or ');
  let take: ((text: string, into: Row[]) => void) | null = null;
  let batch: Row[] = [];
  for await (const lines of linesOf(path, `CSV with the header ${headers}`)) {
    for (const text of lines) {
      if (take === null) take = createRowReader(symbol, chooseFormat(path, text, formats, headers), tally);
      else take(text, batch);
    }
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (take === null) throwFault('bad_input', `${path}: line 1: the file is empty; expected the header ${headers}`);
  if (batch.length > 0) yield batch;
}

interface Chosen<Row extends TapeRow> {
  readonly format: TapeFormat<Row>;
  readonly columns: readonly string[];
}

/** Takes the lines after the header, one by one. */
function createRowReader<Row extends TapeRow>(symbol: string, { format, columns }: Chosen<Row>, tally: Tally) {
  const expected = format.sameTime ? 'not earlier than the row before' : 'later than the row before';
  let line = 1;
  let newest: EpochMs = -Infinity;
  const bad = (flaw: RowFlaw): void => {
    tally.badRows += 1;
    if (tally.firstBad.length < KEPT_BAD) tally.firstBad.push({ line, ...flaw });
  };
  return (text: string, into: Row[]): void => {
    line += 1;
    if (text === '') return;
    tally.rows += 1;
    const row = format.parse(text, symbol, columns);
    if ('expected' in row) return bad(row);
    const time = rowTime(row);
    if (time < newest || (time === newest && !format.sameTime))
      return bad({ column: 'timestamp', got: new Date(time).toISOString(), expected });
    newest = time;
    into.push(row);
  };
}

/** The format whose header this is; else a fault about the one it comes nearest to. */
function chooseFormat<Row extends TapeRow>(
  path: string,
  line: string,
  formats: readonly TapeFormat<Row>[],
  headers: string,
): Chosen<Row> {
  let nearest: RowFlaw | null = null;
  for (const format of formats) {
    const columns = parseHeader(line, format);
    if (!('expected' in columns)) return { format, columns };
    if (nearest === null || +columns.column > +nearest.column) nearest = columns;
  }
  const wrong = nearest === null ? '' : `, column ${nearest.column}: got ${nearest.got}, expected ${nearest.expected}`;
  return throwFault('bad_input', `${path}: line 1${wrong} (header ${headers})`);
}

function tooManyBad(path: string, { rows, badRows, firstBad }: Tally): FaultError {
  const told = firstBad
    .map((bad) => `line ${bad.line}, column ${bad.column}: got ${bad.got}, expected ${bad.expected}`)
    .join('; ');
  const share = ((100 * badRows) / rows).toFixed(1);
  return new FaultError({
    kind: 'bad_input',
    retryable: false,
    detail: `${path}: ${badRows} of ${rows} rows are bad (${share} %, at most 1 % may be): ${told}`,
  });
}
