/** The cache, the fallback, and what the settings put together: no vectors of two embedders in one answer, and always said. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fault, FaultError, faultOf, type FaultKind } from '../../../../src-shared/fault.ts';
import { EmbedderHealthSchema } from '../../../../src-shared/health.ts';
import type { Embedder } from '../../../../src-shared/ports/embedder.ts';
import { applyPatch, defaultSettings, EmbedderSettingsSchema } from '../../../../src-shared/settings.ts';
import { settableTime, wallTime } from '../../../../src-main/base/clock.ts';
import { createCachedEmbedder } from '../../../../src-main/news/embed/cache.ts';
import { createEmbedder, modelFolderOf } from '../../../../src-main/news/embed/create-embedder.ts';
import { createFallbackEmbedder, embedTraced } from '../../../../src-main/news/embed/fallback.ts';
import { lexicalEmbedder } from '../../../../src-main/news/embedder-lexical.ts';
import { startEmbeddingsServer } from '../../../fakes/embeddings-server.ts';
import { expectedVector, tinyModelFiles, writeModel } from '../../../fakes/tiny-model/tiny-model.ts';
import { temporaryFolder } from '../../../fixtures/run-mane.ts';

/** Gives each text a vector of its first letter's code; fails while `failing` says so. */
function letterEmbedder() {
  const asked: string[][] = [];
  const state: { failing: FaultKind | 'bug' | null } = { failing: null };
  const embedder: Embedder = {
    id: 'letters',
    sameStory: 0.7,
    async embed(texts) {
      asked.push([...texts]);
      if (state.failing === 'bug') throw new TypeError('a bug');
      if (state.failing !== null) throw new FaultError(fault(state.failing, 'it does not work'));
      return texts.map((text) => new Float32Array(384).fill(text.charCodeAt(0)));
    },
  };
  return { embedder, asked, state };
}

describe('cache', () => {
  it('asks for each different text once', async () => {
    const { embedder, asked } = letterEmbedder();
    const cached = createCachedEmbedder(embedder);
    const first = await cached.embed(['a', 'b', 'a']);
    const second = await cached.embed(['b', 'c', 'a']);
    expect(asked).toEqual([['a', 'b'], ['c']]);
    expect(first.map(([x]) => x)).toEqual([97, 98, 97]);
    expect(second.map(([x]) => x)).toEqual([98, 99, 97]);
    expect([cached.id, cached.sameStory]).toEqual(['letters', 0.7]);
  });
  it('forgets the text that was longest not asked for, and nothing of a failed call', async () => {
    const { embedder, asked, state } = letterEmbedder();
    const cached = createCachedEmbedder(embedder, 2);
    await cached.embed(['a', 'b']);
    await cached.embed(['a', 'c']);
    await cached.embed(['a']);
    await cached.embed(['b']);
    expect(asked).toEqual([['a', 'b'], ['c'], ['b']]);
    state.failing = 'network';
    await expect(cached.embed(['z'])).rejects.toThrow();
    state.failing = null;
    expect((await cached.embed(['z']))[0][0]).toBe(122);
  });
  it('answers more texts than it keeps', async () => {
    const cached = createCachedEmbedder(letterEmbedder().embedder, 2);
    expect((await cached.embed([...'abcdef'])).map(([x]) => x)).toEqual([97, 98, 99, 100, 101, 102]);
  });
});

