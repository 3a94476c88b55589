/**
 * The window in a browser: HTTP and WebSocket on 127.0.0.1 only, the built renderer as static files, everything behind a
 * one-time token. GET and HEAD only. It promises that `url` works once, that a reload works, and that a page of another
 * site, another user's guess or a rebound host name get nothing.
 */
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { fault, FaultError, throwFault } from '../../src-shared/fault.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Engine } from '../../src-shared/ports/engine.ts';
import { wallTime } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { securityHeaders } from './csp.ts';
import { createRouter } from './router.ts';
import { createServe } from './serve-connection.ts';
import { findStaticFile, type StaticFile } from './static-files.ts';
import { createWebSession, type WebSession } from './web-session.ts';
import { createSocketHost } from './web-socket.ts';

const LOOPBACK = '127.0.0.1';

export interface WebHostOptions {
  readonly engine: Engine;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** The folder of the built window; null serves the API alone. */
  readonly rendererFolder: string | null;
  readonly logger: Logger;
  /** For tests and for a caller that has handed the token out already. */
  readonly token?: string;
  readonly wall?: TimeSource;
}

export interface WebHost {
  /** The address to open, token included; good once. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** What a command of the same user opens `/rpc` with. */
  readonly control: string;
  /** While the engine behind it is started over: connections end, none is taken. Pages are served all the time. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 15_000, headersTimeout: 10_000 });
  const port = await listen(server, options.port ?? 0);
  const session = createWebSession(port, options.token);
  const serve = createServe(createRouter(options.engine, { logger: options.logger }));
  const sockets = createSocketHost({ serve, session, logger: options.logger, wall: options.wall ?? wallTime });
  const pages = createPages(session, port, options);
  server.on('request', pages);
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  return {
    url: `http://${LOOPBACK}:${port}/?token=${session.token}`,
    port,
    token: session.token,
    control: session.control,
    hold: () => sockets.hold(),
    release: () => sockets.release(),
    close: () => {
      sockets.close();
      return closeServer(server);
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throwFault('bad_usage', `--port: expected a number from 0 to 65535, got ${port}`);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new FaultError(listenFault(error, port), { cause: error })),
    );
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => resolve((server.address() as AddressInfo).port));
  });
}

function listenFault(error: NodeJS.ErrnoException, port: number) {
  if (error.code === 'EADDRINUSE') return fault('conflict', `port ${port} is taken; choose another with --port`);
  if (error.code === 'EACCES')
    return fault('refused', `port ${port} is not allowed to this user; choose one above 1023 with --port`);
  return fault('unavailable', `could not listen on ${LOOPBACK}:${port}: ${error.message}`);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function createPages(session: WebSession, port: number, { rendererFolder, logger }: WebHostOptions) {
  const headers = securityHeaders(["'self'", `ws://${LOOPBACK}:${port}`, `ws://localhost:${port}`]);
  return (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    answer(request, response, session, rendererFolder).catch((error: unknown) => {
      logger.error({ err: error }, 'bug in the browser host');
      text(response, 500, 'The host failed at this; its log says why.');
    });
  };
}

const SPENT =
  'This address works once, in the browser that opened it first. Use that browser, or start MANE again for a new address.';

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  session: WebSession,
  folder: string | null,
): Promise<void> {
  if (!session.hostAllowed(request.headers)) return text(response, 421, 'Unknown host name.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(request, response, session);
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  if (path === '/healthz') return text(response, 200, '{"ok":true}', 'application/json; charset=utf-8');
  if (!admitted(request, response, session, query)) return text(response, 403, SPENT);
  if (folder === null) return text(response, 404, 'This engine runs without a window (--no-ui).');
  const file = await findStaticFile(folder, path);
  if (file === null) return text(response, 404, 'No such file.');
  sendFile(request, response, file);
}

function refuseMethod(request: IncomingMessage, response: ServerResponse, session: WebSession): void {
  if (!session.originAllowed(request.headers)) return text(response, 403, 'Unknown origin.');
  response.setHeader('Allow', 'GET, HEAD');
  text(response, 405, 'GET and HEAD only.');
}

/** A cookie, or the unspent token (which a browser's look-ahead must not spend). */
function admitted(request: IncomingMessage, response: ServerResponse, session: WebSession, query: string): boolean {
  if (session.hasCookie(request.headers)) return true;
  const ahead = /prefetch|prerender/i.test(String(request.headers['sec-purpose'] ?? request.headers.purpose ?? ''));
  if (ahead || request.method === 'HEAD') return false;
  const cookie = session.exchange(new URLSearchParams(query).get('token'));
  if (cookie !== null) response.setHeader('Set-Cookie', cookie);
  return cookie !== null;
}

function text(response: ServerResponse, status: number, body: string, mime = 'text/plain; charset=utf-8'): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'Content-Type': mime, 'Cache-Control': 'no-store' });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: StaticFile): void {
  const cache = file.hashed ? 'private, max-age=31536000, immutable' : 'no-store';
  response.writeHead(200, { 'Content-Type': file.mime, 'Cache-Control': cache });
  if (request.method === 'HEAD') return void response.end();
  // A broken pipe means the browser went away; the response is destroyed with it.
  pipeline(createReadStream(file.path), response, () => undefined);
}
