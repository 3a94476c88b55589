/**
 * Packed batches of prices and candles into PostgreSQL, each one transaction. Rows are taken to be new and copied in; where one
 * is known or refused all of it is undone and the batch is merged by statements, down to the row that the database will not take.
 * Keeps what each symbol holds (`series`) and completes the stored market around an anomaly when its window has passed. Where
 * an adopted database allows no unique index on prices, rows are compared before they are added.
 */
import { MINUTE_MS } from '../../../src-shared/market.ts';
import { PRICE_WIDTH, type PackedJournal } from '../packed-journal.ts';
import type { JournalReceipt } from '../sqlite-journal.ts';
import { cleanText } from '../sqlite-values.ts';
import { rounds, writeHalving } from './batch.ts';
import type { Connection, Transaction } from './connection.ts';
import { isBadRow } from './faults.ts';
import { CANDLES, pricesTable, traitsOf, type JournalTable, type Packed, type Traits } from './journal-rows.ts';
import { createTouched } from './touched.ts';
import { iso } from './values.ts';

/** Two writers of an adopted database must not both find a price absent. */
const ONE_AT_A_TIME = 'SELECT pg_advisory_xact_lock(1296125509, 3)';
const NOTHING: JournalReceipt = { refused: 0, reason: null };

export interface JournalOptions {
  /** At most one price of a symbol and source in a second: where several machines write. */
  readonly onceASecond?: boolean;
}

export function createJournal(
  connection: Connection,
  { onceASecond = false }: JournalOptions = {},
): (batch: PackedJournal) => Promise<JournalReceipt> {
  const partitions = createPartitions(connection);
  let traits: Traits | null = null;
  // What was sent before and is sent again comes in many batches: after a known row none is copied until one was all new.
  let allNew = true;

  /** False, and nothing written, when a row is known or refused. */
  async function copied(batch: readonly TableBatch[]): Promise<boolean> {
    try {
      return await connection.transaction(async (transaction) => {
        if (!(await areFree(transaction, batch))) return false;
        await copyAll(transaction, batch);
        return true;
      });
    } catch (error) {
      if (!isBadRow(error instanceof Error ? (error.cause ?? error) : error)) throw error;
      return false;
    }
  }

  return async (given) => {
    await partitions(given.prices);
    traits ??= await traitsOf(connection);
    const { unique, copies } = traits;
    const batch = tablesOf(given, pricesTable(unique, onceASecond));
    if (copies && allNew && batch.every(({ rounds }) => rounds.length === 1) && (await copied(batch))) return NOTHING;
    const merged = await connection.transaction(async (transaction) => {
      if (!unique && given.prices.length > 0) await transaction.run(ONE_AT_A_TIME);
      return mergeAll(transaction, batch);
    });
    allNew = merged.allNew;
    return merged.receipt;
  };
}

interface TableBatch {
  readonly table: JournalTable;
  readonly rows: Packed;
  readonly rounds: readonly (readonly number[])[];
}

/** Without tables that nothing is for. */
function tablesOf({ names, prices, candles }: PackedJournal, pricesInto: JournalTable): TableBatch[] {
  const clean = names.map(cleanText);
  const tables = [
    { table: pricesInto, rows: { names: clean, rows: prices } },
    { table: CANDLES, rows: { names: clean, rows: candles } },
  ];
  return tables
    .filter(({ rows }) => rows.rows.length > 0)
    .map((one) => ({ ...one, rounds: rounds(one.rows, one.table.width) }));
}

async function areFree(transaction: Transaction, batch: readonly TableBatch[]): Promise<boolean> {
  for (const { table, rows, rounds } of batch)
    for (const places of rounds) if ((await table.isFree?.(transaction, rows, places)) === false) return false;
  return true;
}

async function copyAll(transaction: Transaction, batch: readonly TableBatch[]): Promise<void> {
  const touched = createTouched();
  for (const { table, rows, rounds } of batch) {
    for (const places of rounds) {
      await transaction.copy(table.copy, table.packed(rows, places));
      touched.add(table.touches(rows, places));
    }
  }
  await touched.tell(transaction);
}

async function mergeAll(
  transaction: Transaction,
  batch: readonly TableBatch[],
): Promise<{ receipt: JournalReceipt; allNew: boolean }> {
  const touched = createTouched();
  let [receipt, known] = [NOTHING, 0];
  for (const { table, rows, rounds } of batch) {
    for (const places of rounds) {
      const { refused, reason } = await writeHalving(transaction, places, async (some) => {
        const { added, touches } = await table.merge(transaction, rows, some);
        touched.add(touches);
        known += some.length - added;
      });
      receipt = { refused: receipt.refused + refused, reason: receipt.reason ?? reason };
    }
  }
  await touched.tell(transaction);
  return { receipt, allNew: known === 0 };
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
