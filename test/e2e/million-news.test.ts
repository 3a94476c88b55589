/**
 * A million news items on the disk: the real engine starts on them, tells each view the truth, and still explains what it finds. They
 * lie in the week before the simulated market's present, where linking and the chart's pins look for them.
 */
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src-shared/market.ts';
import { addressOf, ROOT, startMane, temporaryFolder } from '../fixtures/run-mane.ts';
import { CHROMIUM_ARGS, findChromium, noChromium } from './chromium.ts';

const isBuilt = existsSync(join(ROOT, 'out', 'renderer', 'index.html'));
if (!isBuilt) console.log('skipped: the window is not built (npm run build)');
const ITEMS = 1_000_000;
const STEP_MS = Math.floor((7 * DAY_MS) / ITEMS);

const FILL = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :items)
  INSERT INTO news_items (id, source, title, url, summary, published_at, first_seen_at, assets, topics, price_report, sentiment)
  SELECT printf('%08x-0000-5000-8000-%012x', i, i), 'Bulk Wire', 'Report ' || i || ' of the day', 'https://bulk.example/' || i, NULL,
    :until - i * :step, :until - i * :step, CASE i % 4 WHEN 0 THEN '["BTC"]' WHEN 1 THEN '["ETH","SOL"]' WHEN 2 THEN '["DOGE"]' ELSE '[]' END, '[]', 0, NULL FROM n`;

/** In the store of the simulated market; the time of what it stored last. */
function fill(path: string): void {
  const db = new Database(path);
  const until = db.prepare<[], number>('SELECT max(open_time) FROM candles').pluck().get();
  db.prepare(FILL).run({ items: ITEMS, until: until ?? 0, step: STEP_MS });
  db.close();
}

describe.skipIf(noChromium('a million news items') || !isBuilt)('a million news items', () => {
  const folder = temporaryFolder();
  const start = (): ChildProcess => startMane(['serve', '--port', '0'], { MANE_DATA: folder.path });
  let engine: ChildProcess;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(join(folder.path, 'settings.json'), JSON.stringify({ firstRun: 'done', simulated: true }));
    engine = start();
    await addressOf(engine);
    // Its history is learned before the window is served; one ordinary stop, then the archive of years.
    engine.kill('SIGTERM');
    await once(engine, 'exit');
    fill(join(folder.path, 'simulated', 'mane.db'));
    engine = start();
    const url = await addressOf(engine);
    browser = await chromium.launch({ executablePath: findChromium() ?? '', args: CHROMIUM_ARGS });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(url);
  }, 180_000);
  afterAll(async () => {
    engine?.kill('SIGKILL');
    await browser?.close();
    folder.remove();
  });

  const go = (hash: string): Promise<void> => page.evaluate((to) => void (location.hash = to), hash);
  const shows = (text: string | RegExp): Promise<void> =>
    page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: 60_000 });

  it('shows the market and a chart', async () => {
    await page.locator('[data-symbol="BTC-USD"]').waitFor({ timeout: 60_000 });
    await page.locator('[data-shows]').waitFor({ timeout: 60_000 });
  });

  it.each([
    ['#/inbox', 'Inbox'],
    ['#/history', 'History'],
    ['#/rules', 'Rules and budget'],
    ['#/settings', 'Settings'],
    ['#/about', 'MANE, Market Anomaly Narrative Engine'],
    ['#/why', 'Why did, or didn’t, I get an alert?'],
    ['#/health', 'Health'],
  ])('answers in %s', async (hash, title) => {
    await go(hash);
    await page.getByRole('heading', { name: title, exact: true }).first().waitFor({ timeout: 60_000 });
    await expect.poll(() => page.locator('[aria-busy=true]').count(), { timeout: 60_000 }).toBe(0);
    // Settings asks the real venue for its market list, which a test machine may not reach.
    const alerts = await page.getByRole('alert').allTextContents();
    expect(alerts.filter((text) => !text.startsWith('The market list could not be read'))).toEqual([]);
  });

  it('counts them in Health', () => shows(/^1,000,\d{3}$/));

  it('still tells what it finds, with the cause where there is one', async () => {
    await go('#/live');
    await shows(/probably caused by|Cause unknown|No cause is established/);
    await page.locator('[data-anomaly]').first().click();
    const drawer = page.getByRole('dialog', { name: 'Anomaly' });
    await drawer.getByText(/facts? in evidence/).waitFor({ timeout: 60_000 });
    await expect.poll(() => drawer.locator('[aria-busy=true]').count(), { timeout: 60_000 }).toBe(0);
    expect(await drawer.getByRole('alert').allTextContents()).toEqual([]);
    expect(errors).toEqual([]);
  });
});
