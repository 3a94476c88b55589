/** The bench's hold on its sending thread: start, wait until subscribed, send, ring, close. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { WireData, WireOrder, WireReply } from './wire-server.ts';

export interface Wire {
  readonly rest: string;
  readonly ws: string;
  /** Resolves once this many subscriptions have arrived. */
  subscribed(count: number): Promise<void>;
  send(): void;
  /** One more trade of every symbol. */
  bell(): void;
  close(): Promise<void>;
}

export async function openWire(data: WireData): Promise<Wire> {
  const worker = new Worker(new URL('./wire-server.ts', import.meta.url), { workerData: data, execArgv: [] });
  const order = (what: WireOrder) => worker.postMessage(what);
  const [address] = (await once(worker, 'message')) as [WireReply];
  if (typeof address === 'string' || !('rest' in address)) throw new Error('the sending thread did not start');
  return {
    ...address,
    async subscribed(count) {
      for (;;) {
        order('seen');
        const [reply] = (await once(worker, 'message')) as [WireReply];
        if (typeof reply !== 'string' && 'subscribes' in reply && reply.subscribes >= count) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    send: () => order('send'),
    bell: () => order('bell'),
    async close() {
      const gone = once(worker, 'exit');
      order('close');
      await gone;
    },
  };
}
