/** How a symbol's price changed between two moments, from stored one-minute candles that were closed by the end. Percent. */
import { MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import { roundTo } from '../../../src-shared/format.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';

export interface Span {
  readonly symbol: string;
  readonly venue: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Minutes before the start in which a last price is still taken as the price at the start. */
const LOOK_BACK_MINUTES = 15;

/** Null when no candle closed at or shortly before the start, or none inside the span. */
export async function changeOver(
  reader: Pick<Reader, 'candles'>,
  { symbol, venue, from, to }: Span,
): Promise<number | null> {
  const start = from - LOOK_BACK_MINUTES * MINUTE_MS;
  const candles = await reader.candles({ symbol, venue, from: start, to: to + 1 });
  // A candle of detected_at's own minute counts when the minute is over to the millisecond, as in a replay.
  const closed = candles.filter((candle) => candle.openTime + MINUTE_MS <= to + 1);
  const before = closed.findLast((candle) => candle.openTime + MINUTE_MS <= from + 1);
  const last = closed.at(-1);
  if (before === undefined || last === undefined || last === before || !(before.close > 0)) return null;
  return roundTo((last.close / before.close - 1) * 100, 6);
}
