/**
 * The same fuzzy search as the local store's, so that both give the same answer: a text holds at least 60 % of the query's
 * trigrams. PostgreSQL brings the newest 2,000 candidates, the share is counted here. Where full matches are many, the newest
 * few hundred are enough: no older text can stand before them.
 */
import type { Reader, SearchQuery } from '../../../src-shared/ports/reader.ts';
import { wallTime } from '../../base/clock.ts';
import { bestOfEach, hitsOf, MOST_QUERY_CHARACTERS, type Found, type Text } from '../sqlite-search.ts';
import { foldQuery, foldText, mayMiss, shareFound, trigramsOf } from '../trigrams.ts';
import type { AnomalyReader } from './anomaly-reader.ts';
import type { Connection } from './connection.ts';
import { corpora, type Corpus, type Wanted } from './search-texts.ts';
import { createSampling, type TextSample } from './text-sample.ts';

const CANDIDATES = 2000;
const SHORT_CANDIDATES = 5000;
/** As many as there can be: no shortcut. */
const MOST_HITS = 2 * SHORT_CANDIDATES;
/** Candidates asked for above what the sample promises to be enough. */
const MARGIN = 1.5;
/** A text found by the index and put in order costs about this many texts read in order. */
const FOUND_COST = 1.5;

interface Asked {
  readonly query: string;
  readonly symbol: string | null;
  readonly limit: number;
}

export function createSearch(
  connection: Pick<Connection, 'rows' | 'packed'>,
  anomalies: AnomalyReader,
): Reader['search'] {
  const sampleOf = createSampling(connection, wallTime);
  const searched = corpora(connection);

  async function findIn(corpus: Corpus, asked: Asked): Promise<Found[]> {
    const { matched } = corpus;
    const trigrams = trigramsOf(asked.query);
    if (trigrams.length === 0) {
      const texts = await corpus.newest({ ...asked, needed: [], also: [], limit: SHORT_CANDIDATES, way: 'by age' });
      return texts
        .filter(({ text }) => foldText(text).includes(asked.query))
        .map((text) => ({ ...text, matched, score: 1 }));
    }
    const scored = (texts: readonly Text[]): Found[] =>
      texts
        .map((text) => ({ ...text, matched, score: shareFound(trigrams, foldText(text.text)) }))
        .filter(({ score }) => score > 0);
    for (const plan of plansFor(trigrams, asked, await sampleOf(corpus))) {
      const texts = await corpus.newest({ ...asked, ...plan });
      const found = scored(texts);
      if (plan.limit === CANDIDATES || texts.length < plan.limit || isEnough(found, texts, asked.limit)) return found;
    }
    return [];
  }

  /** Of what was found only what the filter keeps, with what the order goes by. */
  async function kept(found: readonly Found[], wanted: SearchQuery): Promise<Found[]> {
    const { text: _text, limit: _limit, skip: _skip, symbol: _symbol, sort = 'best', ...filter } = wanted;
    if (sort === 'best' && Object.values(filter).every((value) => value === undefined)) return [...found];
    const keys = await anomalies.kept([...new Set(found.map((hit) => hit.anomaly_id))], filter, sort === 'best' ? 'newest' : sort); // prettier-ignore
    return found.flatMap((hit) => {
      const key = keys.get(hit.anomaly_id);
      return key === undefined ? [] : [{ ...hit, key }];
    });
  }

  return async (wanted) => {
    const { text, limit, symbol } = wanted;
    const query = foldQuery(Array.from(text).slice(0, MOST_QUERY_CHARACTERS).join(''));
    if (query === '') return [];
    // Newest candidates suffice only for the first page of the best.
    const plain = Object.keys(wanted).every((key) => ['text', 'limit', 'symbol'].includes(key));
    const asked = { query, limit: plain ? limit : MOST_HITS, symbol: symbol ?? null };
    const found = (await Promise.all(searched.map((corpus) => findIn(corpus, asked)))).flat();
    const best = bestOfEach(await kept(found, wanted), wanted);
    const held = await anomalies.byIds(best.map((hit) => hit.anomaly_id));
    return hitsOf(best, query, () => held);
  };
}

/** Full matches newer than everything unread, as many as were asked for: whatever is older comes after them. */
function isEnough(found: readonly Found[], read: readonly Text[], limit: number): boolean {
  const unread = read.at(-1)?.detected_at ?? Infinity;
  const full = found.filter(({ score, detected_at }) => score === 1 && detected_at > unread);
  return new Set(full.map((hit) => hit.anomaly_id)).size >= limit;
}

type Plan = Omit<Wanted, 'symbol'>;

/** What to ask for, one after the other until it is enough; the last asks for all. */
function plansFor(trigrams: readonly string[], { limit }: Asked, sample: TextSample): Plan[] {
  const shares = new Map(trigrams.map((one) => [one, sample.share((text) => text.includes(one))]));
  const rarestFirst = trigrams.toSorted((a, b) => (shares.get(a) ?? 0) - (shares.get(b) ?? 0));
  const most = mayMiss(trigrams.length) + 1;
  const byAge = byAgeOf(rarestFirst, most);
  const candidates = sample.share(holdsOneOf(byAge.needed));
  const read = Math.min(sample.rows, CANDIDATES / candidates);
  const byWords = byWordsOf(rarestFirst, most);
  const found = byWords ? FOUND_COST * sample.rows * sample.share(holdsOneOf(byWords.needed)) : Infinity;
  const whole = byWords && found < read ? byWords : byAge;
  const enough = Math.ceil((MARGIN * limit) / sample.share((text) => trigrams.every((one) => text.includes(one))));
  if (enough > Math.min(read, found) / 2) return [whole];
  return [{ ...byAge, also: [], limit: Math.ceil(enough * candidates) }, whole];
}

// A match lacks fewer than `most` trigrams, so it holds one of any `most`: of the rarest, and of the next.
const byAgeOf = (trigrams: readonly string[], most: number): Plan => ({
  needed: trigrams.slice(0, most),
  also: trigrams.length >= 2 * most ? trigrams.slice(most, 2 * most) : [],
  limit: CANDIDATES,
  way: 'by age',
});

function byWordsOf(trigrams: readonly string[], most: number): Plan | null {
  const indexed = trigrams.filter((one) => INDEXED.test(one));
  if (indexed.length < most) return null;
  const plan = byAgeOf([...indexed, ...trigrams.filter((one) => !INDEXED.test(one))], most);
  return { ...plan, way: 'by words' };
}

const holdsOneOf = (trigrams: readonly string[]) => (text: string) => trigrams.some((one) => text.includes(one));

/** The index holds nothing else. https://www.postgresql.org/docs/current/pgtrgm.html */
const INDEXED = /^[\p{L}\p{N}]{3}$/u;
