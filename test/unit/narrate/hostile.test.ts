/** Hostile headlines stay inert: quoted as they are or not at all, and nothing of them outside quotations. */
import { describe, expect, it } from 'vitest';
import { hasWebAddress } from '../../../src-shared/quotation.ts';
import { HOSTILE_HEADLINES, HOSTILE_SOURCES } from '../../corpora/hostile/headlines.ts';
import { makeAnomaly, makeCase } from '../../fixtures/narrative/cases.ts';
import { writeAndJudge } from '../../fixtures/narrative/write.ts';

const anomaly = makeAnomaly();
const places = [
  { name: 'just before', specs: (title: string) => [{ at: -2, title, sentiment: 0.9 }] },
  { name: 'just after', specs: (title: string) => [{ at: 3, title, sentiment: 0.9 }] },
  {
    name: 'twice afterwards',
    specs: (title: string) => [
      { at: 3, title, sentiment: 0.9, cluster_id: 0 },
      { at: 9, title: `${title} indeed, says another`, source: 'Decrypt', sentiment: 0.9, cluster_id: 0 },
    ],
  },
];
const bare = (text: string) => text.replace(/“[^”]*”/gu, '');
/** All words that the template itself may use around the news. */
const OWN_WORDS =
  /^(?:SOL-USD rose [\d.]+ % in 5 min from 14:22 UTC, on 12 times its usual volume, about once in 9 days for SOL, while BTC rose 0\.10 %\. )(?:The move was probably caused by the news {1,2}\((?:CoinDesk), 14:20 UTC\), published 2 min before the onset\.|It was followed by reports (?:of {1,2})?by CoinDesk at 14:25 UTC, 3 min after the onset, and by Decrypt at 14:31 UTC\.|It was followed by a report from a single source, {1,2}\(CoinDesk, 14:25 UTC\), 3 min after the onset\.|No cause is established: the nearest linked report, {0,2}\((?:CoinDesk|Decrypt), 14:\d\d UTC\), came \d min (?:before|after) the onset\.)$/u;

describe('hostile headlines', () => {
  it('has at least 60', () => expect(new Set(HOSTILE_HEADLINES).size).toBeGreaterThanOrEqual(60));

  it.each(places)('$name: nothing obeyed, nothing new outside quotations', async ({ specs }) => {
    for (const title of HOSTILE_HEADLINES) {
      const { evidence } = makeCase(anomaly, specs(title));
      const { text, verdict, draft } = await writeAndJudge(evidence);
      expect(bare(text), title).toMatch(OWN_WORDS);
      expect(hasWebAddress(text), title).toBe(false);
      expect(/[<>`{}\p{Cc}\p{Cf}]|\]\(/u.test(text), title).toBe(false);
      expect(draft.sentences).toHaveLength(2);
      expect(verdict.verdict, `${title}: ${JSON.stringify(verdict.findings.filter((f) => !f.passed))}`).toBe(
        'accepted',
      );
    }
  });

  it('never gives an order as a cause', async () => {
    const orders = HOSTILE_HEADLINES.filter((title) =>
      /ignore|disregard|instruction|system|you (?:are|must|should)|https?:|<|DROP TABLE/i.test(title),
    );
    expect(orders.length).toBeGreaterThan(20);
    for (const title of orders) {
      const { draft } = await writeAndJudge(makeCase(anomaly, [{ at: -2, title, sentiment: 0.9 }]).evidence);
      expect(draft.cause, title).toBe('coincident_news');
      expect(draft.sentences[1].text, title).not.toContain('“');
    }
  });

  it('keeps hostile publishers out of the sentence', async () => {
    for (const source of HOSTILE_SOURCES) {
      const { evidence } = makeCase(anomaly, [{ at: 3, title: 'Solana upgrade goes live', source }], {
        down: [source],
      });
      const { text, verdict } = await writeAndJudge(evidence);
      expect(text, source).toContain('an unnamed source');
      expect(hasWebAddress(text), source).toBe(false);
      expect(verdict.verdict, source).toBe('accepted');
    }
  });
});
