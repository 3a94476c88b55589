/**
 * The pool of one server's connections: 10 that stay, 30 in a burst, kept alive, each with a listener so that one that breaks
 * is a line in the log and not the end of the program.
 */
import pg from 'pg';
import { messageOf } from '../../../src-shared/fault.ts';
import { egress } from '../../base/egress.ts';
import type { Logger } from '../../base/logger.ts';
import { tlsOptions, type PostgresAddress } from './address.ts';
import { postgresFault } from './faults.ts';
import { ROW_TYPES } from './values.ts';

const POOL_SIZE = 10;
/** Connections in a burst. */
export const BURST = 30;
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * The driver leaves the socket open when it cannot answer the server's question for a password; the server would wait for a
 * minute on it, and whoever drops a database for the server.
 */
class ClosingClient extends pg.Client {
  override connect(): Promise<pg.Client>;
  override connect(done: Connected): void;
  override connect(done?: Connected): Promise<pg.Client> | void {
    if (!done) return super.connect();
    super.connect((error: Error | null, client?: pg.Client) => {
      if (error) void this.end().catch(() => undefined);
      (done as (error: Error | null, client?: pg.Client) => void)(error, client);
    });
  }
}

type Connected = ((error: Error) => void) | ((error: null, client: pg.Client) => void);

export interface PoolOptions {
  /** A statement without an answer for this long has lost its connection. Without: it waits as long as the network does. */
  readonly answerWithinMs?: number;
  /** Connections that stay, and those of a burst. */
  readonly size?: number;
  readonly burst?: number;
}

export function openPool(address: PostgresAddress, logger: Logger, options: PoolOptions = {}): pg.Pool {
  const { size = POOL_SIZE, burst = BURST, answerWithinMs } = options;
  const { host, port, user, password, database, pooled } = address;
  // A path is a socket on this machine.
  if (!host.startsWith('/')) egress.claim(host, port, 'postgres');
  const pool = new pg.Pool({
    Client: ClosingClient,
    host,
    port,
    user,
    password: password ?? undefined,
    database,
    ssl: tlsOptions(address),
    types: ROW_TYPES,
    min: size,
    max: burst,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: answerWithinMs,
    // A pooler knows nothing of start-up options; there each transaction sets its own.
    ...(pooled ? {} : { application_name: 'mane', options: '-c TimeZone=UTC' }),
  });
  const log = (error: Error): void =>
    logger.warn({ detail: faultText(error, address) }, 'a PostgreSQL connection broke');
  // An idle connection that breaks, and one in use: without a listener either would end the program.
  pool.on('error', log);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const faultText = (error: Error, address: PostgresAddress): string =>
  postgresFault(error, address)?.detail ?? messageOf(error);
