/** Whatever the evidence, the template writes two sentences that pass, or are withheld with a reason; it never throws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvidenceSchema } from '../../../src-shared/narrative.ts';
import { isQuoteOf, quoteTitle } from '../../../src-shared/quotation.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import { judgeByRules } from '../../../src-main/validate/verdict.ts';
import { tokensOf } from '../../../src-main/validate/rules/form.ts';
import { makeAnomaly, makeCase, namesOf, randomCase } from '../../fixtures/narrative/cases.ts';
import { writeAndJudge } from '../../fixtures/narrative/write.ts';

const seed = Number(process.env.MANE_SEED ?? 20_260_302);
const anyText = fc.string({ unit: 'binary', maxLength: 200 });
const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe(`template narrator, seed ${seed}`, () => {
  it('always passes on plausible evidence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (n) => {
        const { evidence } = randomCase(seededRandom(n));
        const { verdict, draft, text } = await writeAndJudge(evidence);
        expect(
          verdict.findings.filter(({ passed }) => !passed),
          text,
        ).toEqual([]);
        expect(draft.sentences).toHaveLength(2);
        expect(tokensOf(draft)).toBeLessThanOrEqual(500);
      }),
      { seed, numRuns: 400 },
    );
  });

  it('never throws, whatever publishers write and however odd the numbers', async () => {
    const article = fc.record({
      at: finite(-400, 200),
      title: anyText,
      source: anyText,
      sentiment: fc.option(finite(-1, 1)),
      cluster_id: fc.integer({ min: -1, max: 2 }),
      price_report: fc.boolean(),
      assets: fc.subarray(['SOL', 'BTC']),
      topics: fc.subarray(['regulation']),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(article, { maxLength: 8 }),
        fc.option(finite(-99, 1e6)),
        fc.option(finite(-200, 1e9)),
        finite(0, 1e6),
        fc.option(finite(0, 1)),
        fc.array(anyText, { maxLength: 3 }),
        async (specs, change, volume, lambda, breadth, down) => {
          const anomaly = makeAnomaly({
            price_change_pct: change,
            volume_change_pct: volume,
            metadata: { lambda_per_day: lambda, breadth },
          });
          const { evidence } = makeCase(anomaly, specs, { down });
          EvidenceSchema.parse(evidence);
          const { verdict, text } = await writeAndJudge(evidence);
          expect(verdict.verdict, `${text} ${JSON.stringify(verdict.findings.filter(({ passed }) => !passed))}`).toBe(
            'accepted',
          );
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        },
      ),
      { seed, numRuns: 300 },
    );
  });
});

describe(`verdict, seed ${seed}`, () => {
  it('never throws and stays within 0–1 for any draft', () => {
    const { evidence } = randomCase(seededRandom(seed), 'mixed');
    const sentence = fc.record({
      text: fc.oneof(anyText, fc.stringMatching(/^[“”"a-zA-Z0-9%.:, −+-]{0,120}$/u)),
      cites: fc.array(fc.oneof(anyText, fc.constantFrom('E1', 'E2', 'E9', 'E99'))),
    });
    const draft = fc.record({
      sentences: fc.array(sentence, { maxLength: 4 }),
      cause: fc.constantFrom(
        'likely_cause' as const,
        'reported_afterwards' as const,
        'coincident_news' as const,
        'cause_unknown' as const,
      ),
    });
    fc.assert(
      fc.property(draft, (one) => {
        const { score, verdict } = judgeByRules(one, evidence, { namesOf });
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(verdict).toBe('withheld');
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe(`quotations, seed ${seed}`, () => {
  it('are recognised as the headline they quote, on one line, with one pair of marks', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => text.trim().length > 3),
        fc.integer({ min: 20, max: 200 }),
        (title, max) => {
          const quoted = quoteTitle(title, max);
          expect(quoted).toMatch(/^“[^“”"\n]*”$/u);
          expect(isQuoteOf(quoted.slice(1, -1), title)).toBe(true);
        },
      ),
      { seed, numRuns: 1000 },
    );
  });
});
