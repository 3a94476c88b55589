/** Back-fill of news over a real store and the services' own protocols: whole days, resumable, never today, work so far is kept. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failed, ok, type Result } from '../../../src-shared/fault.ts';
import { DAY_MS, HOUR_MS } from '../../../src-shared/market.ts';
import type { RawNewsItem } from '../../../src-shared/news.ts';
import type { HistoryPage, HistoryQuery, NewsHistory, NewsSource } from '../../../src-shared/ports/news-source.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { BackfillRow } from '../../../src-shared/ports/reader.ts';
import { settableTime, wallTime } from '../../../src-main/base/clock.ts';
import { createHttp } from '../../../src-main/base/http.ts';
import { environmentSecrets } from '../../../src-main/base/secrets.ts';
import { backfillNews, type NewsBackfillReport } from '../../../src-main/flow/backfill-news.ts';
import { archiveItems } from '../../../src-main/news/archive.ts';
import { createCryptoPanicSource } from '../../../src-main/news/cryptopanic-source.ts';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { createNewsApiSource } from '../../../src-main/news/newsapi-source.ts';
import { createRedditSource } from '../../../src-main/news/reddit-source.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';
import { openStore, type OpenStore } from '../../../src-main/store/store-client.ts';
import { KEYS, startNewsServices, type NewsServices } from '../../fakes/news-services.ts';
import { temporaryFolder } from '../../fixtures/run-mane.ts';

const TODAY = Date.UTC(2026, 2, 10);
const NOW = TODAY + 13 * HOUR_MS;
const linker = loadLinker();
const folder = temporaryFolder();
let services: NewsServices;
let store: OpenStore;
let files = 0;
const keys: string[] = [];
beforeAll(async () => void (services = await startNewsServices()));
afterAll(async () => {
  await services.close();
  folder.remove();
});
beforeEach(async () => {
  keys.length = 0;
  services.asked.length = 0;
  services.answer(null);
  services.reset();
  store = await openStore({ path: join(folder.path, `${(files += 1)}.db`), inThread: false });
});
afterEach(() => store.close());

/** A wall on which waiting takes no time. */
function quickTime(): TimeSource {
  const time = settableTime(1_000_000);
  return {
    ...time,
    sleep: (ms, signal) => (signal?.aborted ? time.sleep(ms, signal) : Promise.resolve(time.set(time.now() + ms))),
  };
}

const never = new AbortController().signal;
const parts = () => ({
  http: createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1'] }),
  secrets: environmentSecrets({ ...KEYS }),
  market: settableTime(NOW),
  wall: quickTime(),
});

function run(
  history: NewsHistory | undefined,
  days: number,
  signal = never,
  onPage = () => {},
): Promise<NewsBackfillReport> {
  if (history === undefined) throw new Error('the source has no history');
  keys.push(history.key);
  expect(history.key.length).toBeLessThanOrEqual(20);
  const { reader, writer } = store;
  const archive = async (items: readonly RawNewsItem[]) => {
    onPage();
    return (await archiveItems(items, { linker, sentiment: lexiconSentiment, reader, writer })).length;
  };
  const options = { history, reader, writer, archive, market: settableTime(NOW), onProgress: () => undefined };
  return backfillNews(options, { from: TODAY - days * DAY_MS, to: TODAY + DAY_MS, signal });
}

async function allBackfills(name: string): Promise<BackfillRow[]> {
  const key = keys.find((one) => one === name || one.startsWith(`${name}:`)) ?? name;
  return store.reader.backfills({ venue: key, symbol: '*' });
}

/** Of the history whose key begins so; the rest of it tells what was asked. */
const rows = async (name: string) =>
  (await allBackfills(name))
    .map((row) => [row.start_date, row.status, row.records_processed, row.end_date === row.start_date])
    .sort();
const titles = async () =>
  (await store.reader.news({ from: 0, to: NOW + DAY_MS, limit: 10_000 })).map(({ title }) => title);

/** One item each six hours, at 03, 09, 15 and 21 h, newest first, `days` back from now. */
const moments = (days: number): number[] =>
  Array.from({ length: days * 4 + 2 }, (_, i) => TODAY + 9 * HOUR_MS - i * 6 * HOUR_MS);
const pagesOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
const nameOf = (time: number) => `Story of ${new Date(time).toISOString()}`;
const iso = (time: number) => new Date(time).toISOString();

const post = (time: number) => ({ title: nameOf(time), url: `https://x.org/${time}`, published_at: iso(time) });
const thing = (time: number) => ({
  kind: 't3',
  data: {
    title: nameOf(time),
    subreddit: 'Bitcoin',
    permalink: `/r/Bitcoin/comments/${time}/x/`,
    created_utc: time / 1000,
    score: 50,
  },
});

