import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableTime, wallTime } from '../../../src-main/base/clock.ts';
import { createHttp, retryAfterMs } from '../../../src-main/base/http.ts';

const TEXT = 'news '.repeat(200);
const seen: Record<string, string | string[] | undefined>[] = [];
let server: Server;
let base = '';

const routes: Record<string, RequestListener> = {
  '/plain': (_, res) => res.end(TEXT),
  '/gzip': (_, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(TEXT)),
  '/br': (_, res) => res.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(TEXT)),
  '/deflate': (_, res) => res.writeHead(200, { 'content-encoding': 'deflate' }).end(deflateSync(TEXT)),
  '/raw-deflate': (_, res) => res.writeHead(200, { 'content-encoding': 'deflate' }).end(deflateRawSync(TEXT)),
  '/bomb': (_, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000))),
  '/twice': (_, res) => res.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(gzipSync(TEXT))),
  '/cut-gzip': (_, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(TEXT).subarray(0, 20)),
  '/huge': (_, res) => res.end(Buffer.alloc(6_000_000, 'x')),
  '/huge-chunks': (_, res) => {
    for (let i = 0; i < 60; i++) res.write(Buffer.alloc(100_000, 'x'));
  },
  '/lying-length': (_, res) => res.writeHead(200, { 'content-length': '99000000' }).write('x'),
  '/slow-head': () => undefined,
  '/slow-body': (_, res) => void res.writeHead(200).write('<rss>'),
  '/drop': (req) => req.socket.destroy(),
  '/half': (_, res) => void res.writeHead(200, { 'content-length': '100' }).write('half', () => res.socket?.destroy()),
  '/loop': (_, res) => res.writeHead(302, { location: '/loop' }).end(),
  '/chain': (_, res) => res.writeHead(301, { location: '/chain2' }).end(),
  '/chain2': (_, res) => res.writeHead(308, { location: `${base}/plain` }).end(),
  '/nowhere': (_, res) => res.writeHead(302).end(),
  '/inside': (_, res) => res.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
  '/to-file': (_, res) => res.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/elsewhere': (_, res) => res.writeHead(307, { location: `${base.replace('127.0.0.1', 'localhost')}/plain` }).end(),
  '/429': (_, res) => res.writeHead(429, { 'retry-after': '7' }).end('slow down'),
  '/418': (_, res) => res.writeHead(418).end(),
  '/503': (_, res) => res.writeHead(503, { 'retry-after': 'Mon, 02 Mar 2026 13:00:30 GMT' }).end(),
  '/form': (req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => res.end(JSON.stringify([req.method, req.headers['content-type'], body])));
  },
  '/404': (_, res) => res.writeHead(404).end('gone'),
  '/304': (_, res) => res.writeHead(304, { etag: '"a"' }).end(),
};

