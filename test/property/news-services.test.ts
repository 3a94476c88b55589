/** Whatever a news service answers, a poll ends in items that can be stored or in one Fault; it never throws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok } from '../../src-shared/fault.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';
import { settableTime } from '../../src-main/base/clock.ts';
import type { Http, HttpResponse } from '../../src-main/base/http.ts';
import { environmentSecrets } from '../../src-main/base/secrets.ts';
import { createCryptoPanicSource } from '../../src-main/news/cryptopanic-source.ts';
import { createNewsApiSource } from '../../src-main/news/newsapi-source.ts';
import { createRedditSource } from '../../src-main/news/reddit-source.ts';
import { KEYS } from '../fakes/news-services.ts';
import { seed } from './check.ts';

const NOW = Date.UTC(2026, 2, 2, 13);
const signal = new AbortController().signal;

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e308,
    '',
    'NaN',
    '2026-03-02T12:00:00Z',
    '9999-99-99',
    'javascript:alert(1)',
    'https://x.org/a',
    '<b>x</b>',
    '\u202e\u0000',
  ),
  fc.double(),
);
/** Mostly what belongs there, at times anything. */
const mostly = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary }, { weight: 1, arbitrary: scalar });
const words = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('Bitcoin one', '<b>Ether</b> two', '\u202eSolana'),
);
const time = fc.constantFrom('2026-03-02T12:00:00Z', '2031-01-01T00:00:00Z', '1772452800', 'soon');
const address = fc.constantFrom(
  'https://x.org/a?utm_source=b',
  '/r/a/comments/b/',
  'javascript:alert(1)',
  'ftp://x.org',
);
const named = mostly(fc.record({ title: mostly(words), name: mostly(words), domain: mostly(words) }));
const post = fc.record(
  {
    title: mostly(words),
    url: mostly(address),
    original_url: mostly(address),
    permalink: mostly(address),
    published_at: mostly(time),
    publishedAt: mostly(time),
    created_utc: mostly(fc.double({ min: 0, max: 2.5e9, noNaN: true })),
    description: mostly(words),
    selftext: mostly(words),
    subreddit: mostly(words.map((text) => text.slice(0, 40))),
    source: named,
    score: mostly(fc.integer({ min: 0, max: 99 })),
    stickied: mostly(fc.constant(false)),
  },
  { requiredKeys: ['title', 'permalink', 'created_utc', 'subreddit'] },
);
const list = fc.array(fc.oneof(post, fc.record({ kind: fc.constant('t3'), data: post }), fc.jsonValue()), {
  maxLength: 8,
});
const answer = fc.oneof(
  {
    weight: 3,
    arbitrary: list.map((items) =>
      JSON.stringify({
        status: 'ok',
        kind: 'Listing',
        results: items,
        articles: items,
        next: null,
        data: { children: items, after: null },
      }),
    ),
  },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

function sourcesOver(body: string, status: number): NewsSource[] {
  const response: HttpResponse = {
    status,
    headers: { 'x-ratelimit-remaining': body.slice(0, 3), 'x-ratelimit-reset': '5' },
    body: Buffer.from(body),
    url: 'https://x.org',
  };
  const token: HttpResponse = { ...response, status: 200, body: Buffer.from('{"access_token":"t","expires_in":3600}') };
  const http: Http = {
    get: () => Promise.resolve(ok(response)),
    post: () => Promise.resolve(ok(token)),
    close: () => Promise.resolve(),
  };
  const time = settableTime(NOW);
  const parts = { http, secrets: environmentSecrets({ ...KEYS }), market: time, wall: time };
  return [
    createCryptoPanicSource({ ...parts, currencies: [] }),
    createNewsApiSource({ ...parts, query: 'x', plan: 'paid' }),
    createRedditSource({ ...parts, subreddits: ['a'], minScore: 0, version: '1' }),
  ];
}

describe('answers of news services', () => {
  it('give items that can be stored, or one Fault', async () => {
    let items = 0;
    await fc.assert(
      fc.asyncProperty(answer, fc.constantFrom(200, 200, 200, 204, 304, 400, 401, 404), async (body, status) => {
        for (const source of sourcesOver(body, status)) {
          const read = await source.poll(NOW, signal);
          if (!read.ok) expect(read.fault.detail).toMatch(new RegExp(`^${source.id}: `));
          for (const item of read.ok ? read.value : []) {
            items += 1;
            expect(item.title.trim()).not.toBe('');
            expect(item.source.length).toBeGreaterThan(0);
            expect(item.source.length).toBeLessThanOrEqual(50);
            expect(item.url ?? 'https://none').toMatch(/^https?:\/\//);
            expect(item.published_at).toBeLessThanOrEqual(NOW + 120_000);
            expect(Number.isFinite(item.published_at)).toBe(true);
            // eslint-disable-next-line no-control-regex -- control characters are what must not be there
            expect(item.title + (item.summary ?? '')).not.toMatch(/[\u0000-\u0008\u202a-\u202e\u200b]/);
          }
        }
      }),
      { seed, numRuns: 1_000 },
    );
    expect(items).toBeGreaterThan(300);
  });
});