describe('a listing (CryptoPanic, Reddit)', () => {
  it.each<[string, () => NewsSource, string]>([
    [
      'CryptoPanic',
      () => createCryptoPanicSource({ ...parts(), currencies: [], base: services.cryptopanic }),
      'cryptopanic',
    ],
    [
      'Reddit',
      () =>
        createRedditSource({
          ...parts(),
          subreddits: ['Bitcoin'],
          minScore: 10,
          version: '1',
          base: services.reddit,
          tokenUrl: services.redditToken,
        }),
      'reddit',
    ],
  ])('%s: completes whole days, not today, and asks for nothing again', async (_name, source, venue) => {
    const all = moments(9);
    services.serve({ posts: pagesOf(all.map(post), 5), listing: pagesOf(all.map(thing), 5) });
    const report = await run(source().history, 3);
    expect(report).toMatchObject({ completed: 3, known: 0, open: 1, fault: null });
    expect(await rows(venue)).toEqual([
      ['2026-03-07', 'completed', 4, true],
      ['2026-03-08', 'completed', 4, true],
      ['2026-03-09', 'completed', 4, true],
      ['2026-03-10', 'in_progress', 2, true],
    ]);
    expect((await titles()).sort()).toEqual(
      all
        .filter((time) => time >= TODAY - 3 * DAY_MS)
        .map(nameOf)
        .sort(),
    );
    const count = services.asked.length;
    // Only today's page and, for Reddit's new source, a token.
    expect(await run(source().history, 3)).toMatchObject({ items: 0, completed: 0, known: 3, open: 1 });
    expect(services.asked.length - count).toBeLessThanOrEqual(3);
  });
  it('takes other currencies for another history', async () => {
    services.serve({ posts: pagesOf(moments(4).map(post), 5) });
    const of = (currencies: string[]) =>
      createCryptoPanicSource({ ...parts(), currencies, base: services.cryptopanic }).history;
    expect(await run(of(['BTC']), 1)).toMatchObject({ completed: 1, known: 0 });
    expect(await run(of(['BTC', 'SOL']), 1)).toMatchObject({ completed: 1, known: 0 });
    expect(await run(of(['BTC']), 1)).toMatchObject({ completed: 0, known: 1 });
  });
  it('says where the history ends and completes no day before it', async () => {
    services.serve({ posts: pagesOf(moments(2).map(post), 5) });
    const report = await run(
      createCryptoPanicSource({ ...parts(), currencies: [], base: services.cryptopanic }).history,
      5,
    );
    expect(report.fault).toMatchObject({
      kind: 'not_found',
      detail: expect.stringContaining('its history ends at 2026-03-0') as string,
    });
    expect(report.completed).toBe(1);
    expect((await rows('cryptopanic')).filter(([, status]) => status === 'completed')).toEqual([
      ['2026-03-09', 'completed', 4, true],
    ]);
  });
  it('is not deceived by one old post among new ones', async () => {
    const all = moments(9);
    const posts = pagesOf(all.map(post), 5);
    posts[0]?.push(post(TODAY - 300 * DAY_MS));
    services.serve({ posts });
    const report = await run(
      createCryptoPanicSource({ ...parts(), currencies: [], base: services.cryptopanic }).history,
      3,
    );
    expect(report.completed).toBe(3);
    expect((await titles()).length).toBe(all.filter((time) => time >= TODAY - 3 * DAY_MS).length);
  });
  it('keeps what came before a refusal and goes on there', async () => {
    const all = moments(9);
    services.serve({ posts: pagesOf(all.map(post), 5) });
    const history = () => createCryptoPanicSource({ ...parts(), currencies: [], base: services.cryptopanic }).history;
    services.answer(null);
    const stopped = await run(history(), 5, never, () => {
      if (services.asked.length === 3)
        services.answer((_, response) => void response.writeHead(429, { 'retry-after': '60' }).end());
    });
    expect(stopped.fault?.kind).toBe('rate_limited');
    expect(stopped.completed).toBe(2);
    expect((await rows('cryptopanic')).map(([day, status]) => [day, status])).toEqual([
      ['2026-03-07', 'failed'],
      ['2026-03-08', 'completed'],
      ['2026-03-09', 'completed'],
      ['2026-03-10', 'in_progress'],
    ]);
    services.answer(null);
    expect(await run(history(), 5)).toMatchObject({ completed: 3, known: 2, fault: null });
    expect((await titles()).length).toBe(all.filter((time) => time >= TODAY - 5 * DAY_MS).length);
  });
  it('keeps what came before an interrupt and goes on there', async () => {
    services.serve({ posts: pagesOf(moments(9).map(post), 5) });
    const stop = new AbortController();
    const source = createCryptoPanicSource({ ...parts(), currencies: [], base: services.cryptopanic });
    const stopped = await run(source.history, 5, stop.signal, () => services.asked.length === 2 && stop.abort());
    expect(stopped).toMatchObject({ completed: 1, fault: null });
    expect(await run(source.history, 5)).toMatchObject({ completed: 4, known: 1, open: 1, fault: null });
  });
});

