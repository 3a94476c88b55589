/**
 * Joins window ports to the engine's thread: a MessagePortMain cannot be handed to a worker thread, so main passes each frame
 * on, unread. Either end closing closes the other. Flow control (numbers among the frames) passes through like the rest.
 * Ports that come while there is no engine wait for the next one.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { MessagePortMain } from 'electron';

export interface Relays {
  /** Joins a window's port now, or as soon as there is an engine. */
  add(port: MessagePortMain): void;
  /** There is an engine: `hand` transfers a port to it. */
  engineUp(hand: (port: MessagePort) => void): void;
  /** It is gone: every joined window is told by its port closing. */
  engineDown(): void;
  /** Closes everything, waiting ports too. */
  close(): void;
}

export function createRelays(): Relays {
  const joined = new Set<() => void>();
  const waiting = new Set<MessagePortMain>();
  let hand: ((port: MessagePort) => void) | null = null;
  const join = (port: MessagePortMain, give: (port: MessagePort) => void) => {
    const relay = relayPort(port, () => joined.delete(relay.close));
    joined.add(relay.close);
    give(relay.workerPort);
  };
  const engineDown = () => {
    hand = null;
    for (const close of [...joined]) close();
  };
  return {
    add(port) {
      if (hand !== null) return join(port, hand);
      waiting.add(port);
      port.once('close', () => waiting.delete(port));
    },
    engineUp(next) {
      hand = next;
      for (const port of waiting) join(port, next);
      waiting.clear();
    },
    engineDown,
    close() {
      engineDown();
      for (const port of waiting) port.close();
      waiting.clear();
    },
  };
}

function relayPort(windowPort: MessagePortMain, onClosed: () => void) {
  const { port1, port2: workerPort } = new MessageChannel();
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
  return { workerPort, close };
}

const isFrame = (data: unknown): data is string | number => typeof data === 'string' || typeof data === 'number';
