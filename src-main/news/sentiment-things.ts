/**
 * Tones of a thing together with what is done to it, which neither has alone: "trim losses" (+), "trim gains" (−), "fears
 * grow" (−), "outflows slow" (+), "lawsuit dropped" (+), "approval delayed" (−).
 */
import {
  BAD_THINGS,
  FALLING,
  FEELINGS,
  LESSENING,
  GOOD_THINGS,
  LEXICON,
  MOUNTING,
  NEGATIONS,
  PARTING,
  RISING,
  RELIEVING,
  SPOILING,
  UNDONE,
} from './finance-lexicon.ts';
import type { Word } from './sentiment-words.ts';

/** Tone of words `at` … `end` − 1. */
export interface ThingTone {
  readonly at: number;
  readonly end: number;
  readonly tone: number;
}

const REACH_BEFORE = 3;
/** "Lawsuit against Ripple Labs dismissed". */
const REACH_AFTER = 4;
/** A good thing undone is worse than absent: "rally stalls". */
const SPOILT = -1.2;
const RELIEVED = 0.7;

export function thingTones(words: readonly Word[]): ThingTone[] {
  const tones: ThingTone[] = [];
  for (let at = 0; at < words.length; at++) {
    const last = tones.at(-1);
    if (last && at < last.end) continue;
    const found =
      undoneBefore(words, at, last?.end ?? 0) ?? movedAfter(words, at) ?? mounting(words, at, last?.end ?? 0);
    if (found) tones.push({ ...found, at: Math.max(last?.end ?? 0, startOf(words, found, at)) });
  }
  return tones;
}

/** −1 for a bad thing, +1 for a good one, by the lexicon's weight when it has one; null for no thing. */
function thingAt(words: readonly Word[], at: number): number | null {
  const word = words[at]?.text ?? '';
  if (word === 'sentiment' && /^(bearish|negative|weak|poor)$/.test(words[at - 1]?.text ?? '')) return -1;
  if (BAD_THINGS.has(word)) return Math.min(-1, LEXICON.get(word) ?? -1);
  return GOOD_THINGS.has(word) ? Math.max(1, LEXICON.get(word) ?? 1) : null;
}

/** "Trim … losses": the nearest undoing verb before, with nothing between that parts them. */
function undoneBefore(words: readonly Word[], at: number, from: number): ThingTone | null {
  const thing = thingAt(words, at);
  if (thing === null) return null;
  for (let verb = at - 1; verb >= Math.max(from, at - REACH_BEFORE); verb--) {
    const word = words[verb];
    if (word === undefined || word.clause !== words[at]?.clause || parts(words, verb)) return null;
    if ((thing > 0 ? SPOILING : RELIEVING).has(word.text)) return { at: verb, end: at + 1, tone: turned(thing) };
  }
  return null;
}

/** In "rate hike fears ease" the first two words say only what is feared. */
function startOf(words: readonly Word[], found: ThingTone, at: number): number {
  if (found.at < at || !FEELINGS.has(words[at]?.text ?? '')) return found.at;
  return [at - 2, at - 1, at].find((place) => words[place]?.clause === words[at]?.clause) ?? at;
}

/** "Falls on fears"; but "an end to the ban" is one thing. */
const parts = (words: readonly Word[], at: number): boolean =>
  PARTING.has(words[at]?.text ?? '') && words[at - 1]?.text !== 'end';

/** "Fears grow", "lawsuit was dismissed". */
function movedAfter(words: readonly Word[], at: number): ThingTone | null {
  const thing = thingAt(words, at);
  if (thing === null) return null;
  for (let verb = at + 1; verb <= Math.min(words.length - 1, at + REACH_AFTER); verb++) {
    const word = words[verb];
    if (word === undefined || word.clause !== words[at]?.clause) return null;
    if (isUndone(word.text, thing)) return { at, end: verb + 1, tone: turned(thing) };
    if (RISING.has(word.text)) return { at, end: verb + 1, tone: thing };
    if (PARTING.has(word.text) || NEGATIONS.has(word.text)) return null;
  }
  return null;
}

/** "A growing menace", "lower transaction fees": the adjective has no tone of its own. */
function mounting(words: readonly Word[], at: number, from: number): ThingTone | null {
  const thing = thingAt(words, at);
  if (thing === null) return null;
  for (const before of [at - 1, at - 2]) {
    const word = words[before];
    if (before < from || word?.clause !== words[at]?.clause) return null;
    if (LESSENING.has(word?.text ?? '')) return { at: before, end: at + 1, tone: turned(thing) };
    if (MOUNTING.has(word?.text ?? '')) return { at: before, end: at + 1, tone: thing };
  }
  return null;
}

const isUndone = (word: string, thing: number): boolean =>
  FALLING.has(word) || UNDONE.has(word) || (thing > 0 && SPOILING.has(word));

const turned = (thing: number): number => (thing > 0 ? SPOILT * Math.min(thing, 1.5) : -RELIEVED * Math.max(thing, -2));
