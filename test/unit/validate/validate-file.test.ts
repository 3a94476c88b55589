import { describe, expect, it } from 'vitest';
import { faultOf } from '../../../src-shared/fault.ts';
import { exampleInput, validateInput } from '../../../src-main/validate/validate-file.ts';
import { namesOf } from '../../fixtures/narrative/cases.ts';

type Json = Record<string, never> & {
  evidence: Record<string, unknown>[];
  narrative: { sentences: { text: string; cites: string[] }[]; cause: string };
};
const example = (): Json => JSON.parse(JSON.stringify(exampleInput())) as Json;
const validate = (input: unknown) => validateInput(input, 'draft.json', namesOf);
const faultFor = async (input: unknown) => {
  try {
    await validate(input);
    return null;
  } catch (error) {
    return faultOf(error);
  }
};

describe('validateInput', () => {
  it('accepts its own example', async () =>
    expect(await validate(example())).toMatchObject({ verdict: 'accepted', score: 1 }));

  it('finds symbol and onset in the facts', async () => {
    const { symbol: _s, onset: _o, ...rest } = example() as unknown as Record<string, unknown>;
    expect(await validate(rest)).toMatchObject({ verdict: 'accepted', score: 1 });
  });

  it('takes ISO times and leaves what can be left out', async () => {
    const input = example();
    for (const fact of input.evidence) {
      fact.time = new Date(fact.time as number).toISOString();
      const news = fact.news as Record<string, unknown> | null;
      if (news === null) delete fact.news;
      else
        fact.news = {
          source: news.source,
          title: news.title,
          published_at: new Date(news.published_at as number).toISOString(),
          sentiment: news.sentiment,
        };
    }
    expect(await validate(input)).toMatchObject({ verdict: 'accepted', score: 1 });
  });

  it('withholds a changed example with its reasons', async () => {
    const input = example();
    input.narrative.sentences[0].text = input.narrative.sentences[0].text.replace('4.2 %', '5.2 %');
    const verdict = await validate(input);
    expect(verdict).toMatchObject({ verdict: 'withheld', score: 0 });
    expect(Object.keys(verdict.findings[0]).sort()).toEqual(['claim', 'passed', 'reason', 'rule', 'score']);
  });

  it.each<[string, (input: Json) => unknown, RegExp]>([
    ['nothing', () => null, /^draft\.json: \(root\): /],
    ['no evidence', (i) => ({ ...i, evidence: [] }), /evidence: expected at least one fact/],
    ['a bad id', (i) => ((i.evidence[1].id = 'X1'), i), /evidence\.1\.id: evidence ids are E1…En/],
    ['an id twice', (i) => ((i.evidence[1].id = 'E1'), i), /evidence\.1\.id: expected each id once, E1 is there twice/],
    ['a bad kind', (i) => ((i.evidence[0].kind = 'rumour'), i), /evidence\.0\.kind: .*expected one of/],
    [
      'a bad time',
      (i) => ((i.evidence[0].time = 'yesterday'), i),
      /evidence\.0\.time: expected a time: epoch milliseconds or ISO-8601/,
    ],
    ['a bad cause', (i) => ((i.narrative.cause = 'magic'), i), /narrative\.cause: .*expected one of/],
    [
      'cites that are not a list',
      (i) => ((i.narrative.sentences[0].cites = 'E1' as never), i),
      /narrative\.sentences\.0\.cites: .*expected array/,
    ],
    ['a bad symbol', (i) => ({ ...i, symbol: 'solana' }), /symbol: expected BASE-QUOTE such as BTC-USD/],
    [
      'no symbol anywhere',
      (i) => ({ evidence: [{ id: 'E1', kind: 'move', text: 'It rose', time: 0 }], narrative: i.narrative }),
      /symbol: expected BASE-QUOTE such as BTC-USD, here or in the words of a move fact/,
    ],
    [
      'no onset anywhere',
      (i) => ({ symbol: 'SOL-USD', evidence: [{ id: 'E1', kind: 'move', text: 'It rose' }], narrative: i.narrative }),
      /onset: expected a time, here or as the time of a move fact/,
    ],
  ])('%s: names the path and what was expected', async (_name, change, message) => {
    const fault = await faultFor(change(example()));
    expect(fault?.kind).toBe('bad_input');
    expect(fault?.detail).toMatch(message);
  });
});
