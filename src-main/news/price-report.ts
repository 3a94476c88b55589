/**
 * Is the headline's news the price itself (its move, level, chart reading or forecast)? Such a headline is an effect and
 * never a cause. Looks for a subject (a coin, "altcoins", "crypto market", a ticker we don't know) that moves, stands at
 * a level or carries a chart word, and refuses when something else moves ("Ethereum hash rate", "NFT sales", "TVL").
 */
import type { Hit } from './phrase-scan.ts';
import { PRICE_SHAPES, type Span } from './price-shapes.ts';
import * as words from './price-words.ts';
import { type Headline, isUpper, type Token } from './tokens.ts';

const PHRASES =
  /\b(?:price|technical|market|chart) (?:analysis|prediction|predictions|forecast|watch|outlook|update|wrap|recap)\b|\bbest crypto to buy\b|\b(?:levels|things|cryptocurrencies|coins|altcoins) to watch\b|\b(?:death|golden) cross\b|\b(?:bull|bear) flag\b|\bhead[- ]and[- ]shoulders\b|\b(?:market cycle|price run)\b|\bdouble (?:top|bottom)\b|\bcup[- ]and[- ]handle\b|\b(?:falling|rising) wedge\b|\bprice (?:move|dip|drop|crash|rally|slump|surge|jump|correction|action|floor|target|pump|dump|rebound|bounce|swing|swings|spike|plunge|increase|decrease|rise|fall)s?\b/;

/** No headline has more words; a longer text is judged by its beginning, and so in a bounded time. */
const LONGEST = 80;

/** "A, B, C + More News": several stories in one line. */
const ROUNDUP = /\+ more news\s*$/;

/** `hits` are the assets found in the headline (a null value marks a blocked phrase); leave stablecoins out: a lost peg is a cause. */
export function isPriceReport(headline: Headline, hits: readonly Hit<unknown>[]): boolean {
  if (ROUNDUP.test(headline.lower)) return false;
  if (PHRASES.test(headline.lower)) return !words.NOT_A_PRICE_PHRASE.test(headline.lower);
  const tokens = unshouted(headline).slice(0, LONGEST);
  const within = hits.filter((hit) => hit.to <= LONGEST);
  const subjects = subjectsOf(tokens, headline.shouting, within);
  if (liquidated(tokens)) return true;
  if (subjects.length === 0) return movesByPercent(tokens);
  const tests = [moves, named, stands, charted, ...PRICE_SHAPES];
  return gains(tokens) || subjects.some((subject) => tests.some((test) => test(tokens, subject)));
}

/** In a headline in capitals no word looks like a ticker. */
const unshouted = ({ tokens, shouting }: Headline): readonly Token[] =>
  shouting ? tokens.map((token) => ({ ...token, text: token.lower })) : tokens;

/** Assets, the market as a whole, and capitals that look like a ticker. */
function subjectsOf(tokens: readonly Token[], shouting: boolean, hits: readonly Hit<unknown>[]): Span[] {
  const known = hits.filter((hit) => hit.value !== null).map(({ from, to }) => ({ from, to }));
  const taken = new Set(known.flatMap((span) => range(span)));
  const others = tokens.flatMap((token, at) => {
    if (taken.has(at)) return [];
    return (!shouting && looksLikeTicker(token)) || isMarket(tokens, at) ? [{ from: at, to: at + 1 }] : [];
  });
  return [...known, ...others].sort((a, b) => a.from - b.from);
}

/** "Altcoins", "crypto market", "the market"; not "despite the market slump" (a reason) nor "four market crashes" (a noun). */
function isMarket(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.lower ?? '';
  if (!words.MARKETS.has(word)) return false;
  if (tokens.slice(Math.max(0, at - 3), at).some((token) => /^(despite|amid|during)$/.test(token.lower))) return false;
  if (word === 'coins') return tokens[at - 1]?.lower === 'meme';
  return !/^markets?$/.test(word) || /^(crypto|cryptocurrency|altcoin|bitcoin|the)$/.test(tokens[at - 1]?.lower ?? '');
}

