/**
 * The sending side of the ingest bench, in a thread of its own: a loopback exchange that, told to, sends every frame as fast as
 * the socket takes it. Frames are made beforehand; TCP's own backpressure paces them. Per symbol the trade ids count up.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { seededRandom } from '../../src-main/base/random.ts';
import { matchFrame, startLoopExchange } from '../conformance/feed-loopback.ts';

export interface WireData {
  readonly symbols: readonly string[];
  readonly framesPerSymbol: number;
  /** Event time of the first trade; each symbol trades every `everyMs`. */
  readonly from: number;
  readonly everyMs: number;
}
export type WireOrder = 'seen' | 'send' | 'bell' | 'close';
export type WireReply = { rest: string; ws: string } | { subscribes: number } | 'sent' | 'closed';

const CHUNK = 256;

/** Symbols take turns; `round` may lie beyond the planned frames (the bell's). */
function framesOf({ symbols, from, everyMs }: WireData, rounds: readonly number[]): string[] {
  const random = seededRandom(`wire|${rounds[0]}`);
  return rounds.flatMap((round) =>
    symbols.map((symbol, i) => {
      const price = Math.round(10_000 * (1 + 0.001 * random.normal())) / 100;
      return matchFrame({ id: 1 + round, symbol, price, size: 0.5, time: from + round * everyMs + i });
    }),
  );
}

const port = parentPort;
if (port) {
  const data = workerData as WireData;
  const exchange = await startLoopExchange(data.symbols);
  const frames = framesOf(data, [...Array(data.framesPerSymbol).keys()]);
  let bells = 0;
  const sendAll = async (all: readonly string[]): Promise<void> => {
    for (let at = 0; at < all.length; at += CHUNK) {
      for (const frame of all.slice(at, at + CHUNK)) exchange.raw(frame);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const say = (reply: WireReply) => port.postMessage(reply);
  const obey: Record<WireOrder, () => Promise<void> | void> = {
    seen: () => say({ subscribes: exchange.seen.subscribes.length }),
    send: async () => {
      await sendAll(frames);
      say('sent');
    },
    // One more trade of each symbol: a loop that is re-arming learns of its last trade only by the next.
    bell: () => sendAll(framesOf(data, [data.framesPerSymbol + bells++])),
    close: async () => {
      await exchange.close();
      say('closed');
      port.close();
    },
  };
  port.on('message', (order: WireOrder) => void obey[order]());
  say({ rest: exchange.rest, ws: exchange.ws });
}
