/**
 * The blocks of the search in SQLite (migration 0009) as they are asked, with the tail beside them: every text that holds at least
 * 60 % of the trigrams, the best of them. Texts are read only when they are to be shown, and those few in no block yet.
 */
import { addPosting, bestOfBlocks, timesOf, type Head, type Held, type RankedText } from './search/blocks.ts';
import { symbolTerm } from './search/build.ts';
import type { Db } from './sqlite-open.ts';
import type { Found, Matched, Text } from './search/found.ts';
import { foldText, shareFound } from './trigrams.ts';

/** Texts brought for each hit asked for, at first: an anomaly may have several. */
const BROUGHT = 2;
/** Of a tail that was not moved into blocks yet. */
const TAIL_CANDIDATES = 5000;

const POSTINGS = `SELECT block, term = :symbol AS of_symbol, slots FROM search_postings
  WHERE term IN (SELECT value FROM json_each(:terms)) ORDER BY block DESC`;

const CORPORA = [
  {
    matched: 'narrative',
    columns: 'a.id AS anomaly_id, n.narrative_text AS text, a.detected_at, d.symbol',
    from: `narrative_docs d CROSS JOIN narratives n ON n.anomaly_id = d.anomaly_id CROSS JOIN anomalies a ON a.id = d.anomaly_id`,
  },
  {
    matched: 'headline',
    columns: 'a.id AS anomaly_id, n.title AS text, a.detected_at, d.symbol',
    from: `headline_docs d CROSS JOIN news_articles n ON n.id = d.article_id CROSS JOIN anomalies a ON a.id = n.anomaly_id`,
  },
] as const;
type Tables = (typeof CORPORA)[number];

const tailSql = ({ columns, from }: Tables): string => `SELECT ${columns} FROM ${from}
  WHERE d.block IS NULL AND (:symbol IS NULL OR d.symbol = :symbol) ORDER BY d.docid DESC LIMIT ${TAIL_CANDIDATES}`;
/** Those that still stand in the places of a JSON array of [block, slot, terms], all at once. */
const standingSql = ({ columns, from }: Tables): string => `SELECT ${columns}, p.value ->> 2 AS terms
  FROM json_each(?) p CROSS JOIN ${from} WHERE d.block = p.value ->> 0 AND d.slot = p.value ->> 1`;

export interface BlockSearch {
  /** `trigrams`: at least one. At least `limit` anomalies' hits, and all that there are when they are fewer; in no order. */
  find(trigrams: readonly string[], symbol: string | null, limit: number): Found[];
}

export function createBlockSearch(db: Db): BlockSearch {
  const postings = db.prepare<[{ terms: string; symbol: string }], { block: number; of_symbol: number; slots: Buffer }>(
    POSTINGS,
  );
  const headsOf = createHeads(db);
  const corpora = CORPORA.map((tables) => ({
    matched: tables.matched,
    tail: db.prepare<[{ symbol: string | null }], Text>(tailSql(tables)),
    standing: db.prepare<[string], Text & { terms: number }>(standingSql(tables)),
  }));

  function heldOf(trigrams: readonly string[], symbol: string | null): Map<number, Held> {
    const name = symbol === null ? '' : symbolTerm(symbol);
    const terms = JSON.stringify(symbol === null ? trigrams : [...trigrams, name]);
    const held = new Map<number, Held>();
    for (const row of postings.iterate({ terms, symbol: name }))
      addPosting(held, row.block, row.of_symbol === 1, row.slots);
    return held;
  }

  const standingOf = (trigrams: number, ranked: readonly RankedText[]): Found[] =>
    corpora.flatMap(({ matched, standing }) => {
      const places = ranked
        .filter((one) => one.matched === matched)
        .map(({ block, slot, terms }) => [block, slot, terms]);
      if (places.length === 0) return [];
      return standing.all(JSON.stringify(places)).map(({ terms, ...text }) => ({ ...text, matched, score: terms / trigrams })); // prettier-ignore
    });

  const inTail = (trigrams: readonly string[], symbol: string | null): Found[] =>
    corpora
      .flatMap(({ matched, tail }) =>
        tail.all({ symbol }).map((text) => ({ ...text, matched, score: shareFound(trigrams, foldText(text.text)) })),
      )
      .filter(({ score }) => score > 0);

  return {
    find(trigrams, symbol, limit) {
      const asked = { trigrams: trigrams.length, ofSymbol: symbol !== null, heads: headsOf(), held: heldOf(trigrams, symbol) }; // prettier-ignore
      const tail = inTail(trigrams, symbol);
      for (let most = BROUGHT * limit; ; most *= 8) {
        const { ranked, whole } = bestOfBlocks(asked, most);
        const found = standingOf(trigrams.length, ranked);
        if (whole || new Set(found.map((hit) => hit.anomaly_id)).size >= limit) return [...tail, ...found];
      }
    },
  };
}

/** When each slot's text was detected does not change: only blocks that have grown are read again. */
function createHeads(db: Db): () => ReadonlyMap<number, Head> {
  const filledOf = db.prepare<[], { block: number; filled: number }>('SELECT block, filled FROM search_blocks');
  const read = db.prepare<[number], { matched: Matched; filled: number; detected: Buffer }>(
    'SELECT corpus AS matched, filled, detected FROM search_blocks WHERE block = ?',
  );
  let known = new Map<number, Head>();
  return () => {
    const heads = new Map<number, Head>();
    for (const { block, filled } of filledOf.iterate()) {
      const before = known.get(block);
      if (before?.filled === filled) heads.set(block, before);
    }
    for (const { block } of filledOf.all()) {
      const row = heads.has(block) ? undefined : read.get(block);
      if (row) heads.set(block, { ...row, detected: timesOf(row.detected) });
    }
    return (known = heads);
  };
}
