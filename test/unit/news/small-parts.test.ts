import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../src-shared/settings.ts';
import { faultOf } from '../../../src-shared/fault.ts';
import { canonicalUrl, openableUrl } from '../../../src-main/news/canonical-url.ts';
import { defaultFeeds, feedsOf } from '../../../src-main/news/default-feeds.ts';
import { linkLines, linkRecord } from '../../../src-main/news/link-record.ts';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { createOutages } from '../../../src-main/news/outages.ts';
import { publishedAt } from '../../../src-main/news/published-at.ts';

describe('canonicalUrl', () => {
  it.each([
    ['https://www.x.org/a/?utm_source=rss&b=2&a=1#top', 'https://x.org/a?a=1&b=2'],
    ['http://x.org:80/a//b/', 'https://x.org/a/b'],
    ['https://m.x.org/a/amp/', 'https://x.org/a'],
    ['https://x.org/a/index.html', 'https://x.org/a'],
    ['https://X.org', 'https://x.org'],
    ['https://www.org/', 'https://www.org'],
    ['https://x.org/?p=12&fbclid=zz', 'https://x.org?p=12'],
    ['http://127.0.0.1:8080/n/1', 'https://127.0.0.1:8080/n/1'],
    ['https://x.org/amp/news/a', 'https://x.org/news/a'],
    ['https://x.org/news/a.amp.html', 'https://x.org/news/a.html'],
    ['https://x.org/news/a.amp', 'https://x.org/news/a'],
    ['https://x.org/news/a/amp.html', 'https://x.org/news/a'],
    ['https://x.org/news/a?amp=1', 'https://x.org/news/a'],
    ['https://x.org/news/a?outputType=amp', 'https://x.org/news/a'],
    ['https://x.org/amplify/a', 'https://x.org/amplify/a'],
    ['https://www.google.com/amp/s/www.x.org/news/a/amp?utm_source=g', 'https://x.org/news/a'],
    ['https://www-x-org.cdn.ampproject.org/c/s/www.x.org/news/a', 'https://x.org/news/a'],
    ['https://www.google.com/search?q=amp', 'https://google.com/search?q=amp'],
    ['https://en.m.x.org/a', 'https://en.x.org/a'],
    ['https://www.m.x.org/a', 'https://x.org/a'],
    ['https://touch.x.org./a', 'https://x.org/a'],
    ['https://m.org/a', 'https://m.org/a'],
    ['https://x.org/a%2db%c3%a9', 'https://x.org/a-b%C3%A9'],
    ['https://x.org/a?B=1&a=2&a=1', 'https://x.org/a?B=1&a=1&a=2'],
    ['https://x.org/a?id=7&gclid=z&_hsenc=q&mc_cid=1', 'https://x.org/a?id=7'],
    ['javascript:alert(1)', null],
    ['https://u:p@x.org/', null],
    ['not a url', null],
    ['', null],
    [`https://x.org/${'a'.repeat(3000)}`, null],
  ])('%s → %s', (url, expected) => expect(canonicalUrl(url)).toBe(expected));
  it('keeps an openable address as published but for campaigns', () => {
    expect(openableUrl('http://www.x.org/a/?ref=b&utm_medium=rss#x')).toBe('http://www.x.org/a/?ref=b');
    expect(openableUrl('/a', 'https://x.org/feed')).toBe('https://x.org/a');
    expect(openableUrl('data:text/html,x')).toBeNull();
  });
});

describe('publishedAt', () => {
  const noon = Date.UTC(2026, 2, 2, 12);
  it.each([
    'Mon, 02 Mar 2026 12:00:00 GMT',
    'Mon, 2 Mar 2026 12:00:00 +0000',
    '2 Mar 2026 12:00 UT',
    'Mon, 02 Mar 26 12:00:00 Z',
    'Monday, 02-Mar-26 12:00:00 UTC',
    'Mon, 02 Mar 2026 07:00:00 EST',
    'Mon, 02 Mar 2026 05:00:00 MDT'.replace('05', '06'),
    'Mon, 02 March 2026 13:00:00 +01:00',
    'Mon, 02 Mar 2026 12:00:00 +0000 (UTC)',
    '2026-03-02T12:00:00Z',
    '2026-03-02T12:00Z',
    '2026-03-02 12:00:00',
    '2026-03-02T12:00:00.000+00:00',
    '2026-03-02T17:30:00+0530',
    '2026-03-02T14:00:00+02',
    '2026-03-02 12:00:00 UTC',
    '1772452800',
    '1772452800000',
    'March 2, 2026 12:00',
    'Mar 2nd, 2026, 12:00 GMT',
  ])('%s', (text) => expect(publishedAt(text)).toBe(noon));
  it('takes a date alone as its first moment', () => expect(publishedAt('2026-03-02')).toBe(Date.UTC(2026, 2, 2)));
  it.each([
    '',
    'yesterday',
    '2026-02-30',
    '31 Apr 2026 10:00 GMT',
    '2026-13-01',
    '2026-03-02T25:00:00Z',
    '2026-03-02T12:61:00Z',
    '0001-01-01T00:00:00Z',
    '99999999999999',
    'Mon, 02 Foo 2026 12:00:00 GMT',
    '2026-03-02T12:00:00+99:00',
    'Mon, 02 Mar 2026 12:00:00 XYZ',
    '12',
  ])('refuses %j', (text) => expect(publishedAt(text)).toBeNull());
});

