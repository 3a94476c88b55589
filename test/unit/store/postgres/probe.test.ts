/** Each way in which connecting can fail, met on real servers: the step at which it shows, and one line that says what to do. */
import { createServer, type Server } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAddress, type PostgresAddress } from '../../../../src-main/store/postgres/address.ts';
import { connect } from '../../../../src-main/store/postgres/connection.ts';
import { createDatabase } from '../../../../src-main/store/postgres/create-database.ts';
import { migratePostgres, shippedMigrations } from '../../../../src-main/store/postgres/migrate.ts';
import { probe, unreadable } from '../../../../src-main/store/postgres/probe.ts';
import { POSTGRES_STEPS, type PostgresTest } from '../../../../src-shared/postgres.ts';
import { describePostgres, once, type TestDatabase } from '../../../fixtures/postgres.ts';
import { makeCertificates } from '../../../fixtures/postgres/certificates.ts';
import { hasPgBouncer, startPgBouncer } from '../../../fixtures/postgres/pgbouncer.ts';
import { freePort } from '../../../fixtures/postgres/server.ts';

const CANARY = "canary' 7%41/@é";
const SEED_SCHEMA = readFileSync(new URL('../../../fixtures/postgres/seed-schema.sql', import.meta.url), 'utf8');
const newest = shippedMigrations().length;

/** One line, about this label, without any password; what came before it went well, what comes after was not tried. */
function failedAt(test: PostgresTest, step: PostgresTest['steps'][number]['step'], line: RegExp): void {
  expect(test.line).toMatch(line);
  expect(test.line).not.toContain('\n');
  expect(JSON.stringify(test)).not.toContain('canary');
  const at = POSTGRES_STEPS.indexOf(step);
  expect(test.ok).toBe(false);
  expect(test.steps.map(({ state }) => (state === 'note' ? 'ok' : state))).toEqual(
    POSTGRES_STEPS.map((_, i) => (i < at ? 'ok' : i === at ? 'failed' : 'skipped')),
  );
  expect(test.steps.map((one) => one.step)).toEqual([...POSTGRES_STEPS]);
}

function testOfText(text: string): PostgresTest {
  try {
    readAddress(text, {});
  } catch (error) {
    return unreadable((error as Error).message);
  }
  throw new Error('it was read');
}

