/**
 * `npm run review`: the built window over the fake engine in every view, state, theme and at two sizes, as pictures to be
 * looked at. `--only live,inbox` narrows it, `--out FOLDER` says where (default test/artefacts/review). Needs Chromium.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../e2e/chromium.ts';
import { addHostile, HOSTILE } from '../fakes/fake-engine/hostile.ts';
import { startFakeEngine } from '../fakes/fake-engine/server.ts';
import { MODES, type Mode } from '../fakes/fake-engine/state.ts';

interface View {
  readonly name: string;
  readonly hash: string;
  /** Brings the view to the state worth a look; default: nothing. */
  readonly prepare?: (page: Page) => Promise<void>;
  readonly modes?: readonly Mode[];
}

const VIEWS: readonly View[] = [
  { name: 'live', hash: '#/live' },
  {
    name: 'drawer',
    hash: '#/live',
    modes: ['live'],
    prepare: (page) => page.locator('[data-anomaly]').first().click(),
  },
  { name: 'inbox', hash: '#/inbox' },
  { name: 'history', hash: '#/history' },
  { name: 'search', hash: '#/history?q=settlement', modes: ['live', 'error'] },
  { name: 'filtered', hash: '#/history?from=2026-03-20&to=2026-03-27&wide=1&sort=largest', modes: ['live'] },
  { name: 'export', hash: '#/history', modes: ['live'], prepare: (page) => page.keyboard.press('x') },
  { name: 'anomaly', hash: '#/anomaly/FIRST', modes: ['live'] },
  {
    name: 'cited',
    hash: '#/anomaly/FIRST',
    modes: ['live'],
    prepare: (page) => page.locator('[data-testid=anomaly] [data-cite=E5]').hover(),
  },
  { name: 'reasons', hash: '#/anomaly/FIRST', modes: ['live'], prepare: (page) => page.keyboard.press('-') },
  { name: 'market-wide', hash: '#/anomaly/BTC', modes: ['live'] },
  { name: 'rules', hash: '#/rules', modes: ['live'] },
  { name: 'rules-own', hash: '#/rules', modes: ['live'], prepare: ownRules },
  { name: 'rehearsed', hash: '#/rules', modes: ['live'], prepare: rehearse },
  { name: 'health', hash: '#/health' },
  {
    name: 'health-foot',
    hash: '#/health',
    prepare: (page) => page.getByRole('region', { name: 'Connections' }).first().scrollIntoViewIfNeeded(),
  },
  { name: 'why', hash: '#/why' },
  {
    name: 'why-day',
    hash: '#/why',
    modes: ['live'],
    prepare: (page) => page.getByRole('button', { name: 'Last 24 hours' }).click(),
  },
  {
    name: 'snooze',
    hash: '#/live',
    modes: ['live'],
    prepare: (page) => page.getByRole('button', { name: 'Snooze notifications' }).click(),
  },
  { name: 'settings', hash: '#/settings', modes: ['live'] },
  { name: 'settings-news', hash: '#/settings?at=news.mode', modes: ['live'] },
  { name: 'settings-model', hash: '#/settings?at=model.enabled', modes: ['live'], prepare: switchModelOn },
  { name: 'settings-looks', hash: '#/settings?at=appearance.theme', modes: ['live'] },
  { name: 'settings-found', hash: '#/settings', modes: ['live'], prepare: findSetting },
  {
    name: 'about',
    hash: '#/about',
    modes: ['live'],
    prepare: (page) => page.locator('[data-package]').first().waitFor(),
  },
  { name: 'guide-market', hash: '#/first-run', modes: ['live', 'error'] },
  { name: 'guide-alerts', hash: '#/first-run?step=alerts', modes: ['live'] },
  { name: 'guide-history', hash: '#/first-run?step=history', modes: ['live', 'learning', 'error'] },
  { name: 'shortcuts', hash: '#/live', modes: ['live'], prepare: (page) => page.keyboard.press('?') },
  { name: 'palette', hash: '#/live', modes: ['live'], prepare: (page) => page.keyboard.press('Control+k') },
  // Last: what they add is seen in every list.
  ...HOSTILE.map((name) => ({ name: `hostile-${name}`, hash: `#/anomaly/${name}`, modes: ['live'] as const })),
];
const THEMES = ['dark', 'light'] as const;
const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
] as const;
const LOOKS = THEMES.flatMap((theme) => SIZES.map((viewport) => ({ theme, viewport })));
type Look = (typeof LOOKS)[number];
const SETTLE_MS = 700;

