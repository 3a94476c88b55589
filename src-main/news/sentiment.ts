/**
 * Tone of a headline by the finance lexicon: the longest phrases first, then what beside them turns or weighs them (negation,
 * intensity, "lawsuit dropped", "fears grow", "despite", the clause). −1 … +1: tanh of half the sum, so that one clear word
 * already counts; null without any. Linear in the headline's words.
 */
import type { SentimentScorer } from '../../src-shared/ports/sentiment.ts';
import * as lexicon from './finance-lexicon.ts';
import { thingTones } from './sentiment-things.ts';
import { type Word, wordsOf } from './sentiment-words.ts';

const NEGATION_REACH = 4;
/** A negated word is weaker than its opposite: "not bullish" is not "bearish". */
const NEGATED = -0.6;
const CONCEDED = 0;
const SUBORDINATE = 0.5;
const LONGEST_PHRASE = 5;
const SENTENCE_REACH = 40;

export const lexiconSentiment: SentimentScorer = { score: scoreText };

interface Tone {
  readonly at: number;
  readonly end: number;
  readonly tone: number;
}

function scoreText(text: string): number | null {
  const words = wordsOf(text);
  const things = thingTones(words);
  const taken = new Set(things.flatMap(({ at, end }) => Array.from({ length: end - at }, (_, i) => at + i)));
  const tones = [...things, ...phraseTones(words, taken)].filter(({ tone }) => tone !== 0);
  if (tones.length === 0) return null;
  const sum = tones.reduce((total, tone) => total + tone.tone * weightAt(words, tone), 0);
  return Math.round(Math.tanh(sum / 2) * 10_000) / 10_000 + 0;
}

/** Longest phrase first; a phrase consumes its words. */
function phraseTones(words: readonly Word[], taken: ReadonlySet<number>): Tone[] {
  const tones: Tone[] = [];
  for (let at = 0; at < words.length;) {
    const found = taken.has(at) ? null : phraseAt(words, at, taken);
    if (found) tones.push(found);
    at = found?.end ?? at + 1;
  }
  return tones;
}

function phraseAt(words: readonly Word[], at: number, taken: ReadonlySet<number>): Tone | null {
  const longest = Math.min(LONGEST_PHRASE, words.length - at);
  for (let length = longest; length > 0; length--) {
    const phrase = words.slice(at, at + length);
    const tone = lexicon.LEXICON.get(phrase.map((word) => word.text).join('_'));
    if (tone === undefined || phrase.some((_, i) => taken.has(at + i)) || broken(phrase)) continue;
    return directionless(words, at, length) ? null : { at, end: at + length, tone };
  }
  return null;
}

/** A comma inside parts a phrase. */
const broken = (phrase: readonly Word[]): boolean => phrase.slice(1).some((word) => word.clause !== phrase[0]?.clause);

/** "Up" and "down" are directions before a number ("up 5%") and alone after "goes"; "team up" and "double down" are not. */
function directionless(words: readonly Word[], at: number, length: number): boolean {
  const word = words[at]?.text ?? '';
  if (length > 1 || !/^(up|down)$/.test(word)) return false;
  const next = words[at + 1]?.text ?? '';
  const before = words[at - 1]?.text ?? '';
  return (
    !/^\d|^(by|big|sharply|over|nearly|more|almost|from|on|today|again)$/.test(next) &&
    !/^(is|are|goes|went|was|\d.*)$/.test(before)
  );
}

function weightAt(words: readonly Word[], { at, end }: Tone): number {
  const clause = words[at]?.clause;
  const before = words.slice(Math.max(0, at - NEGATION_REACH), at).filter((word) => word.clause === clause);
  const intensity = intensityOf(words[at - 1]) * intensityOf(words[end]);
  return intensity * (negated(before) ? NEGATED : 1) * circumstance(words, at);
}

const intensityOf = (word: Word | undefined): number => lexicon.INTENSIFIERS.get(word?.text ?? '') ?? 1;

function negated(before: readonly Word[]): boolean {
  const pairs = before.map((word, at) => `${word.text}_${before[at + 1]?.text ?? ''}`);
  return (
    before.some((word) => lexicon.NEGATIONS.has(word.text)) || pairs.some((pair) => lexicon.NEGATING_PHRASES.has(pair))
  );
}

/** The headline's own news weighs whole; what stands after "as" or "after" half; after "despite" hardly. */
function circumstance(words: readonly Word[], at: number): number {
  const own = words.slice(Math.max(0, at - SENTENCE_REACH), at).filter((word) => word.sentence === words[at]?.sentence);
  if (own.slice(-5).some((word) => lexicon.CONCEDING.has(word.text))) return CONCEDED;
  return own.slice(1).some((word) => lexicon.SUBORDINATING.has(word.text)) ? SUBORDINATE : 1;
}