beforeAll(async () => {
  server = createServer((req, res) => {
    seen.push(req.headers);
    (routes[(req.url ?? '').split('?')[0]] ?? ((_, r) => r.writeHead(500).end()))(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const local = (extra = {}) => createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1', 'localhost'], ...extra });

describe('createHttp', () => {
  it('reads plain and packed answers', async () => {
    const http = local();
    for (const path of ['/plain', '/gzip', '/br', '/deflate', '/raw-deflate']) {
      const result = await http.get(base + path);
      expect(result).toMatchObject({ ok: true, value: { status: 200, url: base + path } });
      if (result.ok) expect(result.value.body.toString()).toBe(TEXT);
    }
  });
  it('posts a form, and follows no redirect with it', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const sent = await local().post(`${base}/form`, { body: 'grant_type=x&y=ü', headers });
    expect(sent.ok && JSON.parse(sent.value.body.toString())).toEqual([
      'POST',
      headers['content-type'],
      'grant_type=x&y=ü',
    ]);
    for (const path of ['/elsewhere', '/chain', '/loop'])
      expect(await local().post(base + path, { body: 'secret' })).toMatchObject({
        ok: false,
        fault: { kind: 'refused' },
      });
    expect(await local().post(`${base}/429`, { body: '' })).toMatchObject({
      ok: false,
      fault: { kind: 'rate_limited', retryAfterMs: 7000 },
    });
    expect(await createHttp({ wall: wallTime }).post(`${base}/form`, { body: '' })).toMatchObject({
      ok: false,
      fault: { kind: 'refused' },
    });
  });
  it('says where an address moved for good, and only then', async () => {
    expect(await local().get(`${base}/chain`)).toMatchObject({ ok: true, value: { movedTo: `${base}/plain` } });
    for (const path of ['/plain', '/elsewhere']) {
      const answer = await local().get(base + path);
      expect(answer.ok && answer.value.movedTo).toBeUndefined();
    }
  });
  it('refuses loopback unless the setting names it', async () => {
    expect(await createHttp({ wall: wallTime }).get(`${base}/plain`)).toMatchObject({
      ok: false,
      fault: { kind: 'refused' },
    });
  });
  it.each(['/bomb', '/huge', '/huge-chunks', '/lying-length'])('refuses more than the cap: %s', async (path) => {
    expect(await local().get(base + path, { maxBytes: 1_000_000 })).toMatchObject({
      ok: false,
      fault: { kind: 'refused' },
    });
  });
  it('refuses stacked encodings and reports broken ones', async () => {
    expect(await local().get(`${base}/twice`)).toMatchObject({ ok: false, fault: { kind: 'refused' } });
    expect(await local().get(`${base}/cut-gzip`)).toMatchObject({ ok: false, fault: { kind: 'corrupt' } });
  });
  it.each(['/slow-head', '/slow-body'])('gives up at the deadline: %s', async (path) => {
    expect(await local().get(base + path, { timeoutMs: 150 })).toMatchObject({
      ok: false,
      fault: { kind: 'timeout', retryable: true },
    });
  });
  it('is cancelled by the caller', async () => {
    const controller = new AbortController();
    const pending = local().get(`${base}/slow-head`, { signal: controller.signal });
    controller.abort();
    expect(await pending).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
    expect(await local().get(`${base}/plain`, { signal: controller.signal })).toMatchObject({
      ok: false,
      fault: { kind: 'cancelled' },
    });
  });
  it.each(['/drop', '/half'])('tells a broken connection: %s', async (path) => {
    expect(await local().get(base + path)).toMatchObject({ ok: false, fault: { kind: 'network', retryable: true } });
  });
  it('tells a closed port and an unknown name', async () => {
    expect(await local().get('http://127.0.0.1:1/')).toMatchObject({ ok: false, fault: { kind: 'network' } });
    const unknown = createHttp({
      wall: wallTime,
      resolve: (_h, done) => done(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), []),
    });
    expect(await unknown.get('http://no.example/')).toMatchObject({ ok: false, fault: { kind: 'network' } });
  });
  it('follows redirects, each checked, up to the limit', async () => {
    expect(await local().get(`${base}/chain`)).toMatchObject({ ok: true, value: { url: `${base}/plain` } });
    expect(await local().get(`${base}/loop`)).toMatchObject({ ok: false, fault: { kind: 'refused' } });
    expect(await local().get(`${base}/chain`, { maxRedirects: 1 })).toMatchObject({
      ok: false,
      fault: { kind: 'refused' },
    });
    expect(await local().get(`${base}/nowhere`)).toMatchObject({ ok: false, fault: { kind: 'corrupt' } });
    expect(await local().get(`${base}/inside`)).toMatchObject({ ok: false, fault: { kind: 'refused' } });
    expect(await local().get(`${base}/to-file`)).toMatchObject({ ok: false, fault: { kind: 'refused' } });
    const one = createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1'] });
    expect(await one.get(`${base}/elsewhere`)).toMatchObject({ ok: false, fault: { kind: 'refused' } });
  });
  it('does not carry credentials to another origin', async () => {
    seen.length = 0;
    const result = await local().get(`${base}/elsewhere`, {
      headers: { Authorization: 'Bearer secret', 'x-kept': 'yes' },
    });
    expect(result.ok).toBe(true);
    expect(seen.map((headers) => [headers.authorization, headers['x-kept']])).toEqual([
      ['Bearer secret', 'yes'],
      [undefined, 'yes'],
    ]);
  });
  it('turns 418, 429 and 5xx into faults with the wait they ask for', async () => {
    expect(await local().get(`${base}/429`)).toMatchObject({
      ok: false,
      fault: { kind: 'rate_limited', retryAfterMs: 7000 },
    });
    expect(await local().get(`${base}/418`)).toMatchObject({ ok: false, fault: { kind: 'rate_limited' } });
    const at = settableTime(Date.parse('2026-03-02T13:00:00Z'));
    expect(await local({ wall: at }).get(`${base}/503`)).toMatchObject({
      ok: false,
      fault: { kind: 'unavailable', retryAfterMs: 30_000 },
    });
  });
  it('answers 304 and 4xx as they are', async () => {
    expect(await local().get(`${base}/304`)).toMatchObject({
      ok: true,
      value: { status: 304, headers: { etag: '"a"' } },
    });
    expect(await local().get(`${base}/404`)).toMatchObject({ ok: true, value: { status: 404 } });
  });
  it('never shows the query, which may hold a key', async () => {
    const result = await local().get(`${base}/429?api_key=hunter2`);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-03-02T13:00:00Z');
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Mon, 02 Mar 2026 13:01:00 GMT', 60_000],
    ['Mon, 02 Mar 2026 12:00:00 GMT', 0],
    ['999999999', 86_400_000],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('%s → %s', (value, expected) => expect(retryAfterMs(value, now)).toBe(expected));
});
