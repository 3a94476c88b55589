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
  let at = HEADER.copy(buffer);

  function absent(): void {
    at = buffer.writeInt32BE(ABSENT, at);
  }

  return {
    row(columns) {
      at = buffer.writeInt16BE(columns, at);
    },
    text(value) {
      at = buffer.writeInt32BE(value.length, at);
      at += value.copy(buffer, at);
    },
    float(value) {
      if (Number.isNaN(value)) return absent();
      at = buffer.writeInt32BE(8, at);
      at = buffer.writeDoubleBE(value, at);
    },
    time(value) {
      if (!(Math.abs(value) <= LAST_TIME)) return absent();
      const micros = (Math.floor(value) - EPOCH_2000) * 1000;
      const high = Math.floor(micros / WORD);
      at = buffer.writeInt32BE(8, at);
      at = buffer.writeInt32BE(high, at);
      at = buffer.writeUInt32BE(micros - high * WORD, at);
    },
    int(value) {
      if (Number.isNaN(value)) return absent();
      at = buffer.writeInt32BE(4, at);
      at = buffer.writeInt32BE(value, at);
    },
    bool(value) {
      at = buffer.writeInt32BE(1, at);
      at = buffer.writeUInt8(value ? 1 : 0, at);
    },
    done() {
      at = buffer.writeInt16BE(TRAILER, at);
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
  let at = HEADER.length;
  /** Whether the column holds a value, which then begins at `at`. */
  const present = (): boolean => (at += 4) > 0 && buffer.readInt32BE(at - 4) !== ABSENT;
  const floatOrNull = (): number | null => (present() ? buffer.readDoubleBE((at += 8) - 8) : null);
  const intOrNull = (): number | null => (present() ? buffer.readInt32BE((at += 4) - 4) : null);
  return {
    next: () => buffer.readInt16BE((at += 2) - 2) !== TRAILER,
    text() {
      const length = buffer.readInt32BE(at);
      return buffer.toString('utf8', (at += 4), (at += Math.max(0, length)));
    },
    bytes() {
      const length = buffer.readInt32BE(at);
      return buffer.subarray((at += 4), (at += Math.max(0, length)));
    },
    int: () => intOrNull() ?? NaN,
    floatOrNull,
    float: () => floatOrNull() ?? NaN,
    time() {
      at += 12;
      const micros = buffer.readInt32BE(at - 8) * WORD + buffer.readUInt32BE(at - 4);
      return EPOCH_2000 + Math.floor(micros / 1000);
    },
    intOrNull,
    bool: () => present() && buffer[at++] === 1,
  };
}