const range = ({ from, to }: Span): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Words after a subject up to the next "as", "after", "amid"…: what follows is the reason, not the report. */
function clauseFrom(tokens: readonly Token[], from: number): readonly Token[] {
  const clause: Token[] = [];
  for (const token of tokens.slice(from)) {
    if (words.CLAUSE.has(token.lower) || /[;:]|\s[-–—]\s/.test(token.gap)) break;
    clause.push(token);
  }
  return clause;
}

/** "… hits $37K, stocks recover": the second half is about something else. */
function untilComma(tokens: readonly Token[]): readonly Token[] {
  const comma = tokens.findIndex((token, at) => at > 0 && token.gap.includes(','));
  return comma < 0 ? tokens : tokens.slice(0, comma);
}

/** "Bitcoin and Ethereum (ETH) still fall": only words that keep the subject may stand before the verb. */
function moves(tokens: readonly Token[], subject: Span): boolean {
  // "Gas fees on Ethereum spike": the fees do.
  if (/^(on|via|using)$/.test(tokens[subject.from - 1]?.lower ?? '') || isSum(tokens, subject)) return false;
  const clause = clauseFrom(tokens, subject.to);
  const at = clause.findIndex((token) => !keepsSubject(token));
  const verb = clause[at];
  if (verb === undefined) return false;
  const object = untilComma(clause.slice(at + 1, at + 8));
  if (words.MOVES.has(verb.lower) && ledLevel(object.slice(0, 4))) return true;
  if (somethingElse(object)) return false;
  if (upByPercent(clause.slice(at))) return true;
  if (words.STATES.has(verb.lower)) return true;
  if (words.MOVES.has(verb.lower)) return !elsewhere(object);
  return (
    words.STANDS.has(verb.lower) && object.some((token) => isLevel(token, object) || words.OBJECTS.has(token.lower))
  );
}

/** "1,000 Bitcoin lost in a hack", "$40M in ETH", "stolen Bitcoin recovered": an amount of coins, not their price. */
function isSum(tokens: readonly Token[], { from }: Span): boolean {
  const [before, amount] = [tokens[from - 1], tokens[from - 2]];
  if (before === undefined) return false;
  if (before.kind === 'number' || words.TAKEN.has(before.lower)) return true;
  return /^(in|of|worth)$/.test(before.lower) && /^(money|number)$/.test(amount?.kind ?? '');
}

/** "Drops lawsuit", "loses its relevance". */
function elsewhere(object: readonly Token[]): boolean {
  const [first, second] = object.map((token) => token.lower);
  return (
    words.NOT_OBJECTS.has(first ?? '') ||
    (/^(its|their|his|the)$/.test(first ?? '') && words.NOT_OBJECTS.has(second ?? ''))
  );
}

/** "goes up 5%", "down 20%", "is 33% down". */
function upByPercent(verbPhrase: readonly Token[]): boolean {
  const percent = verbPhrase.slice(0, 3).findIndex((token) => token.kind === 'percent');
  if (/^(up|down|lower|higher|off|below|above)$/.test(verbPhrase[percent + 1]?.lower ?? '') && percent >= 0)
    return true;
  const at = verbPhrase.slice(0, 2).findIndex((token) => /^(up|down)$/.test(token.lower));
  return at >= 0 && verbPhrase.slice(at + 1, at + 4).some((token) => token.kind === 'percent');
}

const keepsSubject = (token: Token): boolean =>
  words.KEEPS_SUBJECT.has(token.lower) ||
  token.marked ||
  isQuote(token) ||
  (looksLikeTicker(token) && !words.MOVES.has(token.lower)) ||
  words.COMMON_NAMES.has(token.lower);

const looksLikeTicker = (token: Token): boolean =>
  isUpper(token) && /^[A-Z]{3,6}$/.test(token.text) && !words.NOT_TICKERS.has(token.text);

/** The second half of "SOL/USD". */
const isQuote = (token: Token): boolean => /^[/-]$/.test(token.gap) && /^(usd[tc]?|eur|btc|eth)$/.test(token.lower);

const somethingElse = (object: readonly Token[]): boolean =>
  object.some((token) => words.OTHER_MEASURES.has(token.lower));

