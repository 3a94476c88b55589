/**
 * Words of market news with their tone, −3 (ruin) … +3 (triumph): our own list, written for crypto headlines. The idea of
 * a domain lexicon: Loughran & McDonald, "When Is a Liability Not a Liability?", J. Finance 2011 (nothing of it copied).
 */
const TONES: Record<string, string> = {
  '-3': `bankrupt bankruptcy insolvent insolvency collapse collapses collapsed fraud ponzi heist depeg depegs depegged scam scams
    rug-pull rugpull embezzled embezzlement`,
  '-2': `hack hacks hacked hacker hackers exploit exploits exploited exploiter stolen steal steals theft breach breached drained crash crashes
    crashed crashing plunge plunges plunged plunging plummet plummets plummeted tumble tumbles tumbled crackdown ban bans banned banning
    illegal outlaws outlawed lawsuit lawsuits sues sued suing indicted indictment charged charges convicted arrested seized seizes sanctions
    sanctioned laundering liquidated liquidation liquidations bloodbath meltdown contagion panic capitulation default defaults halts halted
    suspends suspended freezes frozen fined penalty penalties scandal nosedive nosedives terror kidnapped extortion ransomware phishing
    delist delists delisted delisting shutdown failure fails failed rout crisis recession unregistered malicious`,
  '-1': `fall falls fell falling drop drops dropped dropping slide slides slid sink sinks sank sinking slump slumps slumped dip dips dipped decline
    declines declined declining dive dives dived loss losses lose loses lost bearish bear bears sell-off selloff dump dumps dumped outflow
    outflows weak weaker weakness fear fears worry worries worried concern concerns concerned warns warning warned warnings risk risks risky
    uncertainty volatile volatility threat threatens threats vulnerable vulnerability bug bugs outage outages delay delays delayed postponed
    reject rejects rejected rejection denies denied denial deny probe probes investigation investigates subpoena scrutiny dispute
    controversy controversial criticism criticises criticizes slams layoffs cuts resigns resignation quits struggles struggle struggled
    struggling pressure retreat retreats retreated sheds tanks tanked slips slipped lower red oversold downtrend downgrade downgrades
    slowdown bleed bleeds gloomy doubts doubt backlash misleading fake attack attacks attacked inflation hawkish tariff tariffs
    withdraws withdrawn stalls stalled pauses paused tightening restricts restriction restrictions unpaid debt dismal sell selling wash`,
  '1': `rise rises rose rising gain gains gained gaining climb climbs climbed jump jumps jumped up higher recover recovers recovered recovery rebound
    rebounds rebounded bounce bounces bullish bull bulls inflow inflows support supports supported optimism optimistic confidence confident
    strong stronger strength growth grow grows growing adopt adopts adopted adoption partnership partners partner launch launches launched
    integrates integration expands expansion upgrade upgrades upgraded improve improves improved buy buys bought accumulate accumulates
    accumulation invests investment funding raises raised backs backed welcomes embraces accepts accepted legalize legalizes clarity
    favourable favorable positive hopes hope relief boost boosts boosted boosting green outperform outperforms milestone innovation rewards
    reward unlocks lists listed listing dovish easing resumes resumed restores restored recovers refunded reimburse returns secures secured
    wins win won profit profits profitable demand uptrend breakout popular favorite settles settled`,
  '2': `surge surges surged surging soar soars soared soaring rally rallies rallied rallying skyrocket skyrockets skyrocketed approve approves
    approved approval approvals breakthrough record all-time ath victory triumph moon moons booms boom booming success successful`,
  '3': `exonerated acquitted`,
};

/** Tone by lower-case word. */
export const LEXICON: ReadonlyMap<string, number> = new Map(
  Object.entries(TONES).flatMap(([tone, words]) =>
    words
      .trim()
      .split(/\s+/)
      .map((word) => [word, Number(tone)] as const),
  ),
);

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Turn the tone of the next three words. */
export const NEGATIONS = set(
  "no not never without won't isn't aren't wasn't don't doesn't didn't can't cannot couldn't wouldn't neither nor avoid avoids avoided averts averted prevents prevented despite",
);
/** Turn the tone of a bad word on either side: a lawsuit dismissed, a ban lifted, fears ease. */
export const RELIEVERS = set(
  'dismissed dismisses dismissal dismiss lifted lifts lift overturned overturns overturn eased eases ease easing cleared clears scraps scrapped resolved resolves ends ended fixed fixes fades fade recovers recovered drops denies',
);
export const INTENSIFIERS: ReadonlyMap<string, number> = new Map([
  ['very', 1.3],
  ['sharply', 1.4],
  ['massive', 1.4],
  ['massively', 1.4],
  ['huge', 1.3],
  ['major', 1.2],
  ['record', 1.2],
  ['heavy', 1.2],
  ['heavily', 1.2],
  ['significantly', 1.3],
  ['severe', 1.4],
  ['severely', 1.4],
  ['deep', 1.2],
  ['double', 1.2],
  ['strongly', 1.3],
  ['extreme', 1.4],
  ['extremely', 1.4],
  ['biggest', 1.3],
  ['worst', 1.4],
  ['unprecedented', 1.4],
  ['slightly', 0.5],
  ['somewhat', 0.6],
  ['briefly', 0.6],
  ['inches', 0.5],
  ['minor', 0.5],
  ['modest', 0.6],
  ['modestly', 0.6],
  ['small', 0.7],
  ['could', 0.7],
  ['may', 0.7],
  ['might', 0.7],
  ['potential', 0.7],
  ['alleged', 0.8],
  ['allegedly', 0.8],
]);
