/**
 * Forgets what is past its time or over the caps, oldest first, in steps short enough that the store can answer between
 * them. Prices: 48 h as sampled, then one a minute, then gone; candles for the policy's days (90 beyond 50 symbols); news
 * unless an anomaly links it. The newest prices and candles stay whatever the caps say, and so does what a policy with an
 * archive does not name as archived. `now` is market time.
 */
import { DAY_MS, HOUR_MS, minuteOf, MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import type { ArchivedUntil, Removed, RetentionPolicy } from '../../src-shared/ports/writer.ts';
import type { AnomalyWindows } from './sqlite-windows.ts';
import { usedBytes, type Db } from './sqlite-open.ts';
import type { SetSynchronous } from './sqlite-synchronous.ts';

export const FULL_RATE_MS = 48 * HOUR_MS;
export const MANY_SYMBOLS = 50;
export const MANY_SYMBOLS_CANDLE_DAYS = 90;
const STEP_ROWS = 20_000;
const THIN_STEP_MS = 5 * MINUTE_MS;
/** Never given up to a cap: the engine reads them. */
export const KEEP_PRICES_MS = 2 * HOUR_MS;
export const KEEP_CANDLES_MS = 2 * DAY_MS;
const VACUUM_PAGES = 2000;

const THIN = `DELETE FROM prices WHERE timestamp >= :from AND timestamp < :to AND (timestamp, symbol, source) NOT IN (
  SELECT max(timestamp), symbol, source FROM prices WHERE timestamp >= :from AND timestamp < :to
  GROUP BY symbol, source, timestamp / ${MINUTE_MS})`;
export const DELETABLE_NEWS = `published_at < :cutoff AND first_seen_at < :cutoff
  AND NOT EXISTS (SELECT 1 FROM news_articles a WHERE a.url = news_items.url)
  AND NOT EXISTS (SELECT 1 FROM news_articles a WHERE a.url IS NULL AND news_items.url IS NULL AND a.title = news_items.title)`;

interface Series {
  readonly symbol: string;
  readonly venue: string;
  readonly first_open: number;
}

type Steps = Generator<void, number>;
export type Retaining = Generator<void, Removed>;

/** Days of candles that stay: the policy's, fewer when many symbols are watched (on however many venues). */
export const candlesDaysOf = (days: number, symbols: number): number =>
  symbols > MANY_SYMBOLS ? Math.min(days, MANY_SYMBOLS_CANDLE_DAYS) : days;

const EVERYTHING: ArchivedUntil = { prices: Infinity, candles: Infinity };

export function createRetention(
  db: Db,
  windows: AnomalyWindows,
  setSynchronous: SetSynchronous,
): (policy: RetentionPolicy, now: EpochMs) => Retaining {
  const counter = db.prepare<[string], number>('SELECT value FROM counters WHERE name = ?').pluck();
  const setCounter = db.prepare('UPDATE counters SET value = ? WHERE name = ?');
  const dropFromCount = db.prepare("UPDATE counters SET value = max(0, value - ?) WHERE name = 'price_rows'");
  const nextPrice = db
    .prepare<[number], number | null>('SELECT min(timestamp) FROM prices WHERE timestamp >= ?')
    .pluck();
  const stepEnd = db
    .prepare<[number], number>('SELECT timestamp FROM prices ORDER BY timestamp LIMIT 1 OFFSET ?')
    .pluck();
  const deletePrices = db.prepare('DELETE FROM prices WHERE timestamp < ?');
  const thin = db.prepare(THIN);
  const series = db.prepare<[], Series>(
    'SELECT symbol, venue, first_open FROM series WHERE candles > 0 ORDER BY first_open',
  );
  const deleteCandles = db.prepare('DELETE FROM candles WHERE symbol = ? AND venue = ? AND open_time < ?');
  const shortenSeries = db.prepare(`UPDATE series SET candles = max(0, candles - :gone),
    first_open = (SELECT min(open_time) FROM candles WHERE symbol = :symbol AND venue = :venue),
    last_open = (SELECT max(open_time) FROM candles WHERE symbol = :symbol AND venue = :venue)
    WHERE symbol = :symbol AND venue = :venue`);
  const deleteNews = db.prepare(`DELETE FROM news_items WHERE ${DELETABLE_NEWS}`);
  const rows = (): number => counter.get('price_rows') ?? 0;

  function step<T>(work: () => T): T {
    setSynchronous('NORMAL');
    return db.transaction(work).immediate();
  }

  /** Deletes at most about one step of prices older than `cutoff`; returns how many went. */
  function dropPrices(cutoff: EpochMs, most: number): number {
    return step(() => {
      const oldest = nextPrice.get(0) ?? Infinity;
      const end = stepEnd.get(Math.min(most, STEP_ROWS)) ?? Infinity;
      // Rows of one moment go together, or a crowded moment would stop the deletion.
      const { changes } = deletePrices.run(Math.min(cutoff, Math.max(end, oldest + 1)));
      dropFromCount.run(changes);
      return changes;
    });
  }

  function dropCandles({ symbol, venue, first_open }: Series, cutoff: EpochMs): number {
    const end = Math.min(cutoff, first_open + STEP_ROWS * MINUTE_MS);
    if (end <= first_open) return 0;
    return step(() => {
      const { changes } = deleteCandles.run(symbol, venue, end);
      shortenSeries.run({ symbol, venue, gone: changes });
      return changes;
    });
  }

  function* pastPrices(cutoff: EpochMs): Steps {
    let gone = 0;
    for (;;) {
      const dropped = dropPrices(cutoff, STEP_ROWS);
      if (dropped === 0) return gone;
      gone += dropped;
      yield;
    }
  }

  function* thinned(until: EpochMs): Steps {
    let gone = 0;
    let from = counter.get('thinned_until') ?? 0;
    while (from < until) {
      const next = nextPrice.get(from) ?? null;
      from = next === null ? until : Math.min(until, Math.max(from, minuteOf(next)));
      const to = Math.min(until, from + THIN_STEP_MS);
      gone += step(() => {
        const { changes } = from < to ? thin.run({ from, to }) : { changes: 0 };
        dropFromCount.run(changes);
        setCounter.run(to, 'thinned_until');
        return changes;
      });
      from = to;
      yield;
    }
    return gone;
  }

  function* pastCandles(days: number, now: EpochMs, archived: EpochMs): Steps {
    let gone = 0;
    const held = series.all();
    const symbols = new Set(held.map((one) => one.symbol)).size;
    const cutoff = Math.min(archived, now - candlesDaysOf(days, symbols) * DAY_MS);
    for (const one of held) gone += yield* candlesBefore(one, cutoff);
    return gone;
  }

  function* candlesBefore(one: Series, cutoff: EpochMs): Steps {
    let gone = 0;
    for (let first = one.first_open; first < cutoff; first += STEP_ROWS * MINUTE_MS) {
      gone += dropCandles({ ...one, first_open: first }, cutoff);
      yield;
    }
    return gone;
  }

  function* overRows(most: number, newest: EpochMs): Steps {
    let gone = 0;
    while (rows() > most) {
      const dropped = dropPrices(newest, rows() - most);
      if (dropped === 0) break;
      gone += dropped;
      yield;
    }
    return gone;
  }

  /** The disk cap: the oldest prices go first, then whole days of the oldest candles. */
  function* overBytes(most: number, newest: ArchivedUntil): Generator<void, Pick<Removed, 'prices' | 'candles'>> {
    const gone = { prices: 0, candles: 0 };
    while (usedBytes(db) > most) {
      const prices = dropPrices(newest.prices, STEP_ROWS);
      const candles = prices > 0 ? 0 : dropOldestDay(newest.candles);
      if (prices + candles === 0) break;
      gone.prices += prices;
      gone.candles += candles;
      yield;
    }
    return gone;
  }

  function dropOldestDay(newest: EpochMs): number {
    const held = series.all();
    const oldest = held[0]?.first_open;
    if (oldest === undefined) return 0;
    const day = Math.min(newest, (Math.floor(oldest / DAY_MS) + 1) * DAY_MS);
    return held.filter((one) => one.first_open < day).reduce((gone, one) => gone + dropCandles(one, day), 0);
  }

  function* giveBackPages(): Generator<void, void> {
    while (Number(db.pragma('freelist_count', { simple: true })) > VACUUM_PAGES) {
      const before = Number(db.pragma('freelist_count', { simple: true }));
      db.pragma(`incremental_vacuum(${VACUUM_PAGES})`);
      yield;
      if (Number(db.pragma('freelist_count', { simple: true })) >= before) break;
    }
    db.pragma('wal_checkpoint(TRUNCATE)');
  }

  return function* retain(policy, now) {
    const archived = policy.archived ?? EVERYTHING;
    // What the caps may reach at most.
    const newest = {
      prices: Math.min(archived.prices, now - KEEP_PRICES_MS),
      candles: Math.min(archived.candles, now - KEEP_CANDLES_MS),
    };
    step(() => windows.settle(now));
    let prices = yield* pastPrices(Math.min(archived.prices, now - policy.pricesDays * DAY_MS));
    prices += yield* thinned(minuteOf(now - FULL_RATE_MS));
    const candles = yield* pastCandles(policy.candlesDays, now, archived.candles);
    const news_items = step(() => deleteNews.run({ cutoff: now - policy.newsDays * DAY_MS }).changes);
    yield;
    prices += yield* overRows(policy.maxPriceRows, newest.prices);
    const over = yield* overBytes(policy.maxBytes, newest);
    yield* giveBackPages();
    return { prices: prices + over.prices, candles: candles + over.candles, news_items };
  };
}
