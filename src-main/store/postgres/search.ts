/**
 * The same fuzzy search as the local store's, so that both give the same answer: a text holds at least 60 % of the query's
 * trigrams; the more the better, then the newer. What stands in blocks is counted from their postings, the few texts that came
 * since are read; nothing is left out, however many there are.
 */
import type { Reader, SearchQuery } from '../../../src-shared/ports/reader.ts';
import { filterOf, isPlain, type Found } from '../search/found.ts';
import { bestOfEach, hitsOf, MOST_QUERY_CHARACTERS } from '../sqlite-search.ts';
import { foldQuery, foldText, mayMiss, shareFound, trigramsOf } from '../trigrams.ts';
import type { AnomalyReader } from './anomaly-reader.ts';
import type { Connection } from './connection.ts';
import { createBlocks, type BestOf } from './search-blocks.ts';
import { CORPORA, createSearchTexts } from './search-texts.ts';

/** Under three characters there are no trigrams: so many of the newest texts are looked through. */
const SHORT_CANDIDATES = 5000;
/** Of a tail that nobody has moved into blocks. */
const TAIL_CANDIDATES = 5000;
/** Texts brought for each hit asked for, at first: an anomaly may have several. */
const BROUGHT = 2;
/** Hits brought for a filter, or another order than the best match, which are looked at only once they are found. */
const MOST_FILTERED = 5000;

interface Asked {
  readonly query: string;
  readonly symbol: string | null;
  readonly limit: number;
}

const anomaliesOf = (found: readonly Found[]): number => new Set(found.map((hit) => hit.anomaly_id)).size;

export function createSearch(connection: Pick<Connection, 'packed'>, anomalies: AnomalyReader): Reader['search'] {
  const texts = createSearchTexts(connection);
  const bestIn = createBlocks(connection);

  async function short({ query, symbol, limit }: Asked): Promise<Found[]> {
    for (let most = BROUGHT * limit; ; most *= 8) {
      const found = (await texts.holding(query, symbol, SHORT_CANDIDATES, most)).map((text) => ({ ...text, score: 1 }));
      const enough = CORPORA.every((corpus) => {
        const some = found.filter(({ matched }) => matched === corpus);
        return some.length < most || anomaliesOf(some) >= limit;
      });
      if (enough) return found;
    }
  }

  async function inTail(trigrams: readonly string[], symbol: string | null): Promise<Found[]> {
    // A match lacks at most m trigrams, so it holds one of any m + 1.
    const needed = trigrams.slice(0, mayMiss(trigrams.length) + 1);
    const found = await texts.inTail(needed, symbol, TAIL_CANDIDATES);
    return found
      .map((text) => ({ ...text, score: shareFound(trigrams, foldText(text.text)) }))
      .filter(({ score }) => score > 0);
  }

  /** More are brought until enough of them still stand and are of different anomalies. */
  async function inBlocks(bestOf: BestOf, trigrams: number, limit: number): Promise<Found[]> {
    for (let most = BROUGHT * limit; ; most *= 8) {
      const { ranked, whole } = bestOf(most);
      const terms = new Map(ranked.map((one) => [`${one.block}/${one.slot}`, one.terms]));
      const found = (await texts.standingIn(ranked)).map(({ block, slot, ...text }) => ({
        ...text,
        score: (terms.get(`${block}/${slot}`) ?? 0) / trigrams,
      }));
      if (whole || anomaliesOf(found) >= limit) return found;
    }
  }

  async function find(asked: Asked): Promise<Found[]> {
    const trigrams = trigramsOf(asked.query);
    if (trigrams.length === 0) return short(asked);
    const [tail, bestOf] = await Promise.all([inTail(trigrams, asked.symbol), bestIn(trigrams, asked.symbol)]);
    return [...tail, ...(await inBlocks(bestOf, trigrams.length, asked.limit))];
  }

  /** Of what was found only what the filter keeps, with what the order goes by. */
  async function kept(found: readonly Found[], wanted: SearchQuery): Promise<Found[]> {
    if (isPlain(wanted)) return [...found];
    const { sort = 'best', ...filter } = filterOf(wanted);
    const keys = await anomalies.kept([...new Set(found.map((hit) => hit.anomaly_id))], filter, sort === 'best' ? 'newest' : sort); // prettier-ignore
    return found.flatMap((hit) => {
      const key = keys.get(hit.anomaly_id);
      return key === undefined ? [] : [{ ...hit, key }];
    });
  }

  return async (wanted) => {
    const { text, limit, skip = 0, symbol } = wanted;
    const query = foldQuery(Array.from(text).slice(0, MOST_QUERY_CHARACTERS).join(''));
    if (query === '') return [];
    const most = isPlain(wanted) ? skip + limit : MOST_FILTERED;
    const best = bestOfEach(await kept(await find({ query, limit: most, symbol: symbol ?? null }), wanted), wanted);
    const held = await anomalies.byIds(best.map((hit) => hit.anomaly_id));
    return hitsOf(best, query, () => held);
  };
}
