/**
 * A wire that breaks when told: forwards TCP on a port of its own to a real server. `cut` resets what is open and refuses what
 * comes, `stall` swallows everything in silence (a half-open network), `after` cuts once so many more bytes have gone up.
 */
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Bytes that went up (to the server) so far. */
  sent(): number;
  cut(): void;
  stall(): void;
  /** Lets everything through again; what was stalled meanwhile is reset, as a network that comes back does. */
  resume(): void;
  /** Cuts in the middle of what is being sent; resolves when it has, and heals at once. */
  after(bytes: number): Promise<void>;
  close(): Promise<void>;
}

export async function startProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: 'open' | 'cut' | 'stalled' = 'open';
  let sent = 0;
  let limit = Infinity;
  let onLimit: (() => void) | null = null;

  const destroyAll = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
    pairs.clear();
  };

  function forward(from: Socket, to: Socket, upward: boolean): void {
    from.on('data', (bytes: Buffer) => {
      if (state === 'stalled') return;
      if (!upward) return void to.write(bytes);
      const allowed = Math.min(bytes.length, limit - sent);
      sent += allowed;
      to.write(bytes.subarray(0, allowed));
      if (sent < limit) return;
      limit = Infinity;
      // What was let through may arrive and be obeyed; the answer never does.
      destroyAll();
      onLimit?.();
    });
  }

  const server = createServer((client) => {
    client.on('error', () => undefined);
    if (state === 'cut') return void client.resetAndDestroy();
    const upstream = connect(target);
    upstream.on('error', () => client.destroy());
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('close', () => {
        pairs.delete(pair);
        if (state !== 'stalled') for (const other of pair) other.destroy();
      });
    }
    forward(client, upstream, true);
    forward(upstream, client, false);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    sent: () => sent,
    cut() {
      state = 'cut';
      destroyAll();
    },
    stall() {
      state = 'stalled';
    },
    resume() {
      if (state === 'stalled') destroyAll();
      state = 'open';
    },
    after: (bytes) =>
      new Promise((resolve) => {
        limit = sent + bytes;
        onLimit = resolve;
      }),
    async close() {
      destroyAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
