/**
 * Fuzzy search over narratives and headlines: texts that hold at least 60 % of the query's trigrams, the more the better, then the
 * newer. Without a filter it is counted from blocks of postings. With one, texts that hold every trigram come first, the newest
 * straight from the index; when they do not fill the page, the newest 2,000 candidates are ranked. Under three characters the
 * newest 5,000 texts are looked through. Query text reaches the index's language only as quoted trigrams.
 */
import type { AnomalyWithNarrative, SearchHit, SearchQuery } from '../../src-shared/ports/reader.ts';
import { isPlain, type Found } from './search/found.ts';
import type { AnomalyReader } from './sqlite-anomaly-reader.ts';
import type { Db } from './sqlite-open.ts';
import type { SearchDoc } from './search-docs.ts';
import { createBlockSearch } from './sqlite-search-blocks.ts';
import { createCorpus, type Corpus, type DocRow } from './sqlite-search-texts.ts';
import { allOf, anyOf, foldQuery, foldText, mayMiss, shareFound, trigramsOf } from './trigrams.ts';

const CANDIDATES = 2000;
const SHORT_CANDIDATES = 5000;
export const MOST_QUERY_CHARACTERS = 400;
const SNIPPET_CHARACTERS = 160;
/** Rarest trigrams that the index is asked for together, and how many times as many rows as the page reaches are looked at. */
const TOGETHER = 6;
const SPARE = 4;
const READ_TOGETHER = 100;

export function createSearch(db: Db, anomalies: AnomalyReader): (q: SearchQuery) => SearchHit[] {
  const corpora = [createCorpus(db, 'narrative'), createCorpus(db, 'headline')];
  const blocks = createBlockSearch(db);

  function findAll(query: string, wanted: SearchQuery): Found[] {
    const trigrams = trigramsOf(query);
    if (trigrams.length > 0 && isPlain(wanted)) return blocks.find(trigrams, wanted.symbol ?? null, reach(wanted));
    for (const corpus of corpora) corpus.refresh();
    return found(corpora, query, wanted);
  }

  return (wanted) => {
    const query = foldQuery(Array.from(wanted.text).slice(0, MOST_QUERY_CHARACTERS).join(''));
    if (query === '') return [];
    return hitsOf(bestOfEach(findAll(query, wanted), wanted), query, (ids) => anomalies.byIds(ids));
  };
}

function found(corpora: readonly Corpus[], query: string, wanted: SearchQuery): Found[] {
  const trigrams = trigramsOf(query);
  if (trigrams.length === 0) return corpora.flatMap((corpus) => shortIn(corpus, query, wanted));
  const whole = corpora.map((corpus) => wholeIn(corpus, trigrams, wanted));
  // Full matches, newest first, as many as the page reaches: what is ranked lower, or older, cannot come before them.
  if (fills(whole.flat(), wanted)) return whole.flat();
  return [...whole.flat(), ...corpora.flatMap((corpus) => rankedIn(corpus, trigrams, wanted))];
}

const reach = ({ skip = 0, limit }: SearchQuery): number => skip + limit;

/** Only the order by match can end with full matches. */
const fills = (hits: readonly Found[], wanted: SearchQuery): boolean =>
  (wanted.sort ?? 'best') === 'best' && new Set(hits.map((hit) => hit.anomaly_id)).size >= reach(wanted);

/** The rarest first, by a sample: any order is right, this one is the quickest. */
const rarestOf = (corpus: Corpus, trigrams: readonly string[]): string[] =>
  trigrams.toSorted((a, b) => corpus.often(a) - corpus.often(b));

/** Documents that hold every trigram, found by the rarest few; several headlines may be of one anomaly. */
function wholeIn(corpus: Corpus, trigrams: readonly string[], wanted: SearchQuery): Found[] {
  if ((wanted.sort ?? 'best') !== 'best') return [];
  const rarest = rarestOf(corpus, trigrams);
  const rows = corpus.found(allOf(rarest.slice(0, TOGETHER)), wanted, SPARE * reach(wanted));
  return foundOf(corpus, rows, (text) => (rarest.every((trigram) => text.includes(trigram)) ? 1 : 0), reach(wanted));
}

