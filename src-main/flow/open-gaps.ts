/** Gaps told and not yet repaired, so that a repair can close the very rows it heals. */
import type { Gap, Repaired } from '../../src-shared/market.ts';
import { MINUTE_MS, minuteOf } from '../../src-shared/market.ts';
import type { GapRow } from '../../src-shared/ports/reader.ts';
import { gapId } from '../base/ids.ts';

export interface OpenGaps {
  open(gap: Gap): GapRow;
  /** Rows whose every minute lies inside the repaired range; they are no longer open afterwards. */
  healedBy(repaired: Pick<Repaired, 'symbol' | 'from' | 'to'>): GapRow[];
}

export function createOpenGaps(venue: string): OpenGaps {
  const rows = new Map<string, GapRow>();
  return {
    open(gap) {
      const row: GapRow = {
        id: gapId(venue, gap.symbol, gap.from),
        symbol: gap.symbol,
        venue,
        from: gap.from,
        to: gap.to,
        reason: gap.reason,
        missing_trades: gap.missingTrades,
        repaired_at: null,
      };
      rows.set(row.id, row);
      return row;
    },
    healedBy({ symbol, from, to }) {
      const healed = [...rows.values()].filter(
        (row) =>
          row.symbol === symbol && minuteOf(row.from) >= minuteOf(from) && row.to <= minuteOf(to + MINUTE_MS - 1),
      );
      for (const row of healed) rows.delete(row.id);
      return healed;
    },
  };
}
