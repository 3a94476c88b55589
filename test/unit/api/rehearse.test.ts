/**
 * Rehearsals through the loopback host's socket, over a real engine's parts and a real store in its own thread: streamed,
 * cancellable, one at a time, and without a trace in the engine that runs.
 */
import { safe } from '@orpc/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type WebSocket from 'ws';
import { createLocalClient } from '../../../src-main/api/local-client.ts';
import { startWebHost, type WebHost } from '../../../src-main/api/web-host.ts';
import { settableTime, wallTime } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { assemble } from '../../../src-main/engine.ts';
import { createStoreFeed } from '../../../src-main/feed/replay-feed.ts';
import { createControl } from '../../../src-main/flow/control.ts';
import type { Core } from '../../../src-main/flow/core.ts';
import { noBackfill } from '../../../src-main/flow/health.ts';
import { openStore, type OpenStore } from '../../../src-main/store/store-client.ts';
import type { Engine } from '../../../src-shared/ports/engine.ts';
import type { RehearsalEvent } from '../../../src-shared/rehearsal.ts';
import { allOf, DAYS, storeTapes, type StoredTapes, TAPE_START, TAPE_SYMBOLS, tapeSettings, TAPE_VENUE } from '../../fixtures/stored-tapes.ts'; // prettier-ignore
import { DAY_MS } from '../../../src-shared/market.ts';
import { shippedThresholds } from '../detect/synthetic.ts';
import { createStubEngine } from '../../fakes/stub-engine.ts';
import { type Client, clientOf, openSocket } from './clients.ts';

let tapes: StoredTapes;
let store: OpenStore;
let core: Core;
let engine: Engine;
let host: WebHost;
let socket: WebSocket;
let client: Client;

beforeAll(async () => {
  tapes = await storeTapes();
  store = await openStore({ path: tapes.db });
  const state = { startedAt: 0, speed: 1, simulated: false, paused: false, backfill: noBackfill };
  const settings = tapeSettings({ cooldownMinutes: 0 });
  const thresholds = shippedThresholds();
  const range = { from: TAPE_START, to: TAPE_START + DAYS * DAY_MS };
  core = assemble({
    venue: TAPE_VENUE,
    symbols: TAPE_SYMBOLS,
    clock: { market: settableTime(range.to), wall: wallTime },
    feed: createStoreFeed({ reader: store.reader, venue: TAPE_VENUE, symbols: TAPE_SYMBOLS, ...range }),
    reader: store.reader,
    writer: store.writer,
    newsSources: [],
    senders: [],
    settings: () => settings,
    thresholds,
    alertsPerDay: settings.alertsPerDay,
    state,
    live: false,
    journalCandles: false,
    logger: silentLogger,
    random: () => 0.5,
    signal: new AbortController().signal,
  });
  engine = createControl({ core, state, thresholds, changeSettings: () => { throw new Error('not asked for'); }, postgres: createStubEngine().postgres, setup: createStubEngine().setup, random: () => 0.5, skipHistory: () => undefined, restart: undefined, close: async () => undefined }); // prettier-ignore
  host = await startWebHost({ engine, rendererFolder: null, logger: silentLogger });
  socket = await openSocket(`ws://127.0.0.1:${host.port}/rpc?token=${host.token}`, { origin: `http://127.0.0.1:${host.port}` }); // prettier-ignore
  client = clientOf(socket);
});
afterAll(async () => {
  socket.terminate();
  await host.close();
  await store.close();
  tapes.remove();
});
// A test that failed midway must not take the one place there is from the next.
afterEach(() => engine.close());

