/**
 * Joins the window's port to the engine's: a MessagePortMain cannot be handed to a worker thread, so main passes each frame
 * on, unread. Either end closing closes the other. Flow control (numbers among the frames) passes through like the rest.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { MessagePortMain } from 'electron';

export interface Relay {
  /** The end for the worker (transfer it). */
  readonly workerPort: MessagePort;
  close(): void;
}

export function relayPort(windowPort: MessagePortMain, onClosed: () => void = () => undefined): Relay {
  const { port1, port2 } = new MessageChannel();
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    port1.close();
    windowPort.close();
    onClosed();
  };
  windowPort.on('message', ({ data }) => {
    if (open && isFrame(data)) port1.postMessage(data);
  });
  windowPort.on('close', close);
  port1.on('message', (data: unknown) => {
    if (open) windowPort.postMessage(data);
  });
  port1.on('close', close);
  windowPort.start();
  return { workerPort: port2, close };
}

const isFrame = (data: unknown): data is string | number => typeof data === 'string' || typeof data === 'number';
