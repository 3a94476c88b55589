/**
 * Shapes of a price report in which the coin is not the subject of the verb: "sends Bitcoin to $30K", "a surge in XRP",
 * "Bitcoin's worst week", "analysts predict $20K Bitcoin". Each takes the headline's words and one subject's place.
 */
import * as words from './price-words.ts';
import type { Token } from './tokens.ts';

/** Place of a subject: index of its first token and one past the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
type Shape = (tokens: readonly Token[], subject: Span) => boolean;

const lowerAt = (tokens: readonly Token[], at: number): string => tokens[at]?.lower ?? '';
/** "$20K", and "$1M" for one coin after "hit" or "reach". */
function isLevel(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== 'money') return false;
  const millions = /[mbt]$|bn$|mn$/i.test(token.text) || /^(million|billion|trillion)$/.test(lowerAt(tokens, at + 1));
  return !millions || /^(hit|hits|reach|reaches|surpass|at|to)$/.test(lowerAt(tokens, at - 1));
}

const measuresElse = (tokens: readonly Token[]): boolean =>
  tokens.some((token) => words.OTHER_MEASURES.has(token.lower));

/** "… sends Bitcoin below $30K", "drags ether lower": something moves the coin. */
const driven: Shape = (tokens, { from, to }) => {
  if (!words.DRIVES.has(lowerAt(tokens, from - 1)) && !words.DRIVES.has(lowerAt(tokens, from - 2))) return false;
  const after = tokens.slice(to, to + 4);
  const level = after.some((token) => token.kind === 'money' && !/[mbt]$|bn$|mn$/i.test(token.text));
  return (level || after.slice(0, 3).some((token) => words.DIRECTIONS.has(token.lower))) && !measuresElse(after);
};

/** "surge in XRP", "a sell-off of altcoins". */
const nounBefore: Shape = (tokens, { from }) => {
  const at = [from - 2, from - 3, from - 4].find((place) => /^(in|of)$/.test(lowerAt(tokens, place + 1)));
  return at !== undefined && words.MOVE_NOUNS.has(lowerAt(tokens, at)) && !measuresElse(tokens.slice(at + 1, from + 4));
};

/** "Bitcoin plunge triggers liquidations", "crypto rout deepens". */
const nounAfter: Shape = (tokens, { to }) => {
  // "Bitcoin's $39K bounce": a level or a percentage may stand between.
  const at = /^(money|percent)$/.test(tokens[to]?.kind ?? '') ? to + 1 : to;
  return (
    words.MOVED.has(lowerAt(tokens, at)) &&
    !/[,;:]/.test(tokens[at]?.gap ?? '') &&
    !measuresElse(tokens.slice(at, at + 4))
  );
};

/** "Bitcoin in the red ahead of the vote". */
const coloured: Shape = (tokens, { to }) => {
  const after = tokens.slice(to, to + 3).map((token) => token.lower);
  return /^in (?:the )?(?:red|green|black)\b/.test(after.join(' '));
};

/** "Selling hits crypto market again". */
const struck: Shape = (tokens, { from }) => {
  const at = [from - 1, from - 2].find((place) => words.STRIKES.has(lowerAt(tokens, place)));
  return at !== undefined && words.MOVE_NOUNS.has(lowerAt(tokens, at - 1));
};

/** "Bitcoin's worst week since 2022". */
const extreme: Shape = (tokens, { to }) => {
  const clause = tokens.slice(to, to + 6);
  const at = clause.findIndex((token) => words.SUPERLATIVES.has(token.lower));
  return (
    at >= 0 && clause.slice(at + 1, at + 4).some((token) => words.SPELLS.has(token.lower)) && !measuresElse(clause)
  );
};

/** "Analysts predict $20K Bitcoin", "sees XRP at $5": a forecaster and a level near the coin. */
const foretold: Shape = (tokens, { from, to }) => {
  if (!tokens.some((token) => words.FORETELLS.has(token.lower))) return false;
  const near = [...tokens.slice(Math.max(0, from - 2), from), ...tokens.slice(to, to + 6)];
  return (
    near.some((token) => isLevel(tokens, tokens.indexOf(token))) &&
    !tokens.some((token) => words.SUMS.has(token.lower)) &&
    !measuresElse(near)
  );
};

/** "Stocks outperformed Bitcoin": the coin is what was beaten. */
const outdone: Shape = (tokens, { from }) =>
  /^(outperform(s|ed)?|outpace[sd]?|underperform(s|ed)?)$/.test(lowerAt(tokens, from - 1));

export const PRICE_SHAPES: readonly Shape[] = [
  driven,
  nounBefore,
  nounAfter,
  coloured,
  struck,
  extreme,
  foretold,
  outdone,
];
