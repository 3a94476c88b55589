/** One suite over every embedder: what the rest of the program relies on, whichever the user chose. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultOf } from '../../src-shared/fault.ts';
import type { Embedder } from '../../src-shared/ports/embedder.ts';
import { wallTime } from '../../src-main/base/clock.ts';
import { createCachedEmbedder } from '../../src-main/news/embed/cache.ts';
import { createEndpointEmbedder } from '../../src-main/news/embed/endpoint.ts';
import { createLocalEmbedder, type LocalEmbedder } from '../../src-main/news/embed/local.ts';
import { lexicalEmbedder } from '../../src-main/news/embedder-lexical.ts';
import { HOSTILE_HEADLINES } from '../corpora/hostile/headlines.ts';
import { startEmbeddingsServer } from '../fakes/embeddings-server.ts';
import { writeModel } from '../fakes/tiny-model/tiny-model.ts';
import { temporaryFolder } from '../fixtures/run-mane.ts';

const folder = temporaryFolder();
let server: Awaited<ReturnType<typeof startEmbeddingsServer>>;
let local: LocalEmbedder;
beforeAll(async () => {
  server = await startEmbeddingsServer();
  writeModel(folder.path);
  local = createLocalEmbedder({ folder: folder.path, sameStory: 0.6, wall: wallTime });
});
afterAll(async () => {
  await local.close();
  await server.close();
  folder.remove();
});
const endpoint = () =>
  createEndpointEmbedder({ baseUrl: server.baseUrl, model: 'm', apiKey: 'k', sameStory: 0.6, wall: wallTime, random: () => 0.5, batch: 3 }); // prettier-ignore

const EMBEDDERS: [string, () => Embedder][] = [
  ['lexical', () => lexicalEmbedder],
  ['endpoint', endpoint],
  ['local', () => local],
  ['cached', () => createCachedEmbedder(endpoint(), 4)],
];

const TITLES = [
  'SEC sues an exchange',
  'Bitcoin ETF approved',
  'sec sues an exchange',
  'Solana halts again',
  'Bitcoin ETF approved',
  '1 2 3',
];
const HOSTILE = [
  'lone \ud800 surrogate and \udfff another',
  '\u202eevil reversed\u202c bitcoin',
  'zero\u200bwidth\u2060joined',
  'nul \0 and escape \u001b[31mred',
  'e\u0301'.repeat(200),
  '👩‍👩‍👧‍👦 🇩🇪 family and flag',
  '比特币价格下跌 биткойн بيتكوين',
  'Z̸̢̛͓a̷l̵g̶o̴ text',
  '[CLS] [SEP] [MASK] {"dimensions": 1}',
];
const BLANK = ['', '   ', '\n\t', '…', '💥', '\u200b', '\ud800'];
const length = (vector: Float32Array) => Math.hypot(...vector);

describe.each(EMBEDDERS)('%s embedder', (_name, make) => {
  it('has a name, and a similarity for one story that is one', () => {
    expect(make().id).not.toBe('');
    expect(make().sameStory).toBeGreaterThan(0);
    expect(make().sameStory).toBeLessThan(1);
  });
  it.each([
    ['titles', TITLES],
    ['hostile text', HOSTILE],
    ['hostile headlines', HOSTILE_HEADLINES.filter((headline) => /[\p{L}\p{N}]/u.test(headline))],
    ['a very long text', ['bitcoin etf '.repeat(20_000), 'a'.repeat(200_000)]],
  ])('gives 384 finite numbers of length 1 for %s', async (_what, texts) => {
    const vectors = await make().embed(texts);
    expect(vectors).toHaveLength(texts.length);
    for (const vector of vectors) {
      expect(vector).toBeInstanceOf(Float32Array);
      expect(vector).toHaveLength(384);
      expect(length(vector)).toBeCloseTo(1, 5);
    }
  });
  it('gives the same text the same vector: again, alone, in any company and at any place', async () => {
    const embedder = make();
    const together = await embedder.embed(TITLES);
    expect(await embedder.embed(TITLES)).toEqual(together);
    expect(together[4]).toEqual(together[1]);
    for (const [at, title] of TITLES.entries()) expect(await embedder.embed([title])).toEqual([together[at]]);
    expect(await embedder.embed([...TITLES].reverse())).toEqual([...together].reverse());
    expect(together[0]).not.toEqual(together[1]);
  });
  it('gives zeros for what has no word, and stays in order around it', async () => {
    const vectors = await make().embed([...BLANK, 'Bitcoin ETF approved', '']);
    for (const vector of vectors.slice(0, BLANK.length)) expect([...vector]).toEqual(new Array(384).fill(0));
    expect(vectors[BLANK.length]).toEqual((await make().embed(['Bitcoin ETF approved']))[0]);
    expect(length(vectors[BLANK.length + 1])).toBe(0);
  });
  it('gives nothing for nothing', async () => expect(await make().embed([])).toEqual([]));
  it('does not hand out what a caller could spoil', async () => {
    const embedder = make();
    const [first] = await embedder.embed(['Bitcoin ETF approved']);
    const copy = [...first];
    first.fill(9);
    expect([...(await embedder.embed(['Bitcoin ETF approved']))[0]]).toEqual(copy);
  });
  it('rejects with `cancelled` when it was cancelled before', async () => {
    const error: unknown = await make()
      .embed(['something new to embed'], AbortSignal.abort())
      .catch((e: unknown) => e);
    expect(faultOf(error)).toMatchObject({ kind: 'cancelled', retryable: false });
  });
  it('answers many calls at once, each its own', async () => {
    const embedder = make();
    const texts = Array.from({ length: 12 }, (_, i) => `headline number ${i}`);
    const apart = await Promise.all(texts.map((text) => embedder.embed([text])));
    expect(apart.flat()).toEqual(await embedder.embed(texts));
  });
});
