/**
 * Trigrams as SQLite's FTS5 sees them: code points, case folded. The fold is never coarser than FTS5's own, so that whatever
 * this calls a match is among the index's candidates. https://sqlite.org/fts5.html#the_trigram_tokenizer
 */
import { cleanText } from './sqlite-values.ts';

/** Share of the query's trigrams a text must hold. */
export const FUZZY_SHARE = 0.6;

// Scripts whose upper case FTS5 folds as toLowerCase does; İ and Ϳ are the exceptions among them.
const LAST_FOLDED = 0x0527;
const NOT_FOLDED = new Set([0x0130, 0x037f]);

function foldPoint(point: string): string {
  const code = point.codePointAt(0) ?? 0;
  return code > LAST_FOLDED || NOT_FOLDED.has(code) ? point : point.toLowerCase();
}

// Nothing below À but A to Z has a lower case; most characters of a text are passed over.
const MAY_FOLD = /[A-Z\u00c0-\u0527]/g;

export const foldText = (text: string): string => cleanText(text).replace(MAY_FOLD, foldPoint);

/** Folded and trimmed, with runs of white space as one blank. */
export const foldQuery = (text: string): string => foldText(text).replace(/\s+/gu, ' ').trim();

/** A code point of two units. */
const SURROGATE = /[\ud800-\udfff]/;

export function trigramsOf(folded: string): string[] {
  const found = new Set<string>();
  if (!SURROGATE.test(folded)) {
    for (let at = 0; at + 3 <= folded.length; at++) found.add(folded.slice(at, at + 3));
    return [...found];
  }
  const points = Array.from(folded);
  for (let at = 0; at + 3 <= points.length; at++) found.add(points.slice(at, at + 3).join(''));
  return [...found];
}

/** Share of `trigrams` that `folded` holds, or 0 as soon as it must stay below the fuzzy share. */
export function shareFound(trigrams: readonly string[], folded: string): number {
  let spare = mayMiss(trigrams.length);
  for (const trigram of trigrams) {
    if (!folded.includes(trigram) && --spare < 0) return 0;
  }
  return (trigrams.length - (mayMiss(trigrams.length) - spare)) / trigrams.length;
}

/** All code points that `foldText` makes this one of, itself included. */
export function unfolded(point: string): string[] {
  const code = point.codePointAt(0) ?? 0;
  return code > LAST_FOLDED ? [point] : [...new Set([point, ...(UPPER.get(point) ?? [])])];
}

const UPPER = Map.groupBy(
  Array.from({ length: LAST_FOLDED + 1 }, (_, code) => String.fromCodePoint(code)),
  foldPoint,
);

/** How many of `count` trigrams a match may lack. */
export const mayMiss = (count: number): number => count - Math.ceil(FUZZY_SHARE * count - 1e-9);

const quoted = (trigram: string): string => `"${trigram.replaceAll('"', '""')}"`;

/** An FTS5 query for any of these: each one a string literal, so that no operator of the language can get in. */
export const anyOf = (trigrams: readonly string[]): string => trigrams.map(quoted).join(' OR ');
/** The same for all of them. */
export const allOf = (trigrams: readonly string[]): string => trigrams.map(quoted).join(' AND ');
