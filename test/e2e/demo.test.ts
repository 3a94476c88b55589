/**
 * The main job as a user sees it, in a real Chromium: `demo` starts, prices move, a narrative arrives, its citation opens, a reload
 * keeps the place, and a killed server is said. Text and presence only, no pixels; the screenshots are for people.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, mane, ROOT, startMane, temporaryFolder } from '../fixtures/run-mane.ts';
import { CHROMIUM_ARGS, findChromium, noChromium } from './chromium.ts';

const ARTEFACTS = join(ROOT, 'test', 'artefacts');
const isBuilt = existsSync(join(ROOT, 'out', 'renderer', 'index.html'));
if (!isBuilt) console.log('skipped: the window is not built (npm run build)');

describe.skipIf(noChromium('the end-to-end test of the demo') || !isBuilt)('the demo in a browser', () => {
  const folder = temporaryFolder();
  let demo: ChildProcess;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const shot = (name: string) => page.screenshot({ path: join(ARTEFACTS, `${name}.png`) });

  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    demo = startMane(['demo'], { MANE_DATA: folder.path });
    const url = await addressOf(demo);
    browser = await chromium.launch({ executablePath: findChromium() ?? '', args: CHROMIUM_ARGS });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));
    await page.goto(url);
  }, 60_000);
  afterAll(async () => {
    demo?.kill('SIGKILL');
    await browser?.close();
    folder.remove();
  });

  it('shows live prices of eight symbols and the chart', async () => {
    await page.getByText('LINK', { exact: false }).first().waitFor({ timeout: 30_000 });
    for (const base of ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'LINK', 'AVAX']) {
      await page.getByText(base, { exact: false }).first().waitFor();
    }
    await page.locator('canvas').first().waitFor();
    expect(await page.getByText(/simulated/i).count()).toBeGreaterThan(0);
    await shot('demo-live-early');
  });

  it('writes down why: the likely cause arrives with its headline, and its citation opens', async () => {
    await page
      .getByText(/probably caused by/)
      .first()
      .waitFor({ timeout: 60_000 });
    await shot('demo-live-narrative');
    await page
      .getByText(/probably caused by/)
      .first()
      .click();
    await page
      .getByText(/Likely cause/i)
      .first()
      .waitFor();
    const drawer = page.getByRole('dialog', { name: 'Anomaly' });
    await drawer
      .getByTestId('narrative')
      .getByRole('button', { name: /^Evidence/ })
      .last()
      .click();
    await drawer.getByTestId('cited-news').first().waitFor({ timeout: 5000 });
    await shot('demo-anomaly');
    expect(await drawer.getByTestId('cited-news').first().innerText()).toMatch(/Meridian Wire/);
  });

  it('saves what it was judged on, and `mane bundle --replay` comes to the same verdict', async () => {
    const drawer = page.getByRole('dialog', { name: 'Anomaly' });
    await drawer.getByRole('button', { name: /^Export this anomaly/ }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      drawer.getByRole('button', { name: 'Evidence bundle (JSON)' }).click(),
    ]);
    const file = join(folder.path, download.suggestedFilename());
    await download.saveAs(file);
    const again = await mane(['bundle', '--replay', file], { MANE_DATA: folder.path });
    expect(again.lines()[0]).toMatchObject({ same: true, verdict: 'accepted', changed: [] });
  });

  it('keeps its place over a reload', async () => {
    const before = page.url();
    expect(before).toMatch(/open=[0-9a-f-]{36}/);
    await page.reload();
    expect(page.url()).toBe(before);
    await page
      .getByText(/probably caused by/)
      .first()
      .waitFor({ timeout: 15_000 });
    await shot('demo-reloaded');
  });

  it('says that the engine is gone when it is, and keeps showing what it has', async () => {
    expect(problems).toEqual([]);
    demo.kill('SIGKILL');
    await page
      .getByText(/offline/i)
      .first()
      .waitFor({ timeout: 15_000 });
    await shot('demo-offline');
    expect(await page.getByText(/probably caused by/).count()).toBeGreaterThan(0);
  });
});
