/** Canaries: what is given as a key is found in no log line, health line, fault, setting or byte of the database. */
import { readdirSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import { defaultSettings } from '../../../src-shared/settings.ts';
import { settableTime, wallTime } from '../../../src-main/base/clock.ts';
import { createHttp } from '../../../src-main/base/http.ts';
import { createLogger } from '../../../src-main/base/logger.ts';
import { environmentSecrets } from '../../../src-main/base/secrets.ts';
import { createCryptoPanicSource } from '../../../src-main/news/cryptopanic-source.ts';
import { lexicalEmbedder } from '../../../src-main/news/embedder-lexical.ts';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { createNewsApiSource } from '../../../src-main/news/newsapi-source.ts';
import { createNewsDesk } from '../../../src-main/news/news-desk.ts';
import { createRedditSource } from '../../../src-main/news/reddit-source.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { KEYS, startNewsServices, TOKEN, type NewsServices } from '../../fakes/news-services.ts';
import { temporaryFolder } from '../../fixtures/run-mane.ts';

describe('environmentSecrets', () => {
  it('trims, and takes what could not stand in a header for no key', () => {
    const secrets = environmentSecrets({ A: ' key-1 ', B: '', C: 'a b', D: 'a\nb', E: 'ключ' });
    expect(['A', 'B', 'C', 'D', 'E', 'F'].map((name) => secrets.get(name))).toEqual([
      'key-1',
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

const NOW = Date.parse('2026-03-02T13:00:00Z');
const CANARIES = [
  ...Object.values(KEYS),
  TOKEN,
  Buffer.from(`${KEYS.MANE_REDDIT_ID}:${KEYS.MANE_REDDIT_SECRET}`).toString('base64'),
];
const folder = temporaryFolder();
let services: NewsServices;
beforeAll(async () => void (services = await startNewsServices()));
afterAll(async () => {
  await services.close();
  folder.remove();
});

const found = (text: string): string[] => CANARIES.filter((canary) => text.includes(canary));

/** Answers that do their best to bring the key back to us. */
const ECHOES: [string, RequestListener][] = [
  [
    'an error that repeats the request',
    (request, response) =>
      void response
        .writeHead(400)
        .end(JSON.stringify({ code: request.url, error: request.headers['x-api-key'], message: request.url })),
  ],
  [
    'a refused key',
    (request, response) =>
      void response.writeHead(401).end(`no such key: ${request.url} ${JSON.stringify(request.headers)}`),
  ],
  [
    'a redirect that carries it on',
    (request, response) => void response.writeHead(302, { location: `http://127.0.0.1:9${request.url}` }).end(),
  ],
  ['429', (request, response) => void response.writeHead(429, { 'retry-after': '1' }).end(request.url)],
  ['503', (request, response) => void response.writeHead(503).end(request.url)],
  ['HTML', (request, response) => void response.end(`<html>${request.url}</html>`)],
  ['broken JSON', (request, response) => void response.end(`{"results": "${request.url}`)],
  ['a dropped connection', (request) => void request.socket.destroy()],
  [
    'addresses with the key in them',
    ({ url, headers }, response) => {
      if (url?.startsWith('/api/v1/'))
        return void response.end(JSON.stringify({ access_token: TOKEN, expires_in: 3600 }));
      const link = `https://x.org/story?auth_token=${KEYS.MANE_CRYPTOPANIC_KEY}&apiKey=${String(headers['x-api-key'])}`;
      const post = {
        title: 'Story',
        url: link,
        original_url: link,
        published_at: '2026-03-02T12:50:00Z',
        publishedAt: '2026-03-02T12:50:00Z',
      };
      response.end(
        JSON.stringify({
          status: 'ok',
          kind: 'Listing',
          next: `http://x.org${url}`,
          results: [post],
          articles: [post],
          data: { after: null, children: [] },
        }),
      );
    },
  ],
];

it('keeps keys out of log, Health, faults, settings and database', async () => {
  let log = '';
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => void ((log += chunk.toString()), done()),
  });
  const logger = createLogger({ level: 'trace', destination });
  const store = await openStore({ path: join(folder.path, 'canary.db'), logger, inThread: false });
  const wall = settableTime(1_000_000);
  const market = settableTime(NOW);
  const http = createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1'] });
  const quick = { ...wall, sleep: (ms: number) => Promise.resolve(wall.set(wall.now() + ms)) };
  const parts = { http, secrets: environmentSecrets({ ...KEYS }), market, wall: quick };
  const sources = [
    createCryptoPanicSource({ ...parts, currencies: ['BTC'], base: services.cryptopanic }),
    createNewsApiSource({ ...parts, query: 'bitcoin', plan: 'paid', base: services.newsapi }),
    createRedditSource({
      ...parts,
      subreddits: ['Bitcoin'],
      minScore: 1,
      version: '1',
      base: services.reddit,
      tokenUrl: services.redditToken,
    }),
  ];
  const { reader, writer } = store;
  const desk = createNewsDesk({
    sources,
    linker: loadLinker(),
    sentiment: lexiconSentiment,
    embedder: lexicalEmbedder,
    reader,
    writer,
    market,
    wall,
    logger,
    pollMs: 5 * MINUTE_MS,
    minClusterSize: 2,
  });
  const signal = new AbortController().signal;
  let seen = '';
  for (const [name, answer] of [...ECHOES, ['the service itself', null] as const]) {
    services.answer(answer);
    const before = services.asked.length;
    await desk.poll(signal);
    expect(services.asked.length, name).toBeGreaterThan(before);
    for (const source of sources) {
      for await (const page of source.history?.pages({ from: NOW - HOUR_MS, to: NOW, signal }) ?? [])
        seen += JSON.stringify(page);
    }
    seen += JSON.stringify(desk.health());
    wall.set(wall.now() + 7 * HOUR_MS);
  }
  services.answer(null);
  // The requests did carry them (id and secret as Basic): without this the search below could not fail.
  const sent = CANARIES.filter((canary) => canary !== KEYS.MANE_REDDIT_ID && canary !== KEYS.MANE_REDDIT_SECRET);
  expect(found(services.asked.map((request) => JSON.stringify(request)).join('\n'))).toEqual(sent);
  expect((await reader.news({ from: 0, to: NOW + HOUR_MS, limit: 100 })).length).toBeGreaterThan(5);
  await store.close();
  expect(log).toContain('news source not read');
  expect(found(log)).toEqual([]);
  expect(found(seen)).toEqual([]);
  expect(found(JSON.stringify(defaultSettings()))).toEqual([]);
  const files = readdirSync(folder.path).map((name) => readFileSync(join(folder.path, name)).toString('latin1'));
  expect(files.length).toBeGreaterThan(0);
  expect(files.flatMap(found)).toEqual([]);
});
