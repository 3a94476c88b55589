/**
 * The order of the watch-list: as listed, by name, change or rarity; pinned symbols first; narrowed by what is typed. Where the
 * order is a place to look things up (listed, name) symbols stand in groups by their quote currency; an order that follows the
 * market is one list, because its first row is the answer.
 */
import { baseOf } from '../../src-shared/market.ts';
import type { QuoteView } from '../client/engine-store.ts';

export const WATCH_SORTS = ['listed', 'name', 'change', 'rarity'] as const;
export type WatchSort = (typeof WATCH_SORTS)[number];

/** The group of the pinned ones and of all others; a quote currency is never called like this. */
export const PINNED = '*pinned';
export const OTHERS = '*others';

export interface WatchChoice {
  readonly sort: WatchSort;
  readonly pinned: readonly string[];
  /** Groups that are folded away. */
  readonly closed: readonly string[];
  readonly typed: string;
}

export type WatchItem =
  | { readonly kind: 'group'; readonly name: string; readonly count: number; readonly open: boolean }
  | { readonly kind: 'symbol'; readonly symbol: string };

type QuoteOf = (symbol: string) => Pick<QuoteView, 'change24hPct' | 'lambdaPerDay'> | undefined;

/** What is not known comes last in every order. */
const KEYS: Readonly<Record<'change' | 'rarity', (quote: ReturnType<QuoteOf>) => number>> = {
  change: (quote) => -Math.abs(quote?.change24hPct ?? -1),
  rarity: (quote) => quote?.lambdaPerDay ?? Infinity,
};

export function orderSymbols(
  symbols: readonly string[],
  quoteOf: QuoteOf,
  choice: Pick<WatchChoice, 'sort' | 'pinned' | 'typed'>,
): string[] {
  const typed = choice.typed.trim().toLowerCase();
  const shown = symbols.filter((symbol) => symbol.toLowerCase().includes(typed));
  const sorted = sortedBy(shown, quoteOf, choice.sort);
  const pinned = new Set(choice.pinned);
  return [...sorted.filter((symbol) => pinned.has(symbol)), ...sorted.filter((symbol) => !pinned.has(symbol))];
}

function sortedBy(symbols: readonly string[], quoteOf: QuoteOf, sort: WatchSort): readonly string[] {
  if (sort === 'listed') return symbols;
  if (sort === 'name') return symbols.toSorted((a, b) => baseOf(a).localeCompare(baseOf(b)) || a.localeCompare(b));
  const keyOf = KEYS[sort];
  const keyed = symbols.map((symbol, place) => ({ symbol, place, key: keyOf(quoteOf(symbol)) }));
  // Equal ones stay as listed, so that a quiet market does not shuffle.
  return keyed
    .sort((a, b) => (a.key === b.key ? a.place - b.place : a.key < b.key ? -1 : 1))
    .map(({ symbol }) => symbol);
}

const quoteName = (symbol: string): string => symbol.slice(baseOf(symbol).length + 1);

/** Ordered symbols under the heads of their groups; a single group has no head. While something is typed nothing is folded. */
export function watchItems(ordered: readonly string[], { pinned, sort, closed, typed }: WatchChoice): WatchItem[] {
  const top = new Set(pinned);
  const byQuote = (sort === 'listed' || sort === 'name') && new Set(ordered.map(quoteName)).size > 1;
  const groups = new Map<string, string[]>();
  for (const symbol of ordered) {
    const name = top.has(symbol) ? PINNED : byQuote ? quoteName(symbol) : OTHERS;
    groups.set(name, [...(groups.get(name) ?? []), symbol]);
  }
  return [...groups].flatMap(([name, symbols]): WatchItem[] => {
    const open = groups.size < 2 || typed.trim() !== '' || !closed.includes(name);
    const rows = open ? symbols.map((symbol) => ({ kind: 'symbol' as const, symbol })) : [];
    return groups.size < 2 ? rows : [{ kind: 'group', name, count: symbols.length, open }, ...rows];
  });
}
