/** A publisher's items as RSS 2.0 (https://www.rssboard.org/rss-specification) or Atom (RFC 4287), escaped, newest first. */
import type { EpochMs } from '../../src-shared/market.ts';
import type { PublishedItem } from './newsroom.ts';
import type { Outlet } from './outlets.ts';

export const FEED_TYPES = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
} as const;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
const iso = (time: EpochMs): string => new Date(time).toISOString();
const rfc822 = (time: EpochMs): string => new Date(time).toUTCString().replace('GMT', '+0000');

export function feedXml(outlet: Outlet, items: readonly PublishedItem[]): string {
  return outlet.format === 'rss' ? rss(outlet, items) : atom(outlet, items);
}

function rss(outlet: Outlet, items: readonly PublishedItem[]): string {
  const built = items[0] ? `<lastBuildDate>${rfc822(items[0].publishedAt)}</lastBuildDate>` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
<channel>
<title>${escape(outlet.title)}</title>
<link>${outlet.site}/</link>
<description>${escape(outlet.title)}: simulated news</description>
<language>en</language>
<ttl>5</ttl>
${built}
${items.map(rssItem).join('\n')}
</channel>
</rss>
`;
}

const rssItem = (item: PublishedItem): string =>
  `<item><title>${escape(item.title)}</title><link>${escape(item.url)}</link><guid isPermaLink="true">${escape(item.url)}</guid>` +
  `<pubDate>${rfc822(item.publishedAt)}</pubDate><description><![CDATA[<p>${escape(item.summary)}</p>]]></description></item>`;

function atom(outlet: Outlet, items: readonly PublishedItem[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>${escape(outlet.title)}</title>
<id>${outlet.site}/</id>
<link href="${outlet.site}/"/>
<updated>${iso(items[0]?.publishedAt ?? 0)}</updated>
${items.map(atomEntry).join('\n')}
</feed>
`;
}

const atomEntry = (item: PublishedItem): string =>
  `<entry><title>${escape(item.title)}</title><id>${escape(item.url)}</id><link href="${escape(item.url)}"/>` +
  `<published>${iso(item.publishedAt)}</published><updated>${iso(item.publishedAt)}</updated><summary>${escape(item.summary)}</summary></entry>`;
