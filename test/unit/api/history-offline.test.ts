/** History without any network: the news off, the mirror's server down, every outgoing connection refused. Lists, counts, searches and bundles come from the file. */
import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLocalClient } from '../../../src-main/api/local-client.ts';
import { createTurns } from '../../../src-main/api/turns.ts';
import { wallTime } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { similarEvents } from '../../../src-main/flow/similar-events.ts';
import { readThrough } from '../../../src-main/store/mirror/read-through.ts';
import { openStore, type OpenStore } from '../../../src-main/store/store-client.ts';
import { cursorOf } from '../../../src-shared/history.ts';
import {
  anomaly,
  candle,
  narrativeOf,
  temporaryFolder,
  type TemporaryFolder,
} from '../../conformance/store-samples.ts';
import { createStubEngine } from '../../fakes/stub-engine.ts';

describe('history without a network', () => {
  let here: TemporaryFolder;
  let store: OpenStore;
  beforeEach(async () => {
    here = temporaryFolder();
    store = await openStore({ path: here.db });
    vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
      throw new Error('there is no network here');
    });
    vi.stubGlobal('fetch', () => Promise.reject(new Error('there is no network here')));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    await store.close();
    here.remove();
  });

  it('lists, counts, searches and compares from the file alone', async () => {
    const many = [0, 10, 20, 30].map((minute) => anomaly(minute));
    for (const one of many) {
      await store.writer.raise(one, null);
      await store.writer.saveNarrative(narrativeOf(one, { narrative_text: `Bitcoin fell at minute ${one.detected_at}.` }), [], 'accepted'); // prettier-ignore
    }
    await store.writer.journal({ prices: [], candles: Array.from({ length: 60 }, (_, minute) => candle(minute)) });
    await store.writer.flush();
    // The server is told to be there, and every question to it fails.
    const down = () => ({ candles: () => Promise.reject(new Error('down')), prices: () => Promise.reject(new Error('down')) }); // prettier-ignore
    const reader = readThrough({ local: store.reader, server: down, wall: wallTime, logger: silentLogger });
    const client = createLocalClient(createStubEngine({ reader, engine: { similar: (id) => similarEvents(reader, id) } })); // prettier-ignore
    const page = await client.anomalies.list({ limit: 3 });
    expect(page).toHaveLength(3);
    const rest = await client.anomalies.list({ after: cursorOf(page[2].anomaly, 'newest'), limit: 3 });
    expect(rest.map((row) => row.anomaly.id)).toEqual([many[0].id]);
    expect(await client.anomalies.count({})).toEqual({ count: 4 });
    expect(await client.anomalies.search({ text: 'bitcon fell' })).toHaveLength(4);
    expect((await client.anomalies.detail({ id: many[3].id })).anomaly.id).toBe(many[3].id);
    const similar = await client.anomalies.similar({ id: many[3].id });
    expect(similar.moves.map((move) => move.id)).toContain(many[0].id);
    expect(similar.moves.every((move) => move.onset < many[3].detection_metadata.onset)).toBe(true);
    expect(similar.own.some((change) => change !== null)).toBe(true);
  });
});

describe('turns', () => {
  it('run one at a time and skip what was given up before its turn', async () => {
    const turns = createTurns();
    const log: string[] = [];
    let go: () => void = () => undefined;
    const first = turns(() => new Promise<void>((resolve) => (go = resolve)), undefined);
    const abort = new AbortController();
    const second = turns(async () => void log.push('second'), abort.signal);
    const third = turns(async () => void log.push('third'), undefined);
    abort.abort();
    await Promise.resolve();
    go();
    await expect(second).rejects.toThrow('a newer search took its place');
    await Promise.all([first, third]);
    expect(log).toEqual(['third']);
  });

  it('go on after one that failed', async () => {
    const turns = createTurns();
    await expect(turns(() => Promise.reject(new Error('broken')), undefined)).rejects.toThrow('broken');
    expect(await turns(async () => 7, undefined)).toBe(7);
  });
});
