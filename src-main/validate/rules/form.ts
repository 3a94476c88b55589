/**
 * Form: exactly two sentences of plain text. No markup, addresses, placeholders, hidden characters, exclamation, hedging or
 * advice; at most 500 tokens (four characters each, a bound that holds for English).
 */
import { hasWebAddress } from '../../../src-shared/quotation.ts';
import type { Draft } from '../../../src-shared/narrative.ts';
import { ADVICE, HEDGING } from '../phrases.ts';
import type { Check, RuleInput } from './rule.ts';

export const MAX_TOKENS = 500;
export const tokensOf = (draft: Draft): number =>
  Math.ceil(draft.sentences.reduce((sum, { text }) => sum + text.length + 1, 0) / 4);

const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u;
const MARKUP = /[*_`#<>{}[\]|\\~^]|^\s*[-+>]\s|\bE[1-9]\d*\b|https?:/u;
const QUOTE_MARKS = /[“”"„«»]/u;
const ABBREVIATIONS =
  /\b(?:[A-Z]\.){2,4}(?=[\s,;)])|\b(?:[Vv]s|Inc|Ltd|Corp|St|Mr|Mrs|Ms|Dr|approx|e\.g|i\.e|a\.m|p\.m)\.(?=[\s,;)])/gu;
const ENDS = /[.!?…。！？]+(?=\s|$|\)|[\ue000\ue001])/gu;

/** Of the whole draft. */
export function draftForm({ draft }: RuleInput): string[] {
  const wrong: string[] = [];
  if (draft.sentences.length !== 2) wrong.push(`a narrative is exactly two sentences, not ${draft.sentences.length}`);
  if (tokensOf(draft) > MAX_TOKENS) wrong.push(`longer than ${MAX_TOKENS} tokens`);
  return wrong;
}

export const sentenceForm: Check = ({ text, bare, quotes }) => {
  const ends = [...bare.replace(ABBREVIATIONS, (whole) => 'x'.repeat(whole.length)).matchAll(ENDS)];
  const checks: readonly (readonly [boolean, string])[] = [
    [text.trim() === '', 'the sentence is empty'],
    [text !== text.trim(), 'white space at its edge'],
    [HIDDEN.test(text), 'hidden or control characters'],
    [!bare.endsWith('.'), 'does not end with a full stop'],
    [ends.length > 1, 'more than one sentence'],
    [/[!?]/u.test(bare), 'exclamation or question'],
    [QUOTE_MARKS.test(bare), 'a quotation is not closed'],
    [MARKUP.test(bare), 'markup or a placeholder'],
    [hasWebAddress(bare) || quotes.some((quote) => hasWebAddress(quote.text)), 'a web address'],
    [!/^[\p{Lu}\p{N}\ue000\ue001]/u.test(bare), 'does not begin with a capital'],
  ];
  return [...checks.flatMap(([wrong, reason]) => (wrong ? [reason] : [])), ...wordsAgainst(bare)];
};

function wordsAgainst(bare: string): string[] {
  const hedge = HEDGING.exec(bare)?.[0];
  const advice = ADVICE.exec(bare)?.[0];
  return [
    ...(hedge === undefined ? [] : [`hedging: “${hedge}”`]),
    ...(advice === undefined ? [] : [`advice, forecast or address to the reader: “${advice}”`]),
  ];
}
