/**
 * Serves the built window and the fake engine behind it on loopback, with the policy headers of the real host. For tests and
 * pictures only: one fixed token, no session cookie.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { createRouter, type Told } from './router.ts';
import { createState, rowOf, type FakeState, type Mode } from './state.ts';

export interface FakeEngine {
  readonly url: string;
  readonly port: number;
  readonly state: FakeState;
  readonly told: Told;
  /** Raises one more anomaly while somebody looks; returns its id. */
  raise(): string;
  /** Its narrative arrives. */
  finish(id: string): void;
  /** Ends the server and cuts every connection, as a killed process would. */
  close(): Promise<void>;
}
export interface FakeEngineOptions {
  readonly mode?: Mode;
  /** 0 = any free port. */
  readonly port?: number;
  /** The folder of the built window. */
  readonly root: string;
  readonly seed?: number;
}

const TOKEN = 'fake-engine-token';
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self' ws://127.0.0.1:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export async function startFakeEngine({
  mode = 'live',
  port = 0,
  root,
  seed = 7,
}: FakeEngineOptions): Promise<FakeEngine> {
  const state = createState(mode, seed);
  const { router, told, stop } = createRouter(state);
  const handler = new RPCHandler(router);
  const http = createServer((request, response) => void serveFile(root, request, response));
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname !== '/rpc' || searchParams.get('token') !== TOKEN) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (open) => void handler.upgrade(open));
  });
  await new Promise<void>((resolve, reject) => http.once('error', reject).listen(port, '127.0.0.1', resolve));
  const bound = (http.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}/?token=${TOKEN}`,
    port: bound,
    state,
    told,
    raise() {
      const made = state.raise();
      told.anomaly(rowOf(made));
      return made.anomaly.id;
    },
    finish(id) {
      const made = state.finish(id);
      told.anomaly(rowOf(made));
      if (made.narrative !== null) told.narrative(made.narrative);
    },
    async close() {
      stop();
      sockets.clients.forEach((client) => client.terminate());
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function serveFile(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const path = normalize(join(root, pathname === '/' ? 'index.html' : pathname));
  const body = path.startsWith(normalize(root) + sep) ? await readFile(path).catch(() => null) : null;
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  response.writeHead(body === null ? 404 : 200, {
    'Content-Type': type,
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
  response.end(body ?? 'No such file.');
}
