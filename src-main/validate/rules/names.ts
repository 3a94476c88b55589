/**
 * Every name outside quotations is in the cited evidence or in the alias table: words with a capital, tickers, words of other
 * scripts, and well-known names in any case.
 */
import { baseOf } from '../../../src-shared/market.ts';
import { PLAIN_CAPITALS, WATCHED_NAMES } from '../phrases.ts';
import type { Said } from '../said.ts';
import type { Check, RuleInput } from './rule.ts';

const TOKEN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}.'’-]*/gu;
const tokens = (text: string): string[] => (text.match(TOKEN) ?? []).map(trimmed);
const trimmed = (token: string): string => token.replace(/(?:['’]s)?[.'’-]*$/u, '');
const PROPER = /\p{Lu}|\p{Lo}|[^\p{ASCII}\p{M}’]/u;
/** `σ`, `×` and the like are units; digits are the number rule's. */
const UNIT = /^(?:[σµ]|[\d.,]+(?:h|s|d|min|x)?)$/u;

export const names: Check = (sentence, input) => {
  const known = knownNames(sentence, input);
  const found = sentenceTokens(sentence.bare);
  const strange = found.filter(
    ({ token, first }) => isName(token, first) && !partsOf(token).every((part) => known.has(part)),
  );
  return [...new Set(strange.map(({ token }) => `the name “${token}” is not in the cited evidence`))];
};

function sentenceTokens(bare: string): { token: string; first: boolean }[] {
  return [...bare.matchAll(TOKEN)].map((m, i) => ({
    token: trimmed(m[0]),
    first: i === 0 || /[:]\s*$/u.test(bare.slice(0, m.index)),
  }));
}

function isName(token: string, first: boolean): boolean {
  const plain = token.toLowerCase();
  if (token === '' || UNIT.test(token) || token === 'UTC') return false;
  if (WATCHED_NAMES.has(plain)) return true;
  if (first && /^\p{Lu}[\p{Ll}'’]*$/u.test(token) && PLAIN_CAPITALS.has(plain)) return false;
  return PROPER.test(token) || /\p{L}.*\d|\d.*\p{L}/u.test(token) || /\p{L}\.\p{L}{2,}/u.test(token);
}

/** A compound is known by its parts, a symbol such as `SOL-USD` only as a whole. */
const SYMBOL = /^[A-Z0-9._]+-[A-Z]{2,5}$/u;
const partsOf = (token: string): string[] => {
  if (SYMBOL.test(token)) return [token.toLowerCase()];
  const parts = token
    .toLowerCase()
    .split('-')
    .filter((part) => part !== '');
  return parts.length > 1 ? parts : [token.toLowerCase()];
};

function knownNames({ cited, news }: Said, { evidence, namesOf }: RuleInput): Set<string> {
  const base = baseOf(evidence.symbol);
  const texts = [
    evidence.symbol,
    base,
    ...namesOf(base),
    ...cited.filter((fact) => fact.news === null).map((fact) => fact.text),
    ...news.flatMap((fact) => [fact.news.source, ...(fact.news.linked ? [fact.news.title] : [])]),
  ];
  const btc = cited.some((fact) => /\bBTC\b/u.test(fact.text)) ? ['BTC', ...namesOf('BTC')] : [];
  return new Set(
    [...texts, ...btc]
      .flatMap((text) => tokens(text))
      .flatMap((token) => [token.toLowerCase(), ...token.toLowerCase().split('-')]),
  );
}
