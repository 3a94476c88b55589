/**
 * The egress log of this thread: every host that anything in it connects to. Sockets are seen where Node makes them, so that a
 * library, or a part that forgot to sign, is listed too; who asked and how often is what the parts say of themselves. Promises a row
 * for each TCP connection attempt since `watch`; knows hosts, ports and bytes, never a path, a query or a header.
 * https://nodejs.org/api/diagnostics_channel.html#tcp-socket
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Egress, EgressAsker, EgressRow } from '../../src-shared/egress.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import { wallTime } from './clock.ts';
import { bareHost } from './http-address.ts';

export interface EgressLog {
  /** Begins to see sockets; several may ask, it ends with the last of them. */
  watch(): () => void;
  /** One request to the host of this address. */
  request(address: URL | string, who: EgressAsker): void;
  /** Whoever connects there does it for `who`. */
  claim(host: string, port: number, who: EgressAsker): void;
  report(): Egress;
}

type Row = Omit<EgressRow, 'askers'> & { readonly askers: Set<EgressAsker> };
type Counted = Pick<Socket, 'bytesRead' | 'bytesWritten'>;

const CHANNEL = 'net.client.socket';
/** Rows kept: whoever talks to more hosts than that sees the newest. */
const MOST = 1000;
const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'wss:': 443, 'http:': 80, 'ws:': 80 };

export function createEgressLog(now: () => EpochMs = () => wallTime.now()): EgressLog {
  const rows = new Map<string, Row>();
  /** Open sockets, and what of their bytes is in the row already. */
  const open = new Map<Socket, { row: Row; received: number; sent: number }>();
  let watchers = 0;
  let since = now();

  function rowOf(host: string, port: number): Row {
    const key = `${host}|${port}`;
    const time = now();
    const row = rows.get(key) ?? { host, port, askers: new Set(), requests: 0, connections: 0, received: 0, sent: 0, firstAt: time, lastAt: time }; // prettier-ignore
    row.lastAt = time;
    // The last one talked to is the last in the map.
    rows.delete(key);
    rows.set(key, row);
    if (rows.size > MOST) rows.delete(rows.keys().next().value!);
    return row;
  }

  function count(socket: Socket): void {
    const known = open.get(socket);
    if (known === undefined) return;
    const { bytesRead = 0, bytesWritten = 0 }: Partial<Counted> = socket;
    known.row.received += Math.max(0, bytesRead - known.received);
    known.row.sent += Math.max(0, bytesWritten - known.sent);
    if (bytesRead > known.received || bytesWritten > known.sent) known.row.lastAt = now();
    Object.assign(known, { received: bytesRead, sent: bytesWritten });
  }

  const onSocket = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    let name: string | null = null;
    socket.on('lookup', (_error, _address, _family, host) => (name = bareHost(host)));
    socket.on('connectionAttempt', (ip, port) => {
      // A pipe has no port, and leaves the machine by no network.
      if (typeof port !== 'number' || open.has(socket)) return;
      const row = rowOf(name ?? bareHost(ip), port);
      row.connections += 1;
      open.set(socket, { row, received: 0, sent: 0 });
    });
    socket.on('close', () => {
      count(socket);
      open.delete(socket);
    });
  };

  return {
    watch() {
      if (watchers === 0) {
        subscribe(CHANNEL, onSocket);
        if (rows.size === 0) since = now();
      }
      watchers += 1;
      let stopped = false;
      return () => {
        if (stopped) return;
        stopped = true;
        watchers -= 1;
        if (watchers === 0) unsubscribe(CHANNEL, onSocket);
      };
    },
    request(address, who) {
      const url = URL.parse(String(address));
      if (url === null || url.hostname === '') return;
      const row = rowOf(bareHost(url.hostname), Number(url.port) || (PORTS[url.protocol] ?? 0));
      row.askers.add(who);
      row.requests += 1;
    },
    claim: (host, port, who) => void rowOf(bareHost(host), port).askers.add(who),
    report() {
      for (const socket of open.keys()) count(socket);
      const listed = [...rows.values()].map((row) => ({ ...row, askers: [...row.askers] }));
      return { since, rows: listed.sort((a, b) => b.lastAt - a.lastAt || (a.host < b.host ? -1 : 1)) };
    },
  };
}

/** One for the thread: what was connected to is a fact of the program, whichever part of it asked. */
export const egress: EgressLog = createEgressLog();

/** A fetch whose requests are signed for. */
export function signedFetch(
  who: EgressAsker,
  inner: typeof fetch = fetch,
  log: Pick<EgressLog, 'request'> = egress,
): typeof fetch {
  // prettier-ignore
  return (input, init) => {
    log.request(input instanceof Request ? input.url : input, who);
    return inner(input, init);
  };
}
