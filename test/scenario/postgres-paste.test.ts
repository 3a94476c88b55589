/**
 * From nothing to synced by pasting an address, against a real server and a running engine on the simulated market: the ways it
 * can fail on the way, the database made when asked, the rows equal on both sides, a restart without pasting again, and the
 * password in its one file and nowhere else.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalClient, type LocalClient } from '../../src-main/api/local-client.ts';
import { startWebHost } from '../../src-main/api/web-host.ts';
import { createLogger } from '../../src-main/base/logger.ts';
import { openSettings } from '../../src-main/base/settings-file.ts';
import { launchSimulated, type SimulatedMarket } from '../../src-main/launch-simulated.ts';
import { compareStores } from '../../src-main/store/mirror/equal.ts';
import { connect } from '../../src-main/store/postgres/connection.ts';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import type { Health } from '../../src-shared/health.ts';
import { describePostgres, once } from '../fixtures/postgres.ts';
import { mane, temporaryFolder } from '../fixtures/run-mane.ts';

const CANARY = "canary-5d1 /@?#%41'é";
const NAME = 'Ann’s "MANE"';
const PATIENCE = { timeout: 80_000, interval: 250 };

describePostgres(
  'an address pasted into a running engine',
  (server) => {
    const folder = temporaryFolder();
    const databasePath = join(folder.path, 'mane.db');
    let log = '';
    const logger = createLogger({ level: 'trace', destination: { write: (line) => void (log += line) } });
    /** Everything that any call answered. */
    const told: unknown[] = [];
    let market: SimulatedMarket;
    let client: LocalClient;

    const open = async (): Promise<void> => {
      const settings = openSettings(folder.path);
      settings.set({ symbols: ['BTC-USD', 'SOL-USD'], backfillDays: 1 });
      market = await launchSimulated({
        dataFolder: folder.path,
        databasePath,
        settings,
        speed: 60,
        seed: 'paste',
        senders: [],
        logger,
      });
      client = createLocalClient(market.engine, { logger });
    };
    const health = async (): Promise<Health> => {
      const now = await client.health();
      told.push(now);
      return now;
    };
    const mirrored = (state: string): Promise<void> =>
      expect.poll(async () => (await health()).mirror?.state, PATIENCE).toBe(state);
    const addressOf = (password: string): string =>
      `postgres://ann:${password}@127.0.0.1:${server().own!.port}/${encodeURIComponent(NAME)}`;
    const ask = async <T>(call: Promise<T>): Promise<T> => {
      const answer = await call;
      told.push(answer);
      return answer;
    };

    beforeAll(async () => {
      await once(server().url(), `CREATE ROLE ann LOGIN CREATEDB PASSWORD '${CANARY.replaceAll("'", "''")}'`);
      await open();
    });
    afterAll(async () => {
      await market.close();
      folder.remove();
    });

    it('says what is wrong, and changes nothing', async () => {
      expect(await ask(client.postgres.test({ pasted: null }))).toMatchObject({
        ok: false,
        line: expect.stringContaining('paste one') as string,
      });
      expect(await ask(client.postgres.connect({ pasted: 'hello' }))).toMatchObject({
        connected: false,
        line: expect.stringContaining('does not begin with postgresql') as string,
      });
      expect(await ask(client.postgres.connect({ pasted: addressOf('canary-wrong') }))).toMatchObject({
        connected: false,
        line: expect.stringContaining('refused the password of user ann') as string,
      });
      expect(await ask(client.postgres.connect({ pasted: addressOf(CANARY) }))).toMatchObject({
        connected: false,
        offer: 'create_database',
        line: expect.stringContaining('there is no database') as string,
      });
      expect((await health()).mirror).toBeUndefined();
      expect((await client.settings.get()).postgres).toEqual({ enabled: false, address: '' });
      expect(readdirSync(folder.path)).not.toContain('secrets.json');
    });

    it('makes the database when asked, and both sides hold the same', async () => {
      await market.ready;
      const connected = await ask(
        client.postgres.connect({ pasted: `"${addressOf(CANARY)}"\n`, createDatabase: true }),
      );
      expect(connected).toMatchObject({ connected: true, ok: true, server: { schemaState: 'empty' } });
      await mirrored('in_step');
      await expect
        .poll(
          () => market.core.reader.anomalies({ limit: 10, verdict: 'accepted' }).then((found) => found.length),
          PATIENCE,
        )
        .toBeGreaterThan(0);
      await expectEqual();
    });

    it('is kept: the next start mirrors without pasting, the saved address can be tried again', async () => {
      await market.close();
      await open();
      await mirrored('in_step');
      expect(await ask(client.postgres.test({ pasted: null }))).toMatchObject({
        ok: true,
        server: { schemaState: 'ours' },
      });
      expect((await client.settings.get()).postgres).toEqual({
        enabled: true,
        address: `postgresql://ann@127.0.0.1:${server().own!.port}/${encodeURIComponent(NAME)}`,
      });
      await expectEqual();
    });

    it('is seen and moved by the command line through the engine that runs', async () => {
      const host = await startWebHost({ engine: market.engine, rendererFolder: null, logger });
      const run = (...args: string[]) => mane(['mirror', ...args, '--db', databasePath], { MANE_DATA: folder.path });
      market.announce({ port: host.port, token: 'not the owner' });
      expect(await run('status')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('does not take commands') as string,
      });
      market.announce({ port: host.port, token: host.control });
      const status = await run('status', '--json');
      told.push(status.stdout);
      expect(status.lines()).toMatchObject([{ type: 'mirror', engine: process.pid, state: 'in_step', detail: null }]);
      for (const action of ['push', 'pull'])
        expect(await run(action)).toMatchObject({
          code: 0,
          stdout: expect.stringMatching(/^postgresql:\/\/ann@.*: (sent|taken); in step/) as string,
        });
      await host.close();
    });

    it('does not take a password into the settings', async () => {
      for (const address of [addressOf(CANARY), `postgresql://ann@h/x?password=${encodeURIComponent(CANARY)}`])
        await expect(client.settings.set({ postgres: { enabled: true, address } })).rejects.toMatchObject({
          data: { kind: 'bad_input', detail: expect.not.stringContaining('canary') as string },
        });
    });

    it('has its password in one file of the owner’s and nowhere else', async () => {
      await market.core.writer.flush();
      const secrets = join(folder.path, 'secrets.json');
      expect(readFileSync(secrets, 'utf8')).toContain('canary-5d1');
      if (process.platform !== 'win32') expect(statSync(secrets).mode & 0o777).toBe(0o600);
      const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter(
        (file) => file.isFile() && file.name !== 'secrets.json',
      );
      expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['mane.db', 'settings.json']));
      const everything = [
        ...files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')),
        log,
        JSON.stringify(told),
      ];
      expect(log).not.toBe('');
      for (const part of ['canary', encodeURIComponent(CANARY)])
        expect(
          everything
            .filter((text) => text.includes(part))
            .map((text) => text.slice(Math.max(0, text.indexOf(part) - 60), text.indexOf(part))),
        ).toEqual([]);
      const there = connect(readAddress(server().url(NAME)));
      const [state] = await there.rows<{ all: string }>(
        'SELECT coalesce(json_agg(t)::text, $$$$) AS all FROM engine_state t',
      );
      await there.close();
      expect(state.all).not.toContain('canary');
    });

    it('is let go: the rows stay, the password goes', async () => {
      expect(await client.postgres.disconnect()).toEqual({ ok: true });
      expect((await health()).mirror).toBeUndefined();
      expect(readFileSync(join(folder.path, 'secrets.json'), 'utf8')).not.toContain('canary');
      const there = connect(readAddress(server().url(NAME)));
      expect((await there.rows<{ n: number }>('SELECT count(*) AS n FROM candles'))[0].n).toBeGreaterThan(1000);
      await there.close();
    });

    /** With the market paused and everything sent. */
    async function expectEqual(): Promise<void> {
      await client.pause({ paused: true });
      const there = connect(readAddress(server().url(NAME)));
      const local = new Database(databasePath, { readonly: true });
      await expect
        .poll(async () => {
          await market.core.writer.flush();
          await market.core.mirror.pushNow();
          const { differences, compared } = await compareStores(local, there);
          expect(compared.candles).toBeGreaterThan(1000);
          return differences;
        }, PATIENCE)
        .toEqual([]);
      local.close();
      await there.close();
      await client.pause({ paused: false });
    }
  },
  { own: true },
);
