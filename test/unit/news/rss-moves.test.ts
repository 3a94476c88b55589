/** Feeds that move, unpack to too much, or come in other letters; and two feeds as they were published, whole. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src-shared/market.ts';
import { settableTime, wallTime } from '../../../src-main/base/clock.ts';
import { createHttp } from '../../../src-main/base/http.ts';
import { parseFeed } from '../../../src-main/news/rss.ts';
import { createRssSource } from '../../../src-main/news/rss-source.ts';
import { noSharedData, sharedData } from '../../fixtures/shared-data.ts';

const NOW = Date.parse('2026-03-02T13:00:00Z');
const signal = new AbortController().signal;
const rss = (title: string) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>${title}</title><link>https://x.org/${title.replaceAll(' ', '-')}</link></item></channel></rss>`;

let server: Server;
let base = '';
const asked: string[] = [];
const routes = new Map<string, RequestListener>();
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.url}${request.headers['if-none-match'] === undefined ? '' : ' if-none-match'}`);
    const route = routes.get(request.url ?? '');
    if (route === undefined) response.writeHead(404).end();
    else route(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
  routes.clear();
});

function sourceAt(path = '/old?key=k') {
  const wall = settableTime(1_000_000);
  const http = createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1'] });
  const source = createRssSource({ id: 'Wire', url: base + path, http, market: settableTime(NOW), wall });
  return { source, wall, poll: () => source.poll(NOW, signal) };
}
const to =
  (status: number, location: string): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { location }).end();
const say =
  (body: string | Buffer, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(200, headers).end(body);

describe('a feed that moved', () => {
  it.each([301, 308])('for good (%i) is asked at its new address from then on, and Health says so', async (status) => {
    routes.set('/old?key=k', to(status, '/mid'));
    routes.set('/mid', to(308, '/new?key=n'));
    routes.set('/new?key=n', (request, response) => {
      if (request.headers['if-none-match'] === '"1"') return void response.writeHead(304).end();
      response.writeHead(200, { etag: '"1"' }).end(rss('Bitcoin one'));
    });
    const { source, poll } = sourceAt();
    expect(await poll()).toMatchObject({ ok: true, value: [{ title: 'Bitcoin one' }] });
    expect(source.health()).toMatchObject({
      state: 'ok',
      detail: `moved for good to ${base}/new; put that address under news.feeds`,
    });
    expect(await poll()).toEqual({ ok: true, value: [] });
    expect(asked).toEqual(['/old?key=k', '/mid', '/new?key=n', '/new?key=n if-none-match']);
    expect(source.health().state).toBe('unchanged');
  });
  it.each([[302], [307]])('for now (%i) is asked at the old one again', async (status) => {
    routes.set('/old?key=k', to(status, '/new'));
    routes.set('/new', say(rss('Bitcoin one')));
    const { source, poll } = sourceAt();
    await poll();
    await poll();
    expect(asked).toEqual(['/old?key=k', '/new', '/old?key=k', '/new']);
    expect(source.health().detail).toBeNull();
  });
  it('is not followed for good when one hop on the way was only for now', async () => {
    routes.set('/old?key=k', to(301, '/mid'));
    routes.set('/mid', to(302, '/new'));
    routes.set('/new', say(rss('Bitcoin one')));
    const { poll } = sourceAt();
    await poll();
    await poll();
    expect(asked.slice(3)).toEqual(['/old?key=k', '/mid', '/new']);
  });
  it('to a sign-in page has not moved', async () => {
    routes.set('/old?key=k', to(301, '/portal'));
    routes.set('/portal', say('<!DOCTYPE html><html></html>'));
    const { source, wall, poll } = sourceAt();
    expect(await poll()).toMatchObject({ ok: false, fault: { kind: 'corrupt' } });
    routes.set('/old?key=k', say(rss('Bitcoin one')));
    wall.set(wall.now() + HOUR_MS);
    expect(await poll()).toMatchObject({ ok: true, value: [{ title: 'Bitcoin one' }] });
    expect(asked.at(-1)).toBe('/old?key=k');
    expect(source.health().detail).toBeNull();
  });
  it('to an address that is gone is asked at the first one again', async () => {
    routes.set('/old?key=k', to(301, '/new'));
    routes.set('/new', say(rss('Bitcoin one'), { etag: '"1"' }));
    const { wall, poll } = sourceAt();
    await poll();
    routes.delete('/new');
    expect(await poll()).toMatchObject({ ok: false, fault: { kind: 'not_found' } });
    routes.set('/old?key=k', say(rss('Ether two')));
    wall.set(wall.now() + 6 * HOUR_MS + 1);
    expect(await poll()).toMatchObject({ ok: true, value: [{ title: 'Ether two' }] });
    expect(asked.at(-1)).toBe('/old?key=k');
  });
});

describe('what is inside', () => {
  it('refuses a small answer that unpacks to a large one', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, ' '));
    expect(bomb.length).toBeLessThan(300_000);
    routes.set('/old?key=k', say(bomb, { 'content-encoding': 'gzip' }));
    const { source, poll } = sourceAt();
    expect(await poll()).toMatchObject({ ok: false, fault: { kind: 'refused' } });
    expect(source.health().detail).toContain('larger than 5000000 bytes');
  });
  it.each<[string, Buffer, string, string]>([
    [
      'windows-1252 by header',
      Buffer.from(rss('Z\u00fcrich says \u0080').replace('\u0080', '\x80'), 'latin1'),
      'application/rss+xml; charset=windows-1252',
      'Zürich says €',
    ],
    [
      'Shift_JIS by header',
      Buffer.concat([
        Buffer.from(rss('X').split('X')[0] ?? ''),
        Buffer.from([0x93, 0xfa, 0x96, 0x7b]),
        Buffer.from(rss('X').split('X').slice(1).join('X')),
      ]),
      'text/xml; charset=Shift_JIS',
      '日本',
    ],
    ['UTF-8 when nothing is said', Buffer.from(rss('Zürich')), 'text/xml', 'Zürich'],
  ])('reads %s', async (_name, body, type, title) => {
    routes.set('/old?key=k', say(body, { 'content-type': type }));
    expect(await sourceAt().poll()).toMatchObject({ ok: true, value: [{ title }] });
  });
});

describe('feeds as published', () => {
  it.skipIf(noSharedData('whole feeds')).each(['coindesk_2026-09-25.xml', 'cointelegraph_2025-12-12_trimmed.xml'])(
    '%s: every item, with title, address and date',
    (name) => {
      const data = readFileSync(join(sharedData() ?? '', 'wire', name));
      const items = data.toString().match(/<item[\s>]/g)?.length ?? 0;
      const read = parseFeed(data);
      expect(items).toBeGreaterThanOrEqual(3);
      expect(read.ok && read.value.length).toBe(items);
      for (const entry of read.ok ? read.value : []) {
        expect(entry.title).not.toMatch(/[<>]|CDATA|&\w+;/);
        expect(entry.url).toMatch(/^https:\/\/[\w.]+\/\S+$/);
        expect(entry.publishedAt).toBeGreaterThan(Date.UTC(2025, 0, 1));
        expect(entry.summary?.length).toBeGreaterThan(10);
      }
    },
  );
});