describe('NewsAPI', () => {
  const source = (plan: 'developer' | 'paid') =>
    createNewsApiSource({ ...parts(), query: 'bitcoin', plan, base: services.newsapi });
  /** 150 a day: more than one answer holds. */
  const articles = Array.from({ length: 750 }, (_, i) => NOW - i * (DAY_MS / 150)).map((time) => ({
    title: nameOf(time),
    url: `https://x.org/${time}`,
    publishedAt: iso(Math.floor(time / 1000) * 1000),
    source: { name: 'Wire' },
  }));
  it('walks days with more articles than an answer holds by moving its end back', async () => {
    services.serve({ articles });
    const report = await run(source('paid').history, 2);
    expect(report).toMatchObject({ completed: 2, open: 1, fault: null });
    const wanted = articles
      .map(({ publishedAt }) => Date.parse(publishedAt))
      .filter((time) => time >= TODAY - 2 * DAY_MS && time < NOW);
    expect((await titles()).length).toBe(wanted.length);
    expect(services.asked.every(({ line }) => !line.includes('page='))).toBe(true);
    const whole = (await rows('newsapi')).filter(([, status]) => status === 'completed');
    expect(whole.map(([, , count]) => count)).toEqual([150, 150]);
  });
  it('does not complete a day that the developer plan cannot have told yet', async () => {
    services.serve({ articles });
    const report = await run(source('developer').history, 2);
    expect(report).toMatchObject({ completed: 1, open: 2, fault: null });
    expect((await rows('newsapi')).map(([day, status]) => [day, status])).toEqual([
      ['2026-03-08', 'completed'],
      ['2026-03-09', 'in_progress'],
      ['2026-03-10', 'in_progress'],
    ]);
  });
  it('does not stand still on a hundred articles of one second', async () => {
    const at = iso(TODAY - 5 * HOUR_MS);
    const burst = Array.from({ length: 250 }, (_, i) => ({
      title: `Burst ${i}`,
      url: `https://x.org/b${i}`,
      publishedAt: at,
    }));
    services.serve({ articles: [...burst, ...articles.slice(300)] });
    expect(await run(source('paid').history, 1)).toMatchObject({ completed: 1, fault: null });
  });
  it('names a refused key', async () => {
    services.answer((_, response) => void response.writeHead(401).end('{"code":"apiKeyInvalid"}'));
    const report = await run(source('paid').history, 1);
    expect(report.fault?.detail).toBe(
      'NewsAPI: the key was refused (401, apiKeyInvalid); check MANE_NEWSAPI_KEY, asked again in 6 h or when it changes',
    );
  });
});

describe('a store or source that fails', () => {
  const historyOf = (pages: (q: HistoryQuery) => AsyncIterable<Result<HistoryPage>>): NewsHistory => ({
    key: 'x',
    lagMs: 0,
    pages,
  });
  async function* onePage({ from }: HistoryQuery): AsyncGenerator<Result<HistoryPage>> {
    await Promise.resolve();
    yield ok({ items: [], reachedBack: from - 1 });
  }
  it('completes days without a single item: nothing was published', async () => {
    expect(await run(historyOf(onePage), 2)).toMatchObject({ items: 0, completed: 2, open: 1 });
  });
  it('completes nothing that did not reach the disk', async () => {
    const { reader, writer } = store;
    const options = {
      history: historyOf(onePage),
      reader,
      writer: {
        saveBackfill: (row: BackfillRow) => writer.saveBackfill(row),
        flush: () => Promise.reject(new Error('bug')),
      },
      archive: () => Promise.resolve(0),
      market: settableTime(NOW),
      onProgress: () => undefined,
    };
    await expect(backfillNews(options, { from: TODAY - DAY_MS, to: TODAY, signal: never })).rejects.toThrow('bug');
    expect(await rows('x')).toEqual([]);
  });
  it('asks for nothing in the future', async () => {
    const asked: HistoryQuery[] = [];
    const history = historyOf((q) => (asked.push(q), onePage(q)));
    const { reader, writer } = store;
    const options = {
      history,
      reader,
      writer,
      archive: () => Promise.resolve(0),
      market: settableTime(NOW),
      onProgress: () => undefined,
    };
    expect(await backfillNews(options, { from: TODAY, to: TODAY + 5 * DAY_MS, signal: never })).toMatchObject({
      completed: 0,
    });
    expect(asked.map(({ from, to }) => [from, to])).toEqual([[TODAY, NOW]]);
    expect(await backfillNews(options, { from: TODAY + DAY_MS, to: TODAY + 5 * DAY_MS, signal: never })).toMatchObject({
      completed: 0,
      fault: null,
    });
  });
  it('a fault before the first page fails the newest day and tells it', async () => {
    async function* broken(): AsyncGenerator<Result<HistoryPage>> {
      await Promise.resolve();
      yield failed('network', 'no route');
    }
    expect((await run(historyOf(broken), 1)).fault?.detail).toBe('no route');
    expect((await rows('x')).map(([day, status]) => [day, status])).toEqual([['2026-03-10', 'failed']]);
  });
});
