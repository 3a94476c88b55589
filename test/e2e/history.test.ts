/** History over 100,000 anomalies in a real Chromium: the document stays small, both ends and the middle are reached, the keys lead through it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeEngine, type FakeEngine } from '../fakes/fake-engine/server.ts';
import { CHROMIUM_ARGS, findChromium, noChromium } from './chromium.ts';

const FILLER = 100_000;
/** What fits the screen, and the rows kept ready above and below it. */
const MOST_ROWS = 60;

describe.skipIf(noChromium('history in a browser'))('100,000 anomalies in Chromium', () => {
  let [browser, engine, root]: [Browser | null, FakeEngine | null, string] = [null, null, ''];
  let page: Page;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'mane-history-'));
    const configFile = fileURLToPath(new URL('../../src-renderer/vite.config.ts', import.meta.url));
    await build({ configFile, logLevel: 'error', build: { outDir: root, emptyOutDir: true } });
    engine = await startFakeEngine({ root });
    engine.state.filler = FILLER;
    browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_ARGS });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${engine.url}#/history`);
    await page.locator('[data-index="0"]').waitFor({ timeout: 60_000 });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
    rmSync(root, { recursive: true, force: true });
  });

  const inDocument = (): Promise<number> => page.locator('[data-testid=history-rows] li').count();
  const isAt = (index: number): Promise<void> => page.locator(`[data-index="${index}"][aria-current=true]`).waitFor({ timeout: 60_000 }); // prettier-ignore

  it('keeps the document small at the top, in the middle and at the end', async () => {
    const total = FILLER + engine!.state.details.length;
    await expect.poll(() => page.getByTestId('history-count').textContent(), { timeout: 60_000 }).toBe(`${total.toLocaleString('en-US')} anomalies`); // prettier-ignore
    expect(await inDocument()).toBeLessThan(MOST_ROWS);
    await page.getByTestId('history-rows').evaluate((list) => (list.scrollTop = list.scrollHeight / 2));
    await page.locator(`[data-index="${Math.floor(total / 2)}"]`).waitFor({ timeout: 60_000 });
    expect(await inDocument()).toBeLessThan(MOST_ROWS);
    await page.keyboard.press('End');
    await isAt(total - 1);
    expect(await page.locator(`[data-index="${total - 1}"]`).getAttribute('data-history')).toMatch(
      /^0{8}-0000-5000-8000-/,
    );
    expect(await inDocument()).toBeLessThan(MOST_ROWS);
    await page.keyboard.press('PageUp');
    await page.keyboard.press('k');
    await page.keyboard.press('Home');
    await isAt(0);
  });

  it('shows no row twice where pages meet, scrolled through or jumped to', async () => {
    const seen = new Set<string>();
    for (const index of [90, 110, 190, 210, 5090, 5110]) {
      await page.getByTestId('history-rows').evaluate((list, top) => (list.scrollTop = top), index * 32);
      await page.locator(`[data-index="${index}"]`).waitFor({ timeout: 60_000 });
      const rows = await page.locator('[data-index]').evaluateAll((all) => all.map((row) => `${row.getAttribute('data-index')} ${row.getAttribute('data-history')}`)); // prettier-ignore
      rows.forEach((row) => seen.add(row));
    }
    const ids = [...seen].map((row) => row.split(' ')[1]);
    expect(new Set(ids).size).toBe(seen.size);
  });
});
