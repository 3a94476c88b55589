/** The news lines of the doctor, against a loopback feed and the services: what came, what is off, what to do. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messageOf } from '../../../src-shared/fault.ts';
import { SettingsSchema } from '../../../src-shared/settings.ts';
import { settableTime, wallTime } from '../../../src-main/base/clock.ts';
import { createHttp } from '../../../src-main/base/http.ts';
import { environmentSecrets } from '../../../src-main/base/secrets.ts';
import { newsChecks } from '../../../src-main/cli/doctor-news.ts';

const NOW = Date.parse('2026-03-02T13:00:00Z');
let server: Server;
let base = '';
beforeAll(async () => {
  const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>Bitcoin one</title><link>https://x.org/1</link><pubDate>Mon, 02 Mar 2026 12:46:00 GMT</pubDate></item></channel></rss>`;
  server = createServer((request, response) => {
    if (request.url === '/moved') return void response.writeHead(301, { location: '/feed' }).end();
    if (request.url === '/gone') return void response.writeHead(410).end();
    if (request.url === '/portal') return void response.end('<!DOCTYPE html><html></html>');
    if (request.url === '/down') return void request.socket.destroy();
    response.end(feed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function lines(news: Record<string, unknown>): Promise<string[]> {
  const settings = SettingsSchema.parse({ news: { useDefaults: false, ...news } });
  const time = settableTime(NOW);
  const http = createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1'] });
  const clock = { market: time, wall: time };
  const options = { news: settings.news, assets: ['BTC'], http, clock, secrets: environmentSecrets({}) };
  const checks = newsChecks(options, () => new AbortController().signal);
  const told: string[] = [];
  for (const check of checks) {
    const found = await check.run().catch((error: unknown) => `! ${messageOf(error)}`);
    told.push(`${check.name}: ${typeof found === 'string' ? found : `off, ${found.off}`}`);
  }
  return told;
}

it('says of each source what came, or what to do', async () => {
  const feeds = ['feed', 'moved', 'gone', 'portal', 'down'].map((id) => ({ id, url: `${base}/${id}` }));
  expect(await lines({ feeds, files: ['/nowhere.json'], mode: 'hybrid' })).toEqual([
    'news feed: 1 item, newest 14 min old',
    `news moved: 1 item, newest 14 min old; moved for good to ${base}/feed; put that address under news.feeds`,
    'news gone: ! the feed is gone (410); check its address in news.feeds, asked again in 6 h',
    'news portal: ! expected RSS or Atom, got an HTML page; open the address in a browser: is it still a feed, or a sign-in page?',
    expect.stringMatching(/^news down: ! .+; is this machine online, and may it reach that host\?$/) as string,
    'news CryptoPanic: off, no key: set MANE_CRYPTOPANIC_KEY in the environment (https://cryptopanic.com/developers/api/keys)',
    'news NewsAPI: off, no key: set MANE_NEWSAPI_KEY in the environment (https://newsapi.org/register)',
    'news Reddit: off, no key: set MANE_REDDIT_ID and MANE_REDDIT_SECRET in the environment (https://www.reddit.com/prefs/apps, kind "script")',
    expect.stringContaining('news nowhere.json: ! ') as string,
  ]);
});

it('reads files alone in the mode replay, and says when none is named', async () => {
  expect(await lines({ feeds: [{ id: 'feed', url: `${base}/feed` }], mode: 'replay' })).toEqual([
    'news files: off, mode replay, but no file is named; put paths under news.files',
  ]);
  expect(
    await lines({ cryptopanic: { enabled: false }, newsapi: { enabled: false }, reddit: { enabled: false } }),
  ).toEqual([]);
});
