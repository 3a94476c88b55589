import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf, type Fault } from '../../../../src-shared/fault.ts';
import { wallTime } from '../../../../src-main/base/clock.ts';
import { createEndpointEmbedder, type EndpointOptions } from '../../../../src-main/news/embed/endpoint.ts';
import { json, type Mishap, startEmbeddingsServer, vectorOf } from '../../../fakes/embeddings-server.ts';

let server: Awaited<ReturnType<typeof startEmbeddingsServer>>;
beforeEach(async () => void (server = await startEmbeddingsServer()));
afterEach(() => server.close());

/** Waits are told at once: what is asserted is how often and how long it wanted to wait. */
const waits: number[] = [];
const wall = { ...wallTime, sleep: (ms: number, signal?: AbortSignal) => (ms >= 300_000 ? wallTime.sleep(ms, signal) : (waits.push(ms), Promise.resolve())) }; // prettier-ignore
beforeEach(() => void (waits.length = 0));
const make = (options: Partial<EndpointOptions> = {}) =>
  createEndpointEmbedder({ baseUrl: server.baseUrl, model: 'small', apiKey: 'secret-key', sameStory: 0.6, wall, random: () => 0, timeoutMs: 300_000, ...options }); // prettier-ignore
const faultFrom = async (run: Promise<unknown>): Promise<Fault | null> => faultOf(await run.then(() => null, (e: unknown) => e)); // prettier-ignore
const status =
  (code: number, headers?: Record<string, string>): Mishap =>
  (_, response) =>
    json(response, code, { error: { message: `no ${code}` } }, headers);
const answer =
  (data: unknown): Mishap =>
  (_, response) =>
    json(response, 200, { object: 'list', data });

