/**
 * The next rows out of the stretches that wait: one chunk of prices, or candles of as many series as fit. Rows of series that are
 * not pushed at the moment go back as stretches of their own. A stretch that holds no rows any more (retention) is forgotten.
 */
import type { Candle, EpochMs, PriceSample } from '../../../src-shared/market.ts';
import { unpackCandles } from '../packed-candles.ts';
import { packJournal } from '../packed-journal.ts';
import { createCandleReader } from '../sqlite-reader.ts';
import type { Db } from '../sqlite-open.ts';
import type { RangeChunk, SeriesKey } from './side.ts';
import type { RangeBook } from './sqlite-ranges.ts';

interface Range {
  readonly id: number;
  readonly kind: 'price' | 'candle';
  readonly venue: string;
  readonly symbol: string;
  readonly from_time: EpochMs;
  readonly to_time: EpochMs;
  readonly queued_at: EpochMs;
  readonly initial: number;
}

/** Series of candles in one chunk at most. */
const MOST_SERIES = 500;
const COLUMNS = 'id, kind, venue, symbol, from_time, to_time, queued_at, initial';
const PRICE_COLUMNS = 'symbol, timestamp, price, volume_24h, high_24h, low_24h, bid, ask, source';

export interface Chunks {
  take(limit: number, without: readonly SeriesKey[]): RangeChunk | null;
  done(ids: readonly number[]): void;
  back(ids: readonly number[]): void;
  /** After a stop in between: whatever was under way waits again. */
  allBack(): void;
}

export function createChunks(db: Db, book: RangeBook): Chunks {
  type Asked = { without: string; limit: number; kind: string | null };
  const next = db.prepare<[Asked], Range>(`SELECT ${COLUMNS}
    FROM mirror_ranges WHERE taken = 0 AND (:kind IS NULL OR kind = :kind)
    AND (venue || ' ' || symbol) NOT IN (SELECT value FROM json_each(:without)) ORDER BY initial, queued_at, id LIMIT :limit`);
  const packedCandles = createCandleReader(db);
  const between = `SELECT ${PRICE_COLUMNS} FROM prices WHERE timestamp >= :from AND timestamp < :to`;
  const prices = db.prepare<[object], PriceSample>(`${between} ORDER BY timestamp LIMIT :limit`);
  const pricesOf = db.prepare<[object], PriceSample>(
    `${between} AND symbol = :symbol AND source = :venue ORDER BY timestamp LIMIT :limit`,
  );
  const take = db.prepare('UPDATE mirror_ranges SET taken = 1 WHERE id = ?');
  const shorten = db.prepare('UPDATE mirror_ranges SET from_time = ? WHERE id = ?');
  const cut = db.prepare(`INSERT INTO mirror_ranges (kind, venue, symbol, from_time, to_time, queued_at, initial, taken)
    VALUES (:kind, :venue, :symbol, :from_time, :to_time, :queued_at, :initial, 1)`);
  const remove = db.prepare('DELETE FROM mirror_ranges WHERE id = ?');
  const taken = db.prepare<[number], Range>(`SELECT ${COLUMNS} FROM mirror_ranges WHERE id = ?`);
  const allTaken = db.prepare<[], number>('SELECT id FROM mirror_ranges WHERE taken = 1').pluck();
  const age = db.prepare(`UPDATE mirror_ranges SET queued_at = min(queued_at, :queued_at)
    WHERE kind = :kind AND venue = :venue AND symbol = :symbol AND initial = :initial AND taken = 0 AND from_time <= :from_time AND to_time >= :to_time`);

  /** Joined with what came meanwhile; as old as it was. */
  function back(id: number): void {
    const range = taken.get(id);
    if (range === undefined) return;
    remove.run(id);
    book.add({ ...range, from: range.from_time, to: range.to_time });
    age.run(range);
  }

  /** Takes [from, to) out of the stretch; the id of what was taken. */
  function takeOut(range: Range, to: EpochMs): number {
    if (to >= range.to_time) {
      take.run(range.id);
      return range.id;
    }
    shorten.run(to, range.id);
    return Number(cut.run({ ...range, to_time: to }).lastInsertRowid);
  }

  function candlesOf({ venue, symbol, from_time: from, to_time: to }: Range, limit: number): Candle[] {
    return unpackCandles({ symbol, venue }, packedCandles({ venue, symbol, from, to, limit }));
  }

  function takeCandles(ranges: readonly Range[], limit: number): RangeChunk | null {
    const rows: Candle[] = [];
    const ids: number[] = [];
    const keys: SeriesKey[] = [];
    for (const range of ranges) {
      const left = limit - rows.length;
      if (left <= 0) break;
      const some = candlesOf(range, left);
      const last = some.at(-1)?.openTime ?? range.from_time;
      if (some.length === 0) remove.run(range.id);
      else ids.push(takeOut(range, some.length < left ? range.to_time : last + 1));
      if (some.length > 0) keys.push({ venue: range.venue, symbol: range.symbol });
      rows.push(...some);
    }
    return rows.length === 0 ? null : { ids, kind: 'candle', rows: packJournal([], rows), keys };
  }

  function pricesIn(range: Range, limit: number): { rows: PriceSample[]; to: EpochMs } {
    const { venue, symbol, from_time: from, to_time } = range;
    const all = symbol === '' ? prices : pricesOf;
    const rows = all.all({ venue, symbol, from, to: to_time, limit: limit + 1 });
    if (rows.length <= limit) return { rows, to: to_time };
    // Rows of one moment go together, or a crowded moment would be cut in two.
    const last = rows.at(-1)?.timestamp ?? from;
    const whole = rows.filter((row) => row.timestamp < last);
    if (whole.length > 0) return { rows: whole, to: last };
    return { rows: all.all({ venue, symbol, from: last, to: last + 1, limit: -1 }), to: last + 1 };
  }

  function takePrices(range: Range, limit: number, without: ReadonlySet<string>): RangeChunk | null {
    const { rows, to } = pricesIn(range, limit);
    if (rows.length === 0) return (remove.run(range.id), null);
    const ids = [takeOut(range, to)];
    const series = new Map(
      rows.map(({ source, symbol }) => [`${source} ${symbol}`, { venue: source, symbol }] as const),
    );
    const held = [...series].filter(([name]) => without.has(name));
    for (const [, one] of held) book.add({ kind: 'price', ...one, from: range.from_time, to, initial: range.initial });
    const keys = [...series].filter(([name]) => !without.has(name)).map(([, one]) => one);
    const pushed = held.length === 0 ? rows : rows.filter((row) => !without.has(`${row.source} ${row.symbol}`));
    return { ids, kind: 'price', rows: packJournal(pushed, []), keys };
  }

  return {
    take(limit, without) {
      book.forget();
      const names = without.map(({ venue, symbol }) => `${venue} ${symbol}`);
      const asked = { without: JSON.stringify(names), limit: 1, kind: null };
      for (;;) {
        const [range] = next.all(asked);
        if (range === undefined) return null;
        const chunk =
          range.kind === 'price'
            ? takePrices(range, limit, new Set(names))
            : takeCandles(next.all({ ...asked, kind: 'candle', limit: MOST_SERIES }), limit);
        if (chunk !== null) return chunk;
      }
    },
    done: (ids) => ids.forEach((id) => remove.run(id)),
    back(ids) {
      book.forget();
      ids.forEach(back);
    },
    allBack() {
      book.forget();
      allTaken.all().forEach(back);
    },
  };
}
