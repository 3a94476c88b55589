/**
 * The app on real Electron, through Playwright's `_electron`: what the fake cannot show. Runs only where MANE_REAL_ELECTRON is set
 * (the workflow, on three systems) and the binary is installed; not yet run anywhere.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../fixtures/run-mane.ts';

const isWanted = process.env.MANE_REAL_ELECTRON !== undefined;
if (!isWanted) console.log('skipped: real Electron (set MANE_REAL_ELECTRON after `npx install-electron`)');
const ARTEFACTS = join(ROOT, 'test', 'artefacts');

describe.skipIf(!isWanted)('the app on real Electron', { timeout: 120_000 }, () => {
  const folder = isWanted ? mkdtempSync(join(tmpdir(), 'mane-electron-')) : '';
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    app = await _electron.launch({
      args: [join(ROOT, 'out', 'main', 'main.js'), '--demo'],
      env: { ...process.env, MANE_DATA: folder },
    });
    page = await app.firstWindow();
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('opens the window on its own protocol, with nothing of Node in the page', async () => {
    expect(page.url()).toMatch(/^app:\/\/mane\/index\.html/);
    expect(
      await page.evaluate(() => [typeof (globalThis as { require?: unknown }).require, 'process' in globalThis]),
    ).toEqual(['undefined', false]);
  });

  it('shows live prices and writes down why', async () => {
    await page.getByText('BTC', { exact: true }).first().waitFor({ timeout: 30_000 });
    await page
      .getByText(/probably caused by/)
      .first()
      .waitFor({ timeout: 90_000 });
    await page.screenshot({ path: join(ARTEFACTS, `electron-${process.platform}.png`) });
  });

  it('does not leave its page', async () => {
    await page.evaluate(() => void (location.href = 'https://example.com/'));
    await page.waitForTimeout(500);
    expect(page.url()).toMatch(/^app:\/\/mane\//);
  });
});
