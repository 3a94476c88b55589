// @vitest-environment node
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { openSocket } from '../../../src-renderer/client/socket-transport.ts';

let server: WebSocketServer | null = null;
afterEach(() => {
  server?.clients.forEach((client) => client.terminate());
  server?.close();
});

async function listening(): Promise<string> {
  const made = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server = made;
  await new Promise((resolve) => made.once('listening', resolve));
  return `ws://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

describe('socket transport', () => {
  it('outlives the deadline that was set for connecting', async () => {
    const address = await listening();
    const deadline = new AbortController();
    const session = await openSocket(address)(deadline.signal);
    let ended = false;
    void session.closed.then(() => (ended = true));
    deadline.abort();
    // An end asked for by the deadline would reach the server before this answer does.
    const [client] = server!.clients;
    const answered = new Promise((resolve) => client.once('pong', resolve));
    client.ping();
    await answered;
    expect([ended, client.readyState]).toEqual([false, client.OPEN]);
    session.close();
    await session.closed;
  });

  it('gives up when the deadline comes first', async () => {
    const address = await listening();
    const deadline = new AbortController();
    const opening = openSocket(address)(deadline.signal);
    deadline.abort();
    await expect(opening).rejects.toThrow('refused the connection');
  });
});
