/**
 * The board: the newest row per symbol of the watch-list and the candles that changed since the last batch. The hot path
 * marks; `take` empties it, at most ten times a second. Minutes are marked only while somebody watches: who comes later asks
 * for history first, and nothing piles up where nobody takes.
 */
import type { TickBatch } from '../../src-shared/contract.ts';
import type { Candle, EpochMs, QuoteChange, QuoteRow } from '../../src-shared/market.ts';
import { DAY_MS, MINUTE_MS } from '../../src-shared/market.ts';

const SPARK_MINUTES = 60;
/** Minutes kept in memory besides: more than the journal's delay, even at a fast market speed. */
const RECENT = 60;
/** Closes kept for the 24-hour change. */
const DAY_MINUTES = DAY_MS / MINUTE_MS;

export interface Rarity {
  readonly lambdaPerDay: number | null;
  readonly learning: boolean;
}

interface Cell {
  price: number | null;
  eventTime: EpochMs | null;
  receivedTime: EpochMs | null;
  /** (openTime, close) of closed minutes, oldest first, at most 24 h. */
  closes: { openTime: EpochMs; close: number }[];
  /** Changed since the last batch, each minute once. */
  candles: Candle[];
  /** The newest few candles, forming one included: what the store may not hold yet. */
  recent: Candle[];
  rarity: Map<EpochMs, number | null>;
  changed: boolean;
  /** The sparkline too. */
  sparkChanged: boolean;
}

export interface Board {
  price(symbol: string, price: number, eventTime: EpochMs, receivedTime: EpochMs): void;
  forming(candle: Candle): void;
  /** `detected`: its rarity is known. */
  closed(candle: Candle, detected: boolean): void;
  /** A stored minute from before the start: known to the rows, not told as a change. */
  history(candle: Candle): void;
  rows(): QuoteRow[];
  recent(symbol: string): readonly Candle[];
  /** What changed since the last call, or null when nothing did. */
  take(marketNow: EpochMs): TickBatch | null;
}

export function createBoard(
  symbols: readonly string[],
  rarityOf: (symbol: string) => Rarity,
  isWatched: () => boolean = () => true,
): Board {
  const cells = new Map<string, Cell>(symbols.map((symbol) => [symbol, emptyCell()]));
  const changeOfRow = (symbol: string, cell: Cell): QuoteChange => ({
    symbol,
    price: cell.price,
    change24hPct: changeOf(cell),
    eventTime: cell.eventTime,
    receivedTime: cell.receivedTime,
    ...rarityOf(symbol),
  });
  const rowOf = (symbol: string, cell: Cell): QuoteRow => ({ ...changeOfRow(symbol, cell), spark: sparkOf(cell) });
  return {
    price(symbol, price, eventTime, receivedTime) {
      const cell = cells.get(symbol);
      if (cell === undefined) return;
      Object.assign(cell, { price, eventTime, receivedTime, changed: true });
    },
    forming(candle) {
      const cell = cells.get(candle.symbol);
      if (cell === undefined) return;
      show(cell, candle, isWatched());
    },
    closed(candle, detected) {
      const cell = cells.get(candle.symbol);
      if (cell === undefined) return;
      remember(cell, candle);
      const watched = isWatched();
      show(cell, candle, watched);
      // A rarity costs as much as the rest of the board; asked for only when it is shown.
      if (watched) cell.rarity.set(candle.openTime, detected ? rarityOf(candle.symbol).lambdaPerDay : null);
    },
    history(candle) {
      const cell = cells.get(candle.symbol);
      if (cell !== undefined) remember(cell, candle);
    },
    recent: (symbol) => cells.get(symbol)?.recent.slice(-RECENT) ?? [],
    rows: () => [...cells].map(([symbol, cell]) => rowOf(symbol, cell)),
    take(marketNow) {
      const batch: TickBatch = { marketNow, rows: [], candles: [], rarity: [] };
      for (const [symbol, cell] of cells) {
        if (!cell.changed) continue;
        batch.rows.push(cell.sparkChanged ? rowOf(symbol, cell) : changeOfRow(symbol, cell));
        batch.candles.push(...cell.candles);
        for (const [openTime, lambdaPerDay] of cell.rarity) batch.rarity.push({ symbol, openTime, lambdaPerDay });
        cell.candles = [];
        cell.rarity.clear();
        cell.changed = false;
        cell.sparkChanged = false;
      }
      return batch.rows.length === 0 ? null : batch;
    },
  };
}

function emptyCell(): Cell {
  return {
    price: null,
    eventTime: null,
    receivedTime: null,
    closes: [],
    candles: [],
    recent: [],
    rarity: new Map(),
    changed: false,
    sparkChanged: false,
  };
}

function show(cell: Cell, candle: Candle, watched: boolean): void {
  if (watched) put(cell.candles, candle);
  put(cell.recent, candle);
  // Trimmed in blocks, so that a closed minute costs no copy.
  if (cell.recent.length > 2 * RECENT) cell.recent.splice(0, cell.recent.length - RECENT);
  cell.changed = true;
}

/** Replaces the candle of the same minute, or adds it. */
function put(candles: Candle[], candle: Candle): void {
  const last = candles.at(-1);
  const isNew = last === undefined || last.openTime < candle.openTime;
  const at = isNew ? -1 : candles.findLastIndex((one) => one.openTime === candle.openTime);
  if (at < 0) candles.push(candle);
  else candles[at] = candle;
}

const sparkOf = (cell: Cell): number[] => cell.closes.slice(-SPARK_MINUTES).map(({ close }) => close);

function remember(cell: Cell, candle: Candle): void {
  cell.sparkChanged = true;
  const last = cell.closes.at(-1);
  if (last !== undefined && last.openTime >= candle.openTime) {
    const at = cell.closes.findIndex((c) => c.openTime === candle.openTime);
    if (at >= 0) cell.closes[at] = { openTime: candle.openTime, close: candle.close };
    return;
  }
  cell.closes.push({ openTime: candle.openTime, close: candle.close });
  // Trimmed in blocks, so that a closed minute costs no copy of the whole day.
  if (cell.closes.length > DAY_MINUTES + 240) cell.closes.splice(0, cell.closes.length - DAY_MINUTES);
  if (cell.price === null || (cell.eventTime ?? 0) <= candle.openTime) {
    cell.price = candle.close;
    cell.eventTime = candle.openTime + MINUTE_MS - 1;
  }
}

function changeOf(cell: Cell): number | null {
  if (cell.price === null || cell.eventTime === null) return null;
  const since = cell.eventTime - DAY_MS;
  const before = cell.closes.find((c) => c.openTime + MINUTE_MS >= since);
  if (before === undefined || before.openTime > since + 60 * MINUTE_MS) return null;
  return (cell.price / before.close - 1) * 100;
}
