/**
 * The two tables that the journal fills: what is looked at in a packed row, how rows go in when all of them are new (binary
 * COPY), and how when some may be known (one statement for all). Rows are named by their place in the packed array.
 */
import { ms } from './values.ts';
import { CANDLE_WIDTH, PRICE_WIDTH } from '../packed-journal.ts';
import { createRowWriter, rowBytes, type RowWriter } from './binary.ts';
import type { Query, Transaction } from './connection.ts';
import type { Touch } from './touched.ts';

/** Names by index, and rows `width` numbers each. */
export interface Packed {
  readonly names: readonly string[];
  readonly rows: Float64Array;
}

export interface JournalTable {
  readonly width: number;
  /** Whether rows may be copied as far as other moments go; absent: they may. Where they may not they are merged. */
  isFree?(transaction: Transaction, batch: Packed, places: readonly number[]): Promise<boolean>;
  /** COPY statement, and the rows at `places` for it. Throws what the database would throw for a row that does not fit. */
  readonly copy: string;
  packed(batch: Packed, places: readonly number[]): Buffer;
  /** What these rows did to their series when all of them were new. */
  touches(batch: Packed, places: readonly number[]): Iterable<Touch>;
  /** Writes rows of which some may be there: how many were new, and what they did. */
  merge(transaction: Transaction, batch: Packed, places: readonly number[]): Promise<Merged>;
}

export interface Merged {
  readonly added: number;
  readonly touches: Iterable<Touch>;
}

const KEYS =
  '(:names::text[])[v.s + 1] AS symbol, (:names::text[])[v.v + 1] AS venue, to_timestamp(v.t / 1000.0) AS time';
const [SYMBOL, VENUE, TIME, VALUE] = [0, 1, 2, 3];

// A repaired candle replaces a streamed one, never the other way round. Ordered, so that two writers never wait for each other.
const MERGE_CANDLES = `WITH given AS (SELECT ${KEYS}, v.open, v.high, v.low, v.close, v.volume, v.trades::int AS trades, v.repaired = 1 AS repaired
    FROM unnest(:s::int[], :v::int[], :c0::float8[], :c1::float8[], :c2::float8[], :c3::float8[], :c4::float8[], :c5::float8[], :c6::float8[], :c7::float8[])
      AS v (s, v, t, open, high, low, close, volume, trades, repaired)),
  written AS (INSERT INTO candles (symbol, venue, open_time, open, high, low, close, volume, trades, repaired)
    SELECT symbol, venue, time, open, high, low, close, volume, trades, repaired FROM given ORDER BY symbol, venue, time
    ON CONFLICT (symbol, venue, open_time) DO UPDATE SET open = excluded.open, high = excluded.high, low = excluded.low,
      close = excluded.close, volume = excluded.volume, trades = excluded.trades, repaired = excluded.repaired
      WHERE candles.repaired <= excluded.repaired
    RETURNING symbol, venue, open_time, (xmax = 0) AS added)
  SELECT venue, symbol, ${ms('min(open_time)')} AS first, ${ms('max(open_time)')} AS last, count(*) FILTER (WHERE added) AS added
  FROM written GROUP BY venue, symbol`;

export const CANDLES: JournalTable = {
  width: CANDLE_WIDTH,
  copy: 'COPY candles (symbol, venue, open_time, open, high, low, close, volume, trades, repaired) FROM STDIN (FORMAT binary)',
  packed: (batch, places) =>
    packedRows(batch, places, CANDLE_WIDTH, (to, at) => {
      const { rows } = batch;
      to.time(rows[at + TIME] ?? NaN);
      for (let k = VALUE; k < CANDLE_WIDTH - 2; k++) to.float(rows[at + k] ?? NaN);
      to.int(fitting(rows[at + CANDLE_WIDTH - 2] ?? NaN));
      to.bool(rows[at + CANDLE_WIDTH - 1] === 1);
    }),
  touches: (batch, places) => bySeries(batch, places, ({ first, last, count }) => ({ first, last, added: count })),
  async merge(transaction, batch, places) {
    const touches = await transaction.rows<Touch & { added: number }>(
      MERGE_CANDLES,
      arrays(batch, CANDLE_WIDTH, places),
    );
    return { added: touches.reduce((sum, touch) => sum + touch.added, 0), touches };
  },
};

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

