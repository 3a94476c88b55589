import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableTime, wallTime } from '../../../src-main/base/clock.ts';
import { createHttp } from '../../../src-main/base/http.ts';
import { createRssSource } from '../../../src-main/news/rss-source.ts';

const NOW = Date.parse('2026-03-02T13:00:00Z');
const signal = new AbortController().signal;
const rss = (...items: string[]) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>${items.join('')}</channel></rss>`;
const item = (title: string, date = 'Mon, 02 Mar 2026 12:55:00 GMT', link = title.replaceAll(' ', '-')) =>
  `<item><title>${title}</title><link>https://x.org/${link}</link><pubDate>${date}</pubDate></item>`;

let server: Server;
let base = '';
let answer: RequestListener = (_, res) => res.end();
const asked: IncomingHttpHeaders[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(req.headers);
    answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => void (asked.length = 0));

function sourceAt(timeoutMs?: number) {
  const wall = settableTime(1_000_000);
  const market = settableTime(NOW);
  const guarded = createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1'] });
  const http = {
    get: (url: string, options = {}) => guarded.get(url, { ...options, ...(timeoutMs ? { timeoutMs } : {}) }),
  };
  const source = createRssSource({ id: 'Wire', url: base, http, market, wall });
  return { source, wall, market, poll: () => source.poll(market.now(), signal) };
}

