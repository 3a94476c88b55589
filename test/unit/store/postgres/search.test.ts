/** The search over PostgreSQL against one that reads every text: same anomalies, scores and order, wherever the texts stand. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAddress } from '../../../../src-main/store/postgres/address.ts';
import { openPostgresStore } from '../../../../src-main/store/postgres/store.ts';
import { sealSearch } from '../../../../src-main/store/postgres/search-seal.ts';
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
      const entries: { id: string; symbol: string; at: number; narrative: string; headline: string }[] = [];
      const write = async (from: number, to: number): Promise<void> => {
        for (const [minute, { narrative, headline }] of corpus.entries()) {
          if (minute < from || minute >= to) continue;
          const one = anomaly(minute, { symbol: minute % 3 === 0 ? 'ETH-USD' : 'BTC-USD' });
          const article = {
            ...articleOf(one, newsItem('x', { title: headline })),
            id: childId(one.id, 'article', 'x'),
          };
          await store.writer.raise(one, null);
          await store.writer.saveInvestigation(investigationOf(one, [article]));
          await store.writer.saveNarrative(narrativeOf(one, { narrative_text: narrative }), [], 'accepted');
          entries.push({ id: one.id, symbol: one.symbol, at: one.detected_at, narrative, headline });
        }
      };
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
      const compare = async (): Promise<void> => {
        for (const [query, symbol] of asked) {
          for (const limit of [3, 100]) {
            const hits = await store.reader.search({ text: query, symbol, limit });
            expect(hits.map((hit) => [hit.anomaly.id, hit.score])).toEqual(oracle(query, symbol).slice(0, limit));
          }
        }
      };
      await write(0, 15);
      await compare(); // nothing in blocks
      expect(await sealSearch(connection, 1)).toBe(30);
      await compare(); // all in blocks
      await write(15, 25);
      await compare(); // both
      expect(await sealSearch(connection, 1)).toBe(20);
      await write(25, 40);
      const [changed, gone] = [entries[2], entries[4]];
      await database.query(`UPDATE narratives SET narrative_text = 'bitcoin halted' WHERE anomaly_id = $1`, [
        changed.id,
      ]);
      await database.query('DELETE FROM anomalies WHERE id = $1', [gone.id]);
      changed.narrative = 'bitcoin halted';
      entries.splice(4, 1);
      await compare(); // a block that grew, one text that changed and one that went
      expect(await sealSearch(connection, 1)).toBe(31);
      await compare();
    } finally {
      await connection.close();
      await store.close();
      await database.drop();
    }
  });

  it('finds the newest of many full matches over several blocks, and nothing after all is gone', async () => {
    const database = await server().createDatabase();
    const address = readAddress(database.url);
    const store = await openPostgresStore({ address });
    const connection = connect(address);
    try {
      await database.query(`INSERT INTO anomalies (id, symbol, detected_at, anomaly_type, stage)
        SELECT md5(k::text)::uuid, 'S-USD', '2024-01-01T00:00Z'::timestamptz + k * INTERVAL '1 minute', 'combined', 'accepted' FROM generate_series(1, 6000) k`);
      await database.query(`INSERT INTO narratives (anomaly_id, narrative_text)
        SELECT md5(k::text)::uuid, CASE WHEN k % 3 = 0 THEN 'withdrawals halted' ELSE 'nothing is known' END FROM generate_series(1, 6000) k`);
      expect(await sealSearch(connection)).toBe(6000);
      expect(await database.query('SELECT corpus, filled FROM search_blocks ORDER BY block')).toEqual([{ corpus: 'narrative', filled: 4096 }, { corpus: 'narrative', filled: 1904 }]); // prettier-ignore
      const hits = await store.reader.search({ text: 'withdrawals halted', limit: 20 });
      const newest = Array.from({ length: 20 }, (_, n) => Date.UTC(2024, 0, 1) + (6000 - 3 * n) * 60_000);
      expect(hits.map((hit) => [hit.anomaly.detected_at, hit.score])).toEqual(newest.map((time) => [time, 1]));
      // The newest thousand full matches go: what is left is found behind the slots that stand for nothing now.
      await database.query(
        `DELETE FROM anomalies WHERE detected_at > '2024-01-01T00:00Z'::timestamptz + INTERVAL '3000 minutes'`,
      );
      const left = await store.reader.search({ text: 'withdrawals halted', limit: 2 });
      expect(left.map((hit) => hit.anomaly.detected_at)).toEqual([3000, 2997].map((k) => Date.UTC(2024, 0, 1) + k * 60_000)); // prettier-ignore
      await database.query('TRUNCATE anomalies CASCADE');
      expect(await database.query('SELECT 1 FROM search_blocks UNION ALL SELECT 1 FROM search_postings')).toEqual([]);
      expect(await store.reader.search({ text: 'withdrawals halted', limit: 20 })).toEqual([]);
    } finally {
      await connection.close();
      await store.close();
      await database.drop();
    }
  });
});
