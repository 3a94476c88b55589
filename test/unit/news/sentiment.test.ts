import { describe, expect, it } from 'vitest';
import { LEXICON } from '../../../src-main/news/finance-lexicon.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';

const score = (text: string) => lexiconSentiment.score(text);
const sign = (text: string) => Math.sign(score(text) ?? 0);

describe('lexiconSentiment', () => {
  it('has its own list of at least 150 words', () => expect(LEXICON.size).toBeGreaterThanOrEqual(150));
  it.each([
    ['Exchange hacked, $100M stolen', -1],
    ['CFTC sues Binance', -1],
    ['Bitcoin plunges as China bans crypto', -1],
    ['Lender files for bankruptcy', -1],
    ['Withdrawals halted amid insolvency fears', -1],
    ['SEC approves spot ETF', 1],
    ['Record inflows boost Bitcoin', 1],
    ['Bank expands crypto adoption with new partnership', 1],
    ['SEC lawsuit against Ripple dismissed', 1],
    ['Trading ban lifted', 1],
    ['Binance denies hack', 1],
    ['Regulator rejects ETF', -1],
    ['No ban on mining, minister says', 1],
    ['Solana fails to recover', -1],
  ])('%j → %d', (text, expected) => expect(sign(text)).toBe(expected));
  it('is null without a word of tone', () => {
    expect(['', 'the of and', 'Bitcoin Transactions Without Internet', '…'].map(score)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
  it('grades: more, stronger and intensified words weigh more; negated ones less than their opposite', () => {
    expect(score('falls')).toBeLessThan(0);
    expect(score('crashes')).toBeLessThan(score('falls') ?? 0);
    expect(score('sharply falls')).toBeLessThan(score('falls') ?? 0);
    expect(score('slightly falls')).toBeGreaterThan(score('falls') ?? 0);
    expect(Math.abs(score('not bullish') ?? 0)).toBeLessThan(score('bullish') ?? 0);
    expect(score('crash hack fraud collapse bankrupt')).toBeGreaterThanOrEqual(-1);
  });
});
