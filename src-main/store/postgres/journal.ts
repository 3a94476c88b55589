/**
 * Packed batches of prices and candles into PostgreSQL, a statement a thousand rows and not a row each; keeps what each symbol
 * holds (`series`) and completes the stored market around an anomaly when its window has passed. Where an adopted database
 * allows no unique index on prices, rows are compared before they are added.
 */
import { minuteOf, MINUTE_MS } from '../../../src-shared/market.ts';
import { CANDLE_WIDTH, PRICE_WIDTH, type PackedJournal } from '../packed-journal.ts';
import type { JournalReceipt } from '../sqlite-journal.ts';
import { cleanText } from '../sqlite-values.ts';
import { rounds, writeHalving } from './batch.ts';
import type { Connection, Transaction } from './connection.ts';
import { completePassed } from './windows.ts';
import { iso, ms } from './values.ts';

const KEYS =
  '(:names::text[])[v.s + 1] AS symbol, (:names::text[])[v.v + 1] AS venue, to_timestamp(v.t / 1000.0) AS time';
const TOUCH = `INSERT INTO series (venue, symbol, first_open, last_open, candles, last_price_at)
  SELECT venue, symbol, first_open, last_open, added, last_price_at FROM touched ORDER BY venue, symbol
  ON CONFLICT (venue, symbol) DO UPDATE SET first_open = least(series.first_open, excluded.first_open),
    last_open = greatest(series.last_open, excluded.last_open), candles = series.candles + excluded.candles,
    last_price_at = greatest(series.last_price_at, excluded.last_price_at)
  RETURNING venue, symbol, greatest(${ms('last_open')} + ${MINUTE_MS}, ${ms('last_price_at')}) AS reached`;

// A repaired candle replaces a streamed one, never the other way round. Ordered, so that two writers never wait for each other.
const CANDLES = `WITH given AS (SELECT ${KEYS}, v.open, v.high, v.low, v.close, v.volume, v.trades::int AS trades, v.repaired = 1 AS repaired
    FROM unnest(:s::int[], :v::int[], :c0::float8[], :c1::float8[], :c2::float8[], :c3::float8[], :c4::float8[], :c5::float8[], :c6::float8[], :c7::float8[])
      AS v (s, v, t, open, high, low, close, volume, trades, repaired)),
  written AS (INSERT INTO candles (symbol, venue, open_time, open, high, low, close, volume, trades, repaired)
    SELECT symbol, venue, time, open, high, low, close, volume, trades, repaired FROM given ORDER BY symbol, venue, time
    ON CONFLICT (symbol, venue, open_time) DO UPDATE SET open = excluded.open, high = excluded.high, low = excluded.low,
      close = excluded.close, volume = excluded.volume, trades = excluded.trades, repaired = excluded.repaired
      WHERE candles.repaired <= excluded.repaired
    RETURNING symbol, venue, open_time, (xmax = 0) AS added),
  touched AS (SELECT venue, symbol, min(open_time) AS first_open, max(open_time) AS last_open,
    count(*) FILTER (WHERE added) AS added, NULL::timestamptz AS last_price_at FROM written GROUP BY venue, symbol) ${TOUCH}`;

const GIVEN_PRICES = `WITH given AS (SELECT ${KEYS}, v.price, v.volume_24h, v.high_24h, v.low_24h, v.bid, v.ask
    FROM unnest(:s::int[], :v::int[], :c0::float8[], :c1::float8[], :c2::float8[], :c3::float8[], :c4::float8[], :c5::float8[], :c6::float8[])
      AS v (s, v, t, price, volume_24h, high_24h, low_24h, bid, ask))`;
// The cast of a stored time to the given one's kind happens in UTC, which the transaction has set.
const SAME = 'p.symbol = given.symbol AND p.source = given.venue AND p.timestamp = given.time';
const UPDATE_PRICES = `${GIVEN_PRICES} UPDATE prices p SET price = given.price, volume_24h = given.volume_24h, high_24h = given.high_24h,
  low_24h = given.low_24h, bid = given.bid, ask = given.ask FROM given WHERE ${SAME}`;
