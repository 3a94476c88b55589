/**
 * Fuzzy search over narratives and headlines: the newest 2,000 candidates of the trigram index, ranked by the share of the
 * query's trigrams they hold (≥ 60 %). Under three characters the newest 5,000 texts are looked through. Query text never
 * reaches the index's query language as anything but quoted trigrams.
 */
import type { SearchHit } from '../../src-shared/ports/reader.ts';
import type { Found, Matched, Text } from './search/found.ts';
import type { AnomalyReader } from './sqlite-anomaly-reader.ts';
import type { Db } from './sqlite-open.ts';
import { createBlockSearch } from './sqlite-search-blocks.ts';
import { anyOf, foldQuery, foldText, mayMiss, shareFound, trigramsOf } from './trigrams.ts';

const CANDIDATES = 2000;
const SHORT_CANDIDATES = 5000;
export const MOST_QUERY_CHARACTERS = 400;
const SNIPPET_CHARACTERS = 160;
const REMEMBERED_COUNTS = 5000;

interface Corpus {
  readonly matched: Matched;
  /** Newest texts that hold any of the trigrams. */
  candidates(query: string, symbol: string | null): Text[];
  newest(symbol: string | null): Text[];
  /** In how many texts a trigram occurs. */
  count(trigram: string): number;
}

export const NARRATIVE_CANDIDATES = `SELECT a.id AS anomaly_id, n.narrative_text AS text, a.detected_at
  FROM narratives_fts f CROSS JOIN narrative_docs d ON d.docid = f.rowid CROSS JOIN narratives n ON n.anomaly_id = d.anomaly_id
  CROSS JOIN anomalies a ON a.id = d.anomaly_id
  WHERE narratives_fts MATCH :query AND (:symbol IS NULL OR d.symbol = :symbol) ORDER BY f.rowid DESC LIMIT ${CANDIDATES}`;
export const HEADLINE_CANDIDATES = `SELECT a.id AS anomaly_id, n.title AS text, a.detected_at
  FROM headlines_fts f CROSS JOIN headline_docs d ON d.docid = f.rowid CROSS JOIN news_articles n ON n.id = d.article_id
  CROSS JOIN anomalies a ON a.id = n.anomaly_id
  WHERE headlines_fts MATCH :query AND (:symbol IS NULL OR d.symbol = :symbol) ORDER BY f.rowid DESC LIMIT ${CANDIDATES}`;
const NEWEST_NARRATIVES = `SELECT a.id AS anomaly_id, n.narrative_text AS text, a.detected_at
  FROM narrative_docs d CROSS JOIN narratives n ON n.anomaly_id = d.anomaly_id CROSS JOIN anomalies a ON a.id = d.anomaly_id
  WHERE :symbol IS NULL OR d.symbol = :symbol ORDER BY d.docid DESC LIMIT ${SHORT_CANDIDATES}`;
const NEWEST_HEADLINES = `SELECT a.id AS anomaly_id, n.title AS text, a.detected_at
  FROM headline_docs d CROSS JOIN news_articles n ON n.id = d.article_id CROSS JOIN anomalies a ON a.id = n.anomaly_id
  WHERE :symbol IS NULL OR d.symbol = :symbol ORDER BY d.docid DESC LIMIT ${SHORT_CANDIDATES}`;

export function createSearch(
  db: Db,
  anomalies: AnomalyReader,
): (q: { text: string; limit: number; symbol?: string }) => SearchHit[] {
  const corpora = [
    corpus(db, 'narrative', 'narratives_fts', NARRATIVE_CANDIDATES, NEWEST_NARRATIVES),
    corpus(db, 'headline', 'headlines_fts', HEADLINE_CANDIDATES, NEWEST_HEADLINES),
  ];
  const blocks = createBlockSearch(db);
  return ({ text, limit, symbol }) => {
    const query = foldQuery(Array.from(text).slice(0, MOST_QUERY_CHARACTERS).join(''));
    if (query === '') return [];
    const trigrams = trigramsOf(query);
    const found =
      trigrams.length > 0
        ? blocks.find(trigrams, symbol ?? null, limit)
        : corpora.flatMap((one) => findIn(one, query, symbol ?? null));
    const best = bestOfEach(found).slice(0, limit);
    const rows = anomalies.byIds(best.map((hit) => hit.anomaly_id));
    return best.flatMap(({ anomaly_id, score, matched, text: whole }) => {
      const row = rows.get(anomaly_id);
      return row ? [{ ...row, score, matched, snippet: snippetOf(whole, query) }] : [];
    });
  };
}

