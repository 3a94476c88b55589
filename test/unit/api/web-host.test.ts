/** The loopback host on real sockets: who gets in, what the pages carry, what a taken port and a slow reader do. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDefinedError, safe } from '@orpc/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { CHART_STYLE_HASH } from '../../../src-main/api/csp.ts';
import { startWebHost, type WebHost } from '../../../src-main/api/web-host.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import type { FaultError } from '../../../src-shared/fault.ts';
import type { TickBatch } from '../../../src-shared/contract.ts';
import { candle } from '../../conformance/store-samples.ts';
import { createStubEngine, NOW, row, type StubEngine } from '../../fakes/stub-engine.ts';
import { clientOf, cookieOf, openSocket } from './clients.ts';
import { TRAVERSALS } from './traversals.ts';

let folder: string;
let root: string;
let engine: StubEngine;
let host: WebHost;
const sockets: WebSocket[] = [];

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A raw request: fetch would tidy up paths and refuse to set Host. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: host.port, path, method, headers, agent: false },
      (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(parts).toString(),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

const socketUrl = (query = '') => `ws://127.0.0.1:${host.port}/rpc${query}`;
const origin = () => ({ origin: `http://127.0.0.1:${host.port}` });
async function open(query: string, headers: Record<string, string>): Promise<WebSocket> {
  const socket = await openSocket(socketUrl(query), headers);
  sockets.push(socket);
  return socket;
}
async function signIn(): Promise<string> {
  const answer = await get(`/?token=${host.token}`);
  return cookieOf(String(answer.headers['set-cookie']));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mane-web-'));
  root = join(folder, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>MANE</title>');
  writeFileSync(join(root, 'assets', 'index-Ab12Cd34.js'), 'export {};');
  writeFileSync(join(root, 'assets', 'style.css'), 'body{}');
  writeFileSync(join(root, '.hidden'), 'hidden');
  writeFileSync(join(folder, 'secret.txt'), 'SECRET');
  symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  engine = createStubEngine();
  host = await startWebHost({ engine, rendererFolder: root, logger: silentLogger });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await host.close();
});

describe('pages', () => {
  it('listens on 127.0.0.1 only and prints an address with a token', () => {
    expect(host.url).toBe(`http://127.0.0.1:${host.port}/?token=${host.token}`);
    expect(host.token.length).toBeGreaterThanOrEqual(43);
  });

  it('refuses without a token and with a wrong one', async () => {
    expect((await get('/')).status).toBe(403);
    expect((await get('/?token=wrong')).status).toBe(403);
    expect((await get('/assets/style.css')).status).toBe(403);
    expect((await get(`/?token=${host.token}`)).status).toBe(200);
  });

  it('spends the token once; the cookie then carries reloads', async () => {
    const first = await get(`/?token=${host.token}`);
    const cookie = String(first.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict; Path=\//);
    expect((await get(`/?token=${host.token}`)).status).toBe(403);
    expect((await get(`/?token=${host.token}`, { cookie: cookieOf(cookie) })).status).toBe(200);
    expect((await get('/', { cookie: cookieOf(cookie) })).status).toBe(200);
    expect((await get('/', { cookie: `mane_session_${host.port}=guess` })).status).toBe(403);
  });

  it('is not spent by a look-ahead or a HEAD', async () => {
    expect((await get(`/?token=${host.token}`, { 'sec-purpose': 'prefetch;prerender' })).status).toBe(403);
    expect((await get(`/?token=${host.token}`, {}, 'HEAD')).status).toBe(403);
    expect((await get(`/?token=${host.token}`)).status).toBe(200);
  });

  it('serves with the right types, a strict policy and no inline', async () => {
    const cookie = await signIn();
    const page = await get('/', { cookie });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['cache-control']).toBe('no-store');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.port}`);
    expect(policy).not.toContain('unsafe');
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    const script = await get('/assets/index-Ab12Cd34.js', { cookie });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
    expect((await get('/assets/style.css', { cookie })).headers['content-type']).toBe('text/css; charset=utf-8');
  });

  it('names the style of the chart library by its hash', () => {
    const source = readFileSync('node_modules/lightweight-charts/dist/lightweight-charts.production.mjs', 'utf8');
    const style = /innerText="([^"]*tv-attr-logo[^"]*)"/.exec(source)?.[1] ?? '';
    expect(CHART_STYLE_HASH).toBe(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  });

  it('answers only to its own host names', async () => {
    for (const name of ['evil.example', `evil.example:${host.port}`, '127.0.0.1', `127.0.0.1:${host.port + 1}`]) {
      expect((await get('/healthz', { host: name })).status, name).toBeGreaterThanOrEqual(400);
    }
    expect((await get('/healthz', { host: `localhost:${host.port}` })).body).toBe('{"ok":true}');
  });

  it('refuses other methods, and tells a foreign origin nothing', async () => {
    expect((await get('/', { origin: 'http://evil.example' }, 'POST')).status).toBe(403);
    expect((await get('/', {}, 'DELETE')).status).toBe(403);
    expect((await get('/', origin(), 'POST')).status).toBe(405);
  });

  it(`gives nothing outside of its folder (${TRAVERSALS.length} strings)`, async () => {
    expect(TRAVERSALS.length).toBeGreaterThanOrEqual(50);
    const cookie = await signIn();
    for (const path of [...TRAVERSALS, '/link.txt', '/.hidden', '/assets', '/assets/']) {
      const answer = await get(path, { cookie }).catch((): Answer => ({ status: 400, headers: {}, body: '' }));
      expect(answer.body, path).not.toMatch(/SECRET|hidden|root:/);
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
    }
    expect((await get('/', { cookie })).status).toBe(200);
  });

  it('serves no page with --no-ui, but the API', async () => {
    await host.close();
    host = await startWebHost({ engine, rendererFolder: null, logger: silentLogger });
    const cookie = await signIn();
    expect((await get('/', { cookie })).status).toBe(404);
    const client = clientOf(await open('', { ...origin(), cookie }));
    expect((await client.health()).feed.state).toBe('live');
  });

  it('names a taken port', async () => {
    const again = startWebHost({ engine, port: host.port, rendererFolder: null, logger: silentLogger });
    await expect(again).rejects.toThrow(`port ${host.port} is taken; choose another with --port`);
    expect(await again.catch((error: unknown) => (error as FaultError).fault.kind)).toBe('conflict');
    const bad = startWebHost({ engine, port: 70_000, rendererFolder: null, logger: silentLogger });
    await expect(bad).rejects.toMatchObject({ fault: { kind: 'bad_usage' } });
  });
});

describe('socket', () => {
  it('opens with the unspent token once, and hands out the cookie', async () => {
    const client = clientOf(await open(`?token=${host.token}`, origin()));
    expect(await client.symbols.list()).toHaveLength(2);
    await expect(open(`?token=${host.token}`, origin())).rejects.toThrow('401');
    expect((await get(`/?token=${host.token}`)).status).toBe(403);
  });

  it('opens with the cookie, with our origin only', async () => {
    const cookie = await signIn();
    expect((await open('', { ...origin(), cookie })).readyState).toBe(WebSocket.OPEN);
    expect((await open(`?token=${host.token}`, { ...origin(), cookie })).readyState).toBe(WebSocket.OPEN);
    await expect(open('', { cookie })).rejects.toThrow('401');
    await expect(open('', { cookie, origin: 'http://evil.example' })).rejects.toThrow('403');
    await expect(open('', { cookie, origin: 'null' })).rejects.toThrow('403');
    await expect(open('', { cookie, origin: `http://127.0.0.1:${host.port + 1}` })).rejects.toThrow('403');
    await expect(open('', { ...origin(), cookie, host: 'evil.example' })).rejects.toThrow('421');
  });

  it('takes commands with the control token as often as they come, never from a page', async () => {
    const authorization = `Bearer ${host.control}`;
    expect(host.control).not.toBe(host.token);
    for (let n = 0; n < 2; n++)
      expect(await clientOf(await open('', { authorization })).symbols.list()).toHaveLength(2);
    expect((await get(`/?token=${host.token}`)).status).toBe(200);
    await expect(open('', { ...origin(), authorization })).rejects.toThrow('401');
    await expect(open('', { authorization, host: 'evil.example' })).rejects.toThrow('421');
    await expect(open('', { authorization: `Bearer ${host.token}` })).rejects.toThrow('401');
    await expect(open('', { authorization: 'Bearer ' })).rejects.toThrow('401');
    expect((await get('/', { authorization })).status).toBe(403);
  });

  it('refuses no token, a wrong token and a wrong path', async () => {
    await expect(open('', origin())).rejects.toThrow('401');
    await expect(open('?token=wrong', origin())).rejects.toThrow('401');
    await expect(openSocket(`ws://127.0.0.1:${host.port}/other?token=${host.token}`, origin())).rejects.toThrow('404');
    await expect(openSocket(`ws://127.0.0.1:${host.port}//?token=${host.token}`, origin())).rejects.toThrow('404');
  });

  it('carries faults as the typed error FAULT', async () => {
    const client = clientOf(await open(`?token=${host.token}`, origin()));
    const { error } = await safe(client.levels({ symbol: 'XXX-USD' }));
    expect(isDefinedError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'FAULT', data: { kind: 'not_found', detail: 'no symbol XXX-USD' } });
  });

  it('ends the streams of a client that goes', async () => {
    const socket = await open(`?token=${host.token}`, origin());
    const stream = await clientOf(socket).streams.alerts();
    void stream.next().catch(() => undefined);
    await until(() => engine.readers('alerts') === 1);
    socket.terminate();
    await until(() => engine.readers('alerts') === 0);
  });

  it('cuts a frame above the cap and a client that sends only rubbish', async () => {
    const cookie = await signIn();
    const big = await open('', { ...origin(), cookie });
    const closed = new Promise<number>((resolve) => big.once('close', resolve));
    big.send('x'.repeat(300 * 1024));
    expect(await closed).toBe(1009);
    const rude = await open('', { ...origin(), cookie });
    const ended = new Promise<number>((resolve) => rude.once('close', resolve));
    for (let i = 0; i < 20; i++) rude.send('{"i":"1","p":'.repeat(3));
    expect(await ended).toBe(1008);
  });

  it('limits calls and streams of one connection', async () => {
    const client = clientOf(await open(`?token=${host.token}`, origin()));
    const calls = await Promise.allSettled(Array.from({ length: 500 }, () => client.backfill.cancel()));
    const refused = calls.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0].reason).toMatchObject({ data: { kind: 'rate_limited' } });
    const streams = await Promise.allSettled(Array.from({ length: 30 }, () => client.streams.health()));
    expect(streams.filter(({ status }) => status === 'fulfilled')).toHaveLength(24);
  });

  it('sends the minutes of the symbols that the connection shows, of all until it has told', async () => {
    const cookie = await signIn();
    const connect = async () => clientOf(await open('', { ...origin(), cookie }));
    const [mine, other] = [await connect(), await connect()];
    const [seen, all] = [await mine.streams.ticks(), await other.streams.ticks()];
    const tell = async (at: number) => {
      const reads = [seen.next(), all.next()];
      await until(() => engine.readers('ticks') === 2);
      const candles = ['BTC-USD', 'ETH-USD'].map((symbol) => candle(0, { symbol }));
      const rarity = candles.map(({ symbol, openTime }) => ({ symbol, openTime, lambdaPerDay: 1 }));
      engine.publish('ticks', { marketNow: at, rows: [row('SOL-USD', 1)], candles, rarity });
      return (await Promise.all(reads)).map(({ value }) => value as TickBatch);
    };
    const [before] = await tell(NOW);
    expect(before.candles.map(({ symbol }) => symbol)).toEqual(['BTC-USD', 'ETH-USD']);
    await mine.streams.minutesOf({ symbols: ['ETH-USD'] });
    const [narrowed, whole] = await tell(NOW + 1);
    expect([narrowed.candles, narrowed.rarity].flat().map(({ symbol }) => symbol)).toEqual(['ETH-USD', 'ETH-USD']);
    expect(narrowed.rows).toHaveLength(1);
    expect(whole.candles).toHaveLength(2);
    await expect(mine.streams.minutesOf({ symbols: Array<string>(17).fill('ETH-USD') })).rejects.toMatchObject({
      data: { kind: 'bad_input' },
    });
  });

  it('does not buffer without limit for a reader that has stopped reading', async () => {
    const socket = await open(`?token=${host.token}`, origin());
    const stream = await clientOf(socket).streams.ticks();
    void stream.next().catch(() => undefined);
    await until(() => engine.readers('ticks') === 1);
    const tcp = (socket as unknown as { _socket: { pause(): void; resume(): void; bytesRead: number } })._socket;
    tcp.pause();
    const rows = Array.from({ length: 500 }, (_, i) => ({
      ...row(`C${i}-USD`, i + 1),
      spark: Array<number>(60).fill(i + 0.123456789),
    }));
    const before = process.memoryUsage();
    for (let i = 0; i < 400; i++) {
      engine.publish('ticks', { marketNow: NOW + i, rows, candles: [], rarity: [] });
      await new Promise((resolve) => setImmediate(resolve));
    }
    const after = process.memoryUsage();
    const grown = after.heapUsed + after.external - before.heapUsed - before.external;
    expect(grown).toBeLessThan(100 * 1024 * 1024); // 400 batches of ~400 kB are 160 MB
    expect(engine.readers('ticks')).toBe(1);
    const seen: number[] = [];
    tcp.resume();
    for await (const batch of stream) {
      seen.push(batch.marketNow);
      if (batch.marketNow === NOW + 399) break;
    }
    expect(seen.at(-1)).toBe(NOW + 399); // the newest state arrives,
    expect(seen.length).toBeLessThan(60); // and most of what was between was never sent
  });
});

async function until(check: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !check(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(check()).toBe(true);
}
