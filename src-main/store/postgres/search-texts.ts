/**
 * The two tables that are searched (kept by the database itself), and two ways to their newest candidates. By words: the trigram index finds them, then they
 * are put in order; quick where they are few. By age: texts are read from the newest on until there are enough; quick where
 * they are many. What must occur is written as a regular expression, which is tried once a text and folds case as we do,
 * whatever the database's locale is (ILIKE lowers the whole text for each pattern).
 */
import type { Matched, Text } from '../sqlite-search.ts';
import { unfolded } from '../trigrams.ts';
import { createRowReader } from './binary.ts';
import type { Connection } from './connection.ts';

export type Way = 'by words' | 'by age';

export interface Wanted {
  /** A candidate holds one of these trigrams; without any, every text is one. */
  readonly needed: readonly string[];
  /** Of the candidates only those that hold one of these too are brought; without any, all. */
  readonly also: readonly string[];
  readonly symbol: string | null;
  /** Candidates. */
  readonly limit: number;
  readonly way: Way;
}

export interface Corpus {
  readonly matched: Matched;
  readonly table: string;
  /** Of the newest `limit` candidates, newest first. */
  newest(wanted: Wanted): Promise<Text[]>;
}

const SOURCES = [
  { matched: 'narrative', table: 'narrative_docs' },
  { matched: 'headline', table: 'headline_docs' },
] as const;

const OF_SYMBOL = '(:symbol::text IS NULL OR symbol = :symbol::text)';

// The planner cannot know how often a trigram occurs. What is MATERIALIZED is found before it is ordered; under another
// collation than its own the trigram index cannot be used.
const CANDIDATES: Readonly<Record<Way, (table: string) => string>> = {
  'by words': (table) => `WITH d AS MATERIALIZED (SELECT * FROM ${table} WHERE text ~ :needed)
    SELECT * FROM d WHERE ${OF_SYMBOL} ORDER BY detected_at DESC LIMIT :limit`,
  'by age': (
    table,
  ) => `SELECT * FROM ${table} WHERE ${OF_SYMBOL} AND (:needed::text IS NULL OR text COLLATE "C" ~ :needed)
    ORDER BY detected_at DESC LIMIT :limit`,
};
const brought = (way: Way, table: string): string => `SELECT c.anomaly_id::text, c.text, c.detected_at::float8
  FROM (${CANDIDATES[way](table)}) c WHERE :also::text IS NULL OR c.text ~ :also ORDER BY c.detected_at DESC`;

export function corpora({ packed }: Pick<Connection, 'packed'>): Corpus[] {
  return SOURCES.map((source) => ({
    ...source,
    async newest({ needed, also, symbol, limit, way }) {
      const given = { needed: anyOfThese(needed), also: anyOfThese(also), symbol, limit };
      const rows = createRowReader(await packed(brought(way, source.table), given));
      const found: Text[] = [];
      while (rows.next()) found.push({ anomaly_id: rows.text(), text: rows.text(), detected_at: rows.float() });
      return found;
    },
  }));
}

/** An alternation of the trigrams in every spelling that folds to them. */
const anyOfThese = (trigrams: readonly string[]): string | null =>
  trigrams.length === 0
    ? null
    : trigrams.map((trigram) => Array.from(trigram, (point) => spellings(point)).join('')).join('|');

/** Of ASCII: everything beyond stands for itself. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

function spellings(point: string): string {
  const all = unfolded(point).map((one) => one.replace(PUNCTUATION, '\\$&'));
  return all.length === 1 ? (all[0] ?? '') : `[${all.join('')}]`;
}