describe('endpoint embedder', () => {
  it('asks for 384 numbers of its model in batches, with the key, and puts answers in order', async () => {
    const texts = Array.from({ length: 7 }, (_, i) => `headline ${i}`);
    const vectors = await make({ batch: 3 }).embed(texts);
    expect(server.asked.map(({ body }) => body.input)).toEqual([texts.slice(0, 3), texts.slice(3, 6), texts.slice(6)]);
    for (const { url, authorization, body } of server.asked) {
      expect(url).toBe('/v1/embeddings');
      expect(authorization).toBe('Bearer secret-key');
      expect(body).toMatchObject({ model: 'small', dimensions: 384, encoding_format: 'float' });
    }
    texts.forEach((text, i) => {
      const wanted = vectorOf(text);
      const length = Math.hypot(...wanted);
      wanted.forEach((value, k) => expect(vectors[i][k]).toBeCloseTo(value / length, 6));
    });
  });
  it('sends no key when there is none, and nothing of another program’s environment', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      OPENAI_API_KEY: 'theirs',
      OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
      OPENAI_ORG_ID: 'org',
      OPENAI_PROJECT_ID: 'p',
    });
    try {
      await make({ apiKey: null }).embed(['a title']);
    } finally {
      process.env = before;
    }
    expect(server.asked[0].authorization).toBeNull();
    expect(JSON.stringify(server.asked[0].headers)).not.toMatch(/theirs|"org"|openai-project/);
  });
  it('does not ask about what has no word, and cuts what is too long', async () => {
    expect(await make().embed(['', '…'])).toHaveLength(2);
    expect(server.asked).toEqual([]);
    await make().embed(['x'.repeat(50_000), 'lone \ud800']);
    expect(server.asked[0].body.input).toEqual(['x'.repeat(2000), 'lone \ufffd']);
  });
  it('tries again after 500, 503 and 429, longer each time, as long as Retry-After says at least', async () => {
    server.mishaps.push(status(500), status(503));
    expect(await make().embed(['a title'])).toHaveLength(1);
    expect(waits).toEqual([250, 500]);
    server.mishaps.push(status(429, { 'retry-after': '7' }));
    expect(await make().embed(['a title'])).toHaveLength(1);
    expect(waits.at(-1)).toBe(7000);
  });
  it('gives up after three tries, or when it would have to wait too long', async () => {
    server.mishaps.push(status(502), status(502), status(502));
    expect(await faultFrom(make().embed(['a title']))).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(server.asked).toHaveLength(3);
    server.mishaps.push(status(429, { 'retry-after': '3600' }));
    expect(await faultFrom(make().embed(['a title']))).toMatchObject({ kind: 'rate_limited', retryAfterMs: 3_600_000 });
    expect(server.asked).toHaveLength(4);
  });
  it.each([
    [401, /answered 401: it wants a valid key \(MANE_EMBEDDINGS_KEY/],
    [400, /answered 400: check embedder.baseUrl and embedder.model/],
    [404, /answered 404/],
  ])('does not repeat what was refused with %d', async (code, detail) => {
    server.mishaps.push(status(code));
    const fault = await faultFrom(make().embed(['a title']));
    expect(fault).toMatchObject({ kind: 'refused', detail: expect.stringMatching(detail) as string });
    expect(fault?.detail).not.toContain('secret-key');
    expect(server.asked).toHaveLength(1);
  });
  const good = () => ({ index: 0, embedding: vectorOf('x') });
  it.each<[string, unknown, RegExp]>([
    ['another width', [{ index: 0, embedding: [1, 2, 3] }], /3 numbers instead of 384; choose a model that obeys/],
    ['a hole', [{ index: 0, embedding: [null, ...vectorOf('x').slice(1)] }], /gave null for a number/],
    ['text for a number', [{ index: 0, embedding: ['1', ...vectorOf('x').slice(1)] }], /gave "1" for a number/],
    ['zeros', [{ index: 0, embedding: new Array(384).fill(0) }], /a vector of zeros/],
    ['base64', [{ index: 0, embedding: 'AAAA' }], /no list of numbers/],
    ['too few', [], /0 vectors for 1 texts/],
    ['too many', [good(), good()], /2 vectors for 1 texts/],
    ['a wrong place', [{ ...good(), index: 5 }], /the place 5 of 1/],
    ['a place that is none', [{ ...good(), index: '0' }], /the place "0" of 1/],
    ['no list', null, /without a list/],
  ])('refuses %s', async (_name, data, detail) => {
    server.mishaps.push(answer(data));
    expect(await faultFrom(make().embed(['a title']))).toMatchObject({ kind: 'corrupt', detail: expect.stringMatching(detail) as string }); // prettier-ignore
    expect(server.asked).toHaveLength(1);
  });
  it('refuses one place given twice', async () => {
    server.mishaps.push(answer([good(), good()]));
    expect((await faultFrom(make().embed(['a title', 'another'])))?.detail).toMatch(/the place 0 of 2/);
  });
  it.each<[string, Mishap]>([
    [
      'a page',
      (_, response) => (response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>'), true),
    ],
    [
      'broken JSON',
      (_, response) => (response.writeHead(200, { 'content-type': 'application/json' }).end('{"data": ['), true),
    ],
    ['NaN', (_, response) => (response.writeHead(200, { 'content-type': 'application/json' }).end('{"data": [{"index": 0, "embedding": [NaN]}]}'), true)], // prettier-ignore
    ['nine megabytes', (_, response) => (response.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(9_000_000)}"`), true)], // prettier-ignore
  ])('refuses %s', async (_name, mishap) => {
    server.mishaps.push(mishap, mishap, mishap);
    expect(await faultFrom(make().embed(['a title']))).toMatchObject({ kind: 'corrupt' });
  });
  it('does not follow a redirect, which would carry the headlines elsewhere', async () => {
    const elsewhere = await startEmbeddingsServer();
    const redirect: Mishap = (_, response) => (
      response.writeHead(307, { location: `${elsewhere.baseUrl}/embeddings` }).end(),
      true
    );
    server.mishaps.push(redirect, redirect, redirect);
    expect(await faultFrom(make().embed(['a title']))).toMatchObject({ kind: 'network' });
    expect(elsewhere.asked).toEqual([]);
    await elsewhere.close();
  });
  it('does not send a key over plain http to another machine', async () => {
    const fault = await faultFrom(make({ baseUrl: 'http://embeddings.example/v1' }).embed(['a title']));
    expect(fault).toMatchObject({ kind: 'refused', detail: expect.stringContaining('use https') as string });
    expect(fault?.detail).not.toContain('secret-key');
  });
  it('says that nobody listens, and that a connection broke', async () => {
    const broken: Mishap = (_, response) => (response.destroy(), true);
    server.mishaps.push(broken, broken, broken);
    expect(await faultFrom(make().embed(['a title']))).toMatchObject({ kind: 'network', retryable: true });
    await server.close();
    expect(await faultFrom(make().embed(['a title']))).toMatchObject({ kind: 'network', retryable: true });
  });
  it('ends a request that takes too long, and one that is cancelled', async () => {
    const silent: Mishap = () => true;
    server.mishaps.push(silent);
    expect(await faultFrom(make({ wall: wallTime, timeoutMs: 50, tries: 1 }).embed(['a title']))).toMatchObject({
      kind: 'timeout',
    });
    const user = new AbortController();
    server.mishaps.push(() => (user.abort(), true));
    expect(await faultFrom(make().embed(['a title'], user.signal))).toMatchObject({
      kind: 'cancelled',
      retryable: false,
    });
    const later = new AbortController();
    server.mishaps.push(status(500, { 'retry-after': '200' }));
    const waiting = make({ wall: { ...wallTime, sleep: (ms, signal) => (queueMicrotask(() => ms === 200_000 && later.abort()), wallTime.sleep(ms, signal)) } }).embed(['a title'], later.signal); // prettier-ignore
    expect(await faultFrom(waiting)).toMatchObject({ kind: 'cancelled' });
  });
});