function corpus(db: Db, matched: Matched, table: string, candidates: string, newest: string): Corpus {
  const vocabulary = `${table}_terms`;
  db.exec(`CREATE VIRTUAL TABLE temp.${vocabulary} USING fts5vocab('main', '${table}', 'row')`);
  const byTrigram = db.prepare<[{ query: string; symbol: string | null }], Text>(candidates);
  const byAge = db.prepare<[{ symbol: string | null }], Text>(newest);
  const counted = db.prepare<[string], number>(`SELECT doc FROM temp.${vocabulary} WHERE term = ?`).pluck();
  const counts = new Map<string, number>();
  return {
    matched,
    candidates: (query, symbol) => byTrigram.all({ query, symbol }),
    newest: (symbol) => byAge.all({ symbol }),
    count(trigram) {
      const known = counts.get(trigram);
      if (known !== undefined) return known;
      if (counts.size >= REMEMBERED_COUNTS) counts.clear();
      const count = counted.get(trigram) ?? 0;
      counts.set(trigram, count);
      return count;
    },
  };
}

function findIn(corpus: Corpus, query: string, symbol: string | null): Found[] {
  const { matched } = corpus;
  const trigrams = trigramsOf(query);
  if (trigrams.length === 0) {
    const texts = corpus.newest(symbol).filter(({ text }) => foldText(text).includes(query));
    return texts.map((text) => ({ ...text, matched, score: 1 }));
  }
  // A match lacks at most m trigrams, so it holds one of any m + 1: asking for the rarest of them keeps every match among the
  // candidates and most others out. Counts may be old; any choice is right, the rarest is only the quickest.
  const rarestFirst = trigrams.toSorted((a, b) => corpus.count(a) - corpus.count(b));
  const needed = rarestFirst.slice(0, mayMiss(trigrams.length) + 1);
  return corpus
    .candidates(anyOf(needed), symbol)
    .map((text) => ({ ...text, matched, score: shareFound(rarestFirst, foldText(text.text)) }))
    .filter(({ score }) => score > 0);
}

const isBetter = (a: Found, b: Found): boolean =>
  a.score > b.score || (a.score === b.score && a.matched === 'narrative' && b.matched === 'headline');

/** One hit an anomaly: the higher score, the narrative on equal scores; then newest first. */
export function bestOfEach(found: readonly Found[]): Found[] {
  const best = new Map<string, Found>();
  for (const hit of found) {
    const known = best.get(hit.anomaly_id);
    if (!known || isBetter(hit, known)) best.set(hit.anomaly_id, hit);
  }
  const ranked = (a: Found, b: Found): number =>
    b.score - a.score || b.detected_at - a.detected_at || (a.anomaly_id < b.anomaly_id ? -1 : 1);
  return [...best.values()].sort(ranked);
}

export function snippetOf(text: string, query: string): string {
  const points = Array.from(text);
  if (points.length <= SNIPPET_CHARACTERS) return text;
  const folded = foldText(text);
  const at = Math.max(folded.indexOf(query), folded.indexOf(Array.from(query).slice(0, 3).join('')), 0);
  const from = Math.min(Math.max(0, Array.from(folded.slice(0, at)).length - 40), points.length - SNIPPET_CHARACTERS);
  const end = from + SNIPPET_CHARACTERS;
  return `${from > 0 ? '…' : ''}${points.slice(from, end).join('')}${end < points.length ? '…' : ''}`;
}
