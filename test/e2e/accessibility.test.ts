/**
 * Every view of the window under axe, in each theme and with more contrast, full, empty and in trouble; and at 200 % zoom, where
 * nothing may be cut off or need scrolling in two directions. A view that is added is looked at without being named here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { VIEWS } from '../../src-renderer/client/route.ts';
import { startFakeEngine, type FakeEngine } from '../fakes/fake-engine/server.ts';
import type { Mode } from '../fakes/fake-engine/state.ts';
import { violations, type Violation } from './axe.ts';
import { CHROMIUM_ARGS, findChromium, noChromium } from './chromium.ts';

const SETTLE_MS = 400;
const HALF = { width: 640, height: 400 };

describe.skipIf(noChromium('the accessibility of the window'))('every view', () => {
  let browser: Browser;
  let root: string;
  let engine: FakeEngine | null = null;
  let context: BrowserContext | null = null;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'mane-axe-'));
    const configFile = fileURLToPath(new URL('../../src-renderer/vite.config.ts', import.meta.url));
    await build({ configFile, logLevel: 'error', build: { outDir: root, emptyOutDir: true } });
    browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_ARGS });
  }, 120_000);
  afterEach(async () => {
    await context?.close();
    await engine?.close();
    [context, engine] = [null, null];
  });
  afterAll(async () => {
    await browser.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function open(mode: Mode, options: Parameters<Browser['newContext']>[0]): Promise<Page> {
    engine = await startFakeEngine({ root, mode });
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    await page.goto(engine.url);
    await page.locator('nav').first().waitFor();
    return page;
  }

  /** Each view's place, and those that lie over Live. */
  function places(mode: Mode): string[] {
    const id = engine!.state.details[0]?.anomaly.id;
    const plain = VIEWS.filter((view) => view !== 'anomaly').map((view) => `#/${view}`);
    return mode === 'live'
      ? [...plain, `#/anomaly/${id}?cite=E5`, `#/live?open=${id}`, '#/history?q=settlement']
      : plain;
  }

  async function everywhere<T>(page: Page, mode: Mode, look: () => Promise<T[]>): Promise<(T & { place: string })[]> {
    const found: (T & { place: string })[] = [];
    for (const place of places(mode)) {
      await page.evaluate((hash) => void (location.hash = hash), place);
      await page.waitForTimeout(SETTLE_MS);
      found.push(...(await look()).map((one) => ({ place, ...one })));
    }
    return found;
  }

  const looks = [
    { mode: 'live', colorScheme: 'dark', contrast: 'no-preference' },
    { mode: 'live', colorScheme: 'light', contrast: 'no-preference' },
    { mode: 'live', colorScheme: 'dark', contrast: 'more' },
    { mode: 'live', colorScheme: 'light', contrast: 'more' },
    { mode: 'empty', colorScheme: 'dark', contrast: 'no-preference' },
    { mode: 'error', colorScheme: 'light', contrast: 'no-preference' },
  ] as const;
  it.each(looks)('has no serious violation: $mode, $colorScheme, contrast $contrast', async ({ mode, ...options }) => {
    const page = await open(mode, options);
    expect(await everywhere<Violation>(page, mode, () => violations(page))).toEqual([]);
  });

  it('has none in the palette and the list of keys', async () => {
    const page = await open('live', { colorScheme: 'dark' });
    for (const key of ['Control+k', '?']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      expect(await violations(page), key).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  it('fits at 200 %: no view is wider than the window', async () => {
    const page = await open('live', { viewport: HALF });
    const wide = await everywhere(page, 'live', () =>
      page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth > clientWidth ? [{ scrollWidth, clientWidth }] : [];
      }),
    );
    expect(wide).toEqual([]);
  });
});
