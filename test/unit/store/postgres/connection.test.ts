/** Connections against real servers: what goes wrong and what is said then, TLS, broken and missing connections, poolers. */
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultOf, type Fault } from '../../../../src-shared/fault.ts';
import { readAddress, type PostgresAddress } from '../../../../src-main/store/postgres/address.ts';
import { connect, type Connection } from '../../../../src-main/store/postgres/connection.ts';
import { iso, ms } from '../../../../src-main/store/postgres/values.ts';
import { randomOf } from '../../../property/check.ts';
import { migratePostgres } from '../../../../src-main/store/postgres/migrate.ts';
import { describePostgres, once, type TestDatabase } from '../../../fixtures/postgres.ts';
import { makeCertificates } from '../../../fixtures/postgres/certificates.ts';
import { freePort } from '../../../fixtures/postgres/server.ts';

const CANARY = 'canary-pass%w/rd@7';

/** The fault of a first query, after looking for the password in everything the error holds. */
async function faultFrom(address: PostgresAddress): Promise<Fault> {
  const connection = connect(address);
  try {
    await connection.rows('SELECT 1 AS one');
  } catch (error) {
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('canary-pass');
    expect(JSON.stringify(error)).not.toContain('canary-pass');
    const found = faultOf(error);
    if (found) return found;
    throw error;
  } finally {
    await connection.close();
  }
  throw new Error('it connected');
}

