/** The running app under the fake electron, with a real engine worker over the stub engine. */
import '../fakes/electron/register.mjs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { app as electronApp, ipcMain, session } from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src-main/base/logger.ts';
import { CONNECT_CHANNEL, startApp, type RunningApp } from '../../src-main/shell/app.ts';
import { claimSingleInstance } from '../../src-main/shell/single-instance.ts';
import type { Contract } from '../../src-shared/contract.ts';
import { fake, MessageChannelMain, resetFake } from '../fakes/electron/index.ts';
import { fakeEvent } from '../fakes/electron/state.ts';
import { ANOMALY_ID } from '../fakes/stub-engine.ts';

const entry = new URL('../fakes/stub-engine-host.ts', import.meta.url);
let folder = '';
let running: RunningApp | null = null;

function start(kind = 'plain'): RunningApp {
  folder = mkdtempSync(join(tmpdir(), `mane-${kind}-`));
  process.env.MANE_DATA = folder;
  running = startApp({ demo: false, ipcMain: ipcMain, session: session.defaultSession, logger: silentLogger, entry });
  return running;
}

async function until(check: () => boolean, what = 'it'): Promise<void> {
  for (let i = 0; i < 1000 && !check(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!check()) throw new Error(`${what} did not happen`);
}

/** As the preload does it: one port to main; the other end is a client of the contract. */
function connect(url = 'app://mane/index.html', acks = true) {
  const { port1, port2 } = new MessageChannelMain();
  const sender = fake.windows[0].webContents;
  let closed = false;
  port1.on('close', () => (closed = true));
  let received = 0;
  if (acks) port1.on('message', () => void (++received % 16 === 0 && port1.postMessage(16)));
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port1 }));
  port1.start();
  ipcMain.emit(CONNECT_CHANNEL, fakeEvent({ sender, senderFrame: { url, parent: null }, ports: [port2] }));
  return { client, isClosed: () => closed };
}

beforeEach(() => {
  resetFake();
  electronApp.removeAllListeners();
  ipcMain.removeAllListeners();
});
afterEach(async () => {
  running?.quit();
  await until(() => fake.exits.length > 0, 'the exit');
  running = null;
  rmSync(folder, { recursive: true, force: true });
  delete process.env.MANE_DATA;
});

describe('window', () => {
  it('opens once, secured, and is brought to the front afterwards', async () => {
    const app = start();
    app.show(null);
    app.show(null);
    app.show(ANOMALY_ID);
    expect(fake.created).toBe(1);
    const [window] = fake.windows;
    await until(() => window.visible);
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    expect(window.loaded).toEqual(['app://mane/index.html', `app://mane/index.html#/anomaly/${ANOMALY_ID}`]);
    expect(window.focused).toBe(2);
    expect(window.webContents.navigate('https://evil.example/')).toBe(false);
    expect(window.webContents.openHandler({ url: 'https://evil.example/' })).toEqual({ action: 'deny' });
  });

  it('opens a linked anomaly on a cold start', () => {
    start().show(ANOMALY_ID);
    expect(fake.windows[0].loaded).toEqual([`app://mane/index.html#/anomaly/${ANOMALY_ID}`]);
  });

  it('closes to the tray, tells it once, and comes back', () => {
    const app = start();
    app.show(null);
    const [window] = fake.windows;
    window.show();
    expect(window.close()).toBe(false);
    expect(window.visible).toBe(false);
    expect(fake.notifications.map(({ options }) => options.title)).toEqual(['MANE keeps watching']);
    fake.notifications[0].click();
    expect(window.visible).toBe(true);
    window.close();
    expect(fake.notifications).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'))).toMatchObject({
      toldAboutTray: true,
      bounds: { width: 1280 },
    });
    fake.trays[0].choose('Open MANE');
    expect(window.visible).toBe(true);
    expect(fake.created).toBe(1);
  });

  it('really closes when the user chose so, and opens anew', async () => {
    const app = start();
    app.show(null);
    const { client } = connect();
    await client.settings.set({ closeToTray: false });
    await until(
      () => readFileSync(join(folder, 'settings.json'), 'utf8').includes('"closeToTray": false'),
      'the settings file',
    );
    expect(fake.windows[0].close()).toBe(true);
    expect(fake.windows).toHaveLength(0);
    app.show(null);
    expect(fake.created).toBe(2);
  });
});

