/**
 * Near-duplicates: the same address, or titles that share three quarters of their telling words (syndicated copies,
 * retitled updates). Groups are transitive; each is named by the smallest index in it.
 */
import { canonicalUrl } from './canonical-url.ts';
import { readHeadline } from './tokens.ts';
import { wordWeight } from './word-weights.ts';

const SAME_TITLE = 0.75;

export interface Duplicable {
  readonly title: string;
  readonly url: string | null;
}

/** For each item the index of the first item it repeats (its own when it repeats none). */
export function duplicateGroups(items: readonly Duplicable[]): number[] {
  const groups = items.map((_, index) => index);
  const root = (index: number): number => (groups[index] === index ? index : root(groups[index] ?? index));
  const urls = items.map((item) => (item.url === null ? null : canonicalUrl(item.url)));
  const titles = items.map((item) => titleWords(item.title));
  for (let later = 1; later < items.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const sameUrl = urls[later] !== null && urls[later] === urls[earlier];
      if (!sameUrl && similarity(titles[later], titles[earlier]) < SAME_TITLE) continue;
      const [a, b] = [root(later), root(earlier)];
      groups[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return groups.map((_, index) => root(index));
}

export function titleSimilarity(a: string, b: string): number {
  return similarity(titleWords(a), titleWords(b));
}

const titleWords = (title: string): ReadonlySet<string> =>
  new Set(readHeadline(title).tokens.map((token) => token.lower));

/** Weighted Jaccard: words that say much count more. */
function similarity(a: ReadonlySet<string> = new Set(), b: ReadonlySet<string> = new Set()): number {
  let shared = 0;
  let total = 0;
  for (const word of a) {
    total += wordWeight(word);
    if (b.has(word)) shared += wordWeight(word);
  }
  for (const word of b) if (!a.has(word)) total += wordWeight(word);
  return total === 0 ? 0 : shared / total;
}
