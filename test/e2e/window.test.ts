/**
 * The built window in a real Chromium over the fake engine, under the real policy headers: it shows rows, opens an anomaly
 * and its citation, keeps its place over a reload, and survives the death of the engine. Pictures are kept in
 * test/artefacts when MANE_ARTEFACTS is set.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFakeEngine, type FakeEngine } from '../fakes/fake-engine/server.ts';
import { CHROMIUM_ARGS, findChromium, noChromium } from './chromium.ts';

const artefacts = process.env.MANE_ARTEFACTS;

describe.skipIf(noChromium('the window in a browser'))('window in Chromium', () => {
  let browser: Browser;
  let root: string;
  let engine: FakeEngine | null = null;
  let context: BrowserContext | null = null;
  const troubles: string[] = [];

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'mane-window-'));
    const configFile = fileURLToPath(new URL('../../src-renderer/vite.config.ts', import.meta.url));
    await build({ configFile, logLevel: 'error', build: { outDir: root, emptyOutDir: true } });
    browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_ARGS });
  });
  afterEach(async () => {
    await context?.close();
    await engine?.close();
    [context, engine] = [null, null];
  });
  afterAll(async () => {
    await browser.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function open(hash = '', options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    engine ??= await startFakeEngine({ root });
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    troubles.length = 0;
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    await page.goto(engine.url + hash);
    await page.locator('[data-anomaly]').first().waitFor({ state: 'attached' });
    return page;
  }

  async function keep(page: Page, name: string): Promise<void> {
    if (artefacts === undefined) return;
    mkdirSync(artefacts, { recursive: true });
    await page.screenshot({ path: join(artefacts, `${name}.png`) });
  }

  it('shows live rows, a chart and the feed, and asks nobody but its own host', async () => {
    engine = await startFakeEngine({ root });
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    troubles.length = 0;
    await page.goto(engine.url);
    await page.locator('[data-symbol]').nth(9).waitFor();
    await page.locator('[data-testid=chart] canvas').first().waitFor();
    expect(await page.locator('[data-anomaly]').first().getAttribute('aria-label')).toContain(
      'SOL-USD −4.2 % in 5 min',
    );
    const price = page.locator('[data-symbol=BTC-USD]');
    const before = await price.textContent();
    await expect.poll(() => price.textContent()).not.toBe(before);
    expect([...hosts]).toEqual([`127.0.0.1:${engine.port}`]);
    expect(troubles).toEqual([]);
    await keep(page, 'live');
  });

  it('shows the symbol that is pressed at once, and takes it back when the press ends elsewhere', async () => {
    const page = await open();
    const shows = (symbol: string) => page.locator(`[data-shows="${symbol}"]`).waitFor();
    await page.locator('[data-symbol=BTC-USD]').click();
    await shows('BTC-USD');
    await page.locator('[data-symbol=ETH-USD]').hover();
    await page.mouse.down();
    await shows('ETH-USD');
    expect(page.url()).toContain('symbol=BTC-USD');
    await page.locator('[data-testid=chart]').first().hover();
    await page.mouse.up();
    await shows('BTC-USD');
    await page.locator('[data-symbol=ETH-USD]').click();
    await shows('ETH-USD');
    expect(page.url()).toContain('symbol=ETH-USD');
  });

  it('opens an anomaly, then its citation, and a reload keeps the place', async () => {
    const page = await open();
    await page.locator('[data-anomaly]').first().click();
    const drawer = page.getByRole('dialog', { name: 'Anomaly' });
    await drawer.getByText('10 facts in evidence').waitFor();
    await drawer.locator('[data-cite=E5]').click();
    const news = drawer.getByTestId('cited-news');
    await news.waitFor();
    expect(await news.textContent()).toContain('CoinDesk');
    const link = drawer.locator('[data-evidence=E5] a');
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await link.getAttribute('href')).toMatch(/^https:/);
    await keep(page, 'anomaly');
    await page.reload();
    await page.getByTestId('cited-news').waitFor();
    expect(await page.locator('[data-evidence=E5]').getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(troubles).toEqual([]);
  });

  it('keeps one chart over updates, views, symbols and timeframes', async () => {
    const page = await open();
    const canvas = page.locator('[data-testid=chart] canvas').first();
    await canvas.evaluate((element) => element.setAttribute('data-mark', 'first'));
    await page.locator('[data-symbol=ETH-USD]').click();
    await page.getByRole('button', { name: '5m', exact: true }).click();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.getByRole('heading', { name: 'ETH-USD' }).waitFor();
    expect(await page.evaluate(() => location.hash)).toBe('#/live?symbol=ETH-USD&tf=5m');
    await page.setViewportSize({ width: 800, height: 600 });
    await page.getByRole('combobox', { name: 'Symbol' }).waitFor();
    expect(await canvas.getAttribute('data-mark')).toBe('first');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it('says that it is offline when the engine dies, keeps what it shows, and comes back', async () => {
    const page = await open();
    const { port } = engine!;
    await engine!.close();
    await page.getByText('Offline: the engine does not answer. Stored data stays where it is; reconnecting…').waitFor();
    expect(await page.locator('[data-anomaly]').count()).toBeGreaterThan(5);
    expect(await page.locator('[data-testid=chart] canvas').count()).toBeGreaterThan(0);
    await keep(page, 'offline');
    engine = await startFakeEngine({ root, port });
    await page.getByTestId('offline').waitFor({ state: 'detached', timeout: 30_000 });
    const id = engine.raise();
    await page.locator(`[data-anomaly="${id}"]`).waitFor();
    engine.finish(id);
    await page.locator(`[data-anomaly="${id}"]`).getByText('about once in 25 days').waitFor();
  });

  it('leaves hostile headlines inert', async () => {
    const page = await open();
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    const hostile = engine!.state.details.find(({ articles }) =>
      articles.some(({ url }) => url?.startsWith('javascript:')),
    )!;
    await page.goto(`${engine!.url}#/anomaly/${hostile.anomaly.id}`);
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    const main = page.locator('main');
    expect(await main.locator('a[href^="javascript" i]').count()).toBe(0);
    expect(await main.locator('img').count()).toBe(0);
    await main.getByText('<img src=x onerror=alert(1)>').last().click();
    expect(dialogs).toBe(0);
  });
});
