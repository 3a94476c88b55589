/**
 * The way to a PostgreSQL server: a pool of 10 connections (30 in a burst) that are kept alive, tried before use and replaced
 * when they broke. Everything a transaction needs of its session is set inside the transaction, so it works behind PgBouncer
 * in transaction mode. Whatever goes wrong leaves as a fault that says what to do.
 */
import type pg from 'pg';
import { FaultError, messageOf } from '../../../src-shared/fault.ts';
import { wallTime } from '../../base/clock.ts';
import { type Logger, silentLogger } from '../../base/logger.ts';
import { labelOf, type PostgresAddress } from './address.ts';
import { copyIn, copyOut } from './copy.ts';
import { postgresFault, sqlState } from './faults.ts';
import { BURST, openPool, type PoolOptions } from './pool.ts';
import { bind, inline } from './values.ts';

/** A connection used this recently is taken to be alive. */
const FRESH_MS = 1000;
const ATTEMPTS = 3;
const RETRIED = new Set(['40001', '40P01']);
/** Faults after which another connection may do better. */
const BROKEN = new Set(['network', 'unavailable']);

export type Parameters = Readonly<Record<string, unknown>>;

export interface Query {
  /** Rows of one statement with `:name` places. */
  rows<R extends object>(sql: string, parameters?: Parameters): Promise<R[]>;
}

/** Inside a transaction. */
export interface Transaction extends Query {
  /** Runs one statement; the number of rows it touched. */
  run(sql: string, parameters?: Parameters): Promise<number>;
  /** Several statements without parameters. */
  script(sql: string): Promise<void>;
  /** `COPY … FROM STDIN (FORMAT binary)`; the number of rows. */
  copy(sql: string, rows: Buffer): Promise<number>;
  /** Undone alone when it throws. */
  attempt<T>(work: () => Promise<T>): Promise<T>;
}

export interface Connection extends Query {
  /** Reads: asked again on another connection when the first one broke. */
  rows: Query['rows'];
  /** The same for a SELECT whose rows are many: in binary COPY format, see `createRowReader`. */
  packed(sql: string, parameters: Parameters): Promise<Buffer>;
  readonly address: PostgresAddress;
  readonly label: string;
  /** One transaction; run again when the server chose it as the victim of a conflict. `work` must be repeatable. */
  readonly transaction: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
  /** Of this pool. */
  counts(): { readonly open: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

// One simple query; zone and style so that adopted TIMESTAMP columns are UTC whatever the server's own are. Whoever waits for a lock
// must see what its holder committed, also where an administrator made another isolation the default.
const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL lock_timeout = '30s'; SET LOCAL idle_in_transaction_session_timeout = '60s'`;

export function connect(
  address: PostgresAddress,
  logger: Logger = silentLogger,
  options: PoolOptions = {},
): Connection {
  const label = labelOf(address);
  const pool = openPool(address, logger, options);
  const lastUsed = new WeakMap<pg.PoolClient, number>();

  /** A connection on which `probe` went through; those that turn out to be broken are thrown away. */
  async function acquire(probe: (client: pg.PoolClient) => string | null): Promise<pg.PoolClient> {
    for (let left = BURST; ; left--) {
      const client = await pool.connect();
      const sql = probe(client);
      if (sql === null) return client;
      try {
        await client.query(sql);
        return client;
      } catch (error) {
        client.release(true);
        if (left === 0 || !isBroken(error)) throw error;
      }
    }
  }

  const isBroken = (error: unknown): boolean => BROKEN.has(postgresFault(error, address)?.kind ?? 'bad_input');
  /** It can still be spoken on. Not so when the driver gave up waiting: it would wait for a rollback as well. */
  const isWhole = (error: unknown): boolean =>
    sqlState(error) !== null || error instanceof FaultError || !(isBroken(error) || /timeout/i.test(messageOf(error)));
  const ping = (client: pg.PoolClient): string | null =>
    wallTime.now() - (lastUsed.get(client) ?? Infinity) < FRESH_MS ? null : 'SELECT 1';

  async function using<T>(probe: typeof ping, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await acquire(probe);
    let broken: boolean | undefined = true;
    try {
      const value = await work(client);
      broken = undefined;
      return value;
    } catch (error) {
      // What the server itself refused leaves the connection whole.
      if (sqlState(error) !== null || error instanceof FaultError) broken = undefined;
      throw error;
    } finally {
      lastUsed.set(client, wallTime.now());
      client.release(broken);
    }
  }

  async function read<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const attempt = (probe: typeof ping): Promise<T> => using(probe, work);
    try {
      return await attempt(ping);
    } catch (error) {
      if (!isBroken(error)) throw error;
      // Where one broke others may have: no connection is taken on trust now.
      return attempt(() => 'SELECT 1');
    }
  }

  async function once<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    // Whatever begins is alive: nothing was done yet on one that does not.
    return using(
      () => BEGIN,
      async (client) => {
        try {
          const value = await work(transactionOver(client));
          await client.query('COMMIT');
          return value;
        } catch (error) {
          // A connection that broke or fell silent is thrown away, which rolls back; the first error is the one that tells.
          if (isWhole(error)) await client.query('ROLLBACK').catch(() => undefined);
          throw error;
        }
      },
    );
  }

  async function retried<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(work);
      } catch (error) {
        if (attempt >= ATTEMPTS || !RETRIED.has(sqlState(error) ?? '')) throw error;
      }
    }
  }

  const guarded = <T>(work: Promise<T>): Promise<T> => work.catch((error: unknown) => rethrow(error, address));
  let closing: Promise<void> | null = null;
  return {
    address,
    label,
    rows: <R extends object>(sql: string, parameters?: Parameters) =>
      guarded(read((client) => queryOver(client).rows<R>(sql, parameters))),
    packed: (sql, parameters) =>
      guarded(read((client) => copyOut(client, `COPY (${inline(sql, parameters)}) TO STDOUT (FORMAT binary)`))),
    transaction: (work) => guarded(retried(work)),
    counts: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => (closing ??= pool.end()),
  };
}

function rethrow(error: unknown, address: PostgresAddress): never {
  const known = postgresFault(error, address);
  if (known === null) throw error;
  throw new FaultError(known, { cause: error });
}

function queryOver(client: pg.PoolClient): Query & Pick<Transaction, 'run'> {
  return {
    rows: async <R extends object>(sql: string, parameters: Parameters = {}) =>
      (await client.query<R>(bind(sql, parameters))).rows,
    run: async (sql, parameters = {}) => (await client.query(bind(sql, parameters))).rowCount ?? 0,
  };
}

function transactionOver(client: pg.PoolClient): Transaction {
  return {
    ...queryOver(client),
    script: async (sql) => void (await client.query(sql)),
    copy: (sql, rows) => copyIn(client, sql, rows),
    async attempt(work) {
      await client.query('SAVEPOINT attempt');
      try {
        const value = await work();
        await client.query('RELEASE SAVEPOINT attempt');
        return value;
      } catch (error) {
        await client.query('ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt');
        throw error;
      }
    },
  };
}
