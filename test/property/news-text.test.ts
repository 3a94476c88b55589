import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalUrl, openableUrl } from '../../src-main/news/canonical-url.ts';
import { loadLinker } from '../../src-main/news/linker.ts';
import { publishedAt } from '../../src-main/news/published-at.ts';
import { parseFeed } from '../../src-main/news/rss.ts';
import { plainText } from '../../src-main/news/sanitise.ts';
import { lexiconSentiment } from '../../src-main/news/sentiment.ts';
import { HOSTILE_HEADLINES } from '../corpora/headlines-hostile.ts';
import { MALFORMED_FEEDS } from '../corpora/feeds-malformed.ts';

const shards = [
  '<',
  '>',
  '</',
  '<b>',
  '<script>',
  '</script>',
  '&lt;',
  '&amp;',
  '&#60;',
  '[',
  '](',
  ')',
  '**',
  '_',
  '`',
  '\u001b[',
  '\u202e',
  '\u200b',
  'a',
  'Bit',
  'coin',
  ' ',
  '\n',
  '!',
  '\\',
  'https://',
  'data:',
  '\ud83d',
  '\u0301',
];
const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(...shards),
      fc.string({ maxLength: 4, unit: 'binary' }),
      fc.constantFrom(...HOSTILE_HEADLINES.map(([raw]) => raw)),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
const runs = { numRuns: 2_000, verbose: 1 } as const;

describe('text of strangers', () => {
  it('is plain after one sanitising, and a second changes nothing', () => {
    fc.assert(
      fc.property(soup, (raw) => {
        const plain = plainText(raw);
        expect(plain).not.toMatch(/<[\p{L}/!?]|[\p{Cc}\p{Cf}\u2028\u2029`\\]/u);
        expect(plain).not.toMatch(/https?:\/\//i);
        expect(plain).toBe(plain.trim());
        expect(plainText(plain)).toBe(plain);
      }),
      runs,
    );
  });
  it('never breaks the linker or the scorer', () => {
    const linker = loadLinker();
    fc.assert(
      fc.property(soup, (raw) => {
        const { assets } = linker.link({ title: raw, summary: raw });
        expect(assets).toEqual([...new Set(assets)].sort());
        const score = lexiconSentiment.score(raw);
        expect(score === null || Math.abs(score) <= 1).toBe(true);
      }),
      runs,
    );
  });
});

describe('addresses', () => {
  const addresses = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    soup.map((text) => `https://x.org/${text}`),
  );
  it('have one canonical form', () => {
    fc.assert(
      fc.property(addresses, (url) => {
        const canonical = canonicalUrl(url);
        if (canonical === null) return;
        expect(canonicalUrl(canonical)).toBe(canonical);
        expect(canonicalUrl(`${new URL(url.trim()).href.split('#')[0]}#x`)).toBe(canonical);
        const opened = openableUrl(url);
        if (opened !== null) expect(canonicalUrl(opened)).toBe(canonical);
      }),
      runs,
    );
  });
});

describe('dates', () => {
  it('read back what was written in each shape', () => {
    const time = fc
      .integer({ min: Date.UTC(1996, 0, 1) / 1000, max: Date.UTC(2099, 0, 1) / 1000 })
      .map((seconds) => seconds * 1000);
    fc.assert(
      fc.property(time, (ms) => {
        const date = new Date(ms);
        expect(
          [
            date.toISOString(),
            date.toUTCString(),
            date.toUTCString().replace('GMT', '+0000'),
            String(ms / 1000),
            String(ms),
          ].map(publishedAt),
        ).toEqual([ms, ms, ms, ms, ms]);
      }),
      runs,
    );
  });
  it('are null or a sane time for anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d:TZ+\- a-z]{0,30}$/)), (text) => {
        const time = publishedAt(text);
        expect(time === null || (Number.isFinite(time) && time > 0)).toBe(true);
      }),
      runs,
    );
  });
});

describe('feeds', () => {
  const good =
    '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>Bitcoin &amp; co</title><link>https://x.org/a</link><pubDate>Mon, 02 Mar 2026 13:00:00 GMT</pubDate><description><![CDATA[<p>x</p>]]></description></item></channel></rss>';
  it('with random damage are refused or read as plain text, never a crash', () => {
    const damage = fc.array(
      fc.tuple(fc.nat(good.length), fc.oneof(fc.constantFrom(...shards), fc.string({ maxLength: 3 })), fc.nat(5)),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(damage, (cuts) => {
        const broken = cuts.reduce(
          (text, [at, piece, drop]) => text.slice(0, at) + piece + text.slice(at + drop),
          good,
        );
        const result = parseFeed(Buffer.from(broken));
        if (result.ok) for (const entry of result.value) expect(plainText(entry.title)).toBe(entry.title);
        else expect(result.fault.detail).not.toBe('');
      }),
      runs,
    );
  });
  it('of random bytes are refused', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(...MALFORMED_FEEDS.map(([, data]) => data)),
        (bytes, feed) => {
          const result = parseFeed(Buffer.concat([feed, Buffer.from(bytes)]));
          expect(result.ok ? result.value : []).toEqual([]);
        },
      ),
      runs,
    );
  });
});
