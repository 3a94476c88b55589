import { describe, expect, it } from 'vitest';
import { LEXICON } from '../../../src-main/news/finance-lexicon.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';
import { signOf } from '../../fixtures/news/labelled.ts';

const score = (text: string) => lexiconSentiment.score(text);
const sign = (text: string) => Math.sign(score(text) ?? 0);

describe('lexiconSentiment', () => {
  it('has its own list of at least 450 words and phrases', () => expect(LEXICON.size).toBeGreaterThanOrEqual(450));
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

describe('news as a trader reads it', () => {
  it.each<[title: string, tone: -1 | 0 | 1]>([
    ['Fed raises interest rates by 75 basis points', -1],
    ['Fed cuts rates by 50 bps', 1],
    ['US inflation cools to 3.1%', 1],
    ['US inflation rises to 9.1%, highest in 40 years', -1],
    ['US CPI comes in lower than expected', 1],
    ['US CPI hotter than expected', -1],
    ['Trump announces tariffs on China', -1],
    ['Trump pauses tariffs for 90 days', 1],
    ['Rate hike fears ease', 1],
    ['China bans crypto transactions', -1],
    ['PBoC declares all crypto transactions illegal', -1],
    ['El Salvador adopts Bitcoin as legal tender', 1],
    ['SEC approves spot Bitcoin ETFs', 1],
    ['SEC delays decision on spot Ethereum ETF', -1],
    ['SEC rejects spot Bitcoin ETF', -1],
    ['Grayscale wins court case against SEC', 1],
    ['Ripple wins SEC case as judge rules XRP not a security', 1],
    ['TerraUSD loses its peg', -1],
    ['USDC depegs after Silicon Valley Bank collapse', -1],
    ['Celsius pauses withdrawals', -1],
    ['Binance halts withdrawals of Ethereum', -1],
    ['Binance resumes withdrawals', 1],
    ['Coinbase lists Shiba Inu', 1],
    ['Binance delists Monero', -1],
    ['Mt. Gox repayments begin', -1],
    ['German government sells 3,000 BTC', -1],
    ['Tesla buys $1.5 billion in Bitcoin', 1],
    ['Tesla suspends Bitcoin payments', -1],
    ['Solana network halts for hours', -1],
    ['Ethereum upgrade delayed', -1],
    ['Ethereum completes the Merge successfully', 1],
    ['$500M token unlock looms for Aptos', -1],
    ['CZ pleads guilty and resigns as Binance CEO', -1],
    ['Sam Bankman-Fried arrested in the Bahamas', -1],
    ['FTX files for bankruptcy', -1],
    ['BlackRock files for spot Bitcoin ETF', 1],
    ['Spot Bitcoin ETF inflows hit record', 1],
    ['Bitcoin ETFs see record outflows', -1],
    ['Ronin Bridge hacked for $625 million', -1],
    ['Bybit hacked, $1.5 billion in ETH stolen', -1],
    ['Hacker returns $100M to Euler', 1],
    ['SEC drops lawsuit against Coinbase', 1],
    ['SEC drops appeal against Ripple', 1],
    ['Nigeria lifts ban on crypto', 1],
    ['Court dismisses lawsuit against Uniswap', 1],
    ['Judge refuses to dismiss SEC lawsuit', -1],
    ['CFTC sues Binance and CZ', -1],
    ['SEC charges Kraken', -1],
    ['Twitter replaces logo with Doge meme, DOGE rallies', 1],
    ['Bitcoin whale dumps 24,000 BTC', -1],
    ['MicroStrategy adds 5,000 BTC', 1],
    ['Bitcoin short squeeze liquidates $500M of shorts', 1],
    ['Longs liquidated as Bitcoin drops', -1],
    ['Bitcoin recovers losses', 1],
    ['Bitcoin gives up gains', -1],
    ['Bitcoin fails to hold $30K', -1],
    ['Bitcoin no longer at risk, says analyst', 1],
    ['Tether not backed by reserves, claims report', -1],
    ['Tether denies insolvency rumors', 1],
    ['Hack averted as white hats rescue funds', 1],
    ['Russia proposes ban on crypto mining', -1],
    ['Trump signs executive order for Strategic Bitcoin Reserve', 1],
    ['IMF warns of crypto risks', -1],
    ['PayPal to allow crypto payments', 1],
    ['Visa partners with Solana', 1],
    ['Stablecoin issuer faces probe', -1],
    ['Outage resolved, Coinbase says', 1],
    ['Coinbase suffers outage', -1],
    ['How to set up a Bitcoin wallet', 0],
    ['What is a smart contract?', 0],
    ['The history of Bitcoin', 0],
  ])('%j → %d', (title, tone) => expect(signOf(score(title)) + 0).toBe(tone));
});

describe('what turns a tone', () => {
  it.each<[plain: string, turned: string]>([
    ['Lawsuit filed', 'Lawsuit dropped'],
    ['Lawsuit against Ripple', 'Lawsuit against Ripple dismissed'],
    ['Ban announced', 'Ban lifted'],
    ['Hack of a bridge', 'Hack of a bridge averted'],
    ['Losses on Bitcoin', 'Bitcoin recovers losses'],
    ['Fears grow', 'Fears ease'],
    ['Outflows grow', 'Outflows slow'],
    ['Exchange denies approval', 'Exchange denies hack'],
    ['Insolvency rumors', 'Binance denies insolvency rumors'],
    ['Squeeze on liquidations', 'Short squeeze'],
    ['Higher taxes on crypto', 'Lower taxes on crypto'],
    ['Bitcoin at risk', 'Bitcoin no longer at risk'],
  ])('%j is worse than %j', (plain, turned) => expect(score(plain) ?? 0).toBeLessThan(score(turned) ?? 0));
  it.each<[plain: string, spoilt: string]>([
    ['Bitcoin gains', 'Bitcoin gives up gains'],
    ['Rally of Bitcoin', 'Bitcoin rally stalls'],
    ['ETF approval', 'ETF approval delayed'],
    ['Bitcoin recovers', 'Bitcoin fails to recover'],
    ['Bitcoin rises', 'Bitcoin never rises'],
    ['ETF hopes rise', 'ETF hopes fade'],
  ])('%j is better than %j', (plain, spoilt) => expect(score(spoilt) ?? 0).toBeLessThan(score(plain) ?? 0));
  it('weighs what stands after “despite” not at all and after “as” by half', () => {
    expect(score('Bitcoin rises despite ban')).toBe(score('Bitcoin rises'));
    const whole = Math.atanh(score('Bitcoin plunges') ?? 0);
    const half = Math.atanh(score('Bitcoin trades as stocks plunges') ?? 0);
    expect(half / whole).toBeCloseTo(0.5, 2);
  });
  it('takes “up” and “down” for directions only where they are', () => {
    expect(score('Firms team up, miners double down')).toBe(null);
    expect(score('Bitcoin up 5%')).toBeGreaterThan(0);
    expect(score('Ether down 20%')).toBeLessThan(0);
  });
});
