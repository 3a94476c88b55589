/**
 * Series that come to this machine: what another one has sent of them already waits here too, perhaps for days. It goes behind what
 * is new, so that a symbol is written again within seconds of its take-over; nothing is left out. What the other one left
 * unfinished is this machine's to finish.
 */
import type { Connection } from '../postgres/connection.ts';
import { ms } from '../postgres/values.ts';
import { seriesName } from './fence.ts';
import type { AsyncMirrorSide, SeriesKey, SeriesReached } from './side.ts';

const REACHED = `SELECT s.venue, s.symbol, ${ms('s.last_price_at')} AS price, ${ms('s.last_open')} AS candle FROM series s
  JOIN unnest(:venues::text[], :symbols::text[]) AS k (venue, symbol) ON k.venue = s.venue AND k.symbol = s.symbol`;

/** To be called before each step of pushing, with the series that are another machine's by now. */
export function createComing(
  connection: Connection,
  local: Pick<AsyncMirrorSide, 'came' | 'adopt'>,
  onCame?: () => void,
): (others: readonly SeriesKey[]) => Promise<void> {
  let before: readonly SeriesKey[] = [];
  return async (others) => {
    const now = new Set(others.map(seriesName));
    const come = before.filter((key) => !now.has(seriesName(key)));
    if (come.length > 0) {
      await local.came(await reached(connection, come));
      await local.adopt(come);
      onCame?.();
    }
    before = others;
  };
}

const reached = (connection: Connection, keys: readonly SeriesKey[]): Promise<SeriesReached[]> =>
  connection.rows<SeriesReached>(REACHED, {
    venues: keys.map(({ venue }) => venue),
    symbols: keys.map(({ symbol }) => symbol),
  });
