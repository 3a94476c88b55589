/**
 * The engine over the one message port of the desktop shell. The preload posts `mane:port` with the port to its own
 * window; `mane:ready` asks for it, so neither side has to be first. A new port replaces a dead one.
 */
import { RPCLink } from '@orpc/client/message-port';
import type { Opener, Session } from './transport.ts';

export const PORT_MESSAGE = 'mane:port';
export const READY_MESSAGE = 'mane:ready';

export interface ShellMarks {
  readonly maneShell?: { readonly present?: boolean };
}

const isPortMessage = (data: unknown): boolean =>
  data === PORT_MESSAGE || (typeof data === 'object' && data !== null && 'type' in data && data.type === 'mane-port');

function sessionOf(port: MessagePort): Session {
  let gone: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (gone = resolve));
  port.addEventListener('close', () => gone());
  const link = new RPCLink({ port });
  port.start();
  const close = (): void => {
    port.close();
    gone();
  };
  return { link, closed, close };
}

/** Listens from the moment it is created, so that a port posted early is kept for the first `open`. */
export function portOpener(target: Window): Opener {
  let early: MessagePort | null = null;
  let take: ((port: MessagePort) => void) | null = null;
  target.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.source !== target || !isPortMessage(event.data) || port === undefined) return;
    if (take === null) early = port;
    else take(port);
  });

  const next = (signal: AbortSignal): Promise<MessagePort> =>
    new Promise((resolve, reject) => {
      take = (port) => {
        take = null;
        resolve(port);
      };
      signal.addEventListener('abort', () => reject(new Error('the shell handed over no port')), { once: true });
      target.postMessage(READY_MESSAGE, target.location.origin === 'null' ? '*' : target.location.origin);
    });

  return async (signal) => {
    const port = early ?? (await next(signal));
    early = null;
    return sessionOf(port);
  };
}
