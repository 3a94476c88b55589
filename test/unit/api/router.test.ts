/** The router through the in-process client: faults are typed, bugs say nothing, streams end with their reader. */
import { isDefinedError, safe } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../src-main/base/logger.ts';
import { createLocalClient } from '../../../src-main/api/local-client.ts';
import { alert, ANOMALY_ID, createStubEngine, NOW, row } from '../../fakes/stub-engine.ts';

const eventually = async (check: () => boolean) => {
  for (let i = 0; i < 200 && !check(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(check()).toBe(true);
};

function capturingLogger() {
  const lines: string[] = [];
  return {
    lines,
    logger: createLogger({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } }),
  };
}

describe('router', () => {
  it('answers queries and commands', async () => {
    const engine = createStubEngine();
    const client = createLocalClient(engine);
    expect((await client.symbols.list()).map(({ symbol }) => symbol)).toEqual(['BTC-USD', 'SOL-USD']);
    expect((await client.anomalies.detail({ id: ANOMALY_ID })).anomaly.symbol).toBe('SOL-USD');
    expect((await client.settings.set({ alertsPerDay: 7 })).alertsPerDay).toBe(7);
    expect(await client.anomalies.feedback({ id: ANOMALY_ID, vote: 'up' })).toEqual({ ok: true });
    expect((await client.pause({ paused: true })).feed.state).toBe('paused');
    expect(engine.log).toEqual(['feedback up']);
  });

  it('turns a fault into the typed error FAULT', async () => {
    const { error } = await safe(createLocalClient(createStubEngine()).levels({ symbol: 'XXX-USD' }));
    expect(isDefinedError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'FAULT', data: { kind: 'not_found', detail: 'no symbol XXX-USD' } });
  });

  it('turns bad input into FAULT bad_input that names the key and what was expected', async () => {
    const client = createLocalClient(createStubEngine());
    const { error } = await safe(client.levels({ symbol: 'btc' }));
    expect(error).toMatchObject({
      code: 'FAULT',
      data: { kind: 'bad_input', detail: 'symbol: expected BASE-QUOTE such as BTC-USD' },
    });
    const { error: range } = await safe(client.candles({ symbol: 'BTC-USD', from: 10, to: 5 }));
    expect(range).toMatchObject({
      data: { kind: 'bad_input', detail: expect.stringContaining('at or after from') as string },
    });
    const { error: setting } = await safe(client.settings.set({ alertsPerDay: -1 }));
    expect(setting).toMatchObject({
      data: { kind: 'bad_input', detail: expect.stringContaining('alertsPerDay') as string },
    });
  });

  it('tells the logger of a bug and the caller nothing', async () => {
    const { lines, logger } = capturingLogger();
    const { error } = await safe(createLocalClient(createStubEngine(), { logger }).metrics());
    expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(JSON.stringify(error)).not.toContain('hunter2');
    expect(lines.join('')).toContain('hunter2');
    expect(lines.join('')).toContain('"procedure":"metrics"');
  });

  it('treats output outside of the contract as a bug', async () => {
    const { lines, logger } = capturingLogger();
    const engine = createStubEngine({ engine: { watchList: () => [{ ...row('BTC-USD', 1), price: 'one' as never }] } });
    const { error } = await safe(createLocalClient(engine, { logger }).symbols.list());
    expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(lines.join('')).toContain('0.price');
  });

  it('delivers a stream and unsubscribes when the reader stops, even while it waits', async () => {
    const engine = createStubEngine();
    const client = createLocalClient(engine);
    const stream = await client.streams.alerts();
    const first = stream.next();
    await eventually(() => engine.readers('alerts') === 1);
    engine.publish('alerts', alert);
    expect((await first).value).toEqual(alert);
    void stream.next();
    await stream.return?.(undefined);
    await eventually(() => engine.readers('alerts') === 0);
  });

  it('ends a stream quietly when its signal aborts', async () => {
    const engine = createStubEngine();
    const gone = new AbortController();
    const stream = await createLocalClient(engine).streams.ticks(undefined, { signal: gone.signal });
    const next = stream.next();
    await eventually(() => engine.readers('ticks') === 1);
    gone.abort();
    expect((await next).done).toBe(true);
    expect(engine.readers('ticks')).toBe(0);
  });

  it('reports a stream that breaks as a bug, once, without its detail', async () => {
    const { lines, logger } = capturingLogger();
    const engine = createStubEngine();
    const client = createLocalClient(engine, { logger });
    const stream = await client.streams.ticks();
    const next = stream.next();
    await eventually(() => engine.readers('ticks') === 1);
    engine.publish('ticks', { marketNow: 'late' as never, rows: [], candles: [], rarity: [] });
    await expect(next).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    await eventually(() => engine.readers('ticks') === 0);
    expect(lines).toHaveLength(1);
  });

  it('keeps ticks within the contract', async () => {
    const engine = createStubEngine();
    const stream = await createLocalClient(engine).streams.ticks();
    const next = stream.next();
    await eventually(() => engine.readers('ticks') === 1);
    const batch = { marketNow: NOW, rows: [row('BTC-USD', 5)], candles: [], rarity: [] };
    engine.publish('ticks', batch);
    expect((await next).value).toEqual(batch);
    await stream.return?.(undefined);
  });
});