describe('createRssSource', () => {
  it('hands over each item once, and again when it changed, with its first dates', async () => {
    const { source, market, poll } = sourceAt();
    expect(source.health()).toMatchObject({ id: 'Wire', state: 'idle', lastReadAt: null });
    answer = (_, res) => res.end(rss(item('Bitcoin one'), item('Ether two')));
    const first = await poll();
    expect(first).toEqual({
      ok: true,
      value: ['Bitcoin one', 'Ether two'].map((title) => ({
        source: 'Wire',
        title,
        url: `https://x.org/${title.replaceAll(' ', '-')}`,
        summary: null,
        published_at: NOW - 300_000,
        first_seen_at: NOW,
      })),
    });
    market.set(NOW + 60_000);
    answer = (_, res) =>
      res.end(
        rss(
          item('Bitcoin one (updated)', 'Mon, 02 Mar 2026 12:59:00 GMT', 'Bitcoin-one'),
          item('Ether two'),
          item('Solana three'),
        ),
      );
    const second = await poll();
    expect(
      second.ok && second.value.map(({ title, published_at, first_seen_at }) => [title, published_at, first_seen_at]),
    ).toEqual([
      ['Bitcoin one (updated)', NOW - 300_000, NOW],
      ['Solana three', NOW - 300_000, NOW + 60_000],
    ]);
    expect(source.health()).toMatchObject({ state: 'ok', items: 4, lastOkAt: NOW + 60_000 });
  });
  it('asks conditionally and takes 304 and an identical body as unchanged', async () => {
    const { source, poll } = sourceAt();
    answer = (_, res) =>
      res.writeHead(200, { etag: '"v1"', 'last-modified': 'Mon, 02 Mar 2026 12:00:00 GMT' }).end(rss(item('a')));
    await poll();
    expect(await poll()).toEqual({ ok: true, value: [] });
    expect(source.health().state).toBe('unchanged');
    answer = (_, res) => res.writeHead(304).end();
    expect(await poll()).toEqual({ ok: true, value: [] });
    expect(asked[0]?.['if-none-match']).toBeUndefined();
    expect(asked[2]).toMatchObject({ 'if-none-match': '"v1"', 'if-modified-since': 'Mon, 02 Mar 2026 12:00:00 GMT' });
  });
  it('gives items without a date, or with one to come, the time they were first seen', async () => {
    const { market, poll } = sourceAt();
    answer = (_, res) =>
      res.end(
        rss(
          item('undated', 'soon'),
          item('ahead', 'Mon, 02 Mar 2026 19:00:00 GMT'),
          item('a minute ahead', 'Mon, 02 Mar 2026 13:01:00 GMT'),
        ),
      );
    const result = await poll();
    expect(result.ok && result.value.map((entry) => entry.published_at - NOW)).toEqual([0, 0, 60_000]);
    market.set(NOW + 300_000);
    answer = (_, res) =>
      res.end(
        rss(
          item('undated', 'soon'),
          item('ahead', 'Mon, 02 Mar 2026 19:00:00 GMT'),
          item('a minute ahead', 'Mon, 02 Mar 2026 13:01:00 GMT'),
          item('b'),
        ),
      );
    expect(await poll()).toMatchObject({ ok: true, value: [{ title: 'b' }] });
  });
  it('stays silent as long as a Retry-After asks and recovers', async () => {
    const { source, wall, poll } = sourceAt();
    answer = (_, res) => res.writeHead(429, { 'retry-after': '600' }).end();
    expect(await poll()).toMatchObject({ ok: false, fault: { kind: 'rate_limited' } });
    expect(source.health()).toMatchObject({ state: 'backing_off', detail: expect.stringContaining('429') as string });
    wall.set(wall.now() + 599_000);
    expect(await poll()).toMatchObject({ ok: false, fault: { kind: 'unavailable' } });
    expect(asked).toHaveLength(1);
    answer = (_, res) => res.end(rss(item('a')));
    wall.set(wall.now() + 1_500);
    expect(await poll()).toMatchObject({ ok: true, value: [{ title: 'a' }] });
    expect(source.health()).toMatchObject({ state: 'ok', detail: null });
  });
  it('waits longer with each 5xx', async () => {
    const { wall, poll } = sourceAt();
    answer = (_, res) => res.writeHead(502).end();
    const waits: number[] = [];
    for (let round = 0; round < 5; round++) {
      const count = asked.length;
      let waited = 0;
      while (asked.length === count) {
        await poll();
        if (asked.length === count) wall.set(wall.now() + ((waited += 1), 1_000));
      }
      waits.push(waited);
    }
    expect(waits[0]).toBe(0);
    expect(waits[4]).toBeGreaterThan((waits[1] ?? 0) * 2);
  });
  it('leaves a missing page alone for six hours', async () => {
    const { source, wall, poll } = sourceAt();
    answer = (_, res) => res.writeHead(404).end('gone');
    expect(await poll()).toMatchObject({ ok: false, fault: { kind: 'not_found' } });
    expect(source.health().state).toBe('failed');
    wall.set(wall.now() + 5 * 3_600_000);
    await poll();
    expect(asked).toHaveLength(1);
    wall.set(wall.now() + 3_600_001);
    await poll();
    expect(asked).toHaveLength(2);
  });
  it.each<[string, RequestListener, string]>([
    [
      'HTML',
      (_, res) => void res.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><html></html>'),
      'Wire: expected RSS or Atom, got an HTML page',
    ],
    [
      'a doctype',
      (_, res) => void res.end('<!DOCTYPE rss [<!ENTITY x "y">]><rss/>'),
      'Wire: line 1: declarations (DOCTYPE, ENTITY, …) are refused',
    ],
    ['nothing', (_, res) => void res.end(), 'Wire: expected RSS or Atom, got an empty answer'],
    ['a redirect loop', (_, res) => void res.writeHead(302, { location: '/feed' }).end(), 'more than 5 redirects'],
    [
      'a redirect inside',
      (_, res) => void res.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
      '10.0.0.1 is not a public address',
    ],
    ['403', (_, res) => void res.writeHead(403).end(), 'Wire: answered 403'],
    ['six megabytes', (_, res) => void res.end(Buffer.alloc(6_000_000, ' ')), 'larger than 5000000 bytes'],
  ])('refuses %s in one clear line', async (_name, respond, detail) => {
    answer = respond;
    const { source, poll } = sourceAt();
    expect(await poll()).toMatchObject({
      ok: false,
      fault: { retryable: false, detail: expect.stringContaining(detail) as string },
    });
    expect(source.health()).toMatchObject({ state: 'failed', detail: expect.stringContaining(detail) as string });
  });
  it('backs off from a slow server and a dropped connection', async () => {
    for (const respond of [() => undefined, (req: { socket: { destroy(): void } }) => req.socket.destroy()]) {
      answer = respond;
      const { source, poll } = sourceAt(150);
      expect(await poll()).toMatchObject({ ok: false, fault: { retryable: true } });
      expect(source.health().state).toBe('backing_off');
    }
  });
  it('offers what a broken body hid once the body is whole again', async () => {
    const { wall, poll } = sourceAt();
    answer = (_, res) => res.writeHead(200, { etag: '"v2"' }).end(rss(item('a')).slice(0, -20));
    expect((await poll()).ok).toBe(false);
    wall.set(wall.now() + 3_600_000);
    answer = (_, res) => res.writeHead(200, { etag: '"v2"' }).end(rss(item('a')));
    expect(await poll()).toMatchObject({ ok: true, value: [{ title: 'a' }] });
    expect(asked[1]?.['if-none-match']).toBeUndefined();
  });
});
