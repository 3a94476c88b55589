/**
 * Tone of a headline by the finance lexicon, with negation ("no ban"), relief ("lawsuit dismissed") and intensity
 * ("sharply lower"). −1 … +1, tanh of half the sum of tones so that one clear word already counts; null without any.
 */
import type { SentimentScorer } from '../../src-shared/ports/sentiment.ts';
import { INTENSIFIERS, LEXICON, NEGATIONS, RELIEVERS } from './finance-lexicon.ts';

const NEGATION_REACH = 3;
const RELIEF_REACH = 3;
/** A negated word is weaker than its opposite: "not bullish" is not "bearish". */
const NEGATED = -0.6;

export const lexiconSentiment: SentimentScorer = { score: scoreText };

function scoreText(text: string): number | null {
  const words =
    text
      .toLowerCase()
      .replace(/[‘’]/g, "'")
      .match(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu)
      ?.flatMap(parts) ?? [];
  const tones = words.flatMap((_, at) => toneAt(words, at));
  if (tones.length === 0) return null;
  const sum = tones.reduce((total, tone) => total + tone, 0);
  return Math.round(Math.tanh(sum / 2) * 10_000) / 10_000;
}

/** A hyphenated word counts whole when the lexicon has it, otherwise by its parts. */
const parts = (word: string): string[] => {
  const bare = word.replace(/'s$/, '');
  return LEXICON.has(bare) || !bare.includes('-') ? [bare] : bare.split('-');
};

function toneAt(words: readonly string[], at: number): number[] {
  const word = words[at] ?? '';
  const tone = LEXICON.get(word);
  if (tone === undefined || relieves(words, at)) return [];
  const before = words.slice(Math.max(0, at - NEGATION_REACH), at);
  const intensity = INTENSIFIERS.get(words[at - 1] ?? '') ?? 1;
  const negated = before.some((other) => NEGATIONS.has(other));
  const relieved = tone < 0 && aroundOf(words, at).some((other) => RELIEVERS.has(other) && other !== word);
  return [tone * intensity * (negated || relieved ? NEGATED : 1)];
}

/** "Denies" beside "hack" has no tone of its own: it turns the other's. */
function relieves(words: readonly string[], at: number): boolean {
  if (!RELIEVERS.has(words[at] ?? '')) return false;
  return aroundOf(words, at).some((other) => (LEXICON.get(other) ?? 0) <= -2);
}

function aroundOf(words: readonly string[], at: number): string[] {
  return [...words.slice(Math.max(0, at - RELIEF_REACH), at), ...words.slice(at + 1, at + 1 + RELIEF_REACH)];
}
