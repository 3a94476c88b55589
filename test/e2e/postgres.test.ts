/**
 * From nothing to synced by pasting, as a person does it in a real Chromium: the engine's process on the simulated market, a real
 * server without the database, the address pasted in Settings, the offer taken, and the rows of both sides compared.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareStores } from '../../src-main/store/mirror/equal.ts';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { connect } from '../../src-main/store/postgres/connection.ts';
import { describePostgres } from '../fixtures/postgres.ts';
import { PASSWORD } from '../fixtures/postgres/server.ts';
import { addressOf, mane, ROOT, startMane, temporaryFolder } from '../fixtures/run-mane.ts';
import { CHROMIUM_ARGS, findChromium, noChromium } from './chromium.ts';

const ARTEFACTS = join(ROOT, 'test', 'artefacts');
const isBuilt = existsSync(join(ROOT, 'out', 'renderer', 'index.html'));
if (!isBuilt) console.log('skipped: the window is not built (npm run build)');
const PATIENCE = { timeout: 90_000 };

describe.skipIf(noChromium('pasting a PostgreSQL address in a browser') || !isBuilt)('Settings in a browser', () => {
  describePostgres(
    'over a server',
    (server) => {
      const folder = temporaryFolder();
      const db = join(folder.path, 'mane.db');
      let demo: ChildProcess;
      let browser: Browser;
      let page: Page;
      let section: Locator;
      const shot = (name: string) => page.screenshot({ path: join(ARTEFACTS, `postgres-${name}.png`) });

      beforeAll(async () => {
        mkdirSync(ARTEFACTS, { recursive: true });
        demo = startMane(['demo', '--db', db], { MANE_DATA: folder.path });
        const url = await addressOf(demo);
        browser = await chromium.launch({ executablePath: findChromium() ?? '', args: CHROMIUM_ARGS });
        page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
        await page.goto(url);
        await page.goto(`${new URL(url).origin}/#/settings`);
        section = page.getByRole('region', { name: 'PostgreSQL' });
        await section.waitFor(PATIENCE);
      }, 120_000);
      afterAll(async () => {
        demo?.kill('SIGKILL');
        await browser?.close();
        folder.remove();
      });

      /** A busy machine may let one try run out of time, which is told as such: a person would press again. */
      const offered = (name: string): Promise<void> =>
        expect
          .poll(
            async () => {
              await section.getByRole('button', { name: 'Connect', exact: true }).click(PATIENCE);
              await section.locator('[data-state=failed]').waitFor(PATIENCE);
              return (await section.getByRole('button', { name }).count()) > 0 || (await section.innerText());
            },
            { timeout: 150_000 },
          )
          .toBe(true);

      it('tells what is wrong, offers the database, and copies', async () => {
        const url = server().url('pasted');
        await section.getByLabel('Address').fill(url.replace(/:[^:@]*@/, ':wrong@'));
        await section.getByRole('button', { name: 'Test' }).click();
        await section
          .getByText(/The server refused the password of user postgres/)
          .last()
          .waitFor(PATIENCE);
        await shot('wrong');
        // As it stands, not encoded: it holds @, /, %, # and more.
        await section.getByLabel('Address').fill(url.replace(/:[^:@]*@/, `:${PASSWORD}@`));
        await offered('Create it and connect');
        await section.getByRole('button', { name: 'Create it and connect' }).click(PATIENCE);
        await section.locator('[data-mirror]').waitFor(PATIENCE);
        await shot('connected');
        await section.locator('[data-mirror=in_step]').waitFor(PATIENCE);
        await page.getByRole('contentinfo', { name: 'Status' }).getByText('postgres in step').waitFor(PATIENCE);
        await shot('in-step');
        expect(await page.content()).not.toContain(PASSWORD);
      });

      it('shows the instrument, and both sides hold the same rows', async () => {
        await page.evaluate(() => void (location.hash = '#/health'));
        const instrument = page.getByRole('region', { name: 'PostgreSQL' });
        await instrument.getByText('in step', { exact: true }).waitFor(PATIENCE);
        await shot('health');
        const gone = new Promise((resolve) => demo.once('exit', resolve));
        demo.kill('SIGINT');
        await gone;
        const run = await mane(['mirror', 'push', '--db', db], { MANE_DATA: folder.path });
        expect(run).toMatchObject({
          code: 0,
          stdout: expect.stringMatching(/\/pasted: sent; .*nothing waits/) as string,
        });
        const [local, there] = [new Database(db, { readonly: true }), connect(readAddress(server().url('pasted')))];
        const { differences, compared } = await compareStores(local, there);
        local.close();
        await there.close();
        expect(differences).toEqual([]);
        expect(compared.candles).toBeGreaterThan(1000);
      });

      it('left the password in its one file', () => {
        const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((file) =>
          file.isFile(),
        );
        const holding = files.filter((file) =>
          readFileSync(join(file.parentPath, file.name), 'utf8').includes(PASSWORD),
        );
        expect(holding.map(({ name }) => name)).toEqual(['secrets.json']);
      });
    },
    { own: true },
  );
});
