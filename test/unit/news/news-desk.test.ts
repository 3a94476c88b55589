import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fault, FaultError, ok, type Result } from '../../../src-shared/fault.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import type { NewsItem, RawNewsItem } from '../../../src-shared/news.ts';
import type { NewsSource } from '../../../src-shared/ports/news-source.ts';
import { defaultSettings } from '../../../src-shared/settings.ts';
import { settableTime } from '../../../src-main/base/clock.ts';
import { environmentSecrets } from '../../../src-main/base/secrets.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { lexicalEmbedder } from '../../../src-main/news/embedder-lexical.ts';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { createNewsDesk } from '../../../src-main/news/news-desk.ts';
import { createReplaySource, readNewsFile } from '../../../src-main/news/replay-source.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';
import { serviceSources } from '../../../src-main/news/sources.ts';
import { openStore, type OpenStore } from '../../../src-main/store/store-client.ts';
import { anomalyOf, T0 } from '../../fixtures/anomaly.ts';
import { noSharedData, sharedData } from '../../fixtures/shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'mane-desk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let store: OpenStore;
let files = 0;
beforeEach(async () => void (store = await openStore({ path: join(folder, `${(files += 1)}.db`), inThread: false })));
afterEach(() => store.close());

const linker = loadLinker();
const signal = new AbortController().signal;
const POLL = 5 * MINUTE_MS;

const raw = (title: string, minutes: number, extra: Partial<RawNewsItem> = {}): RawNewsItem => ({
  source: 'Wire',
  title,
  url: `https://x.org/${title.replaceAll(/\W+/g, '-')}`,
  summary: null,
  published_at: T0 + minutes * MINUTE_MS,
  first_seen_at: T0 + minutes * MINUTE_MS,
  ...extra,
});

function scripted(id: string, ...answers: Result<RawNewsItem[]>[]): NewsSource & { polls: number[] } {
  const polls: number[] = [];
  return {
    id,
    polls,
    async poll(now) {
      polls.push(now);
      return answers[Math.min(polls.length, answers.length) - 1] ?? ok([]);
    },
    health: () => ({ id, state: 'ok', lastReadAt: null, lastOkAt: null, items: 0, detail: null }),
  };
}

function deskOf(sources: NewsSource[], at = T0 + 4 * HOUR_MS, overrides = {}) {
  const market = settableTime(at);
  const { reader, writer } = store;
  const desk = createNewsDesk({
    sources,
    linker,
    sentiment: lexiconSentiment,
    embedder: lexicalEmbedder,
    reader,
    writer,
    market,
    wall: market,
    logger: silentLogger,
    pollMs: POLL,
    minClusterSize: 2,
    ...overrides,
  });
  return { desk, market };
}

const filled = async (items: RawNewsItem[], at?: number) => {
  const made = deskOf([createReplaySource('file', items)], at);
  await made.desk.poll(signal);
  return made.desk;
};