const TAKEN = `SELECT 1 FROM unnest(:symbols::text[], :sources::text[], :firsts::float8[], :lasts::float8[]) AS k (symbol, source, first, last)
  WHERE EXISTS (SELECT 1 FROM prices p WHERE p.symbol = k.symbol AND p.source = k.source
    AND p.timestamp >= to_timestamp(floor(k.first / 1000)) AND p.timestamp < to_timestamp(floor(k.last / 1000) + 1)) LIMIT 1`;

function insertPrices(unique: boolean, onceASecond: boolean): string {
  const conditions = [...(onceASecond ? [NONE_OF_ITS_SECOND] : []), ...(unique ? [] : [NOT_THERE])];
  return `${GIVEN_PRICES} ${onceASecond ? ONCE_A_SECOND : ''}
    INSERT INTO prices (symbol, timestamp, price, volume_24h, high_24h, low_24h, bid, ask, source, created_at)
    SELECT symbol, time, price, volume_24h, high_24h, low_24h, bid, ask, venue, NOW() FROM ${onceASecond ? 'firsts AS given' : 'given'}
    ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY symbol, venue, time
    ${unique ? 'ON CONFLICT (symbol, source, timestamp) DO NOTHING' : ''}`;
}

/** `unique`: the database keeps prices apart by symbol, source and time; else each row is compared before it is added. */
export const pricesTable = (unique: boolean, onceASecond: boolean): JournalTable => ({
  width: PRICE_WIDTH,
  ...(onceASecond && { isFree: noneOfTheirSeconds }),
  copy: 'COPY prices (symbol, source, timestamp, price, volume_24h, high_24h, low_24h, bid, ask) FROM STDIN (FORMAT binary)',
  packed: (batch, places) =>
    packedRows(batch, places, PRICE_WIDTH, (to, at) => {
      const { rows } = batch;
      if (!isPrice(rows[at + VALUE])) throw badPrice();
      to.time(rows[at + TIME] ?? NaN);
      for (let k = VALUE; k < PRICE_WIDTH; k++) to.float(rows[at + k] ?? NaN);
    }),
  touches: newestPrices,
  async merge(transaction, batch, places) {
    if (places.some((at) => !isPrice(batch.rows[at + VALUE]))) throw badPrice();
    const values = arrays(batch, PRICE_WIDTH, places);
    const added = await transaction.run(insertPrices(unique, onceASecond), values);
    if (added < places.length) await transaction.run(UPDATE_PRICES, values);
    return { added, touches: newestPrices(batch, places) };
  },
});

/** No two of these rows share a second, and nothing stands in the stretches they fill. `places`: by series, then by time. */
async function noneOfTheirSeconds(
  transaction: Transaction,
  batch: Packed,
  places: readonly number[],
): Promise<boolean> {
  if (places.some((at, n) => n > 0 && isOneSecond(batch.rows, places[n - 1] ?? 0, at))) return false;
  const spans = [...bySeries(batch, places, ({ first, last }) => ({ first, last }))];
  const taken = await transaction.rows(TAKEN, {
    symbols: spans.map(({ symbol }) => symbol),
    sources: spans.map(({ venue }) => venue),
    firsts: spans.map(({ first }) => first),
    lasts: spans.map(({ last }) => last),
  });
  return taken.length === 0;
}

const isOneSecond = (rows: Float64Array, a: number, b: number): boolean =>
  [SYMBOL, VENUE].every((k) => rows[a + k] === rows[b + k]) &&
  Math.floor((rows[a + TIME] ?? NaN) / 1000) === Math.floor((rows[b + TIME] ?? NaN) / 1000);

const newestPrices = (batch: Packed, places: readonly number[]): Iterable<Touch> =>
  bySeries(batch, places, ({ first, last }) => ({ price: last, oldest: first }));

/** The seed's table takes any number; we do not. */
const isPrice = (price = NaN): boolean => price > 0 && price < 1e300;
const refusal = (message: string, code: string): Error =>
  Object.assign(new Error(message), { code, severity: 'ERROR' });
