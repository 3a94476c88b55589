import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src-shared/narrative.ts';
import { judgeByRules, verdictOf, WEIGHTS } from '../../../src-main/validate/verdict.ts';
import { exampleInput } from '../../../src-main/validate/example-input.ts';
import { makeAnomaly, makeCase, namesOf } from '../../fixtures/narrative/cases.ts';
import { writeAndJudge } from '../../fixtures/narrative/write.ts';

const finding = (rule: string, score: number | null, passed = score === null || score >= 0.5): Finding => ({
  rule,
  score,
  passed,
  reason: '',
  claim: null,
});

describe('verdictOf', () => {
  it('weighs the rules that apply', () => {
    expect(WEIGHTS).toEqual({ sentiment: 1.2, timing: 1.5, magnitude: 0.8, tools: 1, quality: 0.5, judge: 1.5 });
    expect(
      verdictOf([
        finding('sentiment', 0, false),
        finding('timing', 1),
        finding('magnitude', 1),
        finding('tools', 1),
        finding('quality', 1),
      ]).score,
    ).toBe(0.76);
    expect(
      verdictOf([finding('sentiment', null), finding('timing', null), finding('magnitude', 0), finding('quality', 1)])
        .score,
    ).toBe(0.3846);
  });
  it('accepts from 0.65 on', () => {
    expect(verdictOf([finding('quality', 0.65)]).verdict).toBe('accepted');
    expect(verdictOf([finding('quality', 0.6499)]).verdict).toBe('withheld');
  });
  it.each(['grounding', 'timing', 'judge'])('%s is a veto', (rule) => {
    expect(verdictOf([finding('quality', 1), finding('magnitude', 1), finding(rule, 0, false)])).toMatchObject({
      verdict: 'withheld',
      score: 0,
    });
  });
  it('withholds when nothing applies', () =>
    expect(verdictOf([finding('sentiment', null)])).toMatchObject({ verdict: 'withheld', score: 0 }));
  it('keeps scores within 0–1', () =>
    expect(verdictOf([finding('quality', 5), finding('magnitude', -3)]).score).toBe(0.3846));
});

describe('judgeByRules', () => {
  it('gives one grounding finding for each sentence, and reasons', async () => {
    const { evidence } = makeCase(makeAnomaly(), []);
    const { draft } = await writeAndJudge(evidence);
    const lied = {
      ...draft,
      sentences: draft.sentences.map((s, i) => (i === 0 ? { ...s, text: s.text.replace('4.2 %', '4.9 %') } : s)),
    };
    const verdict = judgeByRules(lied, evidence, { namesOf });
    expect(verdict.verdict).toBe('withheld');
    expect(
      verdict.findings.filter(({ rule }) => rule === 'grounding').map(({ passed, claim }) => [passed, claim]),
    ).toEqual([
      [false, 0],
      [true, 1],
    ]);
    expect(verdict.findings[0].reason).toBe('“4.9 %” is not in the cited evidence');
  });
  it('lets an honest "cause unknown" pass', async () => {
    expect((await writeAndJudge(makeCase(makeAnomaly(), []).evidence)).verdict).toMatchObject({
      verdict: 'accepted',
      score: 1,
    });
  });
  it.each([
    { sentences: [], cause: 'likely_cause' as const },
    {
      sentences: [
        { text: '', cites: [] },
        { text: '“', cites: ['E1', 'x'] },
      ],
      cause: 'cause_unknown' as const,
    },
    {
      sentences: Array.from({ length: 50 }, () => ({ text: '((([[[ 1e309 \ud800 %', cites: ['E0'] })),
      cause: 'coincident_news' as const,
    },
  ])('withholds the broken without throwing', (draft) => {
    expect(judgeByRules(draft, makeCase(makeAnomaly(), []).evidence, { namesOf }).verdict).toBe('withheld');
  });
  it.each([150, 5_000, 500_000])('withholds hostile text of %i repetitions', (count) => {
    const text = `${'a 1.1 % “'.repeat(count)}${'9'.repeat(count)}${' ('.repeat(count)}`;
    const draft = {
      sentences: [
        { text, cites: ['E1'] },
        { text, cites: ['E1'] },
      ],
      cause: 'cause_unknown' as const,
    };
    expect(judgeByRules(draft, makeCase(makeAnomaly(), []).evidence, { namesOf }).verdict).toBe('withheld');
  });
});

/** True sentences that the template would not write: another writer must be able to pass. */
describe('other true words', () => {
  const { evidence, narrative } = exampleInput();
  const facts = {
    anomaly_id: '',
    symbol: 'SOL-USD',
    onset: Date.parse(exampleInput().onset),
    detected_at: 0,
    built_at: 0,
    facts: [...evidence],
  };
  const [first, second] = narrative.sentences as [
    (typeof narrative.sentences)[number],
    (typeof narrative.sentences)[number],
  ];
  it.each([
    ['Solana gained 4.2 % within five minutes from 14:22 UTC, a move seen about once in 9 days.', second.text],
    [
      'SOL-USD climbed 4.2 % in 5 minutes, while Bitcoin rose only 0.1 %.',
      'The move was probably caused by approval of a spot Solana fund, which CoinDesk reported at 14:19 UTC.',
    ],
    [
      'At 14:22 UTC Solana began a 4.2 % rise on about 12 times its usual volume.',
      'CoinDesk reported at 14:19 UTC, 3 min before the onset, that Calder Pacific wins approval to launch a spot fund, which probably drove the move.',
    ],
    [
      'SOL rose +4.2 % over 5 min from 14:22 UTC, about once in 9 days.',
      'The rise likely followed “Calder Pacific wins approval…”, published by CoinDesk at 14:19 UTC.',
    ],
  ])('%s %s', (a, b) => {
    const draft = {
      cause: 'likely_cause' as const,
      sentences: [
        { text: a, cites: first.cites },
        { text: b, cites: second.cites },
      ],
    };
    const verdict = judgeByRules(draft, facts, { namesOf });
    expect(verdict.findings.filter(({ passed }) => !passed)).toEqual([]);
    expect(verdict.verdict).toBe('accepted');
  });
});
