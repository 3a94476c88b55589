/**
 * Rows in PostgreSQL's binary COPY format, both ways: numbers travel as they are instead of as text that each side writes and
 * reads. Only for columns whose types are known (the caller checks); anything else goes by ordinary statements.
 * https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-BINARY-FORMAT
 */
import type { EpochMs } from '../../../src-shared/market.ts';

/** `PGCOPY\n\xff\r\n\0`, no flags, no extension. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = -1;
const ABSENT = -1;
/** PostgreSQL counts microseconds from here, in a TIMESTAMP (read as UTC) as in a TIMESTAMPTZ. */
const EPOCH_2000 = Date.UTC(2000, 0, 1);
const LAST_TIME = 8.64e15;
const WORD = 2 ** 32;

/** Several times as quick as the buffer's own methods, and big-endian, as the protocol is. */
const viewOf = ({ buffer, byteOffset, length }: Buffer): DataView => new DataView(buffer, byteOffset, length);

export interface RowWriter {
  /** Begins a row of so many columns. */
  row(columns: number): void;
  text(value: Buffer): void;
  /** float8; NaN is NULL. */
  float(value: number): void;
  /** Epoch milliseconds as a timestamp; what is no time is NULL. */
  time(value: EpochMs): void;
  /** int4; NaN is NULL. Whole, within 31 bits: the caller's to see to. */
  int(value: number): void;
  bool(value: boolean): void;
  /** All rows with header and trailer. */
  done(): Buffer;
}

/** `bytes`: an upper bound of what the rows take, see `rowBytes`. */
export function createRowWriter(bytes: number): RowWriter {
  const buffer = Buffer.allocUnsafe(HEADER.length + bytes + 2);
  const view = viewOf(buffer);
  let at = HEADER.copy(buffer);

  function int32(value: number): void {
    view.setInt32(at, value);
    at += 4;
  }
  const absent = (): void => int32(ABSENT);

  return {
    row(columns) {
      view.setInt16(at, columns);
      at += 2;
    },
    text(value) {
      int32(value.length);
      at += value.copy(buffer, at);
    },
    float(value) {
      if (Number.isNaN(value)) return absent();
      int32(8);
      view.setFloat64(at, value);
      at += 8;
    },
    time(value) {
      if (!(Math.abs(value) <= LAST_TIME)) return absent();
      const micros = (Math.floor(value) - EPOCH_2000) * 1000;
      const high = Math.floor(micros / WORD);
      int32(8);
      int32(high);
      view.setUint32(at, micros - high * WORD);
      at += 4;
    },
    int(value) {
      if (Number.isNaN(value)) return absent();
      int32(4);
      int32(value);
    },
    bool(value) {
      int32(1);
      view.setUint8(at, value ? 1 : 0);
      at += 1;
    },
    done() {
      view.setInt16(at, TRAILER);
      at += 2;
      return buffer.subarray(0, at);
    },
  };
}

/** At most what a row of these columns takes. */
export const rowBytes = (texts: number, longestText: number, others: number): number =>
  2 + texts * (4 + longestText) + others * 12;

export interface RowReader {
  /** On to the next row; false after the last. */
  next(): boolean;
  text(): string;
  /** Of the buffer itself: to be read before it is used again. */
  bytes(): Buffer;
  int(): number;
  float(): number;
  floatOrNull(): number | null;
  /** Whole epoch milliseconds. */
  time(): EpochMs;
  intOrNull(): number | null;
  bool(): boolean;
}

/** Columns are read in the order of the statement, each exactly once a row. */
export function createRowReader(buffer: Buffer): RowReader {
  const view = viewOf(buffer);
  let at = HEADER.length;
  /** Whether the column holds a value, which then begins at `at`. */
  const present = (): boolean => (at += 4) > 0 && view.getInt32(at - 4) !== ABSENT;
  const floatOrNull = (): number | null => (present() ? view.getFloat64((at += 8) - 8) : null);
  const intOrNull = (): number | null => (present() ? view.getInt32((at += 4) - 4) : null);
  return {
    next: () => view.getInt16((at += 2) - 2) !== TRAILER,
    text() {
      const length = view.getInt32(at);
      return buffer.toString('utf8', (at += 4), (at += Math.max(0, length)));
    },
    bytes() {
      const length = view.getInt32(at);
      return buffer.subarray((at += 4), (at += Math.max(0, length)));
    },
    int: () => intOrNull() ?? NaN,
    floatOrNull,
    float: () => floatOrNull() ?? NaN,
    time() {
      at += 12;
      const micros = view.getInt32(at - 8) * WORD + view.getUint32(at - 4);
      return EPOCH_2000 + Math.floor(micros / 1000);
    },
    intOrNull,
    bool: () => present() && buffer[at++] === 1,
  };
}
