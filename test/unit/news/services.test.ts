/** CryptoPanic, NewsAPI and Reddit against a real loopback server: what they hand over, and what each failure is called. */
import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import type { NewsSource } from '../../../src-shared/ports/news-source.ts';
import { type SettableTime, settableTime, wallTime } from '../../../src-main/base/clock.ts';
import { createHttp } from '../../../src-main/base/http.ts';
import { environmentSecrets } from '../../../src-main/base/secrets.ts';
import { createCryptoPanicSource } from '../../../src-main/news/cryptopanic-source.ts';
import { createNewsApiSource } from '../../../src-main/news/newsapi-source.ts';
import { createRedditSource } from '../../../src-main/news/reddit-source.ts';
import { KEYS, startNewsServices, TOKEN, type NewsServices } from '../../fakes/news-services.ts';

const NOW = Date.parse('2026-03-02T13:00:00Z');
const signal = new AbortController().signal;
let services: NewsServices;
beforeAll(async () => void (services = await startNewsServices()));
afterAll(() => services.close());
beforeEach(() => {
  services.asked.length = 0;
  services.answer(null);
  services.reset();
});

const SERVICES = ['CryptoPanic', 'NewsAPI', 'Reddit'] as const;
type Service = (typeof SERVICES)[number];

/** A wall on which waiting takes no time. */
function quickTime(): SettableTime {
  const time = settableTime(1_000_000);
  return { ...time, sleep: (ms) => Promise.resolve(time.set(time.now() + ms)) };
}

function setUp(service: Service, environment: NodeJS.ProcessEnv = { ...KEYS }) {
  const wall = quickTime();
  const market = settableTime(NOW);
  const http = createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1'] });
  const parts = { http, secrets: environmentSecrets(environment), market, wall };
  const made: Record<Service, () => NewsSource> = {
    CryptoPanic: () => createCryptoPanicSource({ ...parts, currencies: ['BTC', 'SOL'], base: services.cryptopanic }),
    NewsAPI: () =>
      createNewsApiSource({ ...parts, query: 'bitcoin OR crypto', plan: 'developer', base: services.newsapi }),
    Reddit: () =>
      createRedditSource({
        ...parts,
        subreddits: ['CryptoCurrency', 'Bitcoin'],
        minScore: 10,
        version: '0.1.0',
        username: 'somebody',
        base: services.reddit,
        tokenUrl: services.redditToken,
      }),
  };
  const source = made[service]();
  return { source, wall, market, environment, poll: () => source.poll(market.now(), signal) };
}

describe('CryptoPanic', () => {
  it('hands over posts under their publisher, without the campaign and the HTML', async () => {
    const { source, poll } = setUp('CryptoPanic');
    const first = await poll();
    expect(first).toEqual({
      ok: true,
      value: [
        {
          source: 'CoinDesk',
          title: 'Solana validators restart after a five-hour halt',
          url: 'https://www.coindesk.com/tech/2026/03/02/solana-validators-restart/',
          summary: 'Block production resumed at 12:51 UTC — no funds were lost.',
          published_at: Date.parse('2026-03-02T12:55:00Z'),
          first_seen_at: NOW,
        },
        {
          source: 'CryptoPanic',
          title: 'Court sets date in exchange case',
          url: 'https://cryptopanic.com/news/24110287/Court-sets-date-in-exchange-case',
          summary: null,
          published_at: Date.parse('2026-03-02T12:40:10Z'),
          first_seen_at: NOW,
        },
        expect.objectContaining({ source: 'The Block', summary: null }),
      ],
    });
    const query = new URL(services.asked[0]?.line.slice(4) ?? '', 'http://x').searchParams;
    expect(Object.fromEntries(query)).toEqual({
      auth_token: KEYS.MANE_CRYPTOPANIC_KEY,
      kind: 'news',
      public: 'true',
      regions: 'en',
      currencies: 'BTC,SOL',
    });
    expect(await poll()).toEqual({ ok: true, value: [] });
    expect(source.health()).toMatchObject({ state: 'unchanged', items: 3, lastOkAt: NOW, detail: null });
  });
  it('reads on while everything is new, at most three pages, and takes a next address apart instead of following it', async () => {
    const post = (page: number, i: number) => ({
      title: `Story ${page} ${i}`,
      url: `https://x.org/${page}/${i}`,
      published_at: '2026-03-02T12:00:00Z',
    });
    services.serve({ posts: Array.from({ length: 6 }, (_, page) => [post(page, 0), post(page, 1)]) });
    const { poll } = setUp('CryptoPanic');
    const first = await poll();
    expect(first.ok && first.value.length).toBe(6);
    expect(services.asked.map(({ line }) => new URL(line.slice(4), 'http://x').searchParams.get('page'))).toEqual([
      null,
      '2',
      '3',
    ]);
    services.asked.length = 0;
    await poll();
    expect(services.asked).toHaveLength(1);
  });
  it('is not led round in circles by pages that point at each other', async () => {
    services.answer((request, response) => {
      const title = `Story ${services.asked.length}`;
      response.end(
        JSON.stringify({
          next: `http://evil.example${request.url}`,
          results: [{ title, url: `https://x.org/${title.slice(6)}` }],
        }),
      );
    });
    const { source } = setUp('CryptoPanic');
    expect(await source.poll(NOW, signal)).toMatchObject({ ok: true });
    expect(services.asked.length).toBeLessThanOrEqual(3);
    services.asked.length = 0;
    const pages = [];
    for await (const page of source.history?.pages({ from: 0, to: NOW, signal }) ?? []) pages.push(page.ok);
    expect(pages).toEqual([true, false]);
  });
});

