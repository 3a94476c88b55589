/** The router over ports: both shapes of port, and a far end that does not keep up. */
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { describe, expect, it } from 'vitest';
import { createMessagePortHost } from '../../../src-main/api/message-port-host.ts';
import type { Contract } from '../../../src-shared/contract.ts';
import { MessageChannelMain } from '../../fakes/electron/index.ts';
import { alert, createStubEngine, NOW, row } from '../../fakes/stub-engine.ts';

const until = async (check: () => boolean) => {
  for (let i = 0; i < 400 && !check(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(check()).toBe(true);
};
const clientOf = (port: unknown): ContractRouterClient<Contract> =>
  createORPCClient(new RPCLink({ port: port as never }));
const batch = (i: number) => ({ marketNow: NOW + i, rows: [row('BTC-USD', i + 1)], candles: [], rarity: [] });

describe('message port host', () => {
  it('serves a worker_threads port and ends its streams when the port closes', async () => {
    const engine = createStubEngine();
    const { port1, port2 } = new MessageChannel();
    createMessagePortHost({ engine })(port1);
    port2.start();
    const client = clientOf(port2);
    expect((await client.health()).feed.state).toBe('live');
    const stream = await client.streams.alerts();
    const next = stream.next();
    await until(() => engine.readers('alerts') === 1);
    engine.publish('alerts', alert);
    expect((await next).value).toEqual(alert);
    void stream.next().catch(() => undefined);
    port2.close();
    await until(() => engine.readers('alerts') === 0);
  });

  it("serves Electron's emitter shape", async () => {
    const { port1, port2 } = new MessageChannelMain();
    createMessagePortHost({ engine: createStubEngine() })(port1);
    const client = clientOf(port2);
    port2.start();
    expect(await client.symbols.list()).toHaveLength(2);
    port2.close();
  });

  it('waits for acknowledgements: a stuck far end gets a bounded number of frames, then the newest state', async () => {
    const engine = createStubEngine();
    const { port1, port2 } = new MessageChannel();
    createMessagePortHost({ engine, acks: true, windowFrames: 8 })(port1);
    let frames = 0;
    port2.on('message', () => (frames += 1));
    const stream = await clientOf(port2).streams.ticks();
    await until(() => engine.readers('ticks') === 1);
    for (let i = 0; i < 300; i++) {
      engine.publish('ticks', batch(i));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(frames).toBe(8);
    port2.postMessage(8);
    const seen: number[] = [];
    for await (const { marketNow } of stream) {
      seen.push(marketNow - NOW);
      if (marketNow === NOW + 299) break;
    }
    expect(seen.length).toBeLessThanOrEqual(16);
    port2.close();
    await until(() => engine.readers('ticks') === 0);
  });
});