const badPrice = (): Error => refusal('a price must be above 0 and finite', '23514');

function fitting(whole: number): number {
  if (Math.abs(whole) >= 2 ** 31) throw refusal('a number of trades is out of range', '22003');
  return Math.round(whole);
}

function packedRows(
  { names, rows }: Packed,
  places: readonly number[],
  width: number,
  rest: (to: RowWriter, at: number) => void,
): Buffer {
  const texts = names.map((name) => Buffer.from(name));
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  const to = createRowWriter(places.length * rowBytes(2, longest, width - 2));
  for (const at of places) {
    to.row(width);
    to.text(texts[rows[at + SYMBOL] ?? 0] ?? EMPTY);
    to.text(texts[rows[at + VENUE] ?? 0] ?? EMPTY);
    rest(to, at);
  }
  return to.done();
}

const EMPTY = Buffer.alloc(0);

interface Span {
  first: number;
  last: number;
  count: number;
}

/** The rows at `places` by symbol and venue: their oldest and newest time, and how many they are. */
function* bySeries(
  { names, rows }: Packed,
  places: readonly number[],
  touch: (span: Span) => Omit<Touch, 'venue' | 'symbol'>,
): Iterable<Touch> {
  const spans = new Map<number, Span>();
  for (const at of places) {
    const key = (rows[at + VENUE] ?? 0) * names.length + (rows[at + SYMBOL] ?? 0);
    const time = Math.floor(rows[at + TIME] ?? NaN);
    const span = spans.get(key);
    if (span === undefined) spans.set(key, { first: time, last: time, count: 1 });
    else {
      span.first = Math.min(span.first, time);
      span.last = Math.max(span.last, time);
      span.count++;
    }
  }
  for (const [key, span] of spans)
    yield {
      venue: names[Math.floor(key / names.length)] ?? '',
      symbol: names[key % names.length] ?? '',
      ...touch(span),
    };
}

/** Columns of the rows at `places` as array literals: names by index, then every number, NaN as NULL. */
function arrays({ names, rows }: Packed, width: number, places: readonly number[]): Record<string, unknown> {
  const values: Record<string, unknown> = { names: [...names], s: column(rows, places, 0), v: column(rows, places, 1) };
  for (let k = TIME; k < width; k++) values[`c${k - TIME}`] = column(rows, places, k);
  return values;
}

function column(rows: Float64Array, places: readonly number[], k: number): string {
  const whole = k === TIME;
  const texts = places.map((at) => {
    const value = rows[at + k] ?? NaN;
    return Number.isNaN(value) ? 'NULL' : String(whole ? Math.floor(value) : value);
  });
  return `{${texts.join()}}`;
}

/** Column types that binary rows of prices rest on: an adopted table may have others. */
const COPYABLE = `SELECT count(*) AS n FROM pg_attribute a WHERE a.attrelid = to_regclass('prices') AND NOT a.attisdropped AND
  CASE WHEN a.attname IN ('symbol', 'source') THEN a.atttypid IN ('varchar'::regtype, 'text'::regtype)
    WHEN a.attname = 'timestamp' THEN a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype)
    WHEN a.attname IN ('price', 'volume_24h', 'high_24h', 'low_24h', 'bid', 'ask') THEN a.atttypid = 'float8'::regtype END`;
const UNIQUE = `SELECT count(*) AS n FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid = to_regclass('prices') AND c.relname = 'idx_price_once' AND i.indisvalid`;
const NEEDED_COLUMNS = 9;

export interface Traits {
  /** The database keeps prices apart itself. */
  readonly unique: boolean;
  /** Prices may be copied in. */
  readonly copies: boolean;
}

export async function traitsOf(query: Query): Promise<Traits> {
  const counted = (sql: string) => query.rows<{ n: number }>(sql);
  const [unique, copyable] = await Promise.all([counted(UNIQUE), counted(COPYABLE)]);
  const once = unique[0]?.n === 1;
  return { unique: once, copies: once && copyable[0]?.n === NEEDED_COLUMNS };
}