describe('the archive', () => {
  it('stores linked, scored items once and tells who listens', async () => {
    const items = [raw('SEC sues Solana Labs', -3), raw('Solana falls 9%', 1), raw('SEC sues Solana Labs', -3)];
    const { desk } = deskOf([scripted('Wire', ok(items), ok(items))]);
    const told: NewsItem[] = [];
    desk.onItems((news) => told.push(...news));
    expect(await desk.poll(signal)).toBe(2);
    expect(await desk.poll(signal)).toBe(0);
    const stored = await store.reader.news({ from: 0, to: T0 + HOUR_MS, limit: 10 });
    expect(
      stored.map(({ title, assets, topics, price_report, sentiment }) => [
        title,
        assets,
        topics,
        price_report,
        Math.sign(sentiment ?? 0),
      ]),
    ).toEqual([
      ['Solana falls 9%', ['SOL'], [], true, -1],
      ['SEC sues Solana Labs', ['SOL'], ['regulation'], false, -1],
    ]);
    expect(told.map((item) => item.id).sort()).toEqual(stored.map((item) => item.id).sort());
  });
  it('keeps the time an item was first seen across restarts', async () => {
    await filled([raw('Solana halts', -3, { first_seen_at: T0 })]);
    const again = await filled([
      raw('Solana halts', -3, { first_seen_at: T0 + HOUR_MS }),
      raw('Solana halts (updated)', -3, { url: 'https://x.org/Solana-halts', first_seen_at: T0 + HOUR_MS }),
    ]);
    expect(again.health()).toHaveLength(1);
    const stored = await store.reader.news({ from: 0, to: T0, limit: 10 });
    expect(stored.map(({ title, first_seen_at }) => [title, first_seen_at])).toEqual([['Solana halts (updated)', T0]]);
  });
  it('is one item for one page, however its address is written, with the earliest of its dates', async () => {
    const page = (url: string, minutes: number) => raw('Solana halts', minutes, { url, source: 'CoinDesk' });
    const feed = scripted('feed', ok([page('https://www.coindesk.com/tech/halt/?utm_source=rss', -3)]));
    const service = scripted('service', ok([page('http://m.coindesk.com/tech/halt/amp#x', -1)]));
    const { desk } = deskOf([feed, service]);
    expect(await desk.poll(signal)).toBe(1);
    await deskOf([
      scripted('later', ok([raw('Solana halts again', 9, { url: 'https://coindesk.com/tech/halt' })])),
    ]).desk.poll(signal);
    const stored = await store.reader.news({ from: 0, to: T0 + HOUR_MS, limit: 10 });
    expect(
      stored.map(({ title, published_at, first_seen_at }) => [title, published_at - T0, first_seen_at - T0]),
    ).toEqual([['Solana halts again', -3 * MINUTE_MS, -3 * MINUTE_MS]]);
  });
  it('keeps two copies at two addresses as two items', async () => {
    const copies = ['a', 'b'].map((host) => raw('Solana halts', -3, { url: `https://${host}.org/halt`, source: host }));
    expect(await deskOf([scripted('x', ok(copies))]).desk.poll(signal)).toBe(2);
  });
  it('offers again what the store refused', async () => {
    let broken = true;
    const writer = {
      saveNewsItems: (items: readonly NewsItem[]) =>
        broken ? Promise.reject(new FaultError(fault('storage', 'disk full'))) : store.writer.saveNewsItems(items),
    };
    const { desk } = deskOf([scripted('Wire', ok([raw('Solana halts', -3)]), ok([]))], undefined, { writer });
    expect(await desk.poll(signal)).toBe(0);
    broken = false;
    expect(await desk.poll(signal)).toBe(1);
  });
});

describe('an investigation’s vectors', () => {
  const items = [raw('Solana halts', -3), raw('Solana bridge drained', 2), raw('Solana museum opens', 4)];
  const at = (cosine: number) => {
    const vector = new Float32Array(384);
    vector.set([cosine, Math.sqrt(1 - cosine ** 2)]);
    return vector;
  };
  it('are those of the one embedder that answered, cut at its own measure of one story', async () => {
    const traced = (sameStory: number) => ({
      id: 'chosen',
      sameStory: 0.99,
      embed: () => Promise.reject(new Error('must be asked with its name')),
      embedTraced: async () => ({ by: 'stand-in', sameStory, vectors: [at(1), at(0.8), at(0)] }),
    });
    for (const [sameStory, expected] of [
      [0.7, [0, 0, -1]],
      [0.9, [-1, -1, -1]],
    ] as const) {
      const made = deskOf([createReplaySource('file', items)], undefined, { embedder: traced(sameStory) });
      await made.desk.poll(signal);
      const { articles, clusters } = await made.desk.investigate(anomalyOf({ symbol: 'SOL-USD' }), T0 + HOUR_MS);
      expect(articles.map(({ cluster_id }) => cluster_id)).toEqual(expected);
      expect(articles.map(({ embedding }) => embedding?.[0])).toEqual([1, 0.8, 0]);
      expect(clusters.length).toBe(expected.includes(0 as never) ? 1 : 0);
    }
  });
});