describe('a text that is no address', () => {
  it.each([
    ['', /it is empty/],
    ['hello', /does not begin with postgresql/],
    ['mysql://ann:canary-7@h/x', /does not begin with postgresql/],
    ['postgres://', /host, user, database are missing/],
    ['postgres://db.example.org', /user, database are missing/],
    ['postgres://db.example.org/mane', /user is missing/],
    ['postgres://ann:canary-7@h:port/x', /the port is not a number/],
    ['postgres://ann:canary-7@h:/x', /the port after the colon is missing/],
    ['postgres://ann:canary-7@h:0/x', /the port must be between 1 and 65535/],
    ['postgres://ann:canary-7@[::1/x', /the bracket around the host is not closed/],
    ['postgres://ann:canary-7@2001:db8::7/x', /an IPv6 host stands in brackets/],
    ['postgres://ann:canary-7@a,b/x', /names more than one host/],
    ['postgres://ann:canary-7.h/x', /the port is not a number \(or the @ after the password is missing\)/],
    ['postgres://ann:[YOUR-PASSWORD]@h/x', /only a placeholder/],
    ['postgres://ann:*****@h/x', /only a placeholder/],
    ['postgres://ann:canary-7@h/x?canary=1', /unknown parameter \(known: sslmode/],
    ['postgres://ann:7?canary@h:bad', /the port is not a number/],
    ['postgres://ann:canary-7@h/x?schema=public', /unknown parameter "schema"/],
    ['host=h user=ann password=canary 7', /after a name and = a value is expected/],
  ])('%s', (text, line) => {
    const test = testOfText(text);
    failedAt(test, 'address', line);
    expect(test.line).toMatch(/expected postgresql:\/\/ followed by user:password@host/);
  });
});

describe('an address as it is pasted', () => {
  const plain = { host: 'db.example.org', port: 5433, user: 'ann', password: 'p@ss', database: 'mane', tls: 'require' };
  it.each([
    'postgres://ann:p@ss@db.example.org:5433/mane',
    '  "postgres://ann:p%40ss@db.example.org:5433/mane"\n',
    "DATABASE_URL='postgres://ann:p@ss@db.example.org:5433/mane'",
    'export DATABASE_URL=postgres://ann:p@ss@db.example.org:5433/mane',
    'psql "postgresql://ann:p@ss@db.example.org:5433/mane?sslmode=require&channel_binding=require"',
    'postgresql+asyncpg://ann:p@ss@db.example.org:5433/\nmane',
    'jdbc:postgresql://db.example.org:5433/mane?user=ann&password=p%40ss&ssl=true',
    'postgres://ann:p@ss@db.example.org:5433/mane?sslmode=prefer&connect_timeout=10',
    'postgres://ann:p@ss@db.example.org:5433/mane?sslmode=no-verify',
    "host=db.example.org port=5433 user=ann password='p@ss' dbname=mane sslmode=require",
    'host = db.example.org port=5433 dbname=mane user=ann password=p\\@ss',
  ])('%s', (text) => expect(readAddress(text, {})).toMatchObject(plain));
});

describe('a place that is no server', () => {
  const servers: Server[] = [];
  afterAll(() => servers.forEach((server) => server.close()));
  const listening = (server: Server): Promise<number> =>
    new Promise((resolve) => {
      servers.push(server);
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
  const at = (part: Partial<PostgresAddress>) =>
    probe(readAddress({ host: '127.0.0.1', user: 'ann', password: CANARY, database: 'mane', ...part }, {}));

  it('has no name, no listener, no socket', async () => {
    failedAt(
      (await at({ host: 'nowhere.invalid', tls: 'require' })).test,
      'reach',
      /no server is known by the name nowhere\.invalid/,
    );
    failedAt(
      (await at({ port: await freePort() })).test,
      'reach',
      /nothing listens there \(ECONNREFUSED\).*is \d+ its port/,
    );
    failedAt((await at({ host: '/nowhere' })).test, 'reach', /no socket of a server for port 5432 in \/nowhere/);
  });

  it('speaks something else, plain and with TLS', async () => {
    const http = createHttpServer((_request, response) => response.end('hello'));
    const port = await listening(http);
    failedAt((await at({ port })).test, 'reach', /the connection broke.*: does PostgreSQL listen on port \d+ there/);
    failedAt(
      (await at({ port, tls: 'require' })).test,
      'reach',
      /does not speak PostgreSQL’s protocol: is \d+ the right port/,
    );
  });

  it('never answers', async () => {
    const port = await listening(createServer(() => undefined));
    failedAt((await at({ port })).test, 'reach', /no answer in time/);
  });
});

const certificates = makeCertificates();
afterAll(() => certificates?.remove());

const ACCESS = [
  'hostssl all strict 127.0.0.1/32 scram-sha-256',
  'host all strict 127.0.0.1/32 reject',
  'host all banned 127.0.0.1/32 reject',
  'host all ghost 127.0.0.1/32 trust',
];
const TLS = certificates === null ? {} : { config: ['ssl = on'], files: certificates.files };

describePostgres(
  'a server',
  (server) => {
    let database: TestDatabase;
    const as = (user: string, part: Partial<PostgresAddress> = {}): PostgresAddress => ({
      ...readAddress(database.url),
      user,
      password: CANARY,
      ...part,
    });
    beforeAll(async () => {
      for (const role of ['ann', 'banned', 'maker', 'few', 'strict', 'owner'])
        await once(server().url(), `CREATE ROLE ${role} LOGIN PASSWORD '${CANARY.replaceAll("'", "''")}'`);
      await once(server().url(), 'ALTER ROLE maker CREATEDB; ALTER ROLE few CONNECTION LIMIT 0; CREATE ROLE nologin');
    });
    beforeEach(async () => {
      database = await server().createDatabase();
      // As since 15, also on 14: only the owner makes tables.
      await database.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    });
    afterEach(() => database.drop());
    const grant = (): Promise<unknown> => database.query('GRANT CREATE ON SCHEMA public TO ann, strict');

    it('that is empty and lets us in is ready, every step told', async () => {
      await grant();
      const { test } = await probe(as('ann'));
      expect(test).toMatchObject({
        ok: true,
        offer: null,
        server: { schemaState: 'empty', schema: 0, known: newest, encrypted: false },
      });
      expect(test.line).toMatch(
        /^postgresql:\/\/ann@127.0.0.1:\d+\/\w+: PostgreSQL [\d.]+, not encrypted, \d+ ms; empty: the tables are made on connecting$/,
      );
      // pg_trgm is trusted, but this role may not create in the database.
      expect(test.steps.find(({ step }) => step === 'schema')).toMatchObject({
        state: 'note',
        detail: expect.stringContaining('CREATE EXTENSION pg_trgm') as string,
      });
      expect((await probe(readAddress(database.url))).test.server?.trigrams).toBe('allowed');
    });

    it('refuses a password, a user without a password, one from here, one that it does not know or that may not sign in', async () => {
      failedAt(
        (await probe(as('ann', { password: 'canary-wrong' }))).test,
        'sign_in',
        /refused the password of user ann, or knows no such user/,
      );
      failedAt((await probe(as('ann', { password: null }))).test, 'sign_in', /wants a password for user ann/);
      failedAt(
        (await probe(as('nobody'))).test,
        'sign_in',
        /refused the password of user nobody, or knows no such user/,
      );
      failedAt((await probe(as('ghost'))).test, 'sign_in', /knows no user ghost: .*CREATE ROLE ghost LOGIN/);
      failedAt((await probe(as('nologin'))).test, 'sign_in', /refused the password|may not sign in/);
      failedAt(
        (await probe(as('banned'))).test,
        'sign_in',
        /does not let user banned in from this machine.*pg_hba\.conf/,
      );
      failedAt((await probe(as('few'))).test, 'sign_in', /no connection left/);
    });

    it('has no such database: offers to make it when the user may, and names the SQL when not', async () => {
      const missing = { database: `Made "here" ${database.name}` };
      const { test } = await probe(as('maker', missing));
      failedAt(test, 'database', /there is no database Made "here"/);
      expect(test.offer).toBe('create_database');
      await createDatabase(as('maker', missing));
      await createDatabase(as('maker', missing));
      expect((await probe(as('maker', missing))).test).toMatchObject({ ok: true, offer: null });
      await once(server().url(), `DROP DATABASE "${missing.database.replaceAll('"', '""')}" WITH (FORCE)`);

      const refused = await probe(as('ann', { database: 'nowhere' }));
      failedAt(refused.test, 'database', /user ann may not create one: ask .* CREATE DATABASE nowhere OWNER ann/);
      expect(refused.test.offer).toBeNull();
      await expect(createDatabase(as('ann', { database: 'nowhere' }))).rejects.toThrow(/may not create one: ask/);
    });

    it('keeps the user out of the database', async () => {
      await database.query(`REVOKE CONNECT ON DATABASE ${database.name} FROM PUBLIC`);
      failedAt(
        (await probe(as('ann'))).test,
        'database',
        new RegExp(`GRANT CONNECT ON DATABASE ${database.name} TO ann`),
      );
    });

    it('takes no connections to the database now', async () => {
      await once(server().url(), `ALTER DATABASE ${database.name} ALLOW_CONNECTIONS false`);
      failedAt(
        (await probe(readAddress(database.url))).test,
        'database',
        /takes no connections now: .*ALLOW_CONNECTIONS true/,
      );
      await once(server().url(), `ALTER DATABASE ${database.name} ALLOW_CONNECTIONS true`);
    });

    it('gives no right to make tables, to add to another’s, or to write them', async () => {
      failedAt(
        (await probe(as('ann'))).test,
        'rights',
        /may not create tables here: ask .* GRANT USAGE, CREATE ON SCHEMA public TO ann/,
      );
      await grant();
      await database.query(`${SEED_SCHEMA}; GRANT ALL ON ALL TABLES IN SCHEMA public TO ann`);
      failedAt((await probe(as('ann'))).test, 'rights', /tables belong to postgres, .*GRANT postgres TO ann/);
      expect((await probe(readAddress(database.url))).test).toMatchObject({
        ok: true,
        server: { schemaState: 'adoptable' },
      });
      const connection = connect(readAddress(database.url));
      await migratePostgres(connection);
      await connection.close();
      failedAt(
        (await probe(as('ann'))).test,
        'rights',
        /may not write table \w+: .*GRANT SELECT, INSERT, UPDATE, DELETE/,
      );
      await database.query('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ann');
      expect((await probe(as('ann'))).test).toMatchObject({
        ok: true,
        server: { schemaState: 'ours', schema: newest },
      });
    });

    it('holds a newer schema, another program’s ledger, another program’s tables', async () => {
      const superuser = readAddress(database.url);
      await database.query('CREATE TABLE candles (id INT)');
      const taken = await probe(superuser);
      failedAt(taken.test, 'schema', /table candles is another program's: give MANE a database of its own/);
      const connection = connect(superuser);
      await expect(migratePostgres(connection)).rejects.toMatchObject({
        fault: { kind: 'refused', detail: expect.stringMatching(/table candles is another/) as string },
      });
      await database.query('DROP TABLE candles; CREATE TABLE prices (item TEXT, price FLOAT)');
      failedAt((await probe(superuser)).test, 'schema', /table prices is another program's \(it has no column \w+\)/);
      await expect(migratePostgres(connection)).rejects.toThrow(/table prices is another/);
      await database.query('DROP TABLE prices; CREATE TABLE schema_migrations (version TEXT)');
      expect((await probe(superuser)).test.server?.schemaState).toBe('foreign');
      failedAt((await probe(superuser)).test, 'schema', /schema_migrations belongs to another program/);
      await database.query('DROP TABLE schema_migrations');
      await migratePostgres(connection);
      await connection.close();
      await database.query(`INSERT INTO schema_migrations (number, name, checksum) VALUES (${newest + 1}, 'x', 'y')`);
      const newer = await probe(superuser);
      failedAt(newer.test, 'schema', /written by a newer MANE .*: update the program/);
      expect(newer.test.server).toMatchObject({ schemaState: 'newer', schema: newest + 1 });
    });

    it('is set to read-only', async () => {
      await database.query(`ALTER DATABASE ${database.name} SET default_transaction_read_only = on`);
      failedAt((await probe(as('ann'))).test, 'server', /set to read-only/);
    });

    it.skipIf(certificates === null)('wants TLS and gets it, or has a certificate that does not prove it', async () => {
      await grant();
      const { address, test } = await probe(as('strict'));
      expect(test).toMatchObject({ ok: true, server: { encrypted: true } });
      expect(address.tls).toBe('require');
      expect(test.steps[2]).toMatchObject({
        step: 'tls',
        detail: expect.stringContaining('sslmode=require') as string,
      });
      failedAt(
        (await probe(as('ann', { tls: 'verify-full', host: 'localhost' }))).test,
        'tls',
        /certificate is not proven .*sslrootcert/,
      );
      failedAt(
        (await probe(as('ann', { tls: 'verify-full', caFile: certificates!.ca }))).test,
        'tls',
        /certificate is not for 127\.0\.0\.1/,
      );
    });

    it.skipIf(!hasPgBouncer)('stands behind a pooler, which is noticed', async () => {
      const pooler = await startPgBouncer(server().own!);
      const { address, test } = await probe({ ...readAddress(database.url), port: pooler.port });
      expect(test).toMatchObject({ ok: true });
      expect(address.pooled).toBe(true);
      expect(test.steps[3]?.detail).toContain('pgbouncer=true');
      failedAt(
        (await probe({ ...readAddress(database.url), port: pooler.port, database: 'nowhere' })).test,
        'database',
        /there is no database nowhere/,
      );
      await pooler.stop();
    });
  },
  { own: true, every: true, options: { ...TLS, access: ACCESS } },
);

describePostgres(
  'a server without TLS',
  (server) => {
    it('says so', async () => {
      const address = { ...readAddress(server().url()), tls: 'require' as const };
      failedAt((await probe(address)).test, 'tls', /speaks no TLS: .*sslmode=disable/);
    });
  },
  { own: true },
);

describePostgres(
  'a standby',
  (server) => {
    it('is read-only', async () => {
      failedAt(
        (await probe(readAddress(server().url()))).test,
        'server',
        /read-only standby: use the primary's address/,
      );
    });
  },
  { own: true, options: { files: { 'standby.signal': '' } } },
);
