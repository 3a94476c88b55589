/** Which markets of a venue are offered for what was typed, and which for symbols that were chosen elsewhere. No state. */
import type { Market } from '../../../src-shared/market.ts';
import { baseOf } from '../../../src-shared/market.ts';
import { defaultSettings } from '../../../src-shared/settings.ts';

/** Quotes in the order in which they are suggested. */
const QUOTES = ['USD', 'USDT', 'USDC', 'EUR'];
const quoteRank = ({ quote }: Market): number => (QUOTES.includes(quote) ? QUOTES.indexOf(quote) : QUOTES.length);

/** Smaller is nearer; null: it has not what was typed. */
function distance({ symbol, base }: Market, typed: string): number | null {
  if (base === typed || symbol === typed) return 0;
  if (base.startsWith(typed)) return 1;
  if (symbol.startsWith(typed)) return 2;
  return symbol.includes(typed) ? 3 : null;
}

/** Trading ones that have the typed letters, the nearest first. With nothing typed: the suggested ones, then the rest by name. */
export function rankMarkets(markets: readonly Market[], typed: string): Market[] {
  const wanted = typed
    .trim()
    .toUpperCase()
    .replace(/[/\s]+/g, '-');
  const open = markets.filter(({ active }) => active);
  if (wanted === '') {
    const first = suggestedOf(markets);
    const rest = open.filter(({ symbol }) => !first.includes(symbol));
    return [...first.flatMap((symbol) => open.filter((market) => market.symbol === symbol)), ...rest.sort(byName)];
  }
  const near = open.flatMap((market) => {
    const at = distance(market, wanted);
    return at === null ? [] : [{ market, at }];
  });
  return near.sort((a, b) => a.at - b.at || byName(a.market, b.market)).map(({ market }) => market);
}

const byName = (a: Market, b: Market): number =>
  a.base === b.base ? quoteRank(a) - quoteRank(b) : a.base < b.base ? -1 : 1;

/** The best traded pair of an asset at this venue, by the order of the quotes. */
function pairOf(markets: readonly Market[], base: string): string | null {
  const pairs = markets.filter((market) => market.active && market.base === base && quoteRank(market) < QUOTES.length);
  return pairs.sort((a, b) => quoteRank(a) - quoteRank(b))[0]?.symbol ?? null;
}

/** The shipped watch-list as far as the venue has it; as it is shipped while its markets are not known. */
export function suggestedOf(markets: readonly Market[]): string[] {
  const shipped = defaultSettings().symbols;
  if (markets.length === 0) return shipped;
  return shipped.map((symbol) => pairOf(markets, baseOf(symbol))).filter((symbol) => symbol !== null);
}

/** Symbols chosen at another venue, as this one trades them: the same pair, else the same asset, else left out. */
export function carriedOver(
  chosen: readonly string[],
  markets: readonly Market[],
): { readonly symbols: string[]; readonly leftOut: string[] } {
  const active = new Set(markets.filter((market) => market.active).map(({ symbol }) => symbol));
  const kept = chosen.map((symbol) => (active.has(symbol) ? symbol : pairOf(markets, baseOf(symbol))));
  const symbols = [...new Set(kept.filter((symbol) => symbol !== null))];
  return { symbols, leftOut: chosen.filter((_, i) => kept[i] === null) };
}
