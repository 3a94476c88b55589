/**
 * The built main, preload and window under the fake electron, on the simulated market: in Chromium when it is there, else
 * recorded. Proves that the bundles find each other; sandbox, asar and the desktop itself need the real Electron.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppState, BUILT_MAIN, type DrivenApp, launchBuilt } from '../fakes/electron/launch.ts';
import { chromiumPath } from '../fakes/electron/page.ts';
import { ANOMALY_ID } from '../fakes/stub-engine.ts';

const built = existsSync(BUILT_MAIN);
if (!built) console.log('skipped: the built app (out/main/main.js is absent: npm run build)');
const inBrowser = chromiumPath() !== null;
if (built && !inBrowser)
  console.log('the built app runs without a page: Chromium is not installed (set MANE_CHROMIUM)');

/** Asks the engine through the page's own port, as the page does, and gives the answer's text. */
const PROBE = `new Promise((resolve) => {
  addEventListener('message', (event) => {
    if (event.data !== 'mane:port') return;
    const port = event.ports[0];
    port.onmessage = ({ data }) => { if (data.includes('"i":"probe"')) resolve(data); };
    port.postMessage('{"i":"probe","p":{"u":"/health"}}');
  });
  postMessage('mane:ready', location.origin);
})`;

describe.skipIf(!built)('built app', { timeout: 60_000 }, () => {
  let folder: string;
  let app: DrivenApp;
  const env = () => ({ MANE_DATA: folder, MANE_FAKE_ELECTRON: inBrowser ? 'chromium' : 'record', MANE_LOG: 'fatal' });
  async function until(check: (state: AppState) => boolean): Promise<AppState> {
    for (let i = 0; i < 200; i++) {
      const state = await app.state();
      if (check(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`it did not happen; the app said: ${app.stderr()}`);
  }
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mane-built-'));
    app = launchBuilt(['--demo'], env());
  });
  afterAll(async () => {
    app.process.kill('SIGKILL');
    await app.exited;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('opens one secured window with the built preload', async () => {
    const { windows, created } = await until((state) => state.windows[0]?.visible === true);
    expect(created).toBe(1);
    expect(windows[0].loaded).toEqual(['app://mane/index.html']);
    expect(windows[0].options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    });
    expect(existsSync(String(windows[0].options.webPreferences.preload))).toBe(true);
  });

  it('starts its engine on the simulated market', async () => {
    const { tray } = await until((state) => state.tray[0]?.tooltip.includes('simulated market') === true);
    expect(tray[0].items).toContain('Pause watching');
  });

  it.skipIf(!inBrowser)('gives the page a port that the engine answers', async () => {
    expect(await app.ask({ do: 'evaluate', code: 'JSON.stringify(maneShell)' })).toContain('"present":true');
    expect(await app.ask({ do: 'evaluate', code: PROBE })).toContain('"simulated":true');
  });

  it.skipIf(!inBrowser)('lets the page run nothing inline and reach nothing', async () => {
    const inline = `(() => { const s = document.createElement('script'); s.textContent = 'window.inlined = 1'; document.head.append(s); return String(window.inlined); })()`;
    expect(await app.ask({ do: 'evaluate', code: inline })).toBe('undefined');
    const reach = `fetch(location.origin + '/index.html').then(() => 'reached', () => 'refused')`;
    expect(await app.ask({ do: 'evaluate', code: reach })).toBe('refused');
    // In a task of its own: what the debugger evaluates directly is exempt from the policy.
    const source = `new Promise((done) => setTimeout(() => { try { done(String(new Function('return 1')())); } catch { done('refused'); } }))`;
    expect(await app.ask({ do: 'evaluate', code: source })).toBe('refused');
  });

  it('hands a second launch to the first, which opens the linked anomaly', async () => {
    const second = launchBuilt([`mane://anomaly/${ANOMALY_ID}`], env());
    expect(await second.exited).toBe(0);
    const state = await until(({ windows }) => windows[0]?.loaded.at(-1)?.includes(ANOMALY_ID) === true);
    expect(state.created).toBe(1);
    expect(state.windows[0].focused).toBeGreaterThan(0);
  });

  it('closes to the tray and ends with Quit', async () => {
    await app.ask({ do: 'close' });
    const { notifications, windows } = await app.state();
    expect(windows[0].visible).toBe(false);
    expect(notifications.map(({ title }) => title)).toContain('MANE keeps watching');
    void app.ask({ do: 'quit' }).catch(() => undefined);
    expect(await app.exited).toBe(0);
    expect(app.stderr()).toBe('');
  });
});
