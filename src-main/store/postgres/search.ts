/**
 * The same fuzzy search as the local store's, so that both give the same answer: a text holds at least 60 % of the query's
 * trigrams. PostgreSQL brings the newest 2,000 candidates (by its trigram index where there is one), the share is counted here.
 */
import type { Reader } from '../../../src-shared/ports/reader.ts';
import { bestOfEach, MOST_QUERY_CHARACTERS, snippetOf, type Found, type Matched, type Text } from '../sqlite-search.ts';
import { foldQuery, foldText, mayMiss, shareFound, trigramsOf } from '../trigrams.ts';
import type { AnomalyReader } from './anomaly-reader.ts';
import type { Connection } from './connection.ts';
import { ms } from './values.ts';

const CANDIDATES = 2000;
const SHORT_CANDIDATES = 5000;

const SOURCES: readonly { matched: Matched; column: string; from: string }[] = [
  { matched: 'narrative', column: 'n.narrative_text', from: 'narratives n JOIN anomalies a ON a.id = n.anomaly_id' },
  { matched: 'headline', column: 'n.title', from: 'news_articles n JOIN anomalies a ON a.id = n.anomaly_id' },
];

export function createSearch({ rows }: Pick<Connection, 'rows'>, anomalies: AnomalyReader): Reader['search'] {
  async function texts(
    source: (typeof SOURCES)[number],
    patterns: readonly string[],
    symbol: string | null,
  ): Promise<Text[]> {
    const any = patterns.map((_, at) => `${source.column} ILIKE :p${at}`).join(' OR ');
    const sql = `SELECT a.id AS anomaly_id, ${source.column} AS text, ${ms('a.detected_at')} AS detected_at FROM ${source.from}
      WHERE (:symbol::text IS NULL OR a.symbol = :symbol::text) ${any === '' ? '' : `AND (${any})`}
      ORDER BY a.detected_at DESC LIMIT ${any === '' ? SHORT_CANDIDATES : CANDIDATES}`;
    return rows<Text>(sql, { symbol, ...Object.fromEntries(patterns.map((pattern, at) => [`p${at}`, pattern])) });
  }

  async function findIn(source: (typeof SOURCES)[number], query: string, symbol: string | null): Promise<Found[]> {
    const { matched } = source;
    const trigrams = trigramsOf(query);
    if (trigrams.length === 0) {
      const newest = (await texts(source, [], symbol)).filter(({ text }) => foldText(text).includes(query));
      return newest.map((text) => ({ ...text, matched, score: 1 }));
    }
    const candidates = await texts(source, neededOf(trigrams).map(likeAnywhere), symbol);
    return candidates
      .map((text) => ({ ...text, matched, score: shareFound(trigrams, foldText(text.text)) }))
      .filter(({ score }) => score > 0);
  }

  return async ({ text, limit, symbol }) => {
    const query = foldQuery(Array.from(text).slice(0, MOST_QUERY_CHARACTERS).join(''));
    if (query === '') return [];
    const found = await Promise.all(SOURCES.map((source) => findIn(source, query, symbol ?? null)));
    const best = bestOfEach(found.flat()).slice(0, limit);
    const held = await anomalies.byIds(best.map((hit) => hit.anomaly_id));
    return best.flatMap(({ anomaly_id, score, matched, text: whole }) => {
      const row = held.get(anomaly_id);
      return row ? [{ ...row, score, matched, snippet: snippetOf(whole, query) }] : [];
    });
  };
}

const INDEXED = /^[\p{L}\p{N}]{3}$/u;

/**
 * A match lacks at most m trigrams, so it holds one of any m + 1. Those of letters and digits alone are taken first: the
 * index holds nothing else. https://www.postgresql.org/docs/current/pgtrgm.html
 */
function neededOf(trigrams: readonly string[]): string[] {
  const [indexed, others] = [trigrams.filter((one) => INDEXED.test(one)), trigrams.filter((one) => !INDEXED.test(one))];
  return [...indexed, ...others].slice(0, mayMiss(trigrams.length) + 1);
}

const likeAnywhere = (trigram: string): string => `%${trigram.replace(/[\\%_]/g, '\\$&')}%`;
