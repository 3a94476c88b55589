/**
 * The two indexes that are searched, as statements: document numbers that hold any of some trigrams, or all of them, or simply the newest
 * ones, within a filter and newest first (a document's number begins with its second). Texts come from search-docs.
 */
import type { SearchQuery } from '../../src-shared/ports/reader.ts';
import { conditionValues, SORT_KEYS, whereOf } from './anomaly-conditions.ts';
import type { Matched } from './search/found.ts';
import { createSearchDocs, type SearchDocs } from './search-docs.ts';
import { filterSql } from './sqlite-anomaly-reader.ts';
import type { Db } from './sqlite-open.ts';

export interface DocRow {
  readonly docid: number;
  /** What the order goes by, when it is another than match or time. */
  readonly key: number;
}

export interface Corpus extends SearchDocs {
  readonly matched: Matched;
  /** Newest documents that the index finds for an FTS5 query. */
  found(fts: string, wanted: SearchQuery, limit: number): DocRow[];
  newest(wanted: SearchQuery, limit: number): DocRow[];
  /** In how many of the newest few hundred texts a trigram occurs. */
  often(trigram: string): number;
}

/** `d` is the document's number, `t` the text itself. */
const TABLES = {
  narrative: { index: 'narratives_fts', docs: 'narrative_docs', text: 'narratives t ON t.anomaly_id = d.anomaly_id', column: 't.narrative_text' },
  headline: { index: 'headlines_fts', docs: 'headline_docs', text: 'news_articles t ON t.id = d.article_id', column: 't.title' },
} as const; // prettier-ignore

const REMEMBERED = 5000;
const SAMPLED = 400;
/** The document numbers of a second begin at its multiple of this (see the migration). */
const DOCS_A_SECOND = 2 ** 20;

/** The filter beyond symbol and time, which the document's own row and number answer. */
function beyond({
  text: _text,
  limit: _limit,
  skip: _skip,
  sort: _sort,
  symbol: _symbol,
  from: _from,
  to: _to,
  ...filter
}: SearchQuery) {
  return filter;
}

function conditions(wanted: SearchQuery, docid: string): string[] {
  const { symbol, from, to } = wanted;
  const where = filterSql(beyond(wanted));
  if (symbol !== undefined) where.push('d.symbol = :symbol');
  if (from !== undefined) where.push(`${docid} >= :fromDoc`, 'a.detected_at >= :from');
  if (to !== undefined) where.push(`${docid} < :toDoc`, 'a.detected_at <= :to');
  return where;
}

function values(wanted: SearchQuery): Record<string, string | number> {
  const { text: _text, limit: _limit, skip: _skip, sort: _sort, ...filter } = wanted;
  const doc = (time: number, seconds: number): number => (Math.floor(time / 1000) + seconds) * DOCS_A_SECOND;
  return { ...conditionValues(filter), fromDoc: doc(wanted.from ?? 0, 0), toDoc: doc(wanted.to ?? 0, 1) };
}

/** Rows of other tables are joined only for a filter or an order that asks about them. */
function joins(matched: Matched, wanted: SearchQuery, anomalies: boolean): string {
  const { text } = TABLES[matched];
  if (!anomalies) return '';
  const id = matched === 'narrative' ? 'd.anomaly_id' : 't.anomaly_id';
  const narrative = wanted.cause === undefined && !wanted.validatedOnly ? '' : ' LEFT JOIN narratives n ON n.anomaly_id = a.id'; // prettier-ignore
  return `${matched === 'narrative' ? '' : ` CROSS JOIN ${text}`} CROSS JOIN anomalies a ON a.id = ${id}${narrative}`;
}

const keyOf = ({ sort = 'best' }: SearchQuery): string =>
  sort === 'rarest' || sort === 'largest' ? SORT_KEYS[sort] : '0';

export function foundSql(matched: Matched, wanted: SearchQuery): string {
  const { index, docs } = TABLES[matched];
  const where = conditions(wanted, 'f.rowid');
  const key = keyOf(wanted);
  const anomalies = key !== '0' || where.some((sql) => /\b[an]\./.test(sql));
  const document = where.length === 0 && !anomalies ? '' : ` CROSS JOIN ${docs} d ON d.docid = f.rowid`;
  return `SELECT f.rowid AS docid, ${key} AS key FROM ${index} f${document}${joins(matched, wanted, anomalies)}
    ${whereOf([`${index} MATCH :fts`, ...where])} ORDER BY f.rowid DESC LIMIT :limit`;
}

function newestSql(matched: Matched, wanted: SearchQuery): string {
  const where = conditions(wanted, 'd.docid');
  const key = keyOf(wanted);
  const anomalies = key !== '0' || where.some((sql) => /\b[an]\./.test(sql));
  return `SELECT d.docid, ${key} AS key FROM ${TABLES[matched].docs} d${joins(matched, wanted, anomalies)}
    ${whereOf(where)} ORDER BY d.docid DESC LIMIT :limit`;
}

const textSql = ({ docs, text, column }: (typeof TABLES)[Matched]): string =>
  `SELECT d.docid, a.id AS anomaly_id, a.detected_at, ${column} AS text FROM ${docs} d CROSS JOIN ${text} CROSS JOIN anomalies a ON a.id = t.anomaly_id
    WHERE d.docid IN (SELECT value FROM json_each(?))`;

/** A statement of each shape of filter, prepared when it is first asked for. */
function prepared(db: Db, sqlOf: (wanted: SearchQuery) => string) {
  const prepare = (sql: string) => db.prepare<[Record<string, string | number>], DocRow>(sql);
  const known = new Map<string, ReturnType<typeof prepare>>();
  return (wanted: SearchQuery, more: Record<string, string | number>): DocRow[] => {
    const sql = sqlOf(wanted);
    const statement = known.get(sql) ?? prepare(sql);
    known.set(sql, statement);
    return statement.all({ ...values(wanted), ...more });
  };
}

export function createCorpus(db: Db, matched: Matched): Corpus {
  const found = prepared(db, (wanted) => foundSql(matched, wanted));
  const newest = prepared(db, (wanted) => newestSql(matched, wanted));
  const docs = createSearchDocs(db, TABLES[matched].index, textSql(TABLES[matched]));
  const shares = new Map<string, number>();
  let sampled: string[] | null = null;
  // Only a query of trigrams asks for it, so the first letters don't wait for its texts.
  const sample = (): string[] =>
    (sampled ??= docs
      .get(newest({ text: '', limit: SAMPLED }, { limit: SAMPLED }).map(({ docid }) => docid))
      .flatMap((doc) => doc?.folded ?? []));
  return {
    ...docs,
    matched,
    refresh() {
      if (!docs.refresh()) return false;
      shares.clear();
      sampled = null;
      return true;
    },
    found: (fts, wanted, limit) => found(wanted, { fts, limit }),
    newest: (wanted, limit) => newest(wanted, { limit }),
    often(trigram) {
      const known = shares.get(trigram);
      if (known !== undefined) return known;
      if (shares.size >= REMEMBERED) shares.clear();
      const held = sample().filter((text) => text.includes(trigram)).length;
      shares.set(trigram, held);
      return held;
    },
  };
}
