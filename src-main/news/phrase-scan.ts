/**
 * Finds many phrases in a headline in one walk over its words: phrases are indexed by their first word, the longest wins
 * and consumes its words ("Bitcoin Cash" is not Bitcoin). What counts as a match is the phrase's rule.
 */
import { type Headline, isCapitalised, isUpper, readHeadline, type Token } from './tokens.ts';

/**
 * any: whatever case. capital: starts with a capital. exact: as written. upper: in capitals. word: in capitals, and the
 * ticker is a word too, so a headline in capitals needs a mark. marked: `$ONE`, `(ONE)`, `ONE/USD`, "ONE token" or in a
 * list of tickers. actor: opens the headline and acts as an organisation does ("Multichain asks users"). context: that, or a
 * capitalised word beside one that only crypto news puts there ("Curve Finance").
 */
export type Rule = 'any' | 'capital' | 'exact' | 'upper' | 'word' | 'marked' | 'actor' | 'context';

export interface Phrase<T> {
  readonly text: string;
  readonly rule: Rule;
  readonly value: T;
}

export interface Hit<T> {
  readonly value: T;
  readonly rule: Rule;
  /** Index of the first token and one past the last. */
  readonly from: number;
  readonly to: number;
}

interface Entry<T> extends Phrase<T> {
  readonly words: readonly string[];
  /** As written, for the rule `exact`. */
  readonly written: string;
}

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** After a name that is a word too: only crypto news goes on like this. */
const CONTEXT = set(
  'token tokens coin coins network protocol blockchain chain mainnet testnet ecosystem foundation labs finance price defi dex dao tvl ' +
    'staking stakers validators validator upgrade holders whale whales founder cofounder ceo cto devs developer developers crypto ' +
    'cryptocurrency stablecoin stablecoins dapp dapps governance airdrop rollup l1 l2 layer based native bridge wallet users ' +
    'community team treasury hack hacker hackers exploit exploiter pool pools swap lending node nodes subnet fork memecoin',
);
/** Before one: "gaming token Gala". Not "crypto" or "token" before a word that goes on a sentence ("Crypto Near Record"). */
const INTRODUCED = set(
  'blockchain protocol platform altcoin rollup chain marketplace solution coin token project dex lender',
);
/** What an organisation does and a mood or a meal doesn't: "Optimism plans", not "optimism returns". */
const ACTS = set(
  'launches plans unveils announces votes raises releases upgrades integrates partners joins introduces burns hacked exploited deploys ' +
    'rebrands proposes asks confirms completes closes acquires debuts reveals activates delays postpones taps hires urges suspends halts',
);
const TICKER_CONTEXT = set(
  'token tokens coin coins price holders holder whales rally rallies jumps surges soars drops falls plunges tumbles dips gains slides sinks spikes crashes',
);

export function createPhraseScan<T>(phrases: readonly Phrase<T>[]): (headline: Headline) => Hit<T>[] {
  const byFirst = new Map<string, Entry<T>[]>();
  for (const phrase of phrases) {
    const { tokens } = readHeadline(phrase.text);
    const [first] = tokens;
    if (first === undefined) continue;
    const entry = { ...phrase, words: tokens.map((token) => token.lower), written: writtenAs(tokens) };
    byFirst.set(first.lower, [...(byFirst.get(first.lower) ?? []), entry]);
  }
  for (const entries of byFirst.values()) entries.sort((a, b) => b.words.length - a.words.length);
  return (headline) => walk(headline, byFirst);
}

const writtenAs = (tokens: readonly Token[]): string => tokens.map((token) => token.text).join(' ');

function walk<T>(headline: Headline, byFirst: ReadonlyMap<string, readonly Entry<T>[]>): Hit<T>[] {
  const hits: Hit<T>[] = [];
  const { tokens } = headline;
  for (let at = 0; at < tokens.length;) {
    const entry = byFirst.get(tokens[at]?.lower ?? '')?.find((candidate) => fits(candidate, headline, at));
    if (entry) hits.push({ value: entry.value, rule: entry.rule, from: at, to: at + entry.words.length });
    at += entry?.words.length ?? 1;
  }
  return hits;
}

function fits<T>(entry: Entry<T>, headline: Headline, at: number): boolean {
  const { tokens } = headline;
  for (let i = 1; i < entry.words.length; i++) if (tokens[at + i]?.lower !== entry.words[i]) return false;
  const token = tokens[at];
  return token !== undefined && obeys(entry, token, headline, at);
}

function obeys<T>(entry: Entry<T>, token: Token, headline: Headline, at: number): boolean {
  switch (entry.rule) {
    case 'any':
      return true;
    case 'capital':
      return isCapitalised(token);
    case 'exact':
      return writtenAs(headline.tokens.slice(at, at + entry.words.length)) === entry.written;
    case 'upper':
      return isUpper(token);
    case 'word':
      return isUpper(token) && (!headline.shouting || token.marked || listed(headline.tokens, at));
    case 'marked':
      return isUpper(token) && (token.marked || listed(headline.tokens, at) || tickerContext(headline, at));
    case 'context':
      return (
        isCapitalised(token) &&
        (acts(headline.tokens, at, at + entry.words.length) || inContext(headline.tokens, at, at + entry.words.length))
      );
    case 'actor':
      return isCapitalised(token) && acts(headline.tokens, at, at + entry.words.length);
  }
}

/** Between other tickers: "BTC, ETH, ONE, SOL". */
function listed(tokens: readonly Token[], at: number): boolean {
  // "M&A" is no list.
  if ((tokens[at]?.text.length ?? 0) < 2) return false;
  const joins = (gap: string | undefined) => gap !== undefined && /^\s*[,/&|]\s*$/.test(gap);
  const ticker = (token: Token | undefined) => token !== undefined && isUpper(token) && token.text.length <= 6;
  const before = joins(tokens[at]?.gap) && ticker(tokens[at - 1]);
  const after = joins(tokens[at + 1]?.gap) && ticker(tokens[at + 1]);
  return before && (after || at === tokens.length - 1 || ticker(tokens[at - 2]))
    ? true
    : after && ticker(tokens[at + 2]);
}

function tickerContext(headline: Headline, at: number): boolean {
  return !headline.shouting && TICKER_CONTEXT.has(headline.tokens[at + 1]?.lower ?? '');
}

const acts = (tokens: readonly Token[], from: number, to: number): boolean =>
  (from === 0 || /[:—–]\s*$/.test(tokens[from]?.gap ?? '')) && ACTS.has(tokens[to]?.lower ?? '');

/** "Curve Finance", "Flare Co-Founder", "Gala (GALA)", "gaming blockchain Gala": a comma between them ends the context. */
function inContext(tokens: readonly Token[], from: number, to: number): boolean {
  const next = tokens[to];
  if (next !== undefined && /^\s*[-(]?[$#]?$/.test(next.gap)) {
    if (next.marked || CONTEXT.has(next.lower)) return true;
    if (next.lower === 'co' && tokens[to + 1]?.lower === 'founder') return true;
  }
  return tokens[from]?.gap === ' ' && INTRODUCED.has(tokens[from - 1]?.lower ?? '');
}
