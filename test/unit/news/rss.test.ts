import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFeed } from '../../../src-main/news/rss.ts';
import { MALFORMED_FEEDS } from '../../corpora/feeds-malformed.ts';
import { HARMLESS_XML, XML_ATTACKS } from '../../corpora/xml-attacks.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../fixtures/news/${name}`, import.meta.url));
const read = (xml: string, options = {}) => {
  const result = parseFeed(Buffer.from(xml), { url: 'https://news.example.org/feed', ...options });
  if (!result.ok) throw new Error(result.fault.detail);
  return result.value;
};

describe('parseFeed on captured feeds', () => {
  it('reads CoinDesk', () => {
    const result = parseFeed(fixture('coindesk-2026-09-25.xml'));
    expect(result).toMatchObject({ ok: true });
    if (!result.ok) return;
    expect(result.value).toHaveLength(3);
    expect(result.value[0]).toEqual({
      title: 'Circle and Tether step in to freeze hacker wallet after massive Bitget crypto heist',
      url: 'https://www.coindesk.com/markets/2026/09/25/circle-and-tether-step-in-to-freeze-hacker-wallet-after-massive-bitget-crypto-heist',
      summary: expect.stringContaining("which can't be frozen") as string,
      publishedAt: Date.parse('2026-09-25T14:41:53Z'),
    });
  });
  it('reads Cointelegraph without its HTML and campaign parameters', () => {
    const result = parseFeed(fixture('cointelegraph-2025-12-12.xml'));
    expect(result.ok && result.value.map((entry) => entry.url)).toEqual([
      'https://cointelegraph.com/news/figure-technology-solana-onchain-equity-second-ipo',
      'https://cointelegraph.com/news/bitcoin-wobbles-92k-trader-eyes-end-manipulative-btc-price-dip',
      'https://cointelegraph.com/news/what-happened-in-crypto-today',
      'https://cointelegraph.com/news/ethereum-price-rallied-260-percent-last-time-eth-5k',
    ]);
    expect(result.ok && result.value[0]?.summary).toMatch(/^Figure is planning a second IPO/);
  });
});

describe('parseFeed on the dialects', () => {
  it('reads Atom with XHTML titles, relative links and several links', () => {
    const [entry] = read(`<feed xmlns="http://www.w3.org/2005/Atom"><entry>
      <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Hello <b>big</b> world &amp; co</div></title>
      <link rel="self" href="/self"/><link rel="alternate" href="/a?x=1&amp;utm_source=q"/><id>urn:1</id>
      <updated>2024-01-02T03:04:05+02:00</updated><summary type="html">&lt;p&gt;A &amp;amp; B&lt;/p&gt;</summary></entry></feed>`);
    expect(entry).toEqual({
      title: 'Hello big world & co',
      url: 'https://news.example.org/a?x=1',
      summary: 'A & B',
      publishedAt: Date.parse('2024-01-02T01:04:05Z'),
    });
  });
  it('reads Atom under a prefix', () => {
    const [entry] = read(
      '<atom:feed xmlns:atom="x"><atom:entry><atom:title>T</atom:title><atom:link href="https://x.org/1"/><atom:published>2024-01-02</atom:published></atom:entry></atom:feed>',
    );
    expect(entry).toMatchObject({ title: 'T', url: 'https://x.org/1', publishedAt: Date.UTC(2024, 0, 2) });
  });
  it('reads RDF', () => {
    const [entry] = read(
      '<rdf:RDF xmlns:rdf="r" xmlns:dc="d"><channel/><item rdf:about="https://x.org/2"><title>T</title><dc:date>2024-01-02T03:04Z</dc:date></item></rdf:RDF>',
    );
    expect(entry).toMatchObject({ title: 'T', url: 'https://x.org/2', publishedAt: Date.UTC(2024, 0, 2, 3, 4) });
  });
  it('takes the guid as address only when it is one', () => {
    const urls = read(
      '<rss><channel><item><title>a</title><guid>https://x.org/3</guid></item><item><title>b</title><guid isPermaLink="false">https://x.org/4</guid></item><item><title>c</title><guid>abc</guid></item></channel></rss>',
    );
    expect(urls.map((entry) => entry.url)).toEqual(['https://x.org/3', null, null]);
  });
  it('keeps only http addresses', () => {
    const entries = read(
      '<rss><channel><item><title>a</title><link>javascript:alert(1)</link></item><item><title>b</title><link>https://u:p@x.org/</link></item></channel></rss>',
    );
    expect(entries.map((entry) => entry.url)).toEqual([null, null]);
  });
  it('drops entries without a title and leaves unreadable dates open', () => {
    const entries = read(
      '<rss><channel><item><link>https://x.org/5</link></item><item><title>a</title><pubDate>yesterday</pubDate></item></channel></rss>',
    );
    expect(entries).toEqual([{ title: 'a', url: null, summary: null, publishedAt: null }]);
  });
  it('decodes Latin-1 by declaration and UTF-16 by its mark', () => {
    const xml =
      '<?xml version="1.0" encoding="ISO-8859-1"?><rss><channel><item><title>Zürich</title></item></channel></rss>';
    const latin = parseFeed(Buffer.from(xml, 'latin1'));
    const wide = parseFeed(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, 'utf16le')]));
    expect([latin, wide].map((result) => result.ok && result.value[0]?.title)).toEqual(['Zürich', 'Zürich']);
  });
  it('reads an empty channel as no entries and at most 500 of many', () => {
    expect(read('<rss><channel><title>t</title></channel></rss>')).toEqual([]);
    expect(read(`<rss><channel>${'<item><title>a</title></item>'.repeat(900)}</channel></rss>`)).toHaveLength(500);
  });
});

describe('parseFeed on what is no feed', () => {
  it.each(MALFORMED_FEEDS)('refuses %s', (_name, data) =>
    expect(parseFeed(data)).toMatchObject({ ok: false, fault: { retryable: false } }),
  );
  it('says what came instead', () => {
    const html = parseFeed(Buffer.from('<!DOCTYPE html><html></html>'));
    expect(html).toMatchObject({ fault: { detail: 'expected RSS or Atom, got an HTML page' } });
    const crossed = parseFeed(Buffer.from('<rss>\n<channel>\n<item></channel></rss>'));
    expect(crossed).toMatchObject({ fault: { detail: 'line 3: </channel> where </item> was expected' } });
  });
});

describe('parseFeed under attack', () => {
  it.each(XML_ATTACKS)('refuses %s', (_name, data) => expect(parseFeed(data)).toMatchObject({ ok: false }));
  it.each(HARMLESS_XML)('reads %s as text', (_name, xml) => {
    const [entry] = read(xml);
    expect(entry?.title).toMatch(/^[\w &;.]*$/);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
