/**
 * Where a text has the words that were typed: whole occurrences of each word, or, for a word with a typing error, the longest run of
 * its letters that the text has. Ranges are in UTF-16 units, in order, without overlaps.
 */
export type Range = readonly [from: number, to: number];

/** A run of this share of a word stands for the word. */
const RUN_SHARE = 0.5;
const SHORTEST_RUN = 3;
/** A longer word is looked for as it stands only. */
const LONGEST_FUZZY = 40;

/** Lower case with every unit in its place: what changes its length stays as it is. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : Array.from(text, (point) => foldPoint(point)).join('');
}
const foldPoint = (point: string): string =>
  point.toLowerCase().length === point.length ? point.toLowerCase() : point;

export function marksOf(text: string, query: string): Range[] {
  const held = folded(text);
  const words = [
    ...new Set(
      folded(query)
        .split(/\s+/)
        .filter((word) => word !== ''),
    ),
  ];
  const found = words.flatMap((word) => occurrences(held, word) ?? longestRun(held, word));
  return merged(found);
}

function occurrences(held: string, word: string): Range[] | null {
  const found: Range[] = [];
  for (let at = held.indexOf(word); at >= 0; at = held.indexOf(word, at + word.length))
    found.push([at, at + word.length]);
  return found.length > 0 ? found : null;
}

function longestRun(held: string, word: string): Range[] {
  if (word.length > LONGEST_FUZZY) return [];
  for (let length = word.length - 1; length >= Math.max(SHORTEST_RUN, Math.ceil(RUN_SHARE * word.length)); length--)
    for (let at = 0; at + length <= word.length; at++) {
      const found = held.indexOf(word.slice(at, at + length));
      if (found >= 0) return [[found, found + length]];
    }
  return [];
}

function merged(ranges: readonly Range[]): Range[] {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

const LOW_SURROGATE = /^[\udc00-\udfff]/;
/** Never between the two halves of one character. */
const wholePoint = (text: string, at: number): number => (LOW_SURROGATE.test(text.slice(at)) ? at + 1 : at);

/** The text in pieces, marked and not, in order. */
export function piecesOf(text: string, query: string): { readonly text: string; readonly marked: boolean }[] {
  const pieces: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const [first, end] of marksOf(text, query)) {
    const [from, to] = [wholePoint(text, first), wholePoint(text, end)];
    if (to <= from) continue;
    if (from > at) pieces.push({ text: text.slice(at, from), marked: false });
    pieces.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}

/** A line shows little: the text from shortly before its first mark on, at a word's begin. */
export function fromMark(text: string, query: string, before: number): string {
  const first = marksOf(text, query)[0]?.[0] ?? 0;
  if (first <= before) return text;
  const from = text.indexOf(' ', first - before) + 1;
  return from <= 0 || from > first ? `…${text.slice(wholePoint(text, first))}` : `…${text.slice(from)}`;
}
