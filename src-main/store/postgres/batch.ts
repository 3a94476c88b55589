/**
 * Many rows in one statement: JSON rows for the durable calls, and halving for the journal, so that a row the database refuses
 * is found and counted while all others are kept.
 */
import { messageOf } from '../../../src-shared/fault.ts';
import type { JournalReceipt } from '../sqlite-journal.ts';
import type { Transaction } from './connection.ts';
import { isBadRow } from './faults.ts';
import { toParameters } from './values.ts';

/** Column names and their types, in order. */
export type Shape = Readonly<Record<string, string>>;

/** `INSERT INTO table (…) SELECT … FROM rows`; the rows are the parameter `:rows`. */
export function insertRows(table: string, shape: Shape, conflict: string): string {
  const names = Object.keys(shape).join(', ');
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${rowsAs(shape)} ${conflict}`;
}

/** The rows as a table `r`. */
export const rowsAs = (shape: Shape): string =>
  `jsonb_to_recordset(:rows::jsonb) AS r (${Object.entries(shape).map(([name, type]) => `${name} ${type}`).join(', ')})`; // prettier-ignore

/** Rows of this room (JSON columns as text) as the parameter `:rows`. */
export function rowsOf(rows: readonly object[], shape: Shape): { rows: string } {
  const json = Object.keys(shape).filter((name) => shape[name] === 'jsonb');
  const whole = rows.map((row) => {
    const parameters = toParameters(row);
    for (const name of json) parameters[name] = parsed(parameters[name]);
    return parameters;
  });
  return { rows: JSON.stringify(whole) };
}

const parsed = (text: unknown): unknown => (typeof text === 'string' ? (JSON.parse(text) as unknown) : null);

/** Set-clause for an upsert. */
export const replaced = (names: readonly string[]): string =>
  names.map((name) => `${name} = excluded.${name}`).join(', ');

/** Writes `places`; when the database refuses one of their rows, each half by itself, down to the row. */
export async function writeHalving(
  transaction: Transaction,
  places: readonly number[],
  write: (places: readonly number[]) => Promise<void>,
): Promise<JournalReceipt> {
  if (places.length === 0) return { refused: 0, reason: null };
  try {
    await transaction.attempt(() => write(places));
    return { refused: 0, reason: null };
  } catch (error) {
    if (!isBadRow(error)) throw error;
    if (places.length === 1) return { refused: 1, reason: messageOf(error) };
  }
  const half = places.length >> 1;
  const first = await writeHalving(transaction, places.slice(0, half), write);
  const second = await writeHalving(transaction, places.slice(half), write);
  return { refused: first.refused + second.refused, reason: first.reason ?? second.reason };
}

/**
 * The places of packed rows (symbol, venue, time first) by key, in rounds such that none holds a key twice: one statement may not
 * touch a row twice, and the second row of a key must meet the first. Ordered, because an index takes neighbours fastest, and so
 * that two writers of the same rows come to them in the same order.
 */
export function rounds({ names, rows }: { names: readonly string[]; rows: Float64Array }, width: number): number[][] {
  const rank = ranksOf(names);
  const key = (at: number): number => (rank[rows[at] ?? 0] ?? 0) * names.length + (rank[rows[at + 1] ?? 0] ?? 0);
  const time = (at: number): number => Math.floor(rows[at + 2] ?? NaN);
  const compared = (a: number, b: number): number => key(a) - key(b) || time(a) - time(b) || a - b;
  const places = Array.from({ length: rows.length / width }, (_, row) => row * width).sort(compared);
  const found: number[][] = [];
  let round = 0;
  for (const [n, at] of places.entries()) {
    const before = places[n - 1];
    round = before !== undefined && key(before) === key(at) && time(before) === time(at) ? round + 1 : 0;
    (found[round] ??= []).push(at);
  }
  return found;
}

/** The place of each name among all of them, in one order for every writer. */
function ranksOf(names: readonly string[]): number[] {
  const rank = new Map(names.toSorted().map((name, place) => [name, place]));
  return names.map((name) => rank.get(name) ?? 0);
}
