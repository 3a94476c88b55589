/** The order of the watch-list: as listed, by name, change or rarity; pinned symbols first; narrowed by what is typed. */
import { baseOf } from '../../src-shared/market.ts';
import type { QuoteView } from '../client/engine-store.ts';

export const WATCH_SORTS = ['listed', 'name', 'change', 'rarity'] as const;
export type WatchSort = (typeof WATCH_SORTS)[number];

export interface WatchChoice {
  readonly sort: WatchSort;
  readonly pinned: readonly string[];
  readonly typed: string;
}

type QuoteOf = (symbol: string) => Pick<QuoteView, 'change24hPct' | 'lambdaPerDay'> | undefined;

/** What is not known comes last in every order. */
const KEYS: Readonly<Record<'change' | 'rarity', (quote: ReturnType<QuoteOf>) => number>> = {
  change: (quote) => -Math.abs(quote?.change24hPct ?? -1),
  rarity: (quote) => quote?.lambdaPerDay ?? Infinity,
};

export function orderSymbols(symbols: readonly string[], quoteOf: QuoteOf, choice: WatchChoice): string[] {
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
