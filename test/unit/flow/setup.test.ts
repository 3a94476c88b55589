/** Trying settings from a running engine: real servers on loopback are read, keys are told by presence alone, lists wait only so long. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { createMarketLists } from '../../../src-main/flow/market-lists.ts';
import { createSetup } from '../../../src-main/flow/setup.ts';
import type { Feed } from '../../../src-shared/ports/feed.ts';
import type { Sender } from '../../../src-shared/ports/sender.ts';
import { failed, ok } from '../../../src-shared/fault.ts';
import { defaultSettings, type Settings } from '../../../src-shared/settings.ts';

const SECRET = 'canary-key-7f3a';
const never = new AbortController().signal;
let closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing) close();
  closing = [];
});

function setupOf(change: Partial<Settings> = {}, senders: readonly Sender[] = []) {
  let settings: Settings = { ...defaultSettings(), ...change };
  const setup = createSetup({
    settings: () => settings,
    symbols: ['BTC-USD'],
    senders,
    secrets: { get: (name) => (name === 'MANE_NEWSAPI_KEY' ? SECRET : null) },
    clock: systemClock,
    random: () => 0.5,
    place: { dataFolder: '/data', database: '/data/mane.db', restarts: true },
  });
  return { setup, set: (next: Partial<Settings>) => (settings = { ...settings, ...next }) };
}

async function feedServer(status: number, body: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/rss+xml' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/rss`;
}
const RSS = `<rss version="2.0"><channel><title>x</title>${['Bitcoin falls', 'Ether rises']
  .map(
    (title, i) =>
      `<item><title>${title}</title><link>https://example.org/${i}</link><pubDate>Thu, 01 Jan 2026 0${i}:00:00 GMT</pubDate></item>`,
  ) // prettier-ignore
  .join('')}</channel></rss>`;

describe('a try of a news source', () => {
  const local = { news: { ...defaultSettings().news, allowPrivateHosts: ['127.0.0.1'] } };
  it('reads it once and says how much there is and how new it is', async () => {
    const url = await feedServer(200, RSS);
    const answer = await setupOf(local).setup.testNews(
      { kind: 'feed', feed: { id: 'Mine', url, enabled: false } },
      never,
    );
    expect(answer).toMatchObject({ ok: true, items: 2, newest: Date.UTC(2026, 0, 1, 1) });
    expect(answer.ms).not.toBeNull();
  });

  it('says what is wrong and what to do', async () => {
    const url = await feedServer(503, 'busy');
    const answer = await setupOf(local).setup.testNews(
      { kind: 'feed', feed: { id: 'Mine', url, enabled: true } },
      never,
    );
    expect(answer).toMatchObject({ ok: false, items: null });
    expect(answer.detail).toContain('503');
    const page = await feedServer(200, '<html><body>Sign in</body></html>');
    const other = await setupOf(local).setup.testNews({ kind: 'feed', feed: { id: 'Mine', url: page, enabled: true } }, never); // prettier-ignore
    expect(other.ok).toBe(false);
    expect(other.detail).not.toBe('');
  });

  it('keeps to the rule against private addresses', async () => {
    const url = await feedServer(200, RSS);
    const answer = await setupOf().setup.testNews({ kind: 'feed', feed: { id: 'Mine', url, enabled: true } }, never);
    expect(answer.ok).toBe(false);
  });

  it('names the key that a service lacks', async () => {
    const answer = await setupOf().setup.testNews({ kind: 'service', service: 'cryptopanic' }, never);
    expect(answer).toMatchObject({ ok: false, items: null });
    expect(answer.detail).toContain('MANE_CRYPTOPANIC_KEY');
  });

  it('says that a file is not there', async () => {
    const answer = await setupOf().setup.testNews({ kind: 'file', path: '/nowhere/news.json' }, never);
    expect(answer.ok).toBe(false);
    expect(answer.detail).toContain('/nowhere/news.json');
  });
});

describe('setting up', () => {
  it('tells which keys are there and never what they are', async () => {
    const { setup } = setupOf();
    const keys = setup.keys();
    expect(keys.filter(({ present }) => present)).toEqual([{ name: 'MANE_NEWSAPI_KEY', present: true }]);
    expect(JSON.stringify([keys, setup.info(), setup.venues(), setup.newsDefaults()])).not.toContain(SECRET);
  });

  it('sends a test through every sender and says what each answered', async () => {
    const senders: Sender[] = [
      { id: 'desktop', send: async () => ok(undefined), test: async () => failed('unavailable', 'no daemon') },
      { id: 'native', send: async () => ok(undefined), test: async () => ok(undefined) },
      { id: 'webhook', send: async () => ok(undefined) },
    ];
    const answers = await setupOf({}, senders).setup.testNotifications();
    expect(answers.map(({ sender, ok: well, detail }) => [sender, well, detail])).toEqual([
      ['desktop', false, 'no daemon'],
      ['native', true, ''],
      ['webhook', false, 'it has no test'],
    ]);
  });

  it('tries the built-in embedder, and says what another lacks', async () => {
    const { setup } = setupOf();
    expect(await setup.testEmbedder(undefined, never)).toMatchObject({ ok: true, detail: 'lexical (built in)' });
    const { embedder } = defaultSettings();
    const answer = await setup.testEmbedder({ ...embedder, kind: 'endpoint', baseUrl: 'http://127.0.0.1:1/v1' }, never);
    expect(answer.ok).toBe(false);
    expect(answer.detail).toContain('lexical is used instead');
  });

  it('knows what was changed since the start', () => {
    const { setup, set } = setupOf();
    expect(setup.info()).toMatchObject({ waiting: [], restarts: true, dataFolder: '/data' });
    set({ zScoreRaises: true });
    expect(setup.info().waiting).toEqual(['zScoreRaises']);
  });
});

describe('market lists', () => {
  const feed = (markets: Feed['markets']): Feed => ({ venue: 'coinbaseexchange', markets }) as Feed;
  const lists = (of: Feed) =>
    createMarketLists({ feed: of, clock: systemClock, logger: silentLogger, random: () => 0.5, patienceMs: 50 });

  it('come from the feed of the venue that is watched', async () => {
    const market = { symbol: 'BTC-USD', base: 'BTC', quote: 'USD', active: true, tickSize: 0.01 };
    expect(await lists(feed(async () => [market]))()).toEqual([market]);
    expect(await lists(feed(async () => [market]))('coinbaseexchange')).toEqual([market]);
  });

  it('name the venue that does not answer, and the one that is not known', async () => {
    const silent = lists(feed(() => new Promise(() => undefined)));
    await expect(silent()).rejects.toMatchObject({ fault: { kind: 'timeout', detail: expect.stringContaining('coinbaseexchange') as string } }); // prettier-ignore
    await expect(silent('binanc')).rejects.toMatchObject({ fault: { kind: 'not_found', detail: expect.stringContaining('did you mean') as string } }); // prettier-ignore
  });
});
