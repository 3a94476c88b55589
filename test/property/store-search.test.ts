/** Search against an oracle that reads every text: same anomalies, same scores, same order, whatever is asked. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childId } from '../../src-main/base/ids.ts';
import { openCore, type StoreCore } from '../../src-main/store/sqlite-core.ts';
import { createSealer } from '../../src-main/store/sqlite-search-seal.ts';
import { foldQuery, foldText, trigramsOf } from '../../src-main/store/trigrams.ts';
import {
  anomaly,
  articleOf,
  investigationOf,
  narrativeOf,
  newsItem,
  temporaryFolder,
  type TemporaryFolder,
} from '../conformance/store-samples.ts';

const SEED = Number(process.env.MANE_SEED ?? 20240101);
const WORDS = [
  'bitcoin',
  'Ether',
  'ETF',
  'hack',
  'halted',
  '"quote"',
  "o'clock",
  '−4.2 %',
  'ÄRGER',
  'биржа',
  'БИРЖА',
  '交易所',
  '😀',
  'SEC',
  'sues',
  'rally',
  'a',
  '100%',
  '_',
  'İstanbul',
  'ΣΊΣΥΦΟΣ',
];

const word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);
const text = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));

interface Entry {
  readonly id: string;
  readonly symbol: string;
  readonly at: number;
  readonly narrative: string;
  readonly headlines: string[];
}

/** Straight from the definition: distinct trigrams of the query that occur in the text. */
function oracleScore(query: string, candidate: string): number {
  const folded = foldText(candidate);
  if (Array.from(query).length < 3) return folded.includes(query) ? 1 : 0;
  const trigrams = trigramsOf(query);
  const held = new Set(trigramsOf(folded));
  const share = trigrams.filter((trigram) => held.has(trigram)).length / trigrams.length;
  return share >= 0.6 ? share : 0;
}

function oracle(entries: readonly Entry[], asked: string, symbol: string | undefined, limit: number) {
  const query = foldQuery(Array.from(asked).slice(0, 400).join(''));
  if (query === '') return [];
  return entries
    .filter((entry) => symbol === undefined || entry.symbol === symbol)
    .map((entry) => {
      const best = Math.max(0, ...entry.headlines.map((headline) => oracleScore(query, headline)));
      const narrative = oracleScore(query, entry.narrative);
      return { entry, score: Math.max(best, narrative), matched: narrative >= best ? 'narrative' : 'headline' };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.entry.at - a.entry.at)
    .slice(0, limit)
    .map(({ entry, score, matched }) => ({ id: entry.id, score, matched }));
}

describe('search', () => {
  let here: TemporaryFolder;
  let core: StoreCore;
  const entries: Entry[] = [];

  beforeAll(() => {
    here = temporaryFolder();
    core = openCore({ path: here.db });
    const corpus = fc.sample(fc.record({ narrative: text, headlines: fc.array(text, { maxLength: 3 }) }), {
      numRuns: 150,
      seed: SEED,
    });
    for (const [minute, { narrative, headlines }] of corpus.entries()) {
      const one = anomaly(minute, { symbol: minute % 3 === 0 ? 'ETH-USD' : 'BTC-USD' });
      core.writer!.raise(one, null);
      const articles = headlines.map((title, index) => ({
        ...articleOf(one, newsItem('x', { title })),
        id: childId(one.id, 'article', String(index)),
      }));
      core.writer!.saveInvestigation(investigationOf(one, articles));
      core.writer!.saveNarrative(narrativeOf(one, { narrative_text: narrative }), [], 'accepted');
      entries.push({ id: one.id, symbol: one.symbol, at: one.detected_at, narrative, headlines });
      // Some texts in blocks, one of which grows; the last in none.
      if (minute === 60 || minute === 110) while (createSealer(core.db!)(1) > 0);
    }
    // One text of a block changes, another goes.
    const changed = entries[5];
    core.writer!.saveNarrative(narrativeOf(anomaly(5, { symbol: changed.symbol }), { narrative_text: 'bitcoin halted', revision: 1 }), [], 'accepted'); // prettier-ignore
    entries[5] = { ...changed, narrative: 'bitcoin halted' };
    core.db!.prepare('DELETE FROM anomalies WHERE id = ?').run(entries[7].id);
    entries.splice(7, 1);
  });
  afterAll(() => {
    core.close();
    here.remove();
  });

  it(`equals the oracle (seed ${SEED}, MANE_SEED)`, { timeout: 120_000 }, () => {
    const asked = fc.oneof(
      text,
      word,
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(...WORDS).map((whole) => whole.slice(0, 2)),
    );
    const symbol = fc.constantFrom(undefined, 'BTC-USD', 'ETH-USD', "x' OR 1=1");
    fc.assert(
      fc.property(asked, symbol, fc.integer({ min: 1, max: 200 }), (query, only, limit) => {
        const hits = core.reader.search({ text: query, symbol: only, limit });
        const found = hits.map((hit) => ({ id: hit.anomaly.id, score: hit.score, matched: hit.matched }));
        expect(found).toEqual(oracle(entries, query, only, limit));
      }),
      { seed: SEED, numRuns: 1500 },
    );
  });
});
