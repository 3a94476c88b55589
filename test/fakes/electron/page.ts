/**
 * A window's page in the system's Chromium through playwright-core. `app://mane/…` is mapped to an http origin whose
 * requests are answered by the app's own protocol handler; the built preload runs before the page with a fake of the
 * renderer half of electron, whose ports are bridged over a CDP binding. Proves wiring, not isolation.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { BrowserContext, Page } from 'playwright-core';
import { ipcMain } from './ipc.ts';
import { FakePortMain } from './ports.ts';
import { fake, fakeEvent } from './state.ts';
import type { FakeWindow } from './window.ts';

const HTTP_ORIGIN = 'http://app.mane.localhost';
const APP_ORIGIN = 'app://mane';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const chromiumPath = (): string | null =>
  [process.env.MANE_CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path !== '' && existsSync(path),
  ) ?? null;

export interface FakePage {
  goto(url: string): Promise<void>;
  evaluate(code: string): Promise<unknown>;
  close(): Promise<void>;
}

let context: Promise<BrowserContext> | null = null;
let profile = '';

async function browser(): Promise<BrowserContext> {
  const { chromium } = await import('playwright-core');
  profile = mkdtempSync(join(tmpdir(), 'mane-fake-profile-'));
  return chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath() ?? undefined,
    headless: true,
    args: FLAGS,
  });
}

export async function closeChromium(): Promise<void> {
  if (context === null) return;
  await (await context).close().catch(() => undefined);
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}

export async function openPage(window: FakeWindow): Promise<FakePage> {
  context ??= browser();
  const page = await (await context).newPage();
  page.on('console', (message) => process.send?.({ event: 'console', text: message.text() }));
  page.on('pageerror', (error) => process.send?.({ event: 'pageerror', text: error.message }));
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    const handler = fake.protocols.get('app');
    if (!url.startsWith(HTTP_ORIGIN) || handler === undefined) return route.abort();
    const answer = await handler(new Request(url.replace(HTTP_ORIGIN, APP_ORIGIN)));
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  await bridge(page, window);
  return {
    goto: async (url) => void (await page.goto(url.replace(APP_ORIGIN, HTTP_ORIGIN))),
    evaluate: (code) => page.evaluate(code),
    close: () => page.close(),
  };
}

interface FromPage {
  type: 'post' | 'frame' | 'closed';
  id: number;
  channel?: string;
  data?: unknown;
}

/** Ports of the page, by number: each is one end of a real channel whose other end main gets. */
async function bridge(page: Page, window: FakeWindow): Promise<void> {
  const ports = new Map<number, FakePortMain>();
  await page.exposeBinding('__maneToMain', (_source, message: FromPage) => {
    if (message.type === 'post') open(message);
    else if (message.type === 'frame') ports.get(message.id)?.postMessage(message.data);
    else ports.get(message.id)?.close();
  });
  const open = ({ id, channel = '' }: FromPage) => {
    const { port1, port2 } = new MessageChannel();
    const ours = new FakePortMain(port1);
    ports.set(id, ours);
    const toPage = (data: unknown) =>
      page.evaluate(`window.__maneFromMain(${id}, ${JSON.stringify(data)})`).catch(() => undefined);
    ours.on('message', ({ data }: { data: unknown }) => void toPage(data));
    ours.on('close', () => void toPage(null));
    ours.start();
    const sender = window.webContents;
    ipcMain.emit(channel, fakeEvent({ sender, senderFrame: sender.mainFrame, ports: [new FakePortMain(port2)] }), null);
  };
  page.on('framenavigated', () => {
    for (const port of ports.values()) port.close();
    ports.clear();
  });
  await page.addInitScript(preloadScript(window));
}

function preloadScript(window: FakeWindow): string {
  const { preload, additionalArguments } = window.options.webPreferences;
  const process = JSON.stringify({ platform: globalThis.process.platform, argv: additionalArguments, versions: {} });
  return `(() => {
    const ports = new Map(); let last = 0;
    const send = (message) => window.__maneToMain(message);
    window.__maneFromMain = (id, data) => { const port = ports.get(id); if (data === null) port?.close(); else port?.postMessage(data); };
    const ipcRenderer = { postMessage(channel, _message, [port]) {
      const id = ++last; ports.set(id, port);
      port.onmessage = ({ data }) => send({ type: 'frame', id, data });
      port.addEventListener('close', () => send({ type: 'closed', id }));
      send({ type: 'post', id, channel });
    } };
    const contextBridge = { exposeInMainWorld: (key, value) => { window[key] = Object.freeze(value); } };
    const require = (name) => { if (name === 'electron') return { ipcRenderer, contextBridge }; throw new Error('sandboxed: ' + name); };
    const module = { exports: {} };
    ((require, process, module, exports) => {${readFileSync(preload, 'utf8')}
    })(require, ${process}, module, module.exports);
  })();`;
}
