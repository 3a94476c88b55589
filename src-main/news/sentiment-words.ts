/** A headline as lower-case words with the clause (parted by commas too) and the sentence (parted by colons, dashes, stops) of each. */
import { LEXICON, NEGATIONS } from './finance-lexicon.ts';

export interface Word {
  readonly text: string;
  readonly clause: number;
  readonly sentence: number;
}

const PIECE = /[\p{L}\p{N}]+(?:['.][\p{L}\p{N}]+)*/gu;

export function wordsOf(raw: string): Word[] {
  const text = raw
    .toLowerCase()
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[‐‑]/g, '-');
  const words: Word[] = [];
  let [clause, sentence, end] = [0, 0, 0];
  for (const match of text.matchAll(PIECE)) {
    const gap = text.slice(end, match.index);
    end = match.index + match[0].length;
    if (words.length > 0 && /[,;:.!?()"“”—–|]|\s-\s/.test(gap)) clause++;
    if (words.length > 0 && /[;:.!?—–|]|\s-\s/.test(gap)) sentence++;
    words.push({ text: bareOf(match[0]), clause, sentence });
  }
  return words;
}

/** Without the possessive; "isn't" and what the lexicon knows stay whole. */
const bareOf = (word: string): string => (NEGATIONS.has(word) || LEXICON.has(word) ? word : word.replace(/'s$/, ''));
