/** The egress log over real servers: whatever connects is listed, signed for or not, with its bytes and nothing of what was asked. */
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createEgressLog, egress, signedFetch, type EgressLog } from '../../../src-main/base/egress.ts';
import { createHttp } from '../../../src-main/base/http.ts';
import { wallTime } from '../../../src-main/base/clock.ts';

const opened: { close(): unknown }[] = [];
async function listening<T extends Server>(server: T): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  return (server.address() as AddressInfo).port;
}
let log: EgressLog;
let stop: () => void;
beforeEach(() => {
  log = createEgressLog();
  stop = log.watch();
});
afterEach(() => {
  stop();
  opened.splice(0).forEach((one) => one.close());
});
const rowOf = (port: number, of = log) => of.report().rows.find((row) => row.port === port);
const answering = () => createHttpServer((_request, response) => response.end('x'.repeat(1000)));

describe('egress log', () => {
  it('lists a request with who signed for it and the bytes both ways, and nothing of its path', async () => {
    const port = await listening(answering());
    const ask = signedFetch('model', fetch, log);
    const secret = 'sk-canary-4711';
    const text = await (await ask(`http://127.0.0.1:${port}/v1/${secret}?key=${secret}`, { method: 'POST', body: secret })).text(); // prettier-ignore
    expect(text).toHaveLength(1000);
    const row = rowOf(port)!;
    expect(row).toMatchObject({ host: '127.0.0.1', askers: ['model'], requests: 1, connections: 1 });
    expect(row.received).toBeGreaterThan(1000);
    expect(row.sent).toBeGreaterThan(secret.length);
    expect(JSON.stringify(log.report())).not.toContain(secret);
  });

  it('lists a connection that nobody signed for', async () => {
    const port = await listening(createServer((socket) => socket.end('hello')));
    await new Promise((resolve) => connect(port, 'localhost').on('close', resolve).resume());
    await new Promise((resolve) => new Socket().connect(port, '127.0.0.1').on('close', resolve).resume());
    expect(rowOf(port)).toMatchObject({ askers: [] });
    const hosts = log.report().rows.filter((row) => row.port === port).map(({ host }) => host); // prettier-ignore
    expect(hosts.sort()).toEqual(['127.0.0.1', 'localhost']);
  });

  it('lists an attempt that was refused, and a WebSocket while it is open', async () => {
    const shut = createServer();
    const port = await listening(shut);
    await new Promise((resolve) => shut.close(resolve));
    await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    expect(rowOf(port)).toMatchObject({ connections: 1, received: 0 });
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    opened.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    const { port: other } = server.address() as AddressInfo;
    server.on('connection', (socket) => socket.send('y'.repeat(5000)));
    const socket = new WebSocket(`ws://127.0.0.1:${other}/feed`);
    await new Promise((resolve) => socket.once('message', resolve));
    expect(rowOf(other)!.received).toBeGreaterThan(5000);
    socket.terminate();
  });

  it('has the guarded http sign for itself, in the log of the thread', async () => {
    const port = await listening(answering());
    const end = egress.watch();
    const http = createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1'], who: 'embedder' });
    await http.get(`http://127.0.0.1:${port}/model.bin`);
    expect(rowOf(port, egress)).toMatchObject({ askers: ['embedder'], requests: 1, connections: 1 });
    await http.close();
    end();
  });

  it('sees nothing before it watches, nor after the last watcher has gone', async () => {
    const port = await listening(answering());
    const second = log.watch();
    stop();
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(rowOf(port)).toMatchObject({ connections: 1 });
    second();
    second();
    const later = await listening(answering());
    await (await fetch(`http://127.0.0.1:${later}/`)).text();
    expect(rowOf(later)).toBeUndefined();
  });

  it('keeps the newest thousand hosts', () => {
    for (let i = 0; i < 1200; i++) log.request(`https://host-${i}.example/path`, 'news');
    const { rows } = log.report();
    expect(rows).toHaveLength(1000);
    expect(rows.map(({ host }) => host)).toContain('host-1199.example');
    expect(rows[0]).toMatchObject({ port: 443 });
  });
});
