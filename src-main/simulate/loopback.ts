/** An HTTP server on 127.0.0.1 with a port of the system's choice, whose Date header is the simulation's clock. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fault, FaultError, messageOf } from '../../src-shared/fault.ts';
import type { EpochMs } from '../../src-shared/market.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoopbackServer {
  readonly server: Server;
  /** `127.0.0.1:port` */
  readonly host: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** `answer` returning null drops the connection without a word. */
export async function openLoopback(
  answer: (request: IncomingMessage, url: URL) => Answer | null,
  now: () => EpochMs,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${HOST}`);
    const given = request.method === 'GET' || request.method === 'HEAD' ? answer(request, url) : METHOD_NOT_ALLOWED;
    if (given === null) request.socket.destroy();
    else send(response, given, now());
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return { server, host: `${HOST}:${port}`, close: () => closeServer(server) };
}

const METHOD_NOT_ALLOWED: Answer = { status: 405, type: 'application/json', body: '{"message":"Method not allowed"}' };

function send(response: ServerResponse, { status, type, body, headers }: Answer, now: EpochMs): void {
  response.writeHead(status, { date: new Date(now).toUTCString(), 'content-type': type, ...headers });
  response.end(status === 304 ? undefined : body);
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new FaultError(fault('conflict', `the simulation cannot listen: ${messageOf(error)}`))),
    );
    server.listen(0, HOST, resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