// Several machines sample the same second, each at a moment of its own: the first that came stands.
const ONCE_A_SECOND = `, firsts AS (SELECT *, row_number() OVER (PARTITION BY symbol, venue, date_trunc('second', time) ORDER BY time) AS nth FROM given)`;
const NONE_OF_ITS_SECOND = `given.nth = 1 AND NOT EXISTS (SELECT 1 FROM prices p WHERE p.symbol = given.symbol AND p.source = given.venue
  AND p.timestamp >= date_trunc('second', given.time) AND p.timestamp < date_trunc('second', given.time) + INTERVAL '1 second'
  AND p.timestamp <> given.time)`;
const NOT_THERE = `NOT EXISTS (SELECT 1 FROM prices p WHERE ${SAME})`;

/** `unique`: the table has its unique index. */
function insertPrices(unique: boolean, onceASecond: boolean): string {
  const conditions = [...(onceASecond ? [NONE_OF_ITS_SECOND] : []), ...(unique ? [] : [NOT_THERE])];
  return `${GIVEN_PRICES} ${onceASecond ? ONCE_A_SECOND : ''}
    INSERT INTO prices (symbol, timestamp, price, volume_24h, high_24h, low_24h, bid, ask, source, created_at)
    SELECT symbol, time, price, volume_24h, high_24h, low_24h, bid, ask, venue, NOW() FROM ${onceASecond ? 'firsts AS given' : 'given'}
    ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY symbol, venue, time
    ${unique ? 'ON CONFLICT (symbol, source, timestamp) DO NOTHING' : ''}`;
}
const TOUCH_PRICES = `WITH touched AS (SELECT r.venue, r.symbol, NULL::timestamptz AS first_open, NULL::timestamptz AS last_open,
  0 AS added, to_timestamp(r.time / 1000.0) AS last_price_at
  FROM jsonb_to_recordset(:newest::jsonb) AS r (venue text, symbol text, time float8)) ${TOUCH}`;
const UNIQUE = `SELECT count(*) AS n FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid = to_regclass('prices') AND c.relname = 'idx_price_once' AND i.indisvalid`;
// A sample from before the thinned range has to be thinned too.
const THIN_AGAIN = "UPDATE counters SET value = :oldest WHERE name = 'thinned_until' AND value > :oldest";
/** Two writers of an adopted database must not both find a price absent. */
const ONE_AT_A_TIME = 'SELECT pg_advisory_xact_lock(1296125509, 3)';

export interface Reached {
  readonly venue: string;
  readonly symbol: string;
  readonly reached: number;
}

export interface JournalOptions {
  /** At most one price of a symbol and source in a second: where several machines write. */
  readonly onceASecond?: boolean;
}

export function createJournal(
  connection: Connection,
  { onceASecond = false }: JournalOptions = {},
): (batch: PackedJournal) => Promise<JournalReceipt> {
  const partitions = createPartitions(connection);
  let unique: boolean | null = null;
  return async (given) => {
    const batch = { ...given, names: given.names.map(cleanText) };
    await partitions(batch.prices);
    unique ??= (await connection.rows<{ n: number }>(UNIQUE))[0]?.n === 1;
    const insert = insertPrices(unique, onceASecond);
    const alone = !unique;
    return connection.transaction(async (transaction) => {
      const reached: Reached[] = [];
      const prices = await writePrices(transaction, batch, { insert, alone }, reached);
      const candles = await writeCandles(transaction, batch, reached);
      await completePassed(transaction, reached);
      return { refused: prices.refused + candles.refused, reason: prices.reason ?? candles.reason };
    });
  };
}

async function writeCandles(
  transaction: Transaction,
  batch: PackedJournal,
  reached: Reached[],
): Promise<JournalReceipt> {
  return inRounds(transaction, batch.candles, CANDLE_WIDTH, async (places) => {
    reached.push(
      ...(await transaction.rows<Reached>(CANDLES, arrays(batch.names, batch.candles, CANDLE_WIDTH, places))),
    );
  });
}