describe('polling', () => {
  it('asks each source at once and then every five market minutes at its own offset, until stopped', async () => {
    const sources = [scripted('a'), scripted('b')];
    const { desk, market } = deskOf(sources, T0);
    const stop = new AbortController();
    const running = desk.run(stop.signal);
    const settle = async () => {
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    };
    await settle();
    for (let minute = 0.5; minute <= 11; minute += 0.5) {
      market.set(T0 + minute * MINUTE_MS);
      await settle();
    }
    stop.abort();
    await running;
    expect(sources.map((source) => source.polls.map((time) => (time - T0) / MINUTE_MS))).toEqual([
      [0, 5, 10],
      [0, 2.5, 7.5],
    ]);
  });
  it('is not stopped by a source that fails', async () => {
    const bad = scripted('bad', { ok: false, fault: fault('network', 'no route') });
    const { desk } = deskOf([bad, scripted('good', ok([raw('Solana halts', -3)]))], T0 + HOUR_MS);
    expect(await desk.poll(signal)).toBe(1);
    expect((await desk.investigate(anomalyOf(), T0 + 2 * HOUR_MS)).unreadable_sources).toEqual(['bad']);
  });
});

describe('services behind keys', () => {
  const services = (environment: NodeJS.ProcessEnv) =>
    serviceSources({
      news: defaultSettings().news,
      assets: ['SOL'],
      http: {
        get: () => Promise.resolve({ ok: false, fault: fault('network', 'no route') }),
        post: () => Promise.resolve({ ok: false, fault: fault('network', 'no route') }),
        close: () => Promise.resolve(),
      },
      clock: { market: settableTime(T0), wall: settableTime(T0) },
      secrets: environmentSecrets(environment),
    });
  it('are named as unreadable only when their key is there', async () => {
    const without = deskOf(services({}), T0);
    await without.desk.poll(signal);
    expect((await without.desk.investigate(anomalyOf(), T0)).unreadable_sources).toEqual([]);
    expect(without.desk.health().map(({ state }) => state)).toEqual(['disabled', 'disabled', 'disabled']);
    const one = deskOf(services({ MANE_NEWSAPI_KEY: 'k', MANE_REDDIT_ID: 'half' }), T0);
    await one.desk.poll(signal);
    expect((await one.desk.investigate(anomalyOf(), T0)).unreadable_sources).toEqual(['NewsAPI']);
  });
});

