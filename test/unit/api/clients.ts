/** Real clients of the two wires, as the window uses them. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import WebSocket from 'ws';
import type { Contract } from '../../../src-shared/contract.ts';

export type Client = ContractRouterClient<Contract>;

export async function openSocket(url: string, headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) =>
      reject(new Error(`refused with ${response.statusCode}`)),
    );
  });
  return socket;
}

export function clientOf(socket: WebSocket): Client {
  return createORPCClient(new RPCLink({ websocket: socket }));
}

/** The cookie pair of a Set-Cookie header. */
export const cookieOf = (header: string | null): string => (header ?? '').split(';')[0];