/** "Bitcoin price …": about the price unless it is a feed, a model or an oracle. */
function named(tokens: readonly Token[], subject: Span): boolean {
  const next = tokens.slice(subject.to, subject.to + 3).filter((token) => !token.marked);
  const of = tokens[subject.from - 1]?.lower === 'of' && /^prices?$/.test(tokens[subject.from - 2]?.lower ?? '');
  if (!/^prices?$/.test(next[0]?.lower ?? '') && !of) return false;
  return of || !words.PRICE_OF_SOMETHING.has(next[1]?.lower ?? '');
}

/** A price level: money without millions, "$41K", "USD 39K"; a bare "100,000" when nothing is counted by it. */
function isLevel(token: Token, around: readonly Token[]): boolean {
  const next = around[around.indexOf(token) + 1];
  if (token.kind === 'number')
    return (
      /^\d{1,3}(,\d{3})+$|^(?!(?:19|20)\d\d$)\d{3,6}$/.test(token.text) && words.AFTER_LEVEL.has(next?.lower ?? '')
    );
  if (token.kind !== 'money' || /[mbt]$|bn$|mn$/i.test(token.text)) return false;
  return !/^(million|billion|trillion|mn|bn|m|b)$/.test(next?.lower ?? '');
}

/** "below $33K" with nothing between. */
const ledLevel = (clause: readonly Token[]): boolean =>
  clause.some((token, at) => isLevel(token, clause) && words.LEVEL_LEADS.has(clause[at - 1]?.lower ?? ''));

/** "… below $39K", "at $28K", "ready for $40K" with a subject before it and nobody buying, raising or stealing that sum. */
function stands(tokens: readonly Token[], subject: Span): boolean {
  const clause = untilComma(tokens.slice(subject.to, subject.to + 12));
  if (tokens.some((token) => words.SUMS.has(token.lower)) || somethingElse(clause)) return false;
  return clause.some((token, at) => {
    const before = clause[at - 1]?.lower === 'usd' ? clause[at - 2] : clause[at - 1];
    // An investor who loses $500,000 is no price.
    if (/^los[et]s?$/.test(before?.lower ?? '') && words.PEOPLE.has(clause[0]?.lower ?? '')) return false;
    return isLevel(token, clause) && words.LEVEL_LEADS.has(before?.lower ?? '');
  });
}

/** A chart word close to the subject: "XRP oversold", "bearish signal for ETH". */
function charted(tokens: readonly Token[], subject: Span): boolean {
  const near = tokens.slice(Math.max(0, subject.from - 5), subject.to + 6);
  // "Bullish on Solana" is somebody's opinion.
  const chart = near.some(
    (token, at) =>
      (words.CHART.has(token.lower) && near[at + 1]?.lower !== 'on' && near[at - 1]?.lower !== 'censorship') ||
      (token.lower === 'bull' && near[at + 1]?.lower === 'run'),
  );
  return chart && !somethingElse(near);
}

/** "rack up 30% gains", "losses 50% in January". */
function gains(tokens: readonly Token[]): boolean {
  return tokens.some((token, at) => {
    if (token.kind !== 'percent') return false;
    const around = tokens.slice(Math.max(0, at - 2), at + 5);
    if (around.some((other) => /^(investments?|portfolio|holdings)$/.test(other.lower))) return false;
    return (
      around.some((other) => words.GAINS.has(other.lower)) && !somethingElse(tokens.slice(Math.max(0, at - 5), at + 5))
    );
  });
}

/** A name we don't know that "rallies 227%". */
function movesByPercent(tokens: readonly Token[]): boolean {
  return tokens.some((token, at) => {
    if (at === 0 || !words.MOVES.has(token.lower)) return false;
    const object = tokens.slice(at + 1, at + 4);
    return object.some((other) => other.kind === 'percent') && !somethingElse(tokens);
  });
}

function liquidated(tokens: readonly Token[]): boolean {
  const money = tokens.some((token) => token.kind === 'money');
  return money && tokens.some((token) => /^liquidat(ed|ions)$/.test(token.lower));
}
