/**
 * The engine over a WebSocket on the page's own host (`/rpc`), with the token of the page's address. Nothing else is
 * ever contacted. Protocol: https://orpc.dev/docs/adapters/websocket
 */
import { RPCLink } from '@orpc/client/websocket';
import type { Opener, Session } from './transport.ts';

export function socketAddress(page: Pick<Location, 'protocol' | 'host' | 'search'>): string {
  const token = new URLSearchParams(page.search).get('token');
  const scheme = page.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${page.host}/rpc${token === null ? '' : `?token=${encodeURIComponent(token)}`}`;
}

export const openSocket =
  (address: string): Opener =>
  (signal) =>
    new Promise<Session>((resolve, reject) => {
      const socket = new WebSocket(address);
      socket.binaryType = 'arraybuffer';
      const closed = new Promise<void>((done) => socket.addEventListener('close', () => done(), { once: true }));
      const close = (): void => socket.close();
      void closed.then(() => reject(new Error('the engine refused the connection')));
      signal.addEventListener('abort', close, { once: true });
      socket.addEventListener('open', () => resolve({ link: new RPCLink({ websocket: socket }), closed, close }), { once: true });
    });
