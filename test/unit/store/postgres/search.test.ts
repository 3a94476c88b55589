/** The search over PostgreSQL against one that reads every text: same anomalies, scores and order, whichever way it goes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAddress } from '../../../../src-main/store/postgres/address.ts';
import { openPostgresStore } from '../../../../src-main/store/postgres/store.ts';
import { corpora, type Way } from '../../../../src-main/store/postgres/search-texts.ts';
import { connect } from '../../../../src-main/store/postgres/connection.ts';
import { childId } from '../../../../src-main/base/ids.ts';
import { foldQuery, foldText, trigramsOf } from '../../../../src-main/store/trigrams.ts';
import { anomaly, articleOf, investigationOf, narrativeOf, newsItem } from '../../../conformance/store-samples.ts';
import { describePostgres } from '../../../fixtures/postgres.ts';

const SEED = Number(process.env.MANE_SEED ?? 20240103);
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
  'ärger',
  'биржа',
  'БИРЖА',
  '交易所',
  '😀',
  'a\\b',
  '[x]',
  '(y|z)',
  '100%',
  '_',
  'İstanbul',
  'ΣΊΣΥΦΟΣ',
  '***:',
  '$1',
];
const text = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...WORDS) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((words) => words.join(' '));

function score(query: string, candidate: string): number {
  const folded = foldText(candidate);
  if (Array.from(query).length < 3) return folded.includes(query) ? 1 : 0;
  const trigrams = trigramsOf(query);
  const share = trigrams.filter((one) => folded.includes(one)).length / trigrams.length;
  return share >= 0.6 ? share : 0;
}

describePostgres('search', (server) => {
  it(`equals a reading of every text (seed ${SEED}, MANE_SEED)`, { timeout: 240_000 }, async () => {
    const database = await server().createDatabase();
    const address = readAddress(database.url);
    const store = await openPostgresStore({ address });
    const connection = connect(address);
    try {
      const corpus = fc.sample(fc.record({ narrative: text, headline: text }), { numRuns: 40, seed: SEED });
      const entries = await Promise.all(
        corpus.map(async ({ narrative, headline }, minute) => {
          const one = anomaly(minute, { symbol: minute % 3 === 0 ? 'ETH-USD' : 'BTC-USD' });
          const article = {
            ...articleOf(one, newsItem('x', { title: headline })),
            id: childId(one.id, 'article', 'x'),
          };
          await store.writer.raise(one, null);
          await store.writer.saveInvestigation(investigationOf(one, [article]));
          await store.writer.saveNarrative(narrativeOf(one, { narrative_text: narrative }), [], 'accepted');
          return { id: one.id, symbol: one.symbol, at: one.detected_at, narrative, headline };
        }),
      );
      const oracle = (asked: string, symbol?: string) => {
        const query = foldQuery(asked);
        return entries
          .filter((entry) => query !== '' && (symbol === undefined || entry.symbol === symbol))
          .map(({ id, at, narrative, headline }) => ({
            id,
            at,
            score: Math.max(score(query, narrative), score(query, headline)),
          }))
          .filter((hit) => hit.score > 0)
          .sort((a, b) => b.score - a.score || b.at - a.at)
          .map((hit) => [hit.id, hit.score]);
      };
      const asked = fc.sample(fc.tuple(text, fc.constantFrom(undefined, 'ETH-USD', "x' OR 1=1")), {
        numRuns: 60,
        seed: SEED,
      });
      for (const [query, symbol] of asked) {
        const hits = await store.reader.search({ text: query, symbol, limit: 100 });
        expect(hits.map((hit) => [hit.anomaly.id, hit.score])).toEqual(oracle(query, symbol));
        const needed = trigramsOf(foldQuery(query));
        if (needed.length === 0) continue;
        const both = (['by words', 'by age'] as Way[]).map((way) =>
          Promise.all(
            corpora(connection).map((one) => one.newest({ needed, also: [], symbol: symbol ?? null, limit: 100, way })),
          ),
        );
        expect(await both[0]).toEqual(await both[1]);
      }
    } finally {
      await connection.close();
      await store.close();
      await database.drop();
    }
  });

  it('brings only the newest when full matches are many, and the same first hits', async () => {
    const database = await server().createDatabase();
    const store = await openPostgresStore({ address: readAddress(database.url) });
    try {
      await database.query(`INSERT INTO anomalies (id, symbol, detected_at, anomaly_type, stage)
        SELECT md5(k::text)::uuid, 'S-USD', '2024-01-01T00:00Z'::timestamptz + k * INTERVAL '1 minute', 'combined', 'accepted' FROM generate_series(1, 6000) k`);
      await database.query(`INSERT INTO narratives (anomaly_id, narrative_text)
        SELECT md5(k::text)::uuid, CASE WHEN k % 3 = 0 THEN 'withdrawals halted' ELSE 'nothing is known' END FROM generate_series(1, 6000) k`);
      await database.query('ANALYZE');
      const hits = await store.reader.search({ text: 'withdrawals halted', limit: 20 });
      const newest = Array.from({ length: 20 }, (_, n) => Date.UTC(2024, 0, 1) + (6000 - 3 * n) * 60_000);
      expect(hits.map((hit) => [hit.anomaly.detected_at, hit.score])).toEqual(newest.map((time) => [time, 1]));
      await database.query('TRUNCATE anomalies CASCADE');
      expect(await store.reader.search({ text: 'withdrawals halted', limit: 20 })).toEqual([]);
    } finally {
      await store.close();
      await database.drop();
    }
  });
});
