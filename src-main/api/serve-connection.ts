/**
 * One connection of any transport: frames come in through the envelope gate, answers go out through `send`, whose promise
 * is the back-pressure (a stream is not read further until it resolves). A refused frame is counted, not answered.
 */
import { RPCHandler } from '@orpc/server/ws';
import { type Logger, silentLogger } from '../base/logger.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { readEnvelope } from './envelope.ts';
import type { ManeRouter } from './router.ts';
import { createShownMinutes } from './shown-minutes.ts';

export interface Connection {
  /** Calls the listener for each frame that arrives. */
  onFrame(listener: (frame: unknown) => void): void;
  onClose(listener: () => void): void;
  /** Resolves when the other side (or the kernel) has taken the frame; never rejects. */
  send(frame: string): Promise<void>;
}

export interface ServeOptions {
  readonly limits?: ConnectionLimits;
  readonly logger?: Logger;
  /** Told when a frame is refused. */
  readonly onRefused?: () => void;
}

export type Serve = (connection: Connection, options?: ServeOptions) => void;

export function createServe(router: ManeRouter): Serve {
  const handler = new RPCHandler(router);
  return (connection, { limits, logger = silentLogger, onRefused } = {}) => {
    const context = { ...(limits && { limits }), shown: createShownMinutes() };
    const upgraded = handler.upgrade(asSocket(connection, onRefused), { context });
    upgraded.catch((error: unknown) => logger.error({ err: error }, 'a connection could not be served'));
  };
}

type Socket = Parameters<RPCHandler<object>['upgrade']>[0];

/** The two methods that the RPC library wants of a WebSocket. */
function asSocket(connection: Connection, onRefused: () => void = () => undefined): Socket {
  const listen = (type: string, listener: (event: { data: string }) => void) => {
    if (type === 'close') return connection.onClose(() => listener({ data: '' }));
    connection.onFrame((frame) => {
      const data = readEnvelope(frame);
      if (data === null) onRefused();
      else listener({ data });
    });
  };
  return { addEventListener: listen, send: (frame: string) => connection.send(frame) } as unknown as Socket;
}
