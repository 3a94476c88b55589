/** Which assets and market topics a headline is about, and whether it merely reports a price. */
export interface LinkInput {
  readonly title: string;
  readonly summary?: string | null;
}
export interface Linked {
  /** Tickers, e.g. `BTC`; sorted. */
  readonly assets: string[];
  readonly topics: string[];
  readonly priceReport: boolean;
}
export interface Linker {
  link(input: LinkInput): Linked;
  /** All names of an asset that a sentence may use: ticker, name, aliases. */
  namesOf(asset: string): readonly string[];
}
