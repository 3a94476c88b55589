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

interface OpenPort {
  readonly port: MessagePort;
  readonly gone: Promise<void>;
}

function watch(port: MessagePort): OpenPort {
  const gone = new Promise<void>((resolve) => port.addEventListener('close', () => resolve(), { once: true }));
  port.start();
  return { port, gone };
}

/**
 * Listens from the moment it is created, so that a port posted early is kept for the first `open`. Ending a session leaves
 * its port open: an engine that was slow to answer is spoken to again over the same one, because the shell sends a new
 * port only when the old one has gone.
 */
export function portOpener(target: Window): Opener {
  let held: OpenPort | null = null;
  let take: ((open: OpenPort) => void) | null = null;
  target.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.source !== target || !isPortMessage(event.data) || port === undefined) return;
    const open = watch(port);
    held = open;
    void open.gone.then(() => (held = held === open ? null : held));
    take?.(open);
  });

  const next = (signal: AbortSignal): Promise<OpenPort> =>
    new Promise((resolve, reject) => {
      take = resolve;
      signal.addEventListener('abort', () => reject(new Error('the shell handed over no port')), { once: true });
      target.postMessage(READY_MESSAGE, target.location.origin === 'null' ? '*' : target.location.origin);
    });

  return async (signal) => {
    const { port, gone } = held ?? (await next(signal));
    let ended: () => void = () => undefined;
    const closed = Promise.race([gone, new Promise<void>((resolve) => (ended = resolve))]);
    const session: Session = { link: new RPCLink({ port }), closed, close: () => ended() };
    return session;
  };
}
