/**
 * The two tables that are searched (kept by the database itself): what stands in the slots that a search found, and the texts
 * that stand in no block yet. What must occur is written as a regular expression, which is tried once a text and folds case as
 * we do, whatever the database's locale is (ILIKE lowers the whole text for each pattern).
 */
import type { Matched, Text } from '../search/found.ts';
import { unfolded } from '../trigrams.ts';
import { createRowReader, type RowReader } from './binary.ts';
import type { Connection } from './connection.ts';

export interface Told extends Text {
  readonly matched: Matched;
}
export interface Placed extends Told {
  readonly block: number;
  readonly slot: number;
}

/** Both tables in one statement each: a search on a machine of few cores should not have many at work. */
export interface SearchTexts {
  /** Those that still stand there, in any order. */
  standingIn(slots: readonly { readonly block: number; readonly slot: number }[]): Promise<Placed[]>;
  /** The newest texts in no block that hold one of these trigrams, `limit` of each table. */
  inTail(needed: readonly string[], symbol: string | null, limit: number): Promise<Told[]>;
  /** Of the `among` newest, wherever they stand, those that hold this: the newest `limit` of each table. */
  holding(part: string, symbol: string | null, among: number, limit: number): Promise<Told[]>;
}

const TABLES = [
  { matched: 'narrative', table: 'narrative_docs' },
  { matched: 'headline', table: 'headline_docs' },
] as const;
export const CORPORA: readonly Matched[] = TABLES.map(({ matched }) => matched);

const ofBoth = (sqlOf: (table: string, columns: string) => string): string =>
  TABLES.map(({ matched, table }) => `(${sqlOf(table, `'${matched}'::text AS matched, ${TEXT}`)})`).join(' UNION ALL ');
const TEXT = 'd.anomaly_id::text, d.text, d.detected_at::float8';
const OF_SYMBOL = '(:symbol::text IS NULL OR d.symbol = :symbol::text)';
/** A block is of one table, so its number finds nothing in the other. */
const STANDING = ofBoth(
  (table, columns) => `SELECT ${columns}, d.block, d.slot FROM ${table} d
    JOIN unnest(:blocks::int[], :slots::int[]) AS f (block, slot) ON d.block = f.block AND d.slot = f.slot`,
);
const TAIL = ofBoth(
  (table, columns) => `SELECT ${columns} FROM ${table} d
    WHERE d.block IS NULL AND ${OF_SYMBOL} AND d.text COLLATE "C" ~ :needed ORDER BY d.detected_at DESC LIMIT :limit`,
);
const HOLDING = ofBoth(
  (table, columns) => `SELECT ${columns}
    FROM (SELECT * FROM ${table} d WHERE ${OF_SYMBOL} ORDER BY d.detected_at DESC LIMIT :among) d
    WHERE d.text COLLATE "C" ~ :part ORDER BY d.detected_at DESC, d.anomaly_id LIMIT :limit`,
);

const toldBy = (rows: RowReader): Told => ({
  matched: rows.text() as Matched,
  anomaly_id: rows.text(),
  text: rows.text(),
  detected_at: rows.float(),
});

export function createSearchTexts({ packed }: Pick<Connection, 'packed'>): SearchTexts {
  async function texts(sql: string, given: Readonly<Record<string, unknown>>): Promise<Told[]> {
    const rows = createRowReader(await packed(sql, given));
    const found: Told[] = [];
    while (rows.next()) found.push(toldBy(rows));
    return found;
  }
  return {
    async standingIn(slots) {
      if (slots.length === 0) return [];
      const given = { blocks: slots.map(({ block }) => block), slots: slots.map(({ slot }) => slot) };
      const rows = createRowReader(await packed(STANDING, given));
      const found: Placed[] = [];
      while (rows.next()) found.push({ ...toldBy(rows), block: rows.int(), slot: rows.int() });
      return found;
    },
    inTail: (needed, symbol, limit) => texts(TAIL, { needed: anyOfThese(needed), symbol, limit }),
    holding: (part, symbol, among, limit) => texts(HOLDING, { part: anyOfThese([part]), symbol, among, limit }),
  };
}

/** An alternation of the texts in every spelling that folds to them. */
const anyOfThese = (folded: readonly string[]): string =>
  folded.map((one) => Array.from(one, (point) => spellings(point)).join('')).join('|');

/** Of ASCII: everything beyond stands for itself. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

function spellings(point: string): string {
  const all = unfolded(point).map((one) => one.replace(PUNCTUATION, '\\$&'));
  return all.length === 1 ? (all[0] ?? '') : `[${all.join('')}]`;
}