describePostgres('a connection', (server) => {
  let database: TestDatabase;
  let address: PostgresAddress;
  let connection: Connection;
  const one = (): Promise<{ one: number }[]> => connection.rows<{ one: number }>('SELECT 1 AS one');

  beforeEach(async () => {
    database = await server().createDatabase();
    address = readAddress(database.url);
    connection = connect(address);
  });
  afterEach(async () => {
    await connection.close();
    await database.drop();
  });

  it('gets a password of any characters through', async () => {
    await database.query(`CREATE ROLE mane_canary LOGIN PASSWORD '${CANARY}'`);
    const canary = connect(readAddress({ ...address, user: 'mane_canary', password: CANARY }));
    expect(await canary.rows('SELECT current_user::text AS me')).toEqual([{ me: 'mane_canary' }]);
    await canary.close();
    await database.query('DROP ROLE mane_canary');
  });

  it('says what to do about a wrong or missing password, a missing database, a dead port and a server without TLS', async () => {
    const with_ = (part: Partial<PostgresAddress>) => faultFrom({ ...address, password: CANARY, ...part });
    expect(await with_({})).toMatchObject({
      kind: 'refused',
      retryable: false,
      detail: expect.stringMatching(/refused the password of user postgres/) as string,
    });
    expect(await with_({ password: null })).toMatchObject({
      kind: 'refused',
      detail: expect.stringMatching(/wants a password .*PGPASSWORD/) as string,
    });
    expect(await with_({ password: address.password, database: 'nowhere' })).toMatchObject({
      kind: 'not_found',
      detail: expect.stringMatching(
        /no database nowhere: create it with `createdb -h 127.0.0.1 -p \d+ -U postgres nowhere`/,
      ) as string,
    });
    expect(await with_({ port: await freePort() })).toMatchObject({
      kind: 'network',
      retryable: true,
      detail: expect.stringMatching(/cannot be reached: nothing listens there \(ECONNREFUSED\)/) as string,
    });
    expect(await with_({ tls: 'require' })).toMatchObject({
      kind: 'refused',
      detail: expect.stringMatching(/speaks no TLS: .*sslmode=disable/) as string,
    });
  });

  it('says so when the server has no connection left, and that trying again may help', async () => {
    await database.query("CREATE ROLE mane_single LOGIN CONNECTION LIMIT 1 PASSWORD 'x'");
    const single = { ...address, user: 'mane_single', password: 'x' };
    const first = connect(single);
    await first.rows('SELECT 1 AS one');
    expect(await faultFrom(single)).toMatchObject({
      kind: 'unavailable',
      retryable: true,
      detail: expect.stringMatching(/no connection left/) as string,
    });
    await first.close();
    await database.query('DROP ROLE mane_single');
  });

  it('outlives connections that the server ended while they were idle', async () => {
    await Promise.all(Array.from({ length: 5 }, one));
    expect(connection.counts().open).toBeGreaterThan(1);
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database.name}' AND pid <> pg_backend_pid()`,
    );
    expect(await Promise.all(Array.from({ length: 5 }, one))).toEqual(Array(5).fill([{ one: 1 }]));
  });

  it('gives a retryable fault when it is cut in the middle, and works again', async () => {
    const cut = connection.transaction(async (t) => {
      const [{ pid }] = await t.rows<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await database.query('SELECT pg_terminate_backend($1)', [pid]);
      return t.rows('SELECT 1 AS one');
    });
    await expect(cut).rejects.toMatchObject({ fault: { retryable: true } });
    expect(await one()).toEqual([{ one: 1 }]);
  });

  it('holds at most 30 connections in a burst', async () => {
    await Promise.all(Array.from({ length: 60 }, () => connection.rows('SELECT pg_sleep(0.05)::text')));
    expect(connection.counts()).toMatchObject({ open: 30, waiting: 0 });
  });

  it('undoes a transaction that throws, and makes a victim’s again', async () => {
    await database.query('CREATE TABLE held (id INT PRIMARY KEY, n INT); INSERT INTO held VALUES (1, 0), (2, 0)');
    const add = 'UPDATE held SET n = n + 1 WHERE id = :id';
    await expect(
      connection.transaction(async (t) => {
        await t.run(add, { id: 1 });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    // Both hold one row before either asks for the other's: the server ends one of them, and that one is made again.
    let arrived = 0;
    const both = Promise.withResolvers<void>();
    const cross = (first: number, second: number) =>
      connection.transaction(async (t) => {
        await t.run(add, { id: first });
        if (++arrived === 2) both.resolve();
        await both.promise;
        await t.run(add, { id: second });
      });
    await Promise.all([cross(1, 2), cross(2, 1)]);
    // More often when the one that is made again comes first to the row that the other was waiting for.
    expect(arrived).toBeGreaterThanOrEqual(3);
    expect(await connection.rows('SELECT n FROM held ORDER BY id')).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('gives every millisecond back as it was stored, of both kinds of time', async () => {
    const random = randomOf('milliseconds');
    const times = Array.from({ length: 5000 }, () => Math.floor(random.next() * Date.UTC(2109, 0, 1)));
    const back = await connection.rows<{ given: number; zoned: number; plain: number }>(
      `SELECT t AS given, ${ms('to_timestamp(t / 1000.0)')} AS zoned, ${ms("(to_timestamp(t / 1000.0) AT TIME ZONE 'UTC')")} AS plain
        FROM unnest(:times::float8[]) AS t`,
      { times },
    );
    expect(back.filter(({ given, zoned, plain }) => zoned !== given || plain !== given)).toEqual([]);
    const texts = await connection.rows<{ back: number }>(
      `SELECT ${ms('t::timestamp')} AS back FROM unnest(:texts::text[]) AS t`,
      { texts: times.map(iso) },
    );
    expect(texts.map((row) => row.back)).toEqual(times);
  });

  it('works in UTC whatever the server’s zone is, and leaves no prepared statement behind', async () => {
    const [zone] = await connection.rows<{ TimeZone: string }>('SHOW timezone');
    expect(zone.TimeZone).toBe('UTC');
    const left = await connection.transaction(async (t) => {
      await t.rows('SELECT :a::int AS a', { a: 1 });
      return t.rows('SELECT count(*) AS n FROM pg_prepared_statements');
    });
    expect(left).toEqual([{ n: 0 }]);
  });

  it('lets a reader read and nothing else', async () => {
    await migratePostgres(connection);
    const { readFileSync } = await import('node:fs');
    const script = readFileSync(new URL('../../../../resources/postgres-reader-role.sql', import.meta.url), 'utf8');
    for (let round = 0; round < 2; round++) await database.query(script);
    await database.query(
      "DROP ROLE IF EXISTS mane_analyst; CREATE ROLE mane_analyst LOGIN PASSWORD 'x' IN ROLE mane_reader",
    );
    const analyst = connect({ ...address, user: 'mane_analyst', password: 'x' });
    expect(await analyst.rows('SELECT count(*) AS n FROM prices')).toEqual([{ n: 0 }]);
    expect(await analyst.rows('SELECT count(*) AS n FROM narratives')).toEqual([{ n: 0 }]);
    await database.query("SELECT mane_price_partition('2031-05-01')");
    expect(await analyst.rows('SELECT count(*) AS n FROM prices_2031_05')).toEqual([{ n: 0 }]);
    for (const sql of [
      "INSERT INTO engine_state VALUES ('a', '1')",
      'DELETE FROM anomalies',
      'DROP TABLE alerts',
      'CREATE TABLE mine (x INT)',
    ])
      await expect(
        analyst.transaction((t) => t.run(sql)),
        sql,
      ).rejects.toMatchObject({ fault: { kind: 'refused' } });
    await analyst.close();
    await database.query('DROP OWNED BY mane_reader; DROP ROLE mane_analyst; DROP ROLE mane_reader');
  });
});

describePostgres(
  'a server’s restart',
  (server) => {
    it('is survived by the same connection', async () => {
      const connection = connect(readAddress(server().url()));
      await connection.rows('SELECT 1 AS one');
      await server().own!.restart();
      await expect
        .poll(() => connection.rows('SELECT 1 AS one').catch(() => null), { timeout: 20_000 })
        .toEqual([{ one: 1 }]);
      await connection.close();
    });
  },
  { own: true },
);

const certificates = makeCertificates();
afterAll(() => certificates?.remove());
if (certificates === null) console.log('skipped: TLS to PostgreSQL needs openssl to make certificates');
const ONLY_TLS = ['hostssl all strict 127.0.0.1/32 scram-sha-256', 'host all strict 127.0.0.1/32 reject'];

describe.skipIf(certificates === null)('TLS', () => {
  describePostgres(
    'to a server',
    (server) => {
      const at = (part: Partial<PostgresAddress>): PostgresAddress => ({ ...readAddress(server().url()), ...part });
      const encrypted = async (address: PostgresAddress): Promise<unknown> => {
        const connection = connect(address);
        const [row] = await connection.rows<{ ssl: number }>(
          'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
        );
        await connection.close();
        return row.ssl === 1;
      };
      beforeAll(async () => void (await once(server().url(), `CREATE ROLE strict LOGIN PASSWORD '${CANARY}'`)));

      it('encrypts with require, proves the authority with verify-ca and the name with verify-full', async () => {
        expect(await encrypted(at({ tls: 'disable' }))).toBe(false);
        expect(await encrypted(at({ tls: 'require' }))).toBe(true);
        expect(await encrypted(at({ tls: 'verify-ca', caFile: certificates!.ca }))).toBe(true);
        expect(await encrypted(at({ tls: 'verify-full', caFile: certificates!.ca, host: 'localhost' }))).toBe(true);
      });

      it('refuses an authority nobody named, another one, and another name', async () => {
        const refused = {
          kind: 'refused',
          detail: expect.stringMatching(/certificate is not proven .*sslrootcert/) as string,
        };
        expect(await faultFrom(at({ tls: 'verify-full', host: 'localhost' }))).toMatchObject(refused);
        expect(
          await faultFrom(at({ tls: 'verify-full', host: 'localhost', caFile: certificates!.otherCa })),
        ).toMatchObject(refused);
        expect(await faultFrom(at({ tls: 'verify-full', caFile: certificates!.ca, host: '127.0.0.1' }))).toMatchObject({
          kind: 'refused',
          detail: expect.stringMatching(/certificate is not for 127\.0\.0\.1: use the name it was made for/) as string,
        });
      });

      it('says so when the server wants it', async () => {
        const found = await faultFrom(at({ user: 'strict', password: CANARY, tls: 'disable' }));
        expect(found).toMatchObject({
          kind: 'refused',
          detail: expect.stringMatching(/without TLS.*sslmode=require/) as string,
        });
        expect(await encrypted(at({ user: 'strict', password: CANARY, tls: 'require', database: 'postgres' }))).toBe(
          true,
        );
      });

      it('reaches an IPv6 address', async () => {
        if (!(await listensOnSix())) return void console.log('skipped: this machine has no IPv6');
        expect(await encrypted(at({ host: '::1', tls: 'require' }))).toBe(true);
      });
    },
    {
      own: true,
      options: {
        config: ['ssl = on', "listen_addresses = '127.0.0.1, ::1'"],
        access: ONLY_TLS,
        files: certificates?.files ?? {},
      },
    },
  );
});

function listensOnSix(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(0, '::1', () => server.close(() => resolve(true)));
  });
}
