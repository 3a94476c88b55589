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
      if (!sameUrl && similarity(titles[later]!, titles[earlier]!) < SAME_TITLE) continue;
      const [a, b] = [root(later), root(earlier)];
      groups[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return groups.map((_, index) => root(index));
}

export const titleSimilarity = (a: string, b: string): number => similarity(titleWords(a), titleWords(b));

/** A title's words with what each says, and the sum of that. */
interface TitleWords {
  readonly weights: ReadonlyMap<string, number>;
  readonly total: number;
}

function titleWords(title: string): TitleWords {
  const weights = new Map(readHeadline(title).tokens.map(({ lower }) => [lower, wordWeight(lower)]));
  return { weights, total: [...weights.values()].reduce((sum, weight) => sum + weight, 0) };
}

/** Weighted Jaccard: words that say much count more. */
function similarity(a: TitleWords, b: TitleWords): number {
  let shared = 0;
  for (const [word, weight] of a.weights) if (b.weights.has(word)) shared += weight;
  const all = a.total + b.total - shared;
  return all === 0 ? 0 : shared / all;
}
