/**
 * The WebSocket side of the loopback host: one endpoint `/rpc`, opened with the session cookie (and our Origin) or with the
 * unspent token. Caps: frame size, connections, calls, streams; a socket that takes nothing for a minute is cut. A frame is
 * written before the next one of its stream is read, so a slow reader holds the stream back instead of filling memory.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Logger } from '../base/logger.ts';
import { createConnectionLimits } from './connection-limits.ts';
import type { Connection, Serve } from './serve-connection.ts';
import type { WebSession } from './web-session.ts';

export const MAX_FRAME_BYTES = 256 * 1024;
export const MAX_CONNECTIONS = 16;
/** More than this on the way to one reader means it is lost to us. */
export const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
const HEARTBEAT_MS = 30_000;
const MAX_REFUSED_FRAMES = 20;
const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;
const SERVICE_RESTART = 1012;

export interface SocketHostOptions {
  readonly serve: Serve;
  readonly session: WebSession;
  readonly logger: Logger;
  readonly wall: TimeSource;
}

export interface SocketHost {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every connection and takes none until `release`: the engine behind them is started over. */
  hold(): void;
  release(): void;
  close(): void;
}

export function createSocketHost({ serve, session, logger, wall }: SocketHostOptions): SocketHost {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  const cookies = new WeakMap<IncomingMessage, string>();
  server.on('headers', (headers, request) => {
    const cookie = cookies.get(request);
    if (cookie !== undefined) headers.push(`Set-Cookie: ${cookie}`);
  });
  const heartbeat = startHeartbeat(server, wall);
  let held = false;
  const accept = (socket: WebSocket) => {
    heartbeat.watch(socket);
    socket.on('error', (error) => logger.debug({ reason: error.message }, 'a window connection broke'));
    serve(connectionOf(socket), { limits: createConnectionLimits(wall), logger, onRefused: refusalCounter(socket) });
  };
  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      const verdict = held ? 503 : admit(request, session, server.clients.size);
      if (typeof verdict === 'number') return refuse(socket, verdict);
      if (verdict.cookie !== null) cookies.set(request, verdict.cookie);
      server.handleUpgrade(request, socket, head, accept);
    },
    hold() {
      held = true;
      for (const client of server.clients) client.close(SERVICE_RESTART, 'the engine is starting over');
    },
    release: () => void (held = false),
    close() {
      heartbeat.stop();
      for (const client of server.clients) client.close(GOING_AWAY, 'the engine is closing');
      server.close();
    },
  };
}

/** An HTTP status to refuse with, or the cookie to set (null when the caller has it). */
function admit(request: IncomingMessage, session: WebSession, open: number): number | { cookie: string | null } {
  const [path, query = ''] = (request.url ?? '/').split('?', 2);
  if (!session.hostAllowed(request.headers)) return 421;
  const foreign = request.headers.origin !== undefined && !session.originAllowed(request.headers);
  if (foreign) return 403;
  if (path !== '/rpc') return 404;
  if (open >= MAX_CONNECTIONS) return 503;
  if (session.controls(request.headers)) return { cookie: null };
  // A browser always sends its Origin; without one a cookie proves nothing.
  if (session.hasCookie(request.headers) && request.headers.origin !== undefined) return { cookie: null };
  const cookie = session.exchange(new URLSearchParams(query).get('token'));
  return cookie === null ? 401 : { cookie };
}

const REASONS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  421: 'Misdirected Request',
  503: 'Service Unavailable',
};

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function connectionOf(socket: WebSocket): Connection {
  return {
    onFrame: (listener) => void socket.on('message', (data, isBinary) => listener(isBinary ? data : textOf(data))),
    onClose: (listener) => void socket.on('close', listener),
    send: (frame) =>
      new Promise((resolve) => {
        if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
        socket.send(frame, () => resolve()); // an error means closed: the close event ends every stream
      }),
  };
}

/** ws hands over a Buffer unless told otherwise; the cast states that default. */
const textOf = (data: unknown): string => (data as Buffer).toString('utf8');

function refusalCounter(socket: WebSocket): () => void {
  let refused = 0;
  return () => {
    refused += 1;
    if (refused === MAX_REFUSED_FRAMES) socket.close(POLICY_VIOLATION, 'too many malformed frames');
  };
}

/** Pings each socket; one that has not answered since the last ping is cut. */
function startHeartbeat(server: WebSocketServer, wall: TimeSource) {
  const answered = new WeakSet<WebSocket>();
  const beat = (client: WebSocket) => {
    if (answered.delete(client)) client.ping();
    else client.terminate();
  };
  return {
    watch(socket: WebSocket) {
      answered.add(socket);
      socket.on('pong', () => answered.add(socket));
    },
    stop: wall.every(HEARTBEAT_MS, () => server.clients.forEach(beat)),
  };
}
