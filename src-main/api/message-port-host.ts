/**
 * Serves the router on a message port: of worker_threads, of a browser's MessageChannel, or Electron's MessagePortMain.
 * A port has no back-pressure of its own, so the far end may grant it: with `acks` every received frame is answered by a
 * number (how many were received), and no more than `windowFrames` frames are ever on their way.
 */
import type { Logger } from '../base/logger.ts';
import type { Engine } from '../../src-shared/ports/engine.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { createRouter } from './router.ts';
import { type Connection, createServe } from './serve-connection.ts';

/** EventTarget shape (browser, worker_threads) or emitter shape (MessagePortMain). */
export interface EventPort {
  postMessage(data: unknown): void;
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
  start?(): void;
}
export interface EmitterPort {
  postMessage(data: unknown): void;
  on(type: string, listener: (event?: { data?: unknown }) => void): unknown;
  start?(): void;
}
export type ServablePort = EventPort | EmitterPort;

export interface MessagePortHostOptions {
  readonly engine: Engine;
  readonly logger?: Logger;
  /** The far end acknowledges frames with numbers. Default false: frames are handed over as they come. */
  readonly acks?: boolean;
  /** Frames on their way before a stream waits. */
  readonly windowFrames?: number;
  readonly limits?: () => ConnectionLimits;
}

export type ServePort = (port: ServablePort) => void;

export function createMessagePortHost(options: MessagePortHostOptions): ServePort {
  const serve = createServe(createRouter(options.engine, { logger: options.logger }));
  return (port) => {
    const connection = connectionOf(port, options.acks === true ? (options.windowFrames ?? 64) : Infinity);
    serve(connection, { limits: options.limits?.(), logger: options.logger });
    port.start?.();
  };
}

function connectionOf(port: ServablePort, windowFrames: number): Connection {
  const credit = createCredit(windowFrames);
  listen(port, 'close', () => credit.close());
  return {
    onFrame: (listener) =>
      listen(port, 'message', (data) => {
        if (typeof data === 'number') credit.grant(data);
        else listener(data);
      }),
    onClose: (listener) => listen(port, 'close', listener),
    async send(frame) {
      if (await credit.take()) port.postMessage(frame);
    },
  };
}

function listen(port: ServablePort, type: string, listener: (data: unknown) => void): void {
  if ('addEventListener' in port) port.addEventListener(type, (event) => listener(event.data));
  else port.on(type, (event) => listener(event?.data));
}

/** Counts frames on their way; `take` is false once the port is closed. */
function createCredit(most: number) {
  let left = most;
  let closed = false;
  const waiting: (() => void)[] = [];
  return {
    async take(): Promise<boolean> {
      while (left <= 0 && !closed) await new Promise<void>((resolve) => waiting.push(resolve));
      left -= 1;
      return !closed;
    },
    grant(frames: number) {
      if (!(frames > 0)) return;
      left = Math.min(most, left + frames);
      for (const wake of waiting.splice(0)) wake();
    },
    close() {
      closed = true;
      for (const wake of waiting.splice(0)) wake();
    },
  };
}