describe('NewsAPI', () => {
  it('asks once with the key in a header, from a day and six hours back, and leaves out what was removed', async () => {
    const { source, poll } = setUp('NewsAPI');
    const read = await poll();
    expect(read.ok && read.value.map(({ source: name, title }) => [name, title])).toEqual([
      ['Reuters', 'Exchange halts withdrawals of one stablecoin'],
      ['Decrypt', 'Ethereum developers name a date for the next fork'],
      ['NewsAPI', 'A title without a publisher'],
    ]);
    expect(services.asked).toHaveLength(1);
    expect(services.asked[0]?.headers['x-api-key']).toBe(KEYS.MANE_NEWSAPI_KEY);
    expect(Object.fromEntries(new URL(services.asked[0]?.line.slice(4) ?? '', 'http://x').searchParams)).toEqual({
      q: 'bitcoin OR crypto',
      from: '2026-03-01T07:00:00',
      language: 'en',
      sortBy: 'publishedAt',
      pageSize: '100',
    });
    expect(source.health()).toMatchObject({ state: 'ok', detail: expect.stringContaining('24 h late') as string });
    expect(source.leastMs).toBe(15 * MINUTE_MS);
  });
});

describe('Reddit', () => {
  it('fetches a token once, names itself, leaves out stickied, removed and unread posts, and takes a link post for a post', async () => {
    const { poll, wall } = setUp('Reddit');
    const read = await poll();
    expect(read.ok && read.value.map(({ source, title, url, summary }) => [source, title, url, summary])).toEqual([
      [
        'r/CryptoCurrency',
        'Solana is down again & nobody says why',
        'https://www.reddit.com/r/CryptoCurrency/comments/1j1bbbb/solana_is_down_again/',
        expect.stringContaining('My node stopped at slot 312.') as string,
      ],
      [
        'r/Bitcoin',
        'Miner opens a plant',
        'https://www.reddit.com/r/Bitcoin/comments/1j1cccc/miner_opens_a_plant/',
        null,
      ],
    ]);
    wall.set(wall.now() + HOUR_MS);
    await poll();
    expect(services.asked.map(({ line }) => line)).toEqual([
      'POST /api/v1/access_token',
      'GET /r/CryptoCurrency+Bitcoin/new?limit=100&raw_json=1',
      'GET /r/CryptoCurrency+Bitcoin/new?limit=100&raw_json=1',
    ]);
    for (const { headers } of services.asked)
      expect(headers['user-agent']).toMatch(/^\w+:org\.mane\.desktop:v0\.1\.0 \(by \/u\/somebody\)$/);
  });
  it('hands over a post once it reaches the score', async () => {
    const post = (score: number) => ({
      kind: 't3',
      data: {
        title: 'Bridge drained',
        subreddit: 'CryptoCurrency',
        permalink: '/r/CryptoCurrency/comments/a/b/',
        created_utc: NOW / 1000 - 60,
        score,
      },
    });
    const { poll, market } = setUp('Reddit');
    services.serve({ listing: [[post(9)]] });
    expect(await poll()).toEqual({ ok: true, value: [] });
    services.serve({ listing: [[post(10)]] });
    market.set(NOW + MINUTE_MS);
    expect(await poll()).toMatchObject({
      ok: true,
      value: [{ title: 'Bridge drained', published_at: NOW - 60_000, first_seen_at: NOW + MINUTE_MS }],
    });
  });
  it('asks for a new token when the old one is refused or over', async () => {
    const { poll, wall } = setUp('Reddit');
    await poll();
    let refuse = true;
    services.answer((request, response) => {
      if (request.url?.startsWith('/api/v1/'))
        return void response.end(JSON.stringify({ access_token: TOKEN, expires_in: 3600 }));
      if (refuse) response.statusCode = 401;
      response.end(JSON.stringify({ kind: 'Listing', data: { after: null, children: [] } }));
      refuse = false;
    });
    services.asked.length = 0;
    expect(await poll()).toEqual({ ok: true, value: [] });
    expect(services.asked.map(({ line }) => line.slice(0, 7))).toEqual(['GET /r/', 'POST /a', 'GET /r/']);
    wall.set(wall.now() + HOUR_MS);
    await poll();
    expect(services.asked.slice(3).map(({ line }) => line.slice(0, 7))).toEqual(['POST /a', 'GET /r/']);
  });
  it('stops asking while its requests are used up', async () => {
    services.serve({ redditHeaders: { 'x-ratelimit-remaining': '0.0', 'x-ratelimit-reset': '300' } });
    const { source, poll, wall } = setUp('Reddit');
    expect((await poll()).ok).toBe(true);
    const count = services.asked.length;
    wall.set(wall.now() + 299_000);
    expect(source.health()).toMatchObject({ state: 'ok', detail: expect.stringContaining('used up') as string });
    expect(await poll()).toMatchObject({ ok: false, fault: { kind: 'unavailable' } });
    expect(services.asked).toHaveLength(count);
    wall.set(wall.now() + 2_000);
    expect((await poll()).ok).toBe(true);
  });
});

