/**
 * Stretches of prices and candles that wait for the server. The journal notes a few a batch, not a row each; a chunk is taken out
 * of its stretch before it travels, so that what is journaled into it meanwhile waits as a stretch of its own.
 */
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import { CANDLE_WIDTH, PRICE_WIDTH, type PackedJournal } from '../packed-journal.ts';
import type { Db } from '../sqlite-open.ts';

export interface Stretch {
  readonly kind: 'price' | 'candle';
  readonly venue: string;
  readonly symbol: string;
  /** [from, to). */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** 1: of the first copy. It stays apart from what is new, which is sent before it. */
  readonly initial: number;
}

export interface RangeBook {
  /** Inside the journal's transaction; nothing when the mirror is off. */
  note(batch: PackedJournal, names: readonly string[]): void;
  /** Adds to the stretches that wait, joined with those it touches; what was put behind stays apart. */
  add(stretch: Stretch): void;
  /** Puts what waits of a series from before a moment behind everything that is new. */
  behind(series: Pick<Stretch, 'kind' | 'venue' | 'symbol'>, before: EpochMs): void;
  /** What is remembered of the table may be wrong: a transaction was undone, or somebody else changed it. */
  forget(): void;
}

/** Rows between that were pushed already are cheaper to push again than a stretch more. */
const SLACK = { price: 10_000, candle: HOUR_MS };
/** A candle is of its minute. */
const REACH = { price: 1, candle: MINUTE_MS };
/** Stretches end on these: most batches then lie within what waits already, and cost nothing. What is not there yet is not sent. */
const GRAIN = { price: 10_000, candle: 6 * HOUR_MS };

interface Held {
  readonly id: number;
  readonly from_time: number;
  readonly to_time: number;
}

export function createRangeBook(db: Db): RangeBook {
  const on = db.prepare<[], number>("SELECT value FROM counters WHERE name = 'mirror'").pluck();
  const touching = db.prepare<
    [Stretch],
    Held
  >(`SELECT id, from_time, to_time FROM mirror_ranges WHERE kind = :kind AND venue = :venue
    AND symbol = :symbol AND initial = :initial AND taken = 0 AND from_time <= :to AND to_time >= :from ORDER BY from_time`);
  const insert = db.prepare(`INSERT INTO mirror_ranges (kind, venue, symbol, from_time, to_time, initial)
    VALUES (:kind, :venue, :symbol, :from, :to, :initial)`);
  const insertAgain = db.prepare(`INSERT INTO mirror_ranges (kind, venue, symbol, from_time, to_time, initial, again)
    VALUES (:kind, :venue, :symbol, :from, :to, 1, 1)`);
  const widen = db.prepare('UPDATE mirror_ranges SET from_time = ?, to_time = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM mirror_ranges WHERE id = ?');
  /** The stretch of each series that was added to last. */
  const last = new Map<string, Held>();
  const nameOf = ({ kind, venue, symbol, initial }: Stretch): string => `${initial} ${kind} ${venue} ${symbol}`;

  function add(stretch: Stretch): void {
    const known = last.get(nameOf(stretch));
    if (known !== undefined && stretch.from >= known.from_time && stretch.to <= known.to_time) return;
    const grain = GRAIN[stretch.kind];
    const slack = SLACK[stretch.kind];
    const wanted = { ...stretch, to: Math.ceil(stretch.to / grain) * grain };
    const held = touching.all({ ...wanted, from: wanted.from - slack, to: wanted.to + slack });
    last.set(nameOf(stretch), joined(wanted, held));
  }

  function joined(stretch: Stretch, [first, ...others]: readonly Held[]): Held {
    if (first === undefined) {
      const id = Number(insert.run(stretch).lastInsertRowid);
      return { id, from_time: stretch.from, to_time: stretch.to };
    }
    const from = Math.min(first.from_time, stretch.from);
    const to = Math.max(first.to_time, stretch.to, ...others.map((one) => one.to_time));
    for (const { id } of others) remove.run(id);
    if (from < first.from_time || to > first.to_time) widen.run(from, to, first.id);
    return { id: first.id, from_time: from, to_time: to };
  }

  function behind(series: Pick<Stretch, 'kind' | 'venue' | 'symbol'>, before: EpochMs): void {
    for (const { id, from_time: from, to_time: to } of touching.all({
      ...series,
      initial: 0,
      from: -Infinity,
      to: before - 1,
    })) {
      insertAgain.run({ ...series, from, to: Math.min(to, before) });
      if (to <= before) remove.run(id);
      else widen.run(before, to, id);
    }
    last.clear();
  }

  return {
    add,
    behind,
    forget: () => last.clear(),
    note({ prices, candles }, names) {
      if (on.get() !== 1) return;
      for (const [from, to] of stretches('price', timesOf(prices))) {
        add({ kind: 'price', venue: '', symbol: '', from, to, initial: 0 });
      }
      for (const { venue, symbol, times } of series(candles, names)) {
        for (const [from, to] of stretches('candle', times))
          add({ kind: 'candle', venue, symbol, from, to, initial: 0 });
      }
    },
  };
}

function timesOf(prices: Float64Array): number[] {
  const times: number[] = [];
  let last = NaN;
  for (let at = 2; at < prices.length; at += PRICE_WIDTH) {
    const time = Math.floor(prices[at] ?? NaN);
    // One price of each of 500 symbols: mostly the same moment.
    if (time !== last && Number.isFinite(time)) times.push(time);
    last = time;
  }
  return times;
}

function series(candles: Float64Array, names: readonly string[]) {
  const found = new Map<number, { venue: string; symbol: string; times: number[] }>();
  for (let at = 0; at < candles.length; at += CANDLE_WIDTH) {
    const [symbol, venue, time] = [candles[at] ?? 0, candles[at + 1] ?? 0, candles[at + 2] ?? NaN];
    const key = venue * names.length + symbol;
    let one = found.get(key);
    if (one === undefined)
      found.set(key, (one = { venue: names[venue] ?? '', symbol: names[symbol] ?? '', times: [] }));
    if (Number.isFinite(time)) one.times.push(Math.floor(time));
  }
  return found.values();
}

/** The times as [from, to), split where nothing lies for longer than the slack. */
function stretches(kind: 'price' | 'candle', times: readonly number[]): [number, number][] {
  const sorted = [...times].sort((a, b) => a - b);
  const found: [number, number][] = [];
  for (const time of sorted) {
    const last = found.at(-1);
    if (last !== undefined && time - last[1] <= SLACK[kind]) last[1] = Math.max(last[1], time + REACH[kind]);
    else found.push([time, time + REACH[kind]]);
  }
  return found;
}
