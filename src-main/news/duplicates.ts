/**
 * Near-duplicates: the same address, or one text told twice (a wire's copies, a changed label, another spelling of a number).
 * Two titles are one text only when nothing that either says is missing in the other: one name, number or "not" apart is
 * another story, and grouping stories is the clusterer's work. Groups are transitive; each is named by its smallest index.
 */
import { canonicalUrl } from './canonical-url.ts';
import { type TitleForm, titleForm } from './title-form.ts';

export interface Duplicable {
  readonly title: string;
  readonly url: string | null;
}

/** For each item the index of the first item it repeats (its own when it repeats none). */
export function duplicateGroups(items: readonly Duplicable[]): number[] {
  const groups = items.map((_, index) => index);
  const root = (index: number): number => (groups[index] === index ? index : root(groups[index] ?? index));
  const urls = items.map((item) => (item.url === null ? null : canonicalUrl(item.url)));
  const forms = items.map((item) => titleForm(item.title));
  for (let later = 1; later < items.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const sameUrl = urls[later] !== null && urls[later] === urls[earlier];
      if (!sameUrl && !isSameForm(forms[later], forms[earlier])) continue;
      const [a, b] = [root(later), root(earlier)];
      groups[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return groups.map((_, index) => root(index));
}

/** True when the two titles are one text. */
export const isSameTelling = (a: string, b: string): boolean => isSameForm(titleForm(a), titleForm(b));

/**
 * Equal in order, or turned round one point ("Binance sued by CFTC", "CFTC: Binance sued"). Order matters because
 * "Solana flips Ethereum" has the words of its contrary; so does "by", unless the turn explains it.
 */
function isSameForm(a: TitleForm | undefined, b: TitleForm | undefined): boolean {
  if (a === undefined || b === undefined || a.telling.length === 0) return false;
  if (a.telling.length !== b.telling.length || a.turning !== b.turning) return false;
  const turns = a.telling.map((_, turn) => turn).filter((turn) => isTurned(a.telling, b.telling, turn));
  return turns.some((turn) => turn > 0 || a.passive === b.passive);
}

const isTurned = (a: readonly string[], b: readonly string[], turn: number): boolean =>
  a.every((word, index) => word === b[(index + turn) % b.length]);
