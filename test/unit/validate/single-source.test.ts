/** One report told as reports afterwards, and what is said of a report's tone: only as far as the evidence goes. */
import { describe, expect, it } from 'vitest';
import type { Draft, Evidence } from '../../../src-shared/narrative.ts';
import { judgeByRules } from '../../../src-main/validate/verdict.ts';
import { HEARD, makeAnomaly, makeCase, namesOf, QUIET_ARCHIVE, type ArticleSpec } from '../../fixtures/narrative/cases.ts'; // prettier-ignore

const FUND = 'Calder Pacific wins approval to launch spot Solana fund';
const REPORT: ArticleSpec = { at: 20, title: FUND, sentiment: 0.6 };
const FIRST = 'SOL-USD rose 4.2 % in 5 min from 14:22 UTC.';
const ONE = `It was followed by a report from a single source, “${FUND}” (CoinDesk, 14:42 UTC), 20 min after the onset.`;

const evidenceOf = (change: Partial<ArticleSpec> = {}, placebo: typeof QUIET_ARCHIVE | null = QUIET_ARCHIVE, perDay = 0.1): Evidence =>
  makeCase(makeAnomaly({ metadata: { lambda_per_day: perDay } }), [HEARD, { ...REPORT, ...change }], { placebo }).evidence; // prettier-ignore

function reasons(evidence: Evidence, text: string, cause: Draft['cause']): string {
  const cited = evidence.facts.find(({ news }) => news?.title === FUND)!.id;
  const sentences = [
    { text: FIRST, cites: ['E1', 'E2'] },
    { text, cites: [cited] },
  ];
  const { findings } = judgeByRules({ sentences, cause }, evidence, { namesOf });
  return findings.flatMap(({ passed, rule, reason }) => (passed || rule === 'tools' ? [] : [reason])).join('; ');
}

describe('a report of a single source', () => {
  const why = (evidence: Evidence, text = ONE) => reasons(evidence, text, 'reported_afterwards');

  it('may stand for itself when it is told as one, of a rare move, in its tone, sooner than at quiet minutes', () => {
    expect(why(evidenceOf())).toBe('');
    expect(why(evidenceOf({}, { ...QUIET_ARCHIVE, single_minutes: 21 }))).toBe('');
  });

  it.each([
    ['a common move', evidenceOf({}, QUIET_ARCHIVE, 0.6), 'too common'],
    ['a contrary tone', evidenceOf({ sentiment: -0.6 }), 'not in the tone'],
    ['no tone', evidenceOf({ sentiment: null }), 'not in the tone'],
    ['an archive without quiet minutes', evidenceOf({}, null), 'too short'],
    ['as soon as at quiet minutes', evidenceOf({}, { ...QUIET_ARCHIVE, single_minutes: 20 }), 'no sooner'],
    ['a list of coins', evidenceOf({ assets: ['SOL', 'ADA', 'XRP', 'LTC'] }), 'not about this move'],
    ['before the onset', evidenceOf({ at: -20 }), 'before the onset'],
  ])('is refused for %s', (_what, evidence, reason) => expect(why(evidence)).toContain(reason));

  it('is refused as a post, and when it is told as several', () => {
    const posted = evidenceOf({ source: 'r/solana' });
    expect(why(posted, ONE.replace('CoinDesk', 'r/solana'))).toContain('a post');
    expect(why(evidenceOf(), ONE.replace('a report from a single source', 'reports'))).toContain('fewer than two');
  });
});

describe('the tone of a report', () => {
  const near = `No cause is established: the nearest linked report, “${FUND}” (CoinDesk, 14:42 UTC), came 20 min after the onset and is worded against the move.`;
  const why = (sentiment: number | null, text = near) => reasons(evidenceOf({ sentiment }), text, 'coincident_news');

  it('is against the move where its frozen sentiment is', () => {
    expect(why(-0.6)).toBe('');
    expect(why(0.6)).toContain('worded against the move');
    expect(why(-0.05)).toContain('worded against the move');
    expect(why(null)).toContain('worded against the move');
  });

  it('is for the move on the same terms', () => {
    const glad = near.replace('against', 'for');
    expect(why(0.6, glad)).toBe('');
    expect(why(-0.6, glad)).toContain('worded for the move');
  });
});

describe('silence', () => {
  const why = (text: string) => reasons(evidenceOf({ at: 120 }), text, 'cause_unknown');
  const later = `; a later one, “${FUND}” (CoinDesk, 16:22 UTC), came 120 min after the onset.`;

  it('reaches as far as it says, and as far as the follow-up when it does not say', () => {
    expect(why(`Cause unknown: no linked report within 1 h${later}`)).not.toContain('there is a linked report');
    expect(why(`Cause unknown: no linked report within 3 h${later}`)).toContain('there is a linked report');
    expect(why(`Cause unknown: no linked report${later}`)).toContain('there is a linked report');
  });
});
