/**
 * How values go to PostgreSQL and come back, without leaning on any setting of the session (zone, date style), so that it is
 * the same behind a pooler: times leave as ISO text in UTC and return as whole epoch milliseconds counted by the server, JSON
 * returns as text and booleans as 0 or 1, as the row words of this room expect.
 */
import { escapeLiteral } from 'pg';
import type { EpochMs } from '../../../src-shared/market.ts';

// Type numbers of pg_type: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
const BOOL = 16;
/** int8, int2, int4, oid, float4, float8, numeric. */
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 1700]);

function parserOf(oid: number): (text: string) => unknown {
  if (oid === BOOL) return (text) => (text === 't' ? 1 : 0);
  if (NUMBERS.has(oid)) return Number;
  return (text) => text;
}

/** Text in, text out for everything but numbers and booleans. */
export const ROW_TYPES = { getTypeParser: parserOf };

/** The first and last moments of the years 1 and 9999: beyond them ISO text has another form. */
const [FIRST, LAST] = [-62_135_596_800_000, 253_402_300_799_999];

/** ISO text of a time in UTC; PostgreSQL reads it into TIMESTAMPTZ and, dropping the Z, into an adopted TIMESTAMP alike. */
export const iso = (time: EpochMs): string => new Date(Math.min(Math.max(Math.floor(time), FIRST), LAST)).toISOString();
export const isoOrNull = (time: EpochMs | null): string | null => (time === null ? null : iso(time));

/** SQL for a time column as whole epoch milliseconds. */
export const ms = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::float8`;

const TIMES = new Set(['timestamp', 'detected_at', 'alerted_at', 'created_at', 'published_at', 'first_seen_at', 'validated_at', 'updated_at', 'raised_at', 'delivered_at', 'seen_at', 'repaired_at', 'started_at', 'completed_at', 'from_time', 'to_time', 'open_time', 'time']); // prettier-ignore

/** A SELECT list: times as milliseconds, everything under its own name (or `prefix` + name). */
export const columns = (alias: string, names: readonly string[], prefix = ''): string =>
  names.map((name) => `${column(alias, name)} AS "${prefix}${name}"`).join(', ');

const column = (alias: string, name: string): string => (TIMES.has(name) ? ms(`${alias}.${name}`) : `${alias}.${name}`);

/** A row of this room as parameters: its times become ISO text. */
export const toParameters = (row: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      TIMES.has(name) && typeof value === 'number' ? iso(value) : (value as unknown),
    ]),
  );

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

type Given = Readonly<Record<string, unknown>>;

/** `:name` places replaced by what `place` makes of the name. */
const placed = (sql: string, parameters: Given, place: (name: string) => string): string =>
  sql.replace(/(?<![:\w]):([a-z_]\w*)/gi, (_, name: string) => {
    if (!(name in parameters)) throw new Error(`no value for :${name}`);
    return place(name);
  });

/** SQL with `:name` places and their values as numbered parameters; never a named statement, which a pooler would lose. */
export function bind(sql: string, parameters: Given): Statement {
  const names: string[] = [];
  const text = placed(sql, parameters, (name) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, values: names.map((name) => parameters[name]) };
}

/** The same with the values as quoted literals, for statements that take no parameters (COPY). Texts, numbers, lists of either, and null. */
export const inline = (sql: string, parameters: Given): string =>
  placed(sql, parameters, (name) => literal(parameters[name]));

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeLiteral(value);
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(',')}]`;
  throw new TypeError(`no literal for a ${typeof value}`);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Whether PostgreSQL would take the text as an id at all. */
export const isUuid = (text: string): boolean => UUID.test(text);
