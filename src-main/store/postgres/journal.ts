/**
 * Packed batches of prices and candles into PostgreSQL, each one transaction. Rows are taken to be new and copied in; where one
 * is known or refused the copy is undone and the batch is merged by statements, down to the row that the database will not take.
 * Keeps what each symbol holds (`series`) and completes the stored market around an anomaly when its window has passed. Where
 * an adopted database allows no unique index on prices, rows are compared before they are added.
 */
import { MINUTE_MS } from '../../../src-shared/market.ts';
import { PRICE_WIDTH, type PackedJournal } from '../packed-journal.ts';
import type { JournalReceipt } from '../sqlite-journal.ts';
import { cleanText } from '../sqlite-values.ts';
import { rounds, writeHalving } from './batch.ts';
import type { Connection, Transaction } from './connection.ts';
import { isBadRow, sqlState } from './faults.ts';
import { CANDLES, pricesTable, traitsOf, type JournalTable, type Packed } from './journal-rows.ts';
import { createTouched, type Touched } from './touched.ts';
import { iso } from './values.ts';

/** Two writers of an adopted database must not both find a price absent. */
const ONE_AT_A_TIME = 'SELECT pg_advisory_xact_lock(1296125509, 3)';
const KNOWN_ALREADY = '23505';
const NOTHING: JournalReceipt = { refused: 0, reason: null };

export function createJournal(connection: Connection): (batch: PackedJournal) => Promise<JournalReceipt> {
  const partitions = createPartitions(connection);
  const writeCandles = createTableWriter(CANDLES, true);
  let writePrices: TableWriter | null = null;
  return async (given) => {
    const names = given.names.map(cleanText);
    await partitions(given.prices);
    writePrices ??= await pricesWriter(connection);
    const prices = writePrices;
    return connection.transaction(async (transaction) => {
      const touched = createTouched();
      const parked = add(
        await prices(transaction, { names, rows: given.prices }, touched),
        await writeCandles(transaction, { names, rows: given.candles }, touched),
      );
      await touched.tell(transaction);
      return parked;
    });
  };
}

const add = (a: JournalReceipt, b: JournalReceipt): JournalReceipt => ({
  refused: a.refused + b.refused,
  reason: a.reason ?? b.reason,
});

type TableWriter = (transaction: Transaction, batch: Packed, touched: Touched) => Promise<JournalReceipt>;

async function pricesWriter(connection: Connection): Promise<TableWriter> {
  const { unique, copied } = await traitsOf(connection);
  const write = createTableWriter(pricesTable(unique), copied);
  if (unique) return write;
  return async (transaction, batch, touched) => {
    if (batch.rows.length > 0) await transaction.run(ONE_AT_A_TIME);
    return write(transaction, batch, touched);
  };
}

/** `copied`: rows may be copied in when they are taken to be new. */
function createTableWriter(table: JournalTable, copied: boolean): TableWriter {
  // What was sent before and is sent again comes in many batches: after a known row none is copied until one was all new.
  let allNew = true;

  async function copyRows(transaction: Transaction, batch: Packed, places: readonly number[]): Promise<boolean> {
    try {
      await transaction.attempt(() => transaction.copy(table.copy, table.packed(batch, places)));
      return true;
    } catch (error) {
      if (!isBadRow(error)) throw error;
      if (sqlState(error) === KNOWN_ALREADY) allNew = false;
      return false;
    }
  }

  return async (transaction, batch, touched) => {
    const note = (touches: ReturnType<JournalTable['touches']>): void => {
      for (const touch of touches) touched.add(touch);
    };
    let total = NOTHING;
    for (const places of rounds(batch, table.width)) {
      if (copied && allNew && (await copyRows(transaction, batch, places))) {
        note(table.touches(batch, places));
        continue;
      }
      let added = 0;
      const receipt = await writeHalving(transaction, places, async (some) => {
        const merged = await table.merge(transaction, batch, some);
        note(merged.touches);
        added += merged.added;
      });
      allNew ||= added === places.length - receipt.refused;
      total = add(total, receipt);
    }
    return total;
  };
}

/** Months that prices are to be kept in, made once each; a month we may not make is written to the rest. */
function createPartitions(connection: Connection): (prices: Float64Array) => Promise<void> {
  const known = new Set<string>();
  return async (prices) => {
    for (const minute of minutesOf(prices)) {
      const month = iso(minute * MINUTE_MS).slice(0, 7);
      if (known.has(month)) continue;
      known.add(month);
      await connection
        .transaction((t) => t.run('SELECT mane_price_partition(:month::date)', { month: `${month}-01` }))
        .catch(ignoreRights);
    }
  };
}

// Bitcoin's first day to the far side of a wrong clock: beyond, the rest will do.
const [EARLIEST, LATEST] = [Date.UTC(2009, 0, 3), Date.UTC(2100, 0, 1)];

function minutesOf(prices: Float64Array): Set<number> {
  const minutes = new Set<number>();
  for (let at = 2; at < prices.length; at += PRICE_WIDTH) {
    const time = prices[at] ?? NaN;
    if (time > EARLIEST && time < LATEST) minutes.add(Math.floor(time / MINUTE_MS));
  }
  return minutes;
}

function ignoreRights(error: unknown): void {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  if (cause?.code !== '42501') throw error;
}