describe('feeds', () => {
  it('ships the five publishers', () => {
    expect(defaultFeeds().map((feed) => feed.id)).toEqual([
      'CoinDesk',
      'Cointelegraph',
      'Decrypt',
      'Bitcoin Magazine',
      'The Block',
    ]);
  });
  it('joins them with the settings, which win', () => {
    const own = [
      { id: 'Decrypt', url: 'https://x.org/d', enabled: false },
      { id: 'Mine', url: 'https://x.org/m', enabled: true },
    ];
    const news = { ...defaultSettings().news, feeds: own };
    expect(feedsOf(news).map((feed) => feed.id)).toEqual([
      'CoinDesk',
      'Cointelegraph',
      'Bitcoin Magazine',
      'The Block',
      'Mine',
    ]);
    expect(feedsOf({ ...news, useDefaults: false }).map((feed) => feed.id)).toEqual(['Mine']);
  });
});

describe('link records', () => {
  const linker = loadLinker();
  it('gives tickers and the price flag', () => {
    expect(linkRecord(linker, { id: 7, title: 'Bitcoin <b>falls</b> 5 %', published_at: '2023-01-01' })).toEqual({
      id: 7,
      symbols: ['BTC'],
      price_report: true,
    });
    expect(linkRecord(linker, { id: 'a', title: 'Validators restart', summary: 'Solana is back' })).toEqual({
      id: 'a',
      symbols: ['SOL'],
      price_report: false,
    });
  });
  it('reads NDJSON and names the place of a bad line', () => {
    expect(
      [...linkLines(linker, '{"id":1,"title":"Ether"}\n\n{"id":2,"title":"x"}\n', 'f.ndjson')].map(
        (answer) => answer.symbols,
      ),
    ).toEqual([['ETH'], []]);
    const fault = (text: string) => {
      try {
        return void [...linkLines(linker, text, 'f.ndjson')];
      } catch (error) {
        return faultOf(error);
      }
    };
    expect(fault('{"id":1,"title":"a"}\n{"id":2,"title"}')).toMatchObject({
      kind: 'bad_input',
      detail: expect.stringContaining('f.ndjson:2:16: not valid JSON') as string,
    });
    expect(fault('{"id":1}')).toMatchObject({
      kind: 'bad_input',
      detail: expect.stringMatching(/^f\.ndjson:1:1: title: /) as string,
    });
  });
});

describe('outages by source', () => {
  it('hold a missed poll against a source only when it lasted longer than its own interval', () => {
    const minute = 60_000;
    const onset = 1_000 * minute;
    const outages = createOutages((source) => (source === 'slow' ? 15 : 5) * minute);
    for (const source of ['slow', 'quick']) {
      outages.failed(source, onset - minute);
      outages.succeeded(source, onset + 12 * minute);
    }
    expect(outages.around(onset, onset + 30 * minute)).toEqual(['quick']);
  });
});

describe('outages', () => {
  const minute = 60_000;
  const onset = 1_000 * minute;
  it('name who is silent now, and who was silent around the onset', () => {
    const outages = createOutages(() => 5 * minute);
    outages.failed('down', onset + 10 * minute);
    outages.failed('was away', onset - 30 * minute);
    outages.succeeded('was away', onset + 20 * minute);
    outages.failed('one missed poll', onset - minute);
    outages.succeeded('one missed poll', onset + 4 * minute);
    outages.failed('long ago', onset - 300 * minute);
    outages.succeeded('long ago', onset - 200 * minute);
    expect(outages.around(onset, onset + 30 * minute)).toEqual(['down', 'was away']);
    expect(outages.around(onset, onset + 5 * minute)).toEqual(['was away']);
    expect(outages.around(onset - 1_000 * minute, onset)).toEqual([]);
  });
});
