/**
 * What the rows of our CSV files share: cells, numbers, times and header lines. The files have no quotes, so a comma is always
 * the end of a cell. A flaw names the column, what it holds and what was expected.
 */
import type { EpochMs } from '../../src-shared/market.ts';

export interface RowFlaw {
  readonly column: string;
  readonly got: string;
  readonly expected: string;
}

/** Epoch numbers below this are seconds (it is 1973 in ms and the year 5138 in s). */
const SECONDS_BELOW = 1e11;

/** Number('') is 0, which no column means. */
export const numeric = (cell: string): number => (cell === '' || cell === ' ' ? NaN : +cell);

export const shown = (cell: string | undefined): string => `"${(cell ?? '').slice(0, 40)}"`;

/** Null when the row has as many cells as the header has columns. */
export const widthFlaw = (cells: number, columns: number): RowFlaw | null =>
  cells === columns ? null : { column: 'row', got: `${cells} columns`, expected: `${columns} columns` };

/** Epoch seconds or milliseconds as milliseconds. */
export const asEpochMs = (epoch: number): EpochMs => (epoch < SECONDS_BELOW ? epoch * 1000 : epoch);

/** ISO-8601 (UTC unless it says otherwise) or epoch seconds or milliseconds, fractions kept; NaN for anything else. */
export function parseTime(text: string): EpochMs {
  const epoch = +text;
  if (text !== '' && epoch === epoch) return asEpochMs(epoch);
  const iso = text.trim();
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(iso)) return NaN;
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(iso) ? iso : `${iso.replace(' ', 'T')}Z`);
}

export interface Columns {
  readonly required: readonly string[];
  /** Each may be left out; in this order. */
  readonly optional: readonly string[];
}

/** The columns as a person would write them: `a,b[,c]`. */
export const headerOf = ({ required, optional }: Columns): string =>
  `${required.join(',')}${optional.map((name) => `[,${name}]`).join('')}`;

/** The columns a header line names, or what is wrong with it. */
export function parseHeader(line: string, { required, optional }: Columns): readonly string[] | RowFlaw {
  const names = line.replace(/^\uFEFF/, '').split(',').map((name) => name.trim().toLowerCase()); // prettier-ignore
  let left = [...optional];
  for (let i = 0; i < Math.max(names.length, required.length); i++) {
    const wanted = required.slice(i, i + 1).concat(i < required.length ? [] : left);
    const name = names[i];
    if (name === undefined || !wanted.includes(name)) return headerFlaw(i, name, wanted);
    if (i >= required.length) left = left.slice(left.indexOf(name) + 1);
  }
  return names;
}

const headerFlaw = (index: number, name: string | undefined, wanted: readonly string[]): RowFlaw => ({
  column: String(index + 1),
  got: shown(name),
  expected: wanted.length === 0 ? 'no more columns' : wanted.map((one) => `"${one}"`).join(' or '),
});
