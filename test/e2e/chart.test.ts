/**
 * The chart of Live in a real Chromium: overlays are switched in its menu, told in legend and table, and remembered; the arrow keys
 * read candles; a picture is saved with its name; the menu is accessible. One chart all the while.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeEngine, type FakeEngine } from '../fakes/fake-engine/server.ts';
import { violations } from './axe.ts';
import { CHROMIUM_ARGS, findChromium, noChromium } from './chromium.ts';

const CHART = '[data-testid=chart][role=img]';

describe.skipIf(noChromium('the chart in a browser'))('chart of Live in Chromium', () => {
  let browser: Browser;
  let engine: FakeEngine;
  let page: Page;
  let root: string;
  const troubles: string[] = [];

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'mane-chart-'));
    const configFile = fileURLToPath(new URL('../../src-renderer/vite.config.ts', import.meta.url));
    await build({ configFile, logLevel: 'error', build: { outDir: root, emptyOutDir: true } });
    browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_ARGS });
    engine = await startFakeEngine({ root });
    const now = engine.state.market.now();
    engine.state.gaps.push({ symbol: 'SOL-USD', from: now - 600_000, to: now - 300_000, reason: 'disconnect' });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    page = await context.newPage();
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    await page.goto(`${engine.url}#/live?symbol=SOL-USD`);
    await page.locator('[data-shows=SOL-USD]').waitFor();
    await page.locator('[data-testid=chart] canvas').first().waitFor();
    await page.locator(`${CHART} > div`).evaluate((made) => made.setAttribute('data-mark', 'first'));
  });
  afterAll(async () => {
    await browser.close();
    await engine.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('switches overlays in a menu that is accessible, and tells them in the legend and the table', async () => {
    await page.keyboard.press('o');
    const menu = page.getByRole('dialog', { name: 'Overlays of the chart' });
    await menu.getByLabel('Moving averages').check();
    await menu.getByLabel('Bollinger bands').check();
    await menu.getByLabel('Compare with BTC').check();
    await menu.getByLabel('Length of the first average').fill('9');
    await page.getByText('EMA 9', { exact: true }).waitFor();
    await page.getByText('BTC, from the left edge').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    await page.keyboard.press('t');
    const heads = await page.locator('thead th').allTextContents();
    expect(heads.slice(1)).toEqual(['Open', 'High', 'Low', 'Close', 'Change', 'Volume', 'EMA 9', 'EMA 50', 'Upper band', 'Middle', 'Lower band', 'BTC, from the left edge', 'Rarity']); // prettier-ignore
    expect(await page.locator('tbody tr').first().locator('td').allTextContents()).not.toContain('');
    await page.keyboard.press('t');
    await page.locator('thead').waitFor({ state: 'detached' });
  });

  it('reads candles by the arrow keys and tells where they came to rest', async () => {
    const chart = page.getByRole('application');
    await chart.focus();
    // The pointer still lies on an older candle, where the menu was.
    await page.keyboard.press('End');
    for (let times = 0; times < 7; times += 1) await page.keyboard.press('ArrowLeft');
    await chart
      .getByRole('status')
      .getByText(/^(?:27 Mar|Mar 27) 14:\d\d UTC: 1\d\d\.\d\d, .* rarity /)
      .waitFor({ state: 'attached' });
    await page.locator('dl').getByText('trades may be missing').waitFor();
    await page.keyboard.press('Escape');
  });

  it('saves what it shows as a PNG with a caption below it', async () => {
    const download = page.waitForEvent('download');
    await page.keyboard.press('p');
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^SOL-USD-1m-20260327-14\d\d\.png$/);
    const png = readFileSync(await file.path());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const shown = await page.locator(CHART).boundingBox();
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([shown!.width, shown!.height + 28]);
    await page.getByRole('status').getByText(`${file.suggestedFilename()} saved`).waitFor({ state: 'attached' });
  });

  it('was one chart all the while, and remembers its overlays over a reload', async () => {
    expect(await page.locator(`${CHART} > div`).getAttribute('data-mark')).toBe('first');
    await page.reload();
    await page.getByText('EMA 9', { exact: true }).waitFor();
    expect(troubles).toEqual([]);
  });
});
