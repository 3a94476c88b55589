/** Each rule alone: one true draft, one change at a time. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Draft, Evidence } from '../../../src-shared/narrative.ts';
import { attribution } from '../../../src-main/validate/rules/attribution.ts';
import { causality, causeClass } from '../../../src-main/validate/rules/causality.ts';
import { citations } from '../../../src-main/validate/rules/citations.ts';
import { draftForm, sentenceForm, tokensOf } from '../../../src-main/validate/rules/form.ts';
import { magnitude } from '../../../src-main/validate/rules/magnitude.ts';
import { names } from '../../../src-main/validate/rules/names.ts';
import { numbers } from '../../../src-main/validate/rules/numbers.ts';
import { quality } from '../../../src-main/validate/rules/quality.ts';
import type { Check, RuleInput } from '../../../src-main/validate/rules/rule.ts';
import { sentiment } from '../../../src-main/validate/rules/sentiment.ts';
import { times } from '../../../src-main/validate/rules/times.ts';
import { timing } from '../../../src-main/validate/rules/timing.ts';
import { tools } from '../../../src-main/validate/rules/tools.ts';
import { createSubjects, readDraft } from '../../../src-main/validate/said.ts';
import { makeAnomaly, makeCase, namesOf } from '../../fixtures/narrative/cases.ts';

const hedging = JSON.parse(
  readFileSync(new URL('../../fixtures/narrative/hedging.json', import.meta.url), 'utf8'),
) as string[];
const FUND = 'Calder Pacific wins approval to launch spot Solana fund';
const FUND2 = 'Spot Solana fund approved, Calder Pacific confirms';
const { evidence } = makeCase(makeAnomaly(), [
  { at: -3, title: FUND, sentiment: 0.6 },
  { at: 9, title: FUND2, source: 'Decrypt', sentiment: 0.5 },
  { at: 20, title: 'Solana fund: “a first”, says Calder Pacific', source: 'The Block', sentiment: 0.5 },
  { at: 30, title: 'Solana jumps 4%', source: 'Bitcoin.com News', price_report: true },
]);
const idOf = (source: string) => evidence.facts.find((fact) => fact.news?.source === source)!.id;
const [BEFORE, AFTER, LATER, PRICE] = ['CoinDesk', 'Decrypt', 'The Block', 'Bitcoin.com News'].map(idOf) as [
  string,
  string,
  string,
  string,
];
const MOVE = ['E1', 'E2', 'E5', 'E6', 'E7', 'E8'];

const inputOf = (draft: Draft, facts: Evidence = evidence): RuleInput => ({
  draft,
  evidence: facts,
  said: readDraft(draft, facts),
  subjects: createSubjects(facts, namesOf),
  namesOf,
});
const draftOf = (text: string, cites: string[], cause: Draft['cause'] = 'cause_unknown'): Draft => ({
  sentences: [{ text, cites }],
  cause,
});
const check = (rule: Check, text: string, cites = MOVE, cause?: Draft['cause']) => {
  const input = inputOf(draftOf(text, cites, cause));
  return rule(input.said[0], input);
};
const holds = (rule: Check, text: string, cites?: string[], cause?: Draft['cause']) =>
  expect(check(rule, text, cites, cause), text).toEqual([]);
const fails = (rule: Check, text: string, cites?: string[], cause?: Draft['cause']) =>
  expect(check(rule, text, cites, cause), text).not.toEqual([]);

describe('numbers', () => {
  it.each([
    'SOL-USD rose 4.2 % in 5 min',
    'Solana gained 4 %',
    'SOL rose +4.2 %',
    'A 4.2 % gain in 300 s',
    'SOL-USD rose 4.20 % in five minutes',
    'Volume was 12 times the usual',
    'Volume was 12.1 times the usual',
    'About once in 9 days for SOL',
    'While BTC rose 0.1 %',
    'Bitcoin rose 0.10 %',
    'SOL moved 4.2 %',
    'The episode lasted 34 min',
    'It rose 4.2 % while BTC rose 0.1 %',
  ])('holds: %s', (text) => holds(numbers, text));
  it.each([
    'SOL-USD rose 4.3 %',
    'SOL-USD fell 4.2 %',
    'SOL-USD rose −4.2 %',
    'SOL-USD rose 42 %',
    'SOL-USD rose 4.2 bps',
    'SOL-USD rose 4.2',
    'SOL rose 0.1 %',
    'BTC rose 4.2 %',
    'SOL-USD rose 4.2 % in 5 h',
    'in 6 min',
    'Volume was 13 times the usual',
    'Volume doubled',
    'About once in 90 days',
    'About once in 9 weeks',
    'About once a day',
    'About once in 9 days for BTC',
    'rarer than anything in 60 days',
    'It fell',
    'BTC fell',
    'SOL was unchanged',
    '$4.2',
    '4.2 million',
    'SOL rose 4.2 points',
    'a dozen times',
    'thousands of symbols',
    '7',
  ])('fails: %s', (text) => fails(numbers, text));
  it('wants the cited evidence, not any', () => {
    holds(numbers, 'SOL-USD rose 4.2 %', ['E1']);
    fails(numbers, 'SOL-USD rose 4.2 %', ['E6']);
  });
  it('reads distances from the onset on the right side', () => {
    holds(numbers, 'It came 3 min before the onset', [BEFORE]);
    holds(numbers, 'It came 9 min after the onset', [AFTER]);
    fails(numbers, 'It came 3 min after the onset', [BEFORE]);
    fails(numbers, 'It came 4 min before the onset', [BEFORE]);
    fails(numbers, 'It came 3 min before the onset', MOVE);
  });
  it('counts what is cited', () => {
    holds(numbers, 'Two sources reported it', [AFTER, LATER]);
    fails(numbers, 'Three sources reported it', [AFTER, LATER]);
    fails(numbers, 'Two sources reported it', [AFTER]);
  });
});

describe('times', () => {
  it.each(['from 14:22 UTC', 'detected at 14:27 UTC', 'at 14:22 and 14:27 UTC', 'on 2024-05-06 from 14:22 UTC'])(
    'holds: %s',
    (text) => holds(times, text),
  );
  it.each([
    'from 14:23 UTC',
    'from 14:27 UTC',
    'from 14:22',
    'from 14:22 EST',
    'from 2:22 pm',
    'at 14:19 UTC',
    'at 24:22 UTC',
    'on 2024-05-07',
  ])('fails: %s', (text) => fails(times, text));
  it('takes the publication time of cited reports', () => holds(times, 'CoinDesk at 14:19 UTC', [BEFORE]));
});

describe('names', () => {
  it.each([
    'SOL-USD rose',
    'Solana rose',
    'Volume in SOL rose',
    'The move of Solana',
    'BTC rose',
    'While Bitcoin rose',
  ])('holds: %s', (text) => holds(names, text));
  it.each([
    'XRP-USD rose',
    'Cardano rose',
    'BTC-USD rose',
    'The move of Binance',
    'Traders at Kraken',
    'Elon spoke',
    'at binance',
    'Солана rose',
    'the SEC acted',
    'at evil.example',
    '比特币 rose',
    'on Monday',
  ])('fails: %s', (text) => fails(names, text));
  it('takes names from cited headlines and publishers only', () => {
    holds(names, 'CoinDesk named Calder Pacific', [BEFORE]);
    fails(names, 'CoinDesk named Calder Pacific', MOVE);
    fails(names, 'Decrypt named Calder Pacific', [BEFORE]);
  });
});

describe('attribution', () => {
  const likely = `“${FUND}” (CoinDesk, 14:19 UTC), 3 min before the onset`;
  it('holds for what belongs together', () => {
    holds(attribution, likely, [BEFORE]);
    holds(attribution, `“Calder Pacific wins approval…” by CoinDesk at 14:19 UTC`, [BEFORE]);
    holds(attribution, `CoinDesk at 14:19 UTC and Decrypt at 14:31 UTC`, [BEFORE, AFTER]);
    holds(attribution, `“Solana fund: ’a first’, says Calder Pacific” (The Block, 14:42 UTC)`, [LATER]);
  });
  it.each([
    `“${FUND} today” (CoinDesk, 14:19 UTC)`,
    `“${FUND}” (CoinDesk, 14:31 UTC)`,
    `“${FUND}” (Decrypt, 14:19 UTC)`,
    `CoinDesk at 14:31 UTC and Decrypt at 14:19 UTC`,
    `“${FUND}” (CoinDesk, 14:19 UTC), 9 min after the onset`,
    `“Calder…” (CoinDesk)`,
  ])('fails: %s', (text) => fails(attribution, text, [BEFORE, AFTER]));
  it('does not take an uncited headline', () => fails(attribution, likely, [AFTER]));
});

describe('citations', () => {
  it('must exist, once each, and be there', () => {
    holds(citations, 'x', ['E1']);
    fails(citations, 'x', []);
    fails(citations, 'x', ['E99']);
    fails(citations, 'x', ['E1', 'E1']);
  });
});

describe('causality', () => {
  const causal = [
    'was caused by',
    'was triggered by',
    'reacted to',
    'came amid',
    'was due to',
    'followed',
    'rose because of',
    'came after the news of',
    'was driven by',
    'was sparked by',
    'The reason was',
    'The cause was',
  ];
  it.each(causal)('“%s” needs a licence', (words) => {
    fails(causality, `The move ${words} approval of a Calder Pacific fund`, [AFTER], 'reported_afterwards');
    fails(causality, `The move ${words} approval of a Calder Pacific fund`, [AFTER], 'likely_cause');
    fails(causality, `The move ${words} approval of a Calder Pacific fund`, [PRICE], 'likely_cause');
    holds(causality, `The move ${words} approval of a Calder Pacific fund`, [BEFORE], 'likely_cause');
  });
  it.each([
    'It was followed by reports',
    'Cause unknown: silence',
    'No cause is established',
    'It came 9 min after the onset',
  ])('“%s” needs none', (text) => holds(causality, text, [AFTER], 'coincident_news'));
  it('does not read quotations as its own words', () =>
    holds(causality, '“Solana fall caused by bug” was the nearest report', [BEFORE], 'coincident_news'));
  it('refuses a reason that is not the headline’s', () =>
    fails(causality, 'The move was caused by massive leveraged liquidations overseas', [BEFORE], 'likely_cause'));
  it('refuses "no report" when there is one', () =>
    fails(causality, 'Cause unknown: no linked report within 3 h', ['E1'], 'cause_unknown'));
  it.each([
    ['It was followed by reports', 'likely_cause'],
    ['Cause unknown', 'reported_afterwards'],
    ['Cause unknown', 'likely_cause'],
    ['It was followed by reports', 'cause_unknown'],
    ['A report came near', 'coincident_news'],
  ] as const)('class: “%s” is not %s', (text, cause) =>
    expect(causeClass(inputOf(draftOf(text, [AFTER], cause)))).not.toEqual([]),
  );
});

describe('form', () => {
  it.each([
    'SOL-USD rose 4.2 % in 5 min.',
    'It was “a. b! c? https is a word” in quotes.',
    'The U.S. report came at 14:22 UTC.',
    'CoinDesk could not be read.',
    'It was probably the news.',
  ])('holds: %s', (text) => holds(sentenceForm, text));
  it.each([
    'no capital.',
    'No full stop',
    'Two. Sentences.',
    'Really!',
    'Really?',
    'A “quote that does not end.',
    'A **bold** word.',
    'See https://x.example.',
    'See www.x.io now.',
    'Seen [E1].',
    'Line\nbreak.',
    'Hidden\u200b sign.',
    'Trailing space. ',
    '',
    'You should know.',
    'Buy now.',
    'It will rise.',
    'A “see evil.com” quote.',
    'Ends in h. BTC is next.',
    '终。Ok.',
  ])('fails: %j', (text) => fails(sentenceForm, text));
  it.each(hedging)('hedging: %s', (text) => expect(check(sentenceForm, `${text}.`).join()).toContain('hedging'));
  it('counts sentences and tokens', () => {
    expect(draftForm(inputOf(draftOf('One.', ['E1'])))).toEqual(['a narrative is exactly two sentences, not 1']);
    const long: Draft = {
      sentences: [
        { text: 'x'.repeat(1990), cites: [] },
        { text: 'y', cites: [] },
      ],
      cause: 'cause_unknown',
    };
    expect(tokensOf(long)).toBe(499);
    expect(
      draftForm(
        inputOf({
          ...long,
          sentences: [
            { text: 'x'.repeat(2000), cites: [] },
            { text: 'y', cites: [] },
          ],
        }),
      ),
    ).toEqual(['longer than 500 tokens']);
  });
});

describe('timing', () => {
  const of = (cites: string[], cause: Draft['cause'], text = 'x') => timing(inputOf(draftOf(text, cites, cause)));
  it('looks at cited items only', () => {
    expect(of([BEFORE], 'likely_cause')).toMatchObject({ passed: true, score: 1 });
    expect(of([AFTER, LATER], 'reported_afterwards')).toMatchObject({ passed: true, score: 1 });
  });
  it.each([
    [[AFTER], 'likely_cause'],
    [[BEFORE, AFTER], 'likely_cause'],
    [['E1'], 'likely_cause'],
    [[PRICE], 'likely_cause'],
    [[BEFORE, AFTER], 'reported_afterwards'],
    [[AFTER], 'reported_afterwards'],
    [[AFTER, PRICE], 'reported_afterwards'],
  ] as [string[], Draft['cause']][])('%j as %s fails', (cites, cause) => expect(of(cites, cause).passed).toBe(false));
  it('reads order words', () => {
    expect(of([BEFORE], 'coincident_news', 'It was followed by it').passed).toBe(false);
    expect(of([AFTER], 'coincident_news', 'It was preceded by it').passed).toBe(false);
  });
  it('does not trust a tag', () => {
    const forged = structuredClone(evidence);
    const fact = forged.facts.find(({ id }) => id === AFTER)!;
    fact.news!.timing_tag = 'pre_event';
    fact.news!.time_diff_minutes = -9;
    expect(timing(inputOf(draftOf('x', [AFTER], 'likely_cause'), forged)).passed).toBe(false);
  });
  it('does not apply to an unknown cause', () =>
    expect(of(['E1'], 'cause_unknown')).toMatchObject({ passed: true, score: null }));
});

describe('sentiment, magnitude, tools, quality', () => {
  it('sentiment compares the cited reports with the move', () => {
    expect(sentiment(inputOf(draftOf('x', [BEFORE], 'likely_cause')))).toMatchObject({ passed: true, score: 1 });
    const fall = makeCase(makeAnomaly({ price_change_pct: -4 }), [{ at: -3, title: FUND, sentiment: 0.6 }]).evidence;
    const id = fall.facts.find((fact) => fact.news)!.id;
    expect(sentiment(inputOf(draftOf('x', [id], 'likely_cause'), fall))).toMatchObject({ passed: false, score: 0 });
    expect(sentiment(inputOf(draftOf('x', ['E1'], 'cause_unknown')))).toMatchObject({ score: null });
  });
  it('magnitude compares size words with the size', () => {
    expect(magnitude(inputOf(draftOf('SOL rose 4.2 %', ['E1'])))).toMatchObject({ passed: true });
    expect(magnitude(inputOf(draftOf('SOL rose slightly', ['E1'])))).toMatchObject({ passed: false });
    const small = makeCase(makeAnomaly({ price_change_pct: 0.9 }), []).evidence;
    expect(magnitude(inputOf(draftOf('A massive rise', ['E1']), small))).toMatchObject({ passed: false });
    expect(magnitude(inputOf(draftOf('SOL rose', [BEFORE])))).toMatchObject({ passed: false, score: 0.5 });
  });
  it('tools must have answered and agree', () => {
    const stamp = (timing_tag: string, archived = true) => ({
      verify_timestamp: { items: [{ evidence_id: BEFORE, timing_tag, archived }] },
    });
    const of = (toolResults: Record<string, unknown>, toolsUsed = ['verify_timestamp']) =>
      tools({ ...inputOf(draftOf('x', [BEFORE], 'likely_cause')), toolsUsed, toolResults });
    expect(of(stamp('pre_event'))).toMatchObject({ passed: true, score: 1 });
    expect(of(stamp('post_event'))).toMatchObject({ passed: false, score: 0 });
    expect(of(stamp('pre_event', false))).toMatchObject({ passed: true, score: 0.5 });
    expect(of({})).toMatchObject({ passed: false, score: 0 });
    expect(of({ verify_timestamp: { fault: 'storage: gone' } })).toMatchObject({ passed: false, score: 0 });
    expect(of({ sentiment_check: { agrees: false } }, ['sentiment_check'])).toMatchObject({ passed: false, score: 0 });
    expect(of({}, [])).toMatchObject({ score: null });
  });
  it('quality is graded', () => {
    const two = (a: string): Draft => ({
      sentences: [
        { text: a, cites: ['E1'] },
        { text: 'Cause unknown: it was quiet.', cites: ['E1'] },
      ],
      cause: 'cause_unknown',
    });
    expect(quality(inputOf(two('SOL-USD rose 4.2 % in 5 min.')))).toMatchObject({ passed: true, score: 1 });
    expect(quality(inputOf(two('SOL-USD rose rose 4.2 % in 5 min.')))).toMatchObject({ passed: true, score: 0.75 });
    expect(quality(inputOf(two('SOL-USD rose! It did.')))).toMatchObject({ passed: false, score: 0 });
  });
});