async function all(request: Parameters<Client['rehearse']>[0]): Promise<RehearsalEvent[]> {
  return allOf(await client.rehearse(request));
}
const alertsIn = (events: readonly RehearsalEvent[]) => events.filter((event) => event.kind === 'alert');
const faultOf = async (call: Promise<unknown>) => {
  const { error } = await safe(call);
  return (error as { data?: { kind: string; detail: string } } | null)?.data;
};
async function until(check: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200 && !(await check()); i++) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('rehearse over the socket', () => {
  it('streams progress, alerts as they come, anomalies and a summary, for the settings asked for', async () => {
    const plain = await all({ days: 4 });
    expect(plain[0]).toMatchObject({ kind: 'progress', done: 0 });
    expect(plain.at(-1)).toMatchObject({ kind: 'summary', promised_per_day: 5, candles: 3 * 4 * 1440 });
    expect(plain.some(({ kind }) => kind === 'anomaly')).toBe(true);
    const more = await all({ days: 4, settings: { alertsPerDay: 30, symbols: ['BTC-USD', 'ETH-USD'] } });
    expect(more.at(-1)).toMatchObject({ kind: 'summary', promised_per_day: 30, candles: 2 * 4 * 1440 });
    expect(alertsIn(more).length / 2).toBeGreaterThan(alertsIn(plain).length / 3);
  });

  it('leaves the running detection, its budget and the streams of the engine as they are', async () => {
    const heard: unknown[] = [];
    const stops = (['anomalies', 'alerts', 'gaps'] as const).map((kind) => core.hub.listen(kind, (e) => heard.push(e)));
    const picture = () => JSON.stringify([core.detection.serialiseShared(), core.detection.budget(), TAPE_SYMBOLS.map((s) => core.detection.serialise(s))]); // prettier-ignore
    const before = picture();
    expect(alertsIn(await all({ days: 3, settings: { alertsPerDay: 50 } })).length).toBeGreaterThan(0);
    expect(picture()).toBe(before);
    expect(heard).toEqual([]);
    expect(core.settings().alertsPerDay).toBe(5);
    for (const stop of stops) stop();
  });

  it('refuses a second one while the first runs, and frees the place when the first is closed', async () => {
    const first = await client.rehearse({ days: 10 });
    expect((await first.next()).value).toMatchObject({ kind: 'progress' });
    expect(await faultOf(client.rehearse({ days: 1 }))).toEqual({ kind: 'conflict', detail: 'a rehearsal is running already; close it first' }); // prettier-ignore
    await first.return?.(undefined);
    let second: RehearsalEvent[] = [];
    await until(async () => {
      const { data } = await safe(all({ days: 1 }));
      second = data ?? [];
      return second.length > 0;
    });
    expect(second.at(-1)).toMatchObject({ kind: 'summary' });
  });

  it('ends when the caller aborts, and when the engine closes', async () => {
    const gone = new AbortController();
    const stream = await client.rehearse({ days: 10 }, { signal: gone.signal });
    await stream.next();
    gone.abort();
    const rest: RehearsalEvent[] = [];
    await (async () => {
      for await (const event of stream) rest.push(event);
    })().catch(() => undefined);
    expect(rest.some(({ kind }) => kind === 'summary')).toBe(false);
    const own = createLocalClient(engine);
    await until(
      async () => (await faultOf(own.rehearse({ days: 1 }).then((s) => s.return?.(undefined)))) === undefined,
    );
    const other = await own.rehearse({ days: 10 });
    await other.next();
    await engine.close();
    const tail: RehearsalEvent[] = [];
    for await (const event of other) tail.push(event);
    expect(tail.some(({ kind }) => kind === 'summary')).toBe(false);
  });

  it.each([
    [{ days: 0 }, 'bad_input', /^days: /],
    [{ days: 4, settings: { alertsPerDay: 1000 } }, 'bad_input', /^alertsPerDay: .*100/],
    [
      { days: 4, settings: { cooldown: 3 } },
      'bad_input',
      /^cooldown: unknown setting; expected one of .*cooldownMinutes/,
    ],
    [{ days: 4, thresholds: 'global_default: 3' }, 'bad_input', /^thresholds: line 1: global_default: expected a map/],
    [
      { days: 4, settings: { symbols: ['ADA-USD'] } },
      'not_found',
      /no stored candles of ADA-USD on test.*mane backfill/,
    ],
    [{ days: 4, settings: { venue: 'elsewhere' } }, 'not_found', /no stored candles of BTC-USD.* on elsewhere/],
  ])('%j is refused', async (request, kind, detail) => {
    expect(await faultOf(client.rehearse(request))).toEqual({ kind, detail: expect.stringMatching(detail) as string });
  });

  it('takes other thresholds as text', async () => {
    const tier = (name: string) => `  ${name}: { multiplier: 1, minimum_move_pct: 50 }\n`;
    const thresholds = `global_default: { threshold: 3, minimum_move_pct: 50 }\nvolatility_tiers:\n${['stable', 'moderate', 'volatile'].map(tier).join('')}`;
    expect((await all({ days: 4, thresholds })).at(-1)).toMatchObject({ kind: 'summary', anomalies: 0 });
  });
});
