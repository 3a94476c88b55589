/** A network between a program and its server on loopback: open, cut off (half-open: nothing goes through, nothing is closed), or broken. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Bytes stay where they are, in both directions; new connections are accepted and get nothing. */
  blackHole(on: boolean): void;
  /** Breaks every connection and refuses new ones until `mend`. */
  breakAll(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let [dark, refusing] = [false, false];
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (dark) socket.pause();
  };
  const server = createServer((near) => {
    if (refusing) return void near.resetAndDestroy();
    const far = connect(target.port, target.host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      keep(from);
      from.on('data', (bytes) => void to.write(bytes));
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakSockets = (): void => sockets.forEach((socket) => void socket.resetAndDestroy());
  return {
    port: (server.address() as AddressInfo).port,
    blackHole(on) {
      dark = on;
      for (const socket of sockets) if (on) socket.pause(); else socket.resume(); // prettier-ignore
    },
    breakAll() {
      refusing = true;
      breakSockets();
    },
    mend: () => void (refusing = false),
    async close() {
      breakSockets();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