describe('launches', () => {
  it('a second launch hands over its link and does not start', () => {
    const launches: (string | null)[] = [];
    expect(claimSingleInstance((id) => launches.push(id))).toBe(true);
    electronApp.emit('second-instance', {}, ['mane', `mane://anomaly/${ANOMALY_ID}`], '', {});
    electronApp.emit('second-instance', {}, ['mane'], '', {});
    const event = fakeEvent({});
    electronApp.emit('open-url', event, `mane://anomaly/${ANOMALY_ID}`);
    expect(launches).toEqual([ANOMALY_ID, null, ANOMALY_ID]);
    expect(event.defaultPrevented).toBe(true);
    fake.lockFree = false;
    expect(claimSingleInstance(() => undefined)).toBe(false);
    start();
  });
});

describe('engine', () => {
  it('answers the window through main, and streams to it', async () => {
    start().show(null);
    const { client } = connect();
    expect(await client.symbols.list()).toHaveLength(2);
    const stream = await client.streams.health();
    const next = stream.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await client.pause({ paused: true });
    expect((await next).value).toMatchObject({ paused: true });
    await until(() => fake.trays[0].tooltip.includes('paused'), 'the tray');
    fake.trays[0].choose('Resume watching');
    expect((await stream.next()).value).toMatchObject({ paused: false });
  });

  it('gives no port to a foreign page', async () => {
    start().show(null);
    const { isClosed } = connect('https://evil.example/');
    await until(isClosed, 'the refusal');
  });

  it('shows a notification whose click opens the anomaly, and says so to the engine', async () => {
    start('alerts').show(null);
    const { client } = connect();
    const stream = await client.streams.alerts();
    await until(() => fake.notifications.length === 1, 'the notification');
    expect(fake.notifications[0].options).toMatchObject({ title: 'SOL-USD −4.2 % in 5 min' });
    fake.notifications[0].click();
    expect(fake.windows[0].loaded.at(-1)).toBe(`app://mane/index.html#/anomaly/${ANOMALY_ID}`);
    expect(fake.windows[0].visible).toBe(true);
    for await (const alert of stream) if (alert.state === 'delivered') break;
    await until(() => fake.trays[0].items.some(({ label }) => label?.startsWith('Last alert: SOL-USD')), 'the tray');
    fake.trays[0].choose('Last alert');
    expect(fake.windows[0].loaded.at(-1)).toContain(ANOMALY_ID);
  });

  it('shows a test notification when it is asked for one', async () => {
    start().show(null);
    expect(await connect().client.settings.testNotifications()).toMatchObject([{ sender: 'native', ok: true }]);
    expect(fake.notifications[0].options).toMatchObject({ title: 'MANE', body: 'Notifications work.' });
  });

  it('is started over in order when it asks, with the newest settings, and the window gets another port', async () => {
    const app = start();
    app.show(null);
    const before = connect();
    await before.client.settings.set({ alertsPerDay: 2, symbols: ['ETH-USD'] });
    expect(await before.client.engine.restart()).toEqual({ ok: true });
    await until(before.isClosed, 'the end of the old port');
    const after = connect();
    expect(await after.client.settings.get()).toMatchObject({ alertsPerDay: 2, symbols: ['ETH-USD'] });
    // It was no death: nothing waits, nothing is told as a problem.
    expect(app.engine.restarts).toBe(0);
    expect(fake.trays[0].tooltip).not.toContain('stopped');
  });

  it('tells the engine when the desktop shows no notifications', async () => {
    fake.notificationsSupported = false;
    start('alerts').show(null);
    const stream = await connect().client.streams.alerts();
    for await (const alert of stream) if (alert.state === 'suppressed') break;
    expect(fake.notifications).toHaveLength(0);
  });

  it('is started again when it dies; the page is told by its port and gets a new one', async () => {
    const app = start('crashes');
    app.show(null);
    const first = connect();
    expect((await first.client.health()).paused).toBe(false);
    fake.trays[0].choose('Pause watching');
    await until(first.isClosed, 'the end of the port');
    await until(() => fake.trays[0].tooltip.includes('starting again'), 'the word of it');
    const second = connect();
    expect((await second.client.health()).paused).toBe(false);
    expect(app.engine.restarts).toBe(1);
    await until(() => !fake.trays[0].tooltip.includes('starting again'), 'the tray');
  });

  it('answers every call with the cause when it could not start', async () => {
    const app = start('fails');
    app.show(null);
    const { client } = connect();
    const cause = { code: 'FAULT', data: { kind: 'conflict', detail: 'another engine has this database' } };
    await expect(client.health()).rejects.toMatchObject(cause);
    await expect(client.anomalies.list({})).rejects.toMatchObject(cause);
    await expect(client.streams.ticks()).rejects.toMatchObject(cause);
    expect(fake.trays[0].tooltip).toContain('another engine has this database');
    expect(app.engine.restarts).toBe(0);
  });

  it('runs without a tray', async () => {
    fake.trayFails = true;
    start().show(null);
    expect((await connect().client.health()).feed.state).toBe('live');
  });
});