describe('fallback', () => {
  const stand = () => {
    const wall = settableTime(0);
    const letters = letterEmbedder();
    const told: string[] = [];
    let waiting: string | null = null;
    const closing = new AbortController();
    const embedder = createFallbackEmbedder({
      chosen: letters.embedder,
      fallback: lexicalEmbedder,
      wall,
      random: () => 0,
      onFault: (detail) => told.push(detail),
      pending: () => waiting,
      closing: closing.signal,
    });
    return { closing, ...letters, switched: embedder, wall, told, wait: (why: string | null) => void (waiting = why) };
  };
  it('uses the chosen one and says so', async () => {
    const { switched, told } = stand();
    expect(switched.health()).toEqual({ chosen: 'letters', used: 'letters', state: 'idle', detail: null });
    const { by, sameStory, vectors } = await switched.embedTraced(['a']);
    expect([by, sameStory, vectors[0][0]]).toEqual(['letters', 0.7, 97]);
    expect(switched.health()).toEqual({ chosen: 'letters', used: 'letters', state: 'ok', detail: null });
    expect(told).toEqual([]);
  });
  it('lets the built-in one answer the whole call when the chosen one fails, with its own measure, and says why', async () => {
    const { switched, state, told } = stand();
    state.failing = 'network';
    const titles = ['Bitcoin ETF approved', 'SEC sues'];
    const traced = await switched.embedTraced(titles);
    expect(traced).toEqual({
      by: 'lexical',
      sameStory: lexicalEmbedder.sameStory,
      vectors: await lexicalEmbedder.embed(titles),
    });
    expect(switched.health()).toEqual({
      chosen: 'letters',
      used: 'lexical',
      state: 'fallback',
      detail: 'it does not work',
    });
    expect(EmbedderHealthSchema.parse(switched.health())).toEqual(switched.health());
    expect(told).toEqual(['embedder letters: it does not work; lexical is used instead']);
  });
  it('lets the chosen one rest, longer each time, and takes it back when it works', async () => {
    const { switched, state, asked, wall, told } = stand();
    state.failing = 'unavailable';
    await switched.embed(['a']);
    await switched.embed(['a']);
    expect(asked).toHaveLength(1);
    wall.set(30_000);
    await switched.embed(['a']);
    expect(asked).toHaveLength(2);
    wall.set(60_000);
    await switched.embed(['a']);
    expect(asked).toHaveLength(2);
    state.failing = null;
    wall.set(90_000);
    expect((await switched.embedTraced(['a'])).by).toBe('letters');
    expect(switched.health().state).toBe('ok');
    expect(told).toHaveLength(1);
  });
  it('does not ask one that is not ready, and asks as soon as it is', async () => {
    const { switched, asked, wait } = stand();
    wait('half of it is here');
    expect((await switched.embedTraced(['a'])).by).toBe('lexical');
    expect(asked).toEqual([]);
    expect(switched.health()).toEqual({
      chosen: 'letters',
      used: 'lexical',
      state: 'loading',
      detail: 'half of it is here',
    });
    wait(null);
    expect((await switched.embedTraced(['a'])).by).toBe('letters');
  });
  it('passes on a cancellation and a bug', async () => {
    const { switched, state, told } = stand();
    state.failing = 'cancelled';
    const error: unknown = await switched.embed(['a'], AbortSignal.abort()).catch((e: unknown) => e);
    expect(faultOf(error)?.kind).toBe('cancelled');
    state.failing = 'bug';
    await expect(switched.embed(['a'])).rejects.toThrow('a bug');
    expect(told).toEqual([]);
  });
  it('ends what is under way when the program closes, with the built-in one and without a fault', async () => {
    const { switched, state, told, closing, asked } = stand();
    state.failing = 'cancelled';
    const running = switched.embedTraced(['a']);
    closing.abort();
    expect((await running).by).toBe('lexical');
    expect((await switched.embedTraced(['a'])).by).toBe('lexical');
    expect([told, asked.length]).toEqual([[], 1]);
  });
  it('lets a plain embedder speak for itself', async () =>
    expect(await embedTraced(letterEmbedder().embedder, ['b'])).toMatchObject({ by: 'letters', sameStory: 0.7 }));
});