function shortIn(corpus: Corpus, query: string, wanted: SearchQuery): Found[] {
  const inOrder = ['best', 'newest'].includes(wanted.sort ?? 'best');
  const score = (text: string): number => (text.includes(query) ? 1 : 0);
  return foundOf(corpus, corpus.newest(wanted, SHORT_CANDIDATES), score, inOrder ? reach(wanted) : Infinity);
}

function rankedIn(corpus: Corpus, trigrams: readonly string[], wanted: SearchQuery): Found[] {
  const rarestFirst = rarestOf(corpus, trigrams);
  const rows = corpus.found(neededOf(rarestFirst), wanted, CANDIDATES);
  return foundOf(
    corpus,
    rows,
    (text) => shareFound(rarestFirst, text),
    wanted.sort === 'newest' ? reach(wanted) : Infinity,
  );
}

/**
 * A match lacks at most m trigrams, so it holds one of any m + 1: asking for one of the rarest, and for one of the next rarest, keeps every
 * match among the candidates and most others out.
 */
function neededOf(rarestFirst: readonly string[]): string {
  const most = mayMiss(rarestFirst.length) + 1;
  const needed = anyOf(rarestFirst.slice(0, most));
  if (rarestFirst.length < 2 * most) return needed;
  return `(${needed}) AND (${anyOf(rarestFirst.slice(most, 2 * most))})`;
}

/** The rows that score, newest first; once `enough` anomalies are among them, those of the same moment are the last. */
function foundOf(
  corpus: Corpus,
  rows: readonly DocRow[],
  scoreOf: (folded: string) => number,
  enough = Infinity,
): Found[] {
  const { matched } = corpus;
  const hits: Found[] = [];
  const ids = new Set<string>();
  for (const [doc, key] of documentsOf(corpus, rows)) {
    const { anomaly_id, text, detected_at, folded } = doc;
    if (ids.size >= enough && detected_at < (hits.at(-1)?.detected_at ?? 0)) break;
    const score = scoreOf(folded);
    if (score === 0) continue;
    hits.push({ anomaly_id, text, detected_at, matched, score, key });
    ids.add(anomaly_id);
  }
  return hits;
}

/** In the order of the rows, read some at a time: most searches have enough after the first. */
function* documentsOf(corpus: Corpus, rows: readonly DocRow[]): Generator<readonly [SearchDoc, key: number]> {
  for (let from = 0; from < rows.length; from += READ_TOGETHER) {
    const some = rows.slice(from, from + READ_TOGETHER);
    for (const [at, doc] of corpus.get(some.map(({ docid }) => docid)).entries())
      if (doc !== undefined) yield [doc, some[at]?.key ?? 0];
  }
}

/** A page of the ranked as hits, whole rows and all. */
export function hitsOf(
  best: readonly Found[],
  query: string,
  rowsOf: (ids: readonly string[]) => ReadonlyMap<string, AnomalyWithNarrative>,
): SearchHit[] {
  const rows = rowsOf(best.map((hit) => hit.anomaly_id));
  return best.flatMap(({ anomaly_id, score, matched, text: whole }) => {
    const row = rows.get(anomaly_id);
    return row ? [{ ...row, score, matched, snippet: snippetOf(whole, query) }] : [];
  });
}

const isBetter = (a: Found, b: Found): boolean =>
  a.score > b.score || (a.score === b.score && a.matched === 'narrative' && b.matched === 'headline');

/** One hit an anomaly: the higher score, the narrative on equal scores; in the order asked for, then newest first; one page. */
export function bestOfEach(
  found: readonly Found[],
  { sort = 'best', skip = 0, limit }: Pick<SearchQuery, 'sort' | 'skip' | 'limit'>,
): Found[] {
  const best = new Map<string, Found>();
  for (const hit of found) {
    const known = best.get(hit.anomaly_id);
    if (!known || isBetter(hit, known)) best.set(hit.anomaly_id, hit);
  }
  const first = (a: Found, b: Found): number => (sort === 'best' ? b.score - a.score : (b.key ?? 0) - (a.key ?? 0));
  const ranked = (a: Found, b: Found): number =>
    first(a, b) || b.detected_at - a.detected_at || (a.anomaly_id < b.anomaly_id ? -1 : 1);
  return [...best.values()].sort(ranked).slice(skip, skip + limit);
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
