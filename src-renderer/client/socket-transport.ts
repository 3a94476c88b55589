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

/**
 * Frames for a socket that has closed go nowhere, silently: they are cancellations of streams that ended with it. Without
 * this the link rejects where nobody listens. Calls cannot get here: the connection refuses them once the session closed.
 */
const quietly = (
  socket: WebSocket,
): Pick<WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState'> => ({
  addEventListener: socket.addEventListener.bind(socket),
  removeEventListener: socket.removeEventListener.bind(socket),
  send: (data: Parameters<WebSocket['send']>[0]) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data);
  },
  readyState: WebSocket.OPEN,
});

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
      const opened = (): void => {
        // The deadline was for connecting: it must not close what is connected.
        signal.removeEventListener('abort', close);
        resolve({ link: new RPCLink({ websocket: quietly(socket) }), closed, close });
      };
      socket.addEventListener('open', opened, { once: true });
    });
