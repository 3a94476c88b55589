/** The server the other tests stand on: it is real, foreign to our settings, and gives each test a database of its own. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMBEDDED, hasEmbedded, prepareEmbedded } from '../../../fixtures/postgres/binaries.ts';
import { describePostgres } from '../../../fixtures/postgres.ts';

describePostgres(
  'the test server',
  (server) => {
    it('is a real server of the version it says, with a fresh database for each test', async () => {
      const [one, other] = [await server().createDatabase(), await server().createDatabase()];
      await one.query('CREATE TABLE here (x int)');
      const [row] = await other.query<{ here: string | null; version: string }>(
        "SELECT to_regclass('here')::text AS here, version()",
      );
      expect(row.here).toBeNull();
      expect(row.version).toMatch(/^PostgreSQL \d+/);
      for (const database of [one, other]) await database.drop();
    });

    it('knows what the seed’s schema needs: uuid defaults and trigrams', async () => {
      const database = await server().createDatabase();
      await database.query('CREATE EXTENSION pg_trgm');
      const [{ id, share }] = await database.query<{ id: string; share: number }>(
        "SELECT gen_random_uuid()::text AS id, similarity('outage', 'outages') AS share",
      );
      expect([id.length, share > 0.5]).toEqual([36, true]);
      await database.drop();
    });
  },
  { every: true },
);

describe.skipIf(!hasEmbedded || process.getuid?.() !== 0)('a checkout that the server’s user cannot read', () => {
  it('is copied to where it can, with the links that npm could not pack', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mane-hidden-'));
    for (const part of ['native', 'scripts', 'package.json'])
      cpSync(join(EMBEDDED, part), join(folder, part), { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) rmSync(join(folder, target), { force: true });
    chmodSync(folder, 0o700);
    const ready = prepareEmbedded(folder, 65534);
    expect(ready.bin.startsWith(folder)).toBe(false);
    const asNobody = spawnSync(join(ready.bin, 'postgres'), ['--version'], { cwd: '/', uid: 65534, encoding: 'utf8' });
    expect(asNobody.stdout).toMatch(/^postgres \(PostgreSQL\) 18/);
    ready.remove();
    rmSync(folder, { recursive: true });
  });
});
