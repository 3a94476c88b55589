/**
 * The engine starts over with other settings while its host and its window stay, over real sockets: the window's own connection
 * breaks, comes back by itself with the cookie it has, and finds the other market. A start that fails can be mended and tried again.
 */
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCLink } from '@orpc/client/websocket';
import WebSocket from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import { createRestartable, type Restartable } from '../../src-main/api/restartable.ts';
import { startWebHost, type WebHost } from '../../src-main/api/web-host.ts';
import { wallTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { openSettings, type SettingsStore } from '../../src-main/base/settings-file.ts';
import { launchChosen, type ChosenMarket } from '../../src-main/launch-chosen.ts';
import { createConnection, type Connection } from '../../src-renderer/client/connection.ts';
import type { Opener } from '../../src-renderer/client/transport.ts';
import type { Contract } from '../../src-shared/contract.ts';
import { throwFault } from '../../src-shared/fault.ts';
import { temporaryFolder } from '../fixtures/run-mane.ts';
import { cookieOf } from '../unit/api/clients.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };
const FAST = { connectMs: 2000, heartbeatMs: 500, answerMs: 30_000, backoffMs: [50, 200] as const };

let closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

interface Served {
  readonly settings: SettingsStore;
  readonly running: Restartable<ChosenMarket>;
  readonly host: WebHost;
  readonly window: Connection;
  readonly starts: () => number;
}

/** As `mane serve` does it, on the simulated market; `refuse` makes the next starts fail. */
async function serve(refuse: () => boolean = () => false): Promise<Served> {
  const folder = temporaryFolder();
  closing.push(() => folder.remove());
  const settings = openSettings(folder.path);
  settings.set({ simulated: true, symbols: ['BTC-USD', 'SOL-USD'], backfillDays: 0 });
  let starts = 0;
  const running = await createRestartable({
    settings,
    wall: wallTime,
    logger: silentLogger,
    start(restart) {
      starts += 1;
      if (refuse()) throwFault('storage', 'mane.db cannot be opened: the disk is full');
      const databasePath = join(folder.path, 'mane.db');
      return launchChosen({ dataFolder: folder.path, databasePath, settings, senders: [], logger: silentLogger, restart }); // prettier-ignore
    },
  });
  closing.push(() => running.close());
  const host = await startWebHost({ engine: running.engine, rendererFolder: null, logger: silentLogger });
  closing.push(() => host.close());
  running.around(
    () => host.hold(),
    () => host.release(),
  );
  const window = createConnection(await openerOf(host), FAST);
  closing.push(() => window.close());
  return { settings, running, host, window, starts: () => starts };
}

/** A browser's way: the token is spent once, then the cookie counts. */
async function openerOf(host: WebHost): Promise<Opener> {
  const page = await fetch(host.url);
  const headers = {
    cookie: cookieOf(page.headers.get('set-cookie') ?? ''),
    origin: `http://127.0.0.1:${host.port}`,
  };
  return (signal) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { headers });
      const closed = new Promise<void>((done) => socket.once('close', () => done()));
      socket.on('error', reject);
      signal.addEventListener('abort', () => socket.close(), { once: true });
      socket.once('open', () => resolve({ link: new RPCLink({ websocket: socket }), closed, close: () => socket.close() })); // prettier-ignore
    });
}

const online = (window: Connection, session: number): Promise<void> =>
  expect.poll(() => window.state.get(), PATIENCE).toMatchObject({ kind: 'online', session });

describe('an engine that starts over', () => {
  it('comes back to the same window with the symbols chosen meanwhile', async () => {
    const { window, host } = await serve();
    await online(window, 1);
    const before = await window.client.health();
    expect(before.feed).toMatchObject({ venue: 'simulated', symbols: 2 });
    expect((await window.client.engine.info()).waiting).toEqual([]);

    await window.client.settings.set({ symbols: ['ETH-USD'] });
    expect(await window.client.engine.info()).toMatchObject({ waiting: ['symbols'], restarts: true });
    expect(await window.client.engine.restart()).toEqual({ ok: true });

    await online(window, 2);
    const after = await window.client.health();
    expect(after.startedAt).toBeGreaterThan(before.startedAt);
    expect((await window.client.symbols.list()).map(({ symbol }) => symbol)).toEqual(['ETH-USD']);
    expect((await window.client.engine.info()).waiting).toEqual([]);
    expect(host.port).toBeGreaterThan(0);
    // It watches: prices of the new symbol arrive over the new connection.
    for await (const batch of await window.client.streams.ticks()) {
      if (batch.rows.some(({ symbol, price }) => symbol === 'ETH-USD' && price !== null)) break;
    }
  });

  it('goes from the simulated market to a venue and back, each with a store of its own', async () => {
    const { window, settings } = await serve();
    await online(window, 1);
    const simulated = await window.client.engine.info();
    await window.client.settings.set({ simulated: false });
    await window.client.engine.restart();
    await online(window, 2);
    // Whether that venue can be reached from here or not: it is what is watched now, and the window is served.
    expect(await window.client.health()).toMatchObject({ simulated: false, feed: { venue: 'coinbaseexchange' } });
    const live = await window.client.engine.info();
    expect(live.database).not.toBe(simulated.database);
    settings.set({ simulated: true });
    await window.client.engine.restart();
    await online(window, 3);
    expect(await window.client.health()).toMatchObject({ simulated: true });
    expect((await window.client.engine.info()).database).toBe(simulated.database);
  });

  it('says why a start failed, keeps the settings in reach, and starts when the cause is gone', async () => {
    let broken = false;
    const { window, starts } = await serve(() => broken);
    await online(window, 1);
    broken = true;
    await window.client.engine.restart();
    await online(window, 2);
    const health = await window.client.health();
    expect(health.feed).toMatchObject({ state: 'stopped', lastFault: 'mane.db cannot be opened: the disk is full' });
    await expect(window.client.metrics()).rejects.toMatchObject({ data: { kind: 'storage' } });
    expect((await window.client.settings.set({ alertsPerDay: 2 })).alertsPerDay).toBe(2);
    broken = false;
    await window.client.engine.restart();
    await online(window, 3);
    expect((await window.client.health()).feed.state).not.toBe('stopped');
    expect(starts()).toBe(3);
  });

  it('starts over once, however often it is asked', async () => {
    const { window, starts } = await serve();
    await online(window, 1);
    await Promise.all([window.client.engine.restart(), window.client.engine.restart(), window.client.engine.restart()]);
    await online(window, 2);
    expect(starts()).toBe(2);
  });

  it('takes no connection while there is no engine', async () => {
    const { host } = await serve();
    host.hold();
    const refused = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, {
      headers: { authorization: `Bearer ${host.control}` },
    });
    const status = await new Promise((resolve) => refused.once('unexpected-response', (_, answer) => resolve(answer.statusCode))); // prettier-ignore
    expect(status).toBe(503);
    host.release();
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, {
      headers: { authorization: `Bearer ${host.control}` },
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket }));
    expect((await client.health()).simulated).toBe(true);
    socket.close();
  });
});