async function ownRules(page: Page): Promise<void> {
  for (const symbol of ['DOGE-USD', 'SOL-USD']) await page.getByLabel('Add a symbol').fill(symbol);
  await page.getByLabel('Mute SOL-USD').uncheck();
  await page.getByLabel('Days between alerts of SOL-USD at least').fill('14');
  await page.getByLabel('Days between alerts of SOL-USD at least').scrollIntoViewIfNeeded();
}

async function rehearse(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Rehearse' }).click();
  await page.getByText('promised').waitFor();
}

async function switchModelOn(page: Page): Promise<void> {
  const on = page.getByRole('switch', { name: 'A language model writes the sentences' });
  if ((await on.getAttribute('aria-checked')) === 'false') await on.click();
}

async function findSetting(page: Page): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search settings' }).fill('folder');
}

const { values } = parseArgs({ options: { only: { type: 'string' }, out: { type: 'string' } } });
const only = values.only?.split(',') ?? null;
const out = values.out ?? fileURLToPath(new URL('../artefacts/review', import.meta.url));
const executablePath = findChromium();
if (executablePath === null) {
  console.error('the review needs Chromium (apt-get install chromium, or set CHROMIUM_PATH)');
  process.exit(1);
}
const root = mkdtempSync(join(tmpdir(), 'mane-review-'));
const configFile = fileURLToPath(new URL('../../src-renderer/vite.config.ts', import.meta.url));
await build({ configFile, logLevel: 'error', build: { outDir: root, emptyOutDir: true } });
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
let taken = 0;
for (const mode of MODES)
  for (const counts of await Promise.all(LOOKS.map((look) => picturesOf(browser, mode, look)))) taken += counts;
await browser.close();
rmSync(root, { recursive: true, force: true });
console.log(`${taken} pictures in ${out}`);

/** Every view in one look, over an engine of its own: what one view changes must not show in the other looks. */
async function picturesOf(chrome: Browser, mode: Mode, { theme, viewport }: Look): Promise<number> {
  const engine = await startFakeEngine({ mode, root });
  const { details } = engine.state;
  const idOf = (symbol: string): string => details.find(({ anomaly }) => anomaly.symbol === symbol)?.anomaly.id ?? '';
  const ids: Record<string, string> = { FIRST: idOf('SOL-USD'), BTC: idOf('BTC-USD') };
  const views = VIEWS.filter(
    ({ name, modes }) => (modes?.includes(mode) ?? true) && (only === null || only.includes(name)),
  );
  for (const view of views) {
    if (view.name.startsWith('hostile') && !(HOSTILE[0] in ids)) Object.assign(ids, addHostile(engine.state));
    const context = await chrome.newContext({ viewport, colorScheme: theme });
    const page = await context.newPage();
    await page.goto(engine.url + view.hash.replace(/(?<=#\/anomaly\/)\w+/, (name) => ids[name] ?? name));
    await page.locator('nav, h1').first().waitFor();
    await page.waitForTimeout(SETTLE_MS);
    await view.prepare?.(page);
    await page.waitForTimeout(SETTLE_MS / 2);
    await page.screenshot({ path: join(out, `${view.name}-${mode}-${theme}-${viewport.width}.png`) });
    await context.close();
  }
  await engine.close();
  return views.length;
}
