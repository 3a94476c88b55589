import './setup.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { createConnection, pauseAfter, type Connection } from '../../../src-renderer/client/connection.ts';
import { PORT_MESSAGE, portOpener, READY_MESSAGE } from '../../../src-renderer/client/port-transport.ts';
import { enginePort } from './engine-port.ts';

const FAST = { connectMs: 300, heartbeatMs: 60, answerMs: 200, backoffMs: [20, 60] as const };
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

function until(connection: Connection, kind: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): boolean => connection.state.get().kind === kind;
    if (look()) return resolve();
    const stop = connection.state.subscribe(() => {
      if (!look()) return;
      stop();
      resolve();
    });
  });
}

function connected() {
  const engine = enginePort();
  const connection = createConnection(engine.open, FAST);
  ends.push(() => (connection.close(), engine.stop()));
  return { engine, connection };
}

describe('connection', () => {
  it('is online once the engine has answered, and calls reach it', async () => {
    const { connection } = connected();
    expect(connection.state.get()).toEqual({ kind: 'connecting', everOnline: false });
    await until(connection, 'online');
    expect((await connection.client.health()).feed.venue).toBe('coinbaseexchange');
  });

  it('says offline when the engine dies, refuses calls, and comes back by itself', async () => {
    const { engine, connection } = connected();
    const sessions: AbortSignal[] = [];
    connection.onSession((signal) => void sessions.push(signal));
    await until(connection, 'online');
    engine.kill();
    await until(connection, 'offline');
    expect(connection.state.get()).toMatchObject({ kind: 'offline', everOnline: true });
    expect(sessions[0]?.aborted).toBe(true);
    await expect(connection.client.health()).rejects.toThrow('does not answer');
    engine.revive();
    await until(connection, 'online');
    expect(sessions).toHaveLength(2);
    expect(sessions[1]?.aborted).toBe(false);
  });

  it('notices an engine that keeps its port open and answers nothing', async () => {
    const { port1, port2 } = new MessageChannel();
    port1.start();
    const { RPCLink } = await import('@orpc/client/message-port');
    const link = new RPCLink({ port: port2 });
    port2.start();
    const connection = createConnection(
      async () => ({ link, closed: new Promise(() => undefined), close: () => undefined }),
      FAST,
    );
    ends.push(() => (connection.close(), port1.close()));
    await until(connection, 'offline');
    expect(connection.state.get()).toMatchObject({ everOnline: false });
  });

  it('waits longer after each failure, up to a cap, with jitter', () => {
    const waits = [0, 1, 2, 3, 9, 5000].map((failures) => pauseAfter(failures, [400, 8000], () => 0.5));
    expect(waits).toEqual([400, 800, 1600, 3200, 8000, 8000]);
    expect(pauseAfter(0, [400, 8000], () => 0)).toBe(300);
    expect(pauseAfter(0, [400, 8000], () => 1)).toBe(500);
  });
});

describe('port of the shell', () => {
  const soon = AbortSignal.timeout(100);
  // jsdom's MessageEvent takes no ports of Node: they are set beside it.
  const withPorts = (data: unknown, source: Window | null = window): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    ends.push(() => port1.close());
    const event = new MessageEvent('message', { data, source });
    Object.defineProperty(event, 'ports', { value: [port2] });
    window.dispatchEvent(event);
    return port1;
  };

  it('is kept when it came before anybody asked', async () => {
    const open = portOpener(window);
    withPorts(PORT_MESSAGE);
    await expect(open(soon)).resolves.toHaveProperty('link');
  });

  it('is asked for, and a message of another window is no port', async () => {
    const asked: unknown[] = [];
    const listen = (event: MessageEvent): void => void asked.push(event.data);
    window.addEventListener('message', listen);
    ends.push(() => window.removeEventListener('message', listen));
    const open = portOpener(window);
    const opening = open(AbortSignal.timeout(2000));
    withPorts(PORT_MESSAGE, null);
    withPorts('something else');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toContain(READY_MESSAGE);
    withPorts({ type: 'mane-port' });
    await expect(opening).resolves.toHaveProperty('closed');
  });

  it('ends the session when the shell closes it, and the next open waits for a new one', async () => {
    const open = portOpener(window);
    const shell = withPorts(PORT_MESSAGE);
    const session = await open(AbortSignal.timeout(2000));
    shell.close();
    await session.closed;
    await expect(open(AbortSignal.timeout(50))).rejects.toThrow('no port');
    withPorts(PORT_MESSAGE);
    await expect(open(AbortSignal.timeout(2000))).resolves.toHaveProperty('link');
  });
});