const respond =
  (status: number, body: string | Buffer, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

describe.each(SERVICES)('%s', (service) => {
  it('is disabled without its key, says what to do, asks nothing and is no failure', async () => {
    const { source, poll } = setUp(service, {});
    expect(source.health()).toMatchObject({
      state: 'disabled',
      detail: expect.stringMatching(/^no key: set MANE_\w+/) as string,
    });
    expect(await poll()).toEqual({ ok: true, value: [] });
    expect(services.asked).toEqual([]);
  });
  it('works as soon as a key is there', async () => {
    const { source, environment, poll } = setUp(service, {});
    await poll();
    Object.assign(environment, KEYS);
    expect((await poll()).ok).toBe(true);
    expect(['ok', 'unchanged']).toContain(source.health().state);
  });
  it('leaves a refused key alone for six hours, or until it changes', async () => {
    const { source, wall, environment, poll } = setUp(service);
    services.answer(respond(401, '{"error": 401}'));
    expect(await poll()).toMatchObject({ ok: false, fault: { kind: 'refused' } });
    expect(source.health()).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('the key was refused (401') as string,
    });
    expect(source.health().detail).toContain('MANE_');
    const count = services.asked.length;
    wall.set(wall.now() + 5 * HOUR_MS);
    await poll();
    expect(services.asked).toHaveLength(count);
    services.answer(null);
    const right = { ...environment };
    for (const name of Object.keys(KEYS)) environment[name] = 'another';
    expect(await poll()).toMatchObject({ ok: false, fault: { kind: 'refused' } });
    Object.assign(environment, right);
    expect((await poll()).ok).toBe(true);
    expect(source.health().state).not.toBe('failed');
  });
  it.each<[string, RequestListener, string, string]>([
    ['403', respond(403, 'no'), 'refused', 'the key was refused (403)'],
    [
      '400 with a code',
      respond(400, '{"status":"error","code":"parameterInvalid","message":"secret text"}'),
      'refused',
      'answered 400, parameterInvalid',
    ],
    ['426', respond(426, '{"code":"maximumResultsReached"}'), 'refused', 'answered 426, maximumResultsReached'],
    ['404', respond(404, ''), 'not_found', 'nothing there (404)'],
    ['410', respond(410, ''), 'not_found', 'nothing there (410)'],
    [
      '429',
      respond(429, '{"code":"rateLimited"}', { 'retry-after': '900' }),
      'rate_limited',
      'asked us to slow down (429)',
    ],
    ['503', respond(503, ''), 'unavailable', 'answered 503'],
    [
      'broken JSON',
      respond(200, '{"results": [', { 'content-type': 'application/json' }),
      'corrupt',
      'cannot be read as JSON',
    ],
    ['other JSON', respond(200, '{"hello": 1}'), 'corrupt', 'got other JSON'],
    ['JSON that nests deep', respond(200, '['.repeat(100_000)), 'corrupt', 'cannot be read as JSON'],
    ['nothing', respond(200, ''), 'corrupt', 'got an empty answer'],
    [
      'a captive portal',
      respond(200, '<!DOCTYPE html><html>Sign in</html>', { 'content-type': 'text/html' }),
      'corrupt',
      'got an HTML page',
    ],
    ['a redirect', respond(302, '', { location: 'http://127.0.0.1:9/steal' }), 'refused', 'more than 0 redirects'],
    ['six megabytes', respond(200, Buffer.alloc(6_000_000, ' ')), 'refused', 'larger than'],
    ['a dropped connection', (request) => void request.socket.destroy(), 'network', ''],
  ])('names %s and only calls 401 and 403 a wrong key', async (name, listener, kind, detail) => {
    const { source, poll } = setUp(service);
    services.answer(listener);
    expect(await poll()).toMatchObject({ ok: false, fault: { kind } });
    const health = source.health();
    expect(health.detail).toMatch(new RegExp(`^${service}: `));
    expect(health.detail).toContain(detail);
    expect(health.detail).not.toContain('secret text');
    expect(health.detail?.includes('key was refused')).toBe(name === '403');
    const retryable = ['rate_limited', 'unavailable', 'network'].includes(kind);
    expect(health.state).toBe(retryable ? 'backing_off' : 'failed');
  });
  it('waits as long as a Retry-After asks', async () => {
    const { wall, poll } = setUp(service);
    services.answer(respond(429, '', { 'retry-after': '900' }));
    await poll();
    services.answer(null);
    const count = services.asked.length;
    wall.set(wall.now() + 899_000);
    expect((await poll()).ok).toBe(false);
    expect(services.asked).toHaveLength(count);
    wall.set(wall.now() + 2_000);
    expect((await poll()).ok).toBe(true);
  });
  it('believes no date to come and passes over what is no item', async () => {
    const odd = [null, 7, 'x', {}, { title: 5 }, { title: '   ' }, { kind: 't3', data: {} }];
    const future = '2031-01-01T00:00:00Z';
    const post = { title: 'Ahead', url: 'https://x.org/ahead', published_at: future, publishedAt: future };
    const reddit = {
      kind: 't3',
      data: { title: 'Ahead', subreddit: 'a', permalink: '/r/a/b/', created_utc: Date.parse(future) / 1000, score: 99 },
    };
    services.answer((request, response) => {
      if (request.url?.startsWith('/api/v1/'))
        return void response.end(JSON.stringify({ access_token: TOKEN, expires_in: 3600 }));
      response.end(
        JSON.stringify({
          status: 'ok',
          kind: 'Listing',
          next: null,
          results: [...odd, post],
          articles: [...odd, post],
          data: { after: null, children: [...odd, reddit] },
        }),
      );
    });
    const { poll } = setUp(service);
    expect(await poll()).toMatchObject({ ok: true, value: [{ title: 'Ahead', published_at: NOW }] });
  });
  it('takes an empty page for nothing new, and a repeated item once', async () => {
    services.serve({ posts: [[]], articles: [], listing: [[]] });
    const { source, poll } = setUp(service);
    expect(await poll()).toEqual({ ok: true, value: [] });
    expect(source.health()).toMatchObject({ state: 'unchanged', items: 0 });
    services.reset();
    const once = await poll();
    expect(once.ok && once.value.length).toBeGreaterThan(0);
    const first = once.ok ? once.value.length : 0;
    const { posts, articles, listing } = services.content();
    const twice = <T>(list: readonly T[] = []): T[] => [...list, ...list];
    services.serve({
      posts: [twice(posts[0]), twice(posts[0])],
      articles: twice(articles),
      listing: [twice(listing[0])],
    });
    expect(await poll()).toEqual({ ok: true, value: [] });
    const other = await setUp(service).poll();
    expect(other.ok && other.value.length).toBe(first);
  });
  it('is cancelled without a failure in Health', async () => {
    const { source } = setUp(service);
    const stop = new AbortController();
    services.answer(() => stop.abort());
    expect(await source.poll(NOW, stop.signal)).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
    expect(source.health().state).toBe('idle');
  });
});