async function writePrices(
  transaction: Transaction,
  batch: PackedJournal,
  { insert, alone }: { readonly insert: string; readonly alone: boolean },
  reached: Reached[],
): Promise<JournalReceipt> {
  if (batch.prices.length === 0) return NOTHING;
  if (alone) await transaction.run(ONE_AT_A_TIME);
  return inRounds(transaction, batch.prices, PRICE_WIDTH, async (places) => {
    const usable = places.filter((at) => isPrice(batch.prices[at + 3]));
    if (usable.length < places.length) throw badPrice();
    const values = arrays(batch.names, batch.prices, PRICE_WIDTH, places);
    const added = await transaction.run(insert, values);
    if (added < places.length) await transaction.run(UPDATE_PRICES, values);
    reached.push(...(await transaction.rows<Reached>(TOUCH_PRICES, newestOf(batch, places))));
    const oldest = places.reduce((least, at) => Math.min(least, batch.prices[at + 2] ?? Infinity), Infinity);
    await transaction.run(THIN_AGAIN, { oldest: minuteOf(oldest) });
  });
}

/** The newest price of each symbol and venue among the rows at `places`. */
function newestOf({ names, prices }: PackedJournal, places: readonly number[]): { newest: string } {
  const newest = new Map<number, { venue?: string; symbol?: string; time: number }>();
  for (const at of places) {
    const [symbol = 0, venue = 0, given = NaN] = prices.subarray(at, at + 3);
    const key = venue * names.length + symbol;
    const time = Math.floor(given);
    if (time > (newest.get(key)?.time ?? -Infinity))
      newest.set(key, { venue: names[venue], symbol: names[symbol], time });
  }
  return { newest: JSON.stringify([...newest.values()]) };
}

const NOTHING: JournalReceipt = { refused: 0, reason: null };
/** The seed's table takes any number; we do not. */
const isPrice = (price = NaN): boolean => price > 0 && price < 1e300;
const badPrice = (): Error =>
  Object.assign(new Error('a price must be above 0 and finite'), { code: '23514', severity: 'ERROR' });

async function inRounds(
  transaction: Transaction,
  rows: Float64Array,
  width: number,
  write: (places: readonly number[]) => Promise<void>,
): Promise<JournalReceipt> {
  const keyOf = (row: number): string =>
    `${rows[row * width]} ${rows[row * width + 1]} ${Math.floor(rows[row * width + 2] ?? NaN)}`;
  let total = NOTHING;
  for (const round of rounds(rows.length / width, keyOf)) {
    const places = round.map((row) => row * width);
    const { refused, reason } = await writeHalving(transaction, places, write);
    total = { refused: total.refused + refused, reason: total.reason ?? reason };
  }
  return total;
}

/** Columns of the rows at `places` as array literals: names by index, then every number, NaN as NULL. */
function arrays(
  names: readonly string[],
  rows: Float64Array,
  width: number,
  places: readonly number[],
): Record<string, unknown> {
  const values: Record<string, unknown> = { names: [...names], s: column(rows, places, 0), v: column(rows, places, 1) };
  for (let k = 2; k < width; k++) values[`c${k - 2}`] = column(rows, places, k);
  return values;
}

function column(rows: Float64Array, places: readonly number[], k: number): string {
  const whole = k === 2;
  const texts = places.map((at) => {
    const value = rows[at + k] ?? NaN;
    return Number.isNaN(value) ? 'NULL' : String(whole ? Math.floor(value) : value);
  });
  return `{${texts.join()}}`;
}

/** Months that prices are to be kept in, made once each; a month we may not make is written to the rest. */
function createPartitions(connection: Connection): (prices: Float64Array) => Promise<void> {
  const known = new Set<string>();
  return async (prices) => {
    for (let at = 2; at < prices.length; at += PRICE_WIDTH) {
      const time = prices[at] ?? NaN;
      // Bitcoin's first day to the far side of a wrong clock: beyond, the rest will do.
      if (!(time > EARLIEST && time < LATEST)) continue;
      const month = iso(time).slice(0, 7);
      if (known.has(month)) continue;
      known.add(month);
      await connection
        .transaction((t) => t.run('SELECT mane_price_partition(:month::date)', { month: `${month}-01` }))
        .catch(ignoreRights);
    }
  };
}

const [EARLIEST, LATEST] = [Date.UTC(2009, 0, 3), Date.UTC(2100, 0, 1)];

function ignoreRights(error: unknown): void {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  if (cause?.code !== '42501') throw error;
}
