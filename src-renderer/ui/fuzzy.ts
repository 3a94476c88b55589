/**
 * How near a label is to what was typed: every typed word has to be in it, as a whole piece or as letters in their order; the
 * beginnings of words count most. Null: it is not meant.
 */
const START_OF_WORD = 6;
const PIECE = 10;
const RUN = 3;

export function scoreOf(label: string, typed: string): number | null {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = label.toLowerCase();
  let total = 0;
  for (const word of words) {
    const score = scoreOfWord(text, word);
    if (score === null) return null;
    total += score;
  }
  // Of two that fit alike the shorter one is meant.
  return total - text.length / 100;
}

function scoreOfWord(text: string, word: string): number | null {
  const at = text.indexOf(word);
  if (at >= 0) return PIECE + word.length * RUN + (isStart(text, at) ? START_OF_WORD : 0);
  let score = 0;
  let from = 0;
  let before = -2;
  for (const letter of word) {
    const found = nextOf(text, letter, from);
    if (found === -1) return null;
    score += found === before + 1 ? RUN : isStart(text, found) ? START_OF_WORD : -1;
    before = found;
    from = found + 1;
  }
  // Letters strewn about are chance, not meaning.
  return score > word.length ? score : null;
}

/** A beginning of a word, when one is still to come; else wherever the letter is. */
function nextOf(text: string, letter: string, from: number): number {
  const near = text.indexOf(letter, from);
  if (near === -1 || near === from || isStart(text, near)) return near;
  for (let at = near; at !== -1; at = text.indexOf(letter, at + 1)) if (isStart(text, at)) return at;
  return near;
}

const isStart = (text: string, at: number): boolean => at === 0 || /[^a-z0-9]/.test(text[at - 1] ?? '');

/** Those that fit, the nearest first; equals stay in their order. */
export function ranked<T extends { readonly label: string }>(entries: readonly T[], typed: string): T[] {
  const scored = entries.flatMap((entry) => {
    const score = scoreOf(entry.label, typed);
    return score === null ? [] : [{ entry, score }];
  });
  return scored.sort((a, b) => b.score - a.score).map(({ entry }) => entry);
}
