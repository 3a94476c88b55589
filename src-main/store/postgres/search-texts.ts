/**
 * The two tables that are searched (kept by the database itself): what stands in the slots that a search found, and the texts
 * that stand in no block yet. What must occur is written as a regular expression, which is tried once a text and folds case as
 * we do, whatever the database's locale is (ILIKE lowers the whole text for each pattern).
 */
import type { Matched, Text } from '../search/found.ts';
import { unfolded } from '../trigrams.ts';
import { createRowReader } from './binary.ts';
import type { Connection } from './connection.ts';

export interface Placed extends Text {
  readonly block: number;
  readonly slot: number;
}

export interface Corpus {
  readonly matched: Matched;
  readonly table: string;
  /** Those that still stand there, in any order. */
  standingIn(slots: readonly { readonly block: number; readonly slot: number }[]): Promise<Placed[]>;
  /** The newest texts in no block that hold one of these trigrams. */
  inTail(needed: readonly string[], symbol: string | null, limit: number): Promise<Text[]>;
  /** Of the `among` newest, wherever they stand, those that hold this: the newest `limit`. */
  holding(part: string, symbol: string | null, among: number, limit: number): Promise<Text[]>;
}

const SOURCES = [
  { matched: 'narrative', table: 'narrative_docs' },
  { matched: 'headline', table: 'headline_docs' },
] as const;

const TEXT = 'd.anomaly_id::text, d.text, d.detected_at::float8';
const OF_SYMBOL = '(:symbol::text IS NULL OR d.symbol = :symbol::text)';
const standing = (table: string): string => `SELECT ${TEXT}, d.block, d.slot FROM ${table} d
  JOIN unnest(:blocks::int[], :slots::int[]) AS f (block, slot) ON d.block = f.block AND d.slot = f.slot`;
const tail = (table: string): string => `SELECT ${TEXT} FROM ${table} d
  WHERE d.block IS NULL AND ${OF_SYMBOL} AND d.text COLLATE "C" ~ :needed ORDER BY d.detected_at DESC LIMIT :limit`;
const holding = (table: string): string => `SELECT ${TEXT}
  FROM (SELECT * FROM ${table} d WHERE ${OF_SYMBOL} ORDER BY d.detected_at DESC LIMIT :among) d
  WHERE d.text COLLATE "C" ~ :part ORDER BY d.detected_at DESC, d.anomaly_id LIMIT :limit`;

export function corpora({ packed }: Pick<Connection, 'packed'>): Corpus[] {
  async function texts(sql: string, given: Readonly<Record<string, unknown>>): Promise<Text[]> {
    const rows = createRowReader(await packed(sql, given));
    const found: Text[] = [];
    while (rows.next()) found.push({ anomaly_id: rows.text(), text: rows.text(), detected_at: rows.float() });
    return found;
  }
  return SOURCES.map(({ matched, table }) => ({
    matched,
    table,
    async standingIn(slots) {
      if (slots.length === 0) return [];
      const given = { blocks: slots.map(({ block }) => block), slots: slots.map(({ slot }) => slot) };
      const rows = createRowReader(await packed(standing(table), given));
      const found: Placed[] = [];
      while (rows.next())
        found.push({ anomaly_id: rows.text(), text: rows.text(), detected_at: rows.float(), block: rows.int(), slot: rows.int() }); // prettier-ignore
      return found;
    },
    inTail: (needed, symbol, limit) => texts(tail(table), { needed: anyOfThese(needed), symbol, limit }),
    holding: (part, symbol, among, limit) => texts(holding(table), { part: anyOfThese([part]), symbol, among, limit }),
  }));
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
