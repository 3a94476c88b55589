/**
 * The guide, Settings and About in a real Chromium as they are at a zoom of 200 % (1280 × 800 becomes 640 × 400 CSS px) and at
 * 320 CSS px: nothing is wider than the window, so nothing scrolls in two directions (WCAG 2.2, 1.4.10); high contrast and reduced
 * motion are what the system asks for. Pictures are kept where MANE_ARTEFACTS says.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeEngine, type FakeEngine } from '../fakes/fake-engine/server.ts';
import { CHROMIUM_ARGS, findChromium, noChromium } from './chromium.ts';

const artefacts = process.env.MANE_ARTEFACTS;
const PLACES = ['#/first-run', '#/first-run?step=alerts', '#/first-run?step=history', '#/settings', '#/about'];
const SIZES = [
  { width: 640, height: 400 },
  { width: 320, height: 640 },
];

describe.skipIf(noChromium('the window in a small browser'))('the window when there is little room', () => {
  let browser: Browser;
  let root: string;
  let engine: FakeEngine;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'mane-reflow-'));
    const configFile = fileURLToPath(new URL('../../src-renderer/vite.config.ts', import.meta.url));
    await build({ configFile, logLevel: 'error', build: { outDir: root, emptyOutDir: true } });
    browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_ARGS });
    engine = await startFakeEngine({ root });
  }, 120_000);
  afterAll(async () => {
    await engine.close();
    await browser.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function open(hash: string, options: Parameters<Browser['newContext']>[0]): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(engine.url + hash);
    await page.locator('main h1:visible').first().waitFor();
    await page.locator('main :is([data-package], [data-chosen], footer button):visible').first().waitFor();
    return page;
  }

  async function keep(page: Page, name: string): Promise<void> {
    if (artefacts === undefined) return;
    mkdirSync(artefacts, { recursive: true });
    await page.screenshot({ path: join(artefacts, `${name.replace(/\W+/g, '-')}.png`) });
  }

  /** Visible elements that reach out of the window at its right, by what they say. */
  const tooWide = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter((element) => !element.closest('.sr-only, pre, select, optgroup'))
        .filter((element) => {
          const { right, width, height } = element.getBoundingClientRect();
          return width > 0 && height > 0 && right > innerWidth + 1;
        })
        .map((element) => `${element.tagName} ${(element.textContent ?? '').slice(0, 40)}`),
    );

  for (const viewport of SIZES)
    it(`nothing is wider than ${viewport.width} px`, async () => {
      for (const hash of PLACES) {
        const page = await open(hash, { viewport });
        await keep(page, `reflow ${viewport.width} ${hash}`);
        expect(await tooWide(page), hash).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), hash).toBe(true);
        await page.context().close();
      }
    });

  it('takes high contrast and reduced motion from the system', async () => {
    const page = await open('#/settings', { contrast: 'more', reducedMotion: 'reduce', colorScheme: 'light' });
    await keep(page, 'contrast light');
    const seen = await page.evaluate(() => ({
      ...document.documentElement.dataset,
      text: getComputedStyle(document.body).color,
      moving: [...document.querySelectorAll('*')].filter((element) => {
        const { animationName, transitionDuration } = getComputedStyle(element);
        return animationName !== 'none' || transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
      }).length,
    }));
    expect(seen).toMatchObject({ theme: 'light', contrast: 'more', text: 'rgb(0, 0, 0)', moving: 0 });
    await page.context().close();
  });
});
