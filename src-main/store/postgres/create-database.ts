/**
 * Makes the database that an address names, over the server's maintenance database, when its role may. Refuses with the SQL that
 * an administrator has to run when it may not.
 */
import { FaultError, faultOf, throwFault } from '../../../src-shared/fault.ts';
import { labelOf, type PostgresAddress } from './address.ts';
import { connect, type Connection } from './connection.ts';
import { quoted } from './problem-lines.ts';
import { problemOf, sqlState } from './problems.ts';

/** Every server has at least one of them, unless its administrator took both away. */
const MAINTENANCE = ['postgres', 'template1'];
const MAY = 'SELECT (rolsuper OR rolcreatedb)::int AS may FROM pg_roles WHERE rolname = current_user';
const DUPLICATE = '42P04';

/** Null when it cannot be found out, because no maintenance database lets the role in. */
export async function mayCreateDatabase(address: PostgresAddress): Promise<boolean | null> {
  try {
    return await overMaintenance(address, async (connection) => {
      const [row] = await connection.rows<{ may: number }>(MAY);
      return row?.may === 1;
    });
  } catch (error) {
    if (faultOf(error) !== null) return null;
    throw error;
  }
}

/** Harmless when it is there by now. Throws FaultError with one line. */
export async function createDatabase(address: PostgresAddress): Promise<void> {
  await overMaintenance(address, async (connection) => {
    try {
      // The plain template: another one may hold tables, or be in use.
      await connection.rows(`CREATE DATABASE ${quoted(address.database)} TEMPLATE template0 ENCODING 'UTF8'`);
    } catch (error) {
      const code = sqlState((error as Error).cause ?? error);
      if (code === DUPLICATE) return;
      if (code === '42501') throwFault('refused', mayNotLine(address), { cause: error });
      throw error;
    }
  });
}

export const mayNotLine = (address: PostgresAddress): string =>
  `${labelOf(address)}: there is no database ${address.database}, and user ${address.user} may not create one: ask the server's administrator to run ${createSql(address)}`;

const createSql = ({ user, database }: PostgresAddress): string =>
  `CREATE DATABASE ${quoted(database)} OWNER ${quoted(user)} TEMPLATE template0 ENCODING 'UTF8'`;

async function overMaintenance<T>(address: PostgresAddress, work: (connection: Connection) => Promise<T>): Promise<T> {
  for (const [i, database] of MAINTENANCE.entries()) {
    const connection = connect({ ...address, database });
    try {
      await connection.rows('SELECT 1 AS one');
    } catch (error) {
      await connection.close();
      if (i < MAINTENANCE.length - 1 && isAboutTheDatabase(error, address)) continue;
      throw error;
    }
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }
  throw new Error('there is no maintenance database to try');
}

function isAboutTheDatabase(error: unknown, address: PostgresAddress): boolean {
  const problem = problemOf(error instanceof FaultError ? error.cause : error, address);
  return ['no_database', 'may_not_connect', 'database_closed', 'not_from_here', 'tls_wanted'].includes(problem ?? '');
}