describe('createEmbedder', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let controller: AbortController;
  beforeEach(() => {
    folder = temporaryFolder();
    controller = new AbortController();
  });
  afterEach(() => {
    controller.abort();
    folder.remove();
  });
  const make = (settings: object, extra: object = {}) =>
    createEmbedder({ settings: EmbedderSettingsSchema.parse(settings), offline: false, wall: wallTime, random: () => 0, onFault: () => undefined, signal: controller.signal, env: { MANE_DATA: folder.path }, ...extra }); // prettier-ignore

  it('is the built-in one by default, and in replays and simulated markets whatever was chosen', async () => {
    expect(defaultSettings().embedder).toMatchObject({ kind: 'lexical', allowDownload: false });
    for (const embedder of [
      make({}),
      make({ kind: 'endpoint', baseUrl: 'http://127.0.0.1:1/v1', sameStory: 0.9 }, { offline: true }),
    ])
      expect(await embedder.embedTraced(['Bitcoin ETF approved'])).toMatchObject({ by: 'lexical', sameStory: 0.3 });
    expect((await make({ sameStory: 0.4 }).embedTraced(['x'])).sameStory).toBe(0.4);
  });
  it('is the endpoint with the key of the environment', async () => {
    const server = await startEmbeddingsServer();
    const ask = (env: Record<string, string>) =>
      make({ kind: 'endpoint', baseUrl: server.baseUrl, model: 'tiny' }, { env }).embedTraced(['a title']);
    expect(await ask({ MANE_EMBEDDINGS_KEY: 'one', MANE_OPENAI_KEY: 'two' })).toMatchObject({
      by: 'endpoint:tiny',
      sameStory: 0.6,
    });
    await ask({ MANE_EMBEDDINGS_KEY: '', MANE_OPENAI_KEY: 'two' });
    await ask({});
    expect(server.asked.map(({ authorization }) => authorization)).toEqual(['Bearer one', 'Bearer two', null]);
    await server.close();
  });
  it('is the model of the folder; without one the built-in, which says what is missing', async () => {
    writeModel(join(folder.path, 'mine'));
    const mine = await make({ kind: 'local', folder: join(folder.path, 'mine') }).embedTraced(['etf']);
    expect(mine.by).toBe('local');
    expect(mine.vectors[0][5]).toBeCloseTo(expectedVector(['[CLS]', 'etf', '[SEP]'])[5], 6);
    const told: string[] = [];
    const none = make({ kind: 'local' }, { onFault: (detail: string) => told.push(detail) });
    expect((await none.embedTraced(['etf'])).by).toBe('lexical');
    expect(none.health()).toMatchObject({
      chosen: 'local',
      used: 'lexical',
      state: 'fallback',
      detail: expect.stringContaining('no embedding model') as string,
    });
    expect(told).toHaveLength(1);
  });
  it('fetches the model only when that is allowed, and tells when it cannot', async () => {
    const asked: string[] = [];
    let answer: () => void = () => undefined;
    const http = {
      get: (url: string) =>
        new Promise(
          (resolve) => (
            asked.push(url),
            (answer = () => resolve({ ok: false, fault: fault('network', 'no way there') }))
          ),
        ),
    };
    make({ kind: 'local' }, { http });
    expect(asked).toEqual([]);
    const told: string[] = [];
    const embedder = make(
      { kind: 'local', allowDownload: true },
      { http, onFault: (detail: string) => told.push(detail) },
    );
    expect(asked).toEqual([expect.stringMatching(/^https:\/\/huggingface\.co\/.*\/config\.json$/)]);
    expect(embedder.health()).toMatchObject({
      used: 'lexical',
      state: 'loading',
      detail: 'the model is being fetched: 0.0 of 23.7 MB',
    });
    expect((await embedder.embedTraced(['etf'])).by).toBe('lexical');
    answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['embedder local: the model could not be fetched: no way there']);
    expect((await embedder.embedTraced(['etf'])).by).toBe('lexical');
    expect(embedder.health().state).toBe('fallback');
  });
  it('does not fetch what is there', async () => {
    writeModel(modelFolderOf(EmbedderSettingsSchema.parse({}), { MANE_DATA: folder.path }), tinyModelFiles());
    const http = { get: () => Promise.reject(new Error('must not be asked')) };
    expect((await make({ kind: 'local', allowDownload: true }, { http }).embedTraced(['etf'])).by).toBe('local');
  });
});

describe('embedder settings', () => {
  it.each([
    [{ kind: 'magic' }, /embedder\.kind/],
    [{ baseUrl: 'ftp://x.org' }, /embedder\.baseUrl/],
    [{ model: '' }, /embedder\.model/],
    [{ sameStory: 1.5 }, /embedder\.sameStory/],
  ])('refuse %j', (embedder, detail) => {
    const patched = applyPatch(defaultSettings(), { embedder });
    expect(patched.ok ? '' : patched.fault.detail).toMatch(detail);
  });
});
