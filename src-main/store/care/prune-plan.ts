/** What retention would delete now, counted over a reading connection; changes nothing, so it may run beside an engine. */
import { DAY_MS, minuteOf, MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { Removed, RetentionPolicy } from '../../../src-shared/ports/writer.ts';
import { candlesDaysOf, DELETABLE_NEWS, FULL_RATE_MS, KEEP_PRICES_MS } from '../sqlite-retention.ts';
import { usedBytes, type Db } from '../sqlite-open.ts';
import { dayOf } from './archive-format.ts';
import { withReader } from './inspect.ts';

export interface PrunePlan extends Removed {
  /** Bytes over the cap once this is gone cannot be foretold; this is by how much the file is over it now. */
  readonly bytesOver: number;
}

/** Of each minute before `:until` all samples but the last. */
const THINNED = `SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM prices
  WHERE timestamp >= :from AND timestamp < :until GROUP BY symbol, source, timestamp / ${MINUTE_MS})`;

/** `archived`: retention goes through the archive, which takes whole days. */
export const planPrune = (
  database: string,
  policy: RetentionPolicy,
  now: EpochMs,
  { archived = false } = {},
): PrunePlan =>
  withReader(database, (db) => db.transaction(() => plan(db, policy, now, archived ? dayOf : (time) => time))());

function plan(db: Db, policy: RetentionPolicy, now: EpochMs, cut: (time: EpochMs) => EpochMs): PrunePlan {
  const one = (sql: string, parameters: Record<string, number> = {}): number =>
    db.prepare<[Record<string, number>], number | null>(sql).pluck().get(parameters) ?? 0;
  const cutoff = cut(now - policy.pricesDays * DAY_MS);
  const past = one('SELECT count(*) FROM prices WHERE timestamp < :cutoff', { cutoff });
  const from = Math.max(cutoff, one("SELECT value FROM counters WHERE name = 'thinned_until'"));
  const thinned = one(THINNED, { from, until: minuteOf(now - FULL_RATE_MS) });
  const left = one("SELECT value FROM counters WHERE name = 'price_rows'") - past - thinned;
  const newest = one('SELECT count(*) FROM prices WHERE timestamp >= :keep', { keep: now - KEEP_PRICES_MS });
  const over = Math.max(0, Math.min(left - policy.maxPriceRows, left - newest));
  const symbols = one('SELECT count(DISTINCT symbol) FROM series WHERE candles > 0');
  const days = candlesDaysOf(policy.candlesDays, symbols);
  return {
    prices: past + thinned + over,
    candles: one(
      `SELECT sum((SELECT count(*) FROM candles c WHERE c.symbol = s.symbol AND c.venue = s.venue AND c.open_time < :cutoff))
       FROM series s WHERE s.candles > 0`,
      { cutoff: cut(now - days * DAY_MS) },
    ),
    news_items: one(`SELECT count(*) FROM news_items WHERE ${DELETABLE_NEWS}`, {
      cutoff: now - policy.newsDays * DAY_MS,
    }),
    bytesOver: Math.max(0, usedBytes(db) - policy.maxBytes),
  };
}