describe('investigate', () => {
  it('times articles against the onset minute and leaves out what is too far or not yet seen', async () => {
    const desk = await filled([
      raw('Solana story too early', -361),
      raw('Solana story early', -360),
      raw('Solana story before', -0.5),
      raw('Solana story same minute', 0.4),
      raw('Solana story after', 12),
      raw('Solana story late', 180),
      raw('Solana story too late', 181),
      raw('Solana story seen later', -1, { first_seen_at: T0 + 10 * HOUR_MS }),
      raw('A museum sells art', -2),
    ]);
    const { articles } = await desk.investigate(anomalyOf({}, { onset: T0 + 10_000 }), T0 + 4 * HOUR_MS);
    expect(articles.map(({ title, timing_tag, time_diff_minutes }) => [title, timing_tag, time_diff_minutes])).toEqual([
      ['Solana story before', 'pre_event', -0.5],
      ['Solana story same minute', 'post_event', 0.4],
      ['Solana story after', 'post_event', 12],
      ['Solana story late', 'post_event', 180],
    ]);
    const earlier = await desk.investigate(anomalyOf(), T0 + 5 * MINUTE_MS);
    expect(earlier.articles.map((article) => article.title)).toEqual([
      'Solana story early',
      'Solana story before',
      'Solana story same minute',
    ]);
  });
  it('keeps topics as context, price reports flagged, other coins out; in a market-wide move topics and BTC in', async () => {
    const desk = await filled([
      raw('SEC sues Binance', -5),
      raw('Solana falls 9%', 2),
      raw('Cardano upgrade goes live', -4),
      raw('Mt. Gox wallet moves Bitcoin', -3),
    ]);
    const titles = async (metadata: Parameters<typeof anomalyOf>[1]) =>
      (await desk.investigate(anomalyOf({}, metadata), T0 + HOUR_MS)).articles.map((article) => article.title);
    expect(await titles({})).toEqual(['SEC sues Binance', 'Solana falls 9%']);
    expect(await titles({ breadth: 0.6 })).toEqual([
      'SEC sues Binance',
      'Mt. Gox wallet moves Bitcoin',
      'Solana falls 9%',
    ]);
    expect(await titles({ group: 'leader' })).toContain('Mt. Gox wallet moves Bitcoin');
  });
  it('shows an asset under the ticker of the anomaly', async () => {
    const desk = await filled([raw('Polygon validators vote', -5)]);
    const { articles } = await desk.investigate(anomalyOf({ symbol: 'MATIC-USD' }), T0 + HOUR_MS);
    expect(articles.map((article) => article.assets)).toEqual([['MATIC']]);
  });
  it('groups tellings of one story into a cluster and is byte-equal when repeated', async () => {
    const items = [
      raw('SEC sues Solana Labs over unregistered token sale', -20, { source: 'A' }),
      raw('Solana Labs sued by SEC: token sale was unregistered', -12, { source: 'B' }),
      raw('Solana phone sells out in a day', -100),
    ];
    const first = await (await filled(items)).investigate(anomalyOf(), T0 + HOUR_MS);
    expect(first.clusters).toHaveLength(1);
    expect(first.clusters[0]).toMatchObject({
      cluster_number: 0,
      size: 2,
      article_ids: first.articles.slice(1).map((article) => article.id),
    });
    expect(first.articles.map((article) => article.cluster_id)).toEqual([-1, 0, 0]);
    expect(first.articles[0]?.embedding).toHaveLength(384);
    await store.close();
    store = await openStore({ path: join(folder, 'again.db'), inThread: false });
    const second = await (await filled([...items].reverse())).investigate(anomalyOf(), T0 + HOUR_MS);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    await store.writer.raise(anomalyOf(), null);
    await store.writer.saveInvestigation(second);
    expect((await store.reader.anomaly(anomalyOf().id))?.articles).toHaveLength(3);
  });
  it('keeps the 60 nearest, linked before context', async () => {
    const many = Array.from({ length: 80 }, (_, i) => raw(`Solana story number ${i}`, -i * 2));
    const desk = await filled([...many, raw('SEC sues Binance', 0)]);
    const { articles } = await desk.investigate(anomalyOf(), T0 + HOUR_MS);
    expect(articles).toHaveLength(60);
    expect(articles.every((article) => article.assets.includes('SOL') && article.time_diff_minutes > -120)).toBe(true);
  });
  it('answers with nothing when the archive is empty', async () => {
    expect(await deskOf([]).desk.investigate(anomalyOf(), T0)).toEqual({
      anomaly_id: anomalyOf().id,
      articles: [],
      clusters: [],
      unreadable_sources: [],
      built_at: T0,
    });
  });
});

describe('on the real headlines of 27 March 2023', () => {
  it.skipIf(noSharedData('the CFTC event'))(
    'finds the CFTC story after the onset and clusters its tellings',
    async () => {
      const items = await readNewsFile(join(sharedData() ?? '', 'headlines', 'events-2023.csv'));
      const onset = Date.UTC(2023, 2, 27, 14, 57);
      const desk = await filled(items, onset + 4 * HOUR_MS);
      const anomaly = anomalyOf({ symbol: 'BTC-USD', detected_at: onset }, { onset, breadth: 0.9 });
      const { articles, clusters } = await desk.investigate(anomaly, onset + 3 * HOUR_MS + 40 * MINUTE_MS);
      const cftc = articles.filter((article) => article.title.includes('CFTC'));
      expect(cftc.map((article) => [article.timing_tag, article.time_diff_minutes, article.topics])).toEqual([
        ['post_event', 151, ['regulation']],
      ]);
      expect(
        articles
          .filter((article) => article.timing_tag === 'pre_event')
          .every((article) => article.time_diff_minutes < 0),
      ).toBe(true);
      expect(clusters.every((cluster) => cluster.size >= 2)).toBe(true);
    },
  );
});
