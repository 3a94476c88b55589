/**
 * From a fresh data folder to a citation without a pointer: the guide is answered, the simulated market chosen (the engine starts
 * over meanwhile), the anomaly with a cause found and opened, its citation followed. The real engine, in a real Chromium.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, ROOT, startMane, temporaryFolder } from '../fixtures/run-mane.ts';
import { CHROMIUM_ARGS, findChromium, noChromium } from './chromium.ts';

const isBuilt = existsSync(join(ROOT, 'out', 'renderer', 'index.html'));
if (!isBuilt) console.log('skipped: the window is not built (npm run build)');
const MOST_STOPS = 150;

describe.skipIf(noChromium('the way by keyboard') || !isBuilt)('by keyboard alone', () => {
  const folder = temporaryFolder();
  let engine: ChildProcess;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    engine = startMane(['serve', '--port', '0'], { MANE_DATA: folder.path });
    const url = await addressOf(engine);
    browser = await chromium.launch({ executablePath: findChromium() ?? '', args: CHROMIUM_ARGS });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(url);
  }, 90_000);
  afterAll(async () => {
    engine?.kill('SIGKILL');
    await browser?.close();
    folder.remove();
  });

  /** Tab by Tab to what is called that. */
  async function tabTo(name: RegExp): Promise<void> {
    const passed: string[] = [];
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(() => {
        const at = document.activeElement;
        return (at?.getAttribute('aria-label') ?? at?.textContent ?? '').trim();
      });
      if (name.test(label)) return;
      passed.push(label.slice(0, 30));
    }
    throw new Error(`no way to ${name} by Tab, only to ${[...new Set(passed)].join(' | ')}`);
  }

  async function choose(name: RegExp): Promise<void> {
    await tabTo(name);
    await page.keyboard.press('Enter');
  }
  const heading = (name: string) => page.getByRole('heading', { name }).waitFor({ timeout: 60_000 });

  it('answers the guide: one look at the simulated market', async () => {
    await heading('What should MANE watch?');
    await choose(/^Explore the simulated market$/);
    await page.locator('[data-symbol]').first().waitFor({ timeout: 60_000 });
    const kept = JSON.parse(readFileSync(join(folder.path, 'settings.json'), 'utf8')) as Record<string, unknown>;
    expect(kept).toMatchObject({ firstRun: 'done', simulated: true });
  });

  it('opens the anomaly that has a cause, and its citation', async () => {
    await page.getByText(/probably caused by/).first().waitFor({ timeout: 150_000 }); // prettier-ignore
    const drawer = page.getByRole('dialog', { name: 'Anomaly' });
    for (let steps = 0; steps < 20; steps++) {
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await drawer.waitFor();
      if ((await drawer.getByText(/probably caused by/).count()) > 0) break;
      await page.keyboard.press('Escape');
    }
    // The first citation is the move itself; a report is among the later ones.
    for (let cited = 0; cited < 8 && (await drawer.getByTestId('cited-news').count()) === 0; cited++) {
      await choose(/^Evidence \d+$/);
      await page.waitForTimeout(200);
    }
    await drawer.getByTestId('cited-news').first().waitFor();
    expect(await drawer.getByTestId('cited-news').first().innerText()).toMatch(/Meridian Wire/);
    mkdirSync(join(ROOT, 'test', 'artefacts'), { recursive: true });
    await page.screenshot({ path: join(ROOT, 'test', 'artefacts', 'by-keyboard.png') });
  });
});
