/**
 * Forgets in PostgreSQL what is past its time or over the caps. Prices: 48 h as sampled, then one a minute, then gone (a whole
 * month by dropping its table); candles for the policy's days (90 beyond 50 symbols); news unless an anomaly links it. The cap
 * on bytes drops whole months of prices only: deleted rows give a server's disk back at its next vacuum, not now.
 */
import { DAY_MS, HOUR_MS, minuteOf, type EpochMs } from '../../../src-shared/market.ts';
import type { Removed, RetentionPolicy } from '../../../src-shared/ports/writer.ts';
import { candlesDaysOf, FULL_RATE_MS, KEEP_PRICES_MS } from '../sqlite-retention.ts';
import type { Connection, Transaction } from './connection.ts';
import { settleWindows } from './windows.ts';
import { iso, ms } from './values.ts';

/** Months of prices whose end is `:cutoff` or before, oldest first. */
const MONTHS = `SELECT c.relname AS part FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = to_regclass('prices') AND c.relname ~ '^prices_\\d{4}_\\d{2}$'
  AND (to_date(right(c.relname, 7), 'YYYY_MM') + INTERVAL '1 month') <= (:cutoff::timestamptz AT TIME ZONE 'UTC') ORDER BY 1`;
const DAYS = `SELECT DISTINCT ${ms("date_trunc('day', timestamp)")} AS day FROM prices
  WHERE timestamp >= :from AND timestamp < :until ORDER BY 1`;
/** Of each minute the last sample stays. */
const THIN = `DELETE FROM prices p WHERE p.timestamp >= :from AND p.timestamp < :to AND EXISTS (SELECT 1 FROM prices q
  WHERE q.symbol = p.symbol AND q.source IS NOT DISTINCT FROM p.source AND q.timestamp > p.timestamp
  AND q.timestamp < date_trunc('minute', p.timestamp) + INTERVAL '1 minute' AND q.timestamp < :to)`;
const SHORTEN = `UPDATE series s SET candles = greatest(0, s.candles - :gone), first_open = c.first, last_open = c.last
  FROM (SELECT min(open_time) AS first, max(open_time) AS last FROM candles WHERE symbol = :symbol AND venue = :venue) c
  WHERE s.symbol = :symbol AND s.venue = :venue`;
const DELETE_NEWS = `DELETE FROM news_items n WHERE n.published_at < :cutoff::timestamptz AND n.first_seen_at < :cutoff::timestamptz
  AND NOT EXISTS (SELECT 1 FROM news_articles a WHERE a.url = n.url)
  AND NOT EXISTS (SELECT 1 FROM news_articles a WHERE a.url IS NULL AND n.url IS NULL AND a.title = n.title)`;

export function createRetention(connection: Connection): (policy: RetentionPolicy, now: EpochMs) => Promise<Removed> {
  const { transaction, rows } = connection;
  const run = (sql: string, parameters: Record<string, unknown>): Promise<number> =>
    transaction((t) => t.run(sql, parameters));

  async function dropMonths(cutoff: EpochMs, until: () => Promise<boolean>): Promise<number> {
    let gone = 0;
    for (const { part } of await rows<{ part: string }>(MONTHS, { cutoff: iso(cutoff) })) {
      if (await until()) break;
      gone += await transaction((t) => dropMonth(t, part));
    }
    return gone;
  }

  async function pastPrices(cutoff: EpochMs): Promise<number> {
    const dropped = await dropMonths(cutoff, async () => false);
    return dropped + (await run('DELETE FROM prices WHERE timestamp < :cutoff', { cutoff: iso(cutoff) }));
  }

  async function thinned(until: EpochMs): Promise<number> {
    const [counter] = await rows<{ value: number }>("SELECT value FROM counters WHERE name = 'thinned_until'");
    const from = counter?.value ?? 0;
    if (from >= until) return 0;
    let gone = 0;
    for (const { day } of await transaction((t) =>
      t.rows<{ day: number }>(DAYS, { from: iso(from), until: iso(until) }),
    )) {
      const range = { from: iso(Math.max(from, day)), to: iso(Math.min(until, day + DAY_MS)) };
      gone += await run(THIN, range);
    }
    await run("UPDATE counters SET value = :until WHERE name = 'thinned_until' AND value = :from", { until, from });
    return gone;
  }

  async function pastCandles(days: number, now: EpochMs): Promise<number> {
    const held = await rows<{ symbol: string; venue: string }>(
      'SELECT symbol, venue FROM series WHERE candles > 0 ORDER BY 1, 2',
    );
    const most = candlesDaysOf(days, new Set(held.map((one) => one.symbol)).size);
    let gone = 0;
    for (const one of held) gone += await transaction((t) => dropCandles(t, one, now - most * DAY_MS));
    return gone;
  }

  async function overRows(most: number, now: EpochMs): Promise<number> {
    const [counted] = await rows<{ n: number }>('SELECT count(*) AS n FROM prices');
    const excess = (counted?.n ?? 0) - most;
    if (excess <= 0) return 0;
    const [end] = await rows<{ time: number }>(
      `SELECT ${ms('timestamp')} AS time FROM prices ORDER BY timestamp OFFSET :excess LIMIT 1`,
      { excess },
    );
    return run('DELETE FROM prices WHERE timestamp < :cutoff', {
      cutoff: iso(Math.min(end?.time ?? Infinity, now - KEEP_PRICES_MS)),
    });
  }

  async function overBytes(most: number, now: EpochMs): Promise<number> {
    const fits = async (): Promise<boolean> =>
      ((await rows<{ bytes: number }>('SELECT pg_database_size(current_database()) AS bytes'))[0]?.bytes ?? 0) <= most;
    return (await fits()) ? 0 : dropMonths(now - KEEP_PRICES_MS - HOUR_MS, fits);
  }

  return async (policy, now) => {
    await transaction((t) => settleWindows(t, now));
    let prices = await pastPrices(now - policy.pricesDays * DAY_MS);
    prices += await thinned(minuteOf(now - FULL_RATE_MS));
    const candles = await pastCandles(policy.candlesDays, now);
    const news_items = await run(DELETE_NEWS, { cutoff: iso(now - policy.newsDays * DAY_MS) });
    prices += await overRows(policy.maxPriceRows, now);
    prices += await overBytes(policy.maxBytes, now);
    return { prices, candles, news_items };
  };
}

async function dropMonth(t: Transaction, part: string): Promise<number> {
  // The name is one of ours: it matched the pattern of MONTHS.
  const [counted] = await t.rows<{ n: number }>(`SELECT count(*) AS n FROM ${part}`);
  await t.run(`DROP TABLE ${part}`);
  return counted?.n ?? 0;
}

async function dropCandles(t: Transaction, one: { symbol: string; venue: string }, cutoff: EpochMs): Promise<number> {
  const deletion = 'DELETE FROM candles WHERE symbol = :symbol AND venue = :venue AND open_time < :cutoff';
  const gone = await t.run(deletion, { ...one, cutoff: iso(cutoff) });
  if (gone > 0) await t.run(SHORTEN, { ...one, gone });
  return gone;
}
