/**
 * The simulated publishers on one loopback port, `/ID/feed.xml` each: ETag and Last-Modified change when an item appears,
 * a conditional GET gets 304 (RFC 9110 §13), an unknown path 404, a feed that was taken down 503.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import { feedXml, FEED_TYPES } from './feed-xml.ts';
import { openLoopback, type Answer } from './loopback.ts';
import type { Newsroom, PublishedItem } from './newsroom.ts';
import { OUTLETS, type Outlet } from './outlets.ts';
import { HTML_PAGE, type Weather } from './weather.ts';

export interface NewsServer {
  readonly feeds: { id: string; url: string }[];
  close(): Promise<void>;
}

const plain = (status: number, body: string): Answer => ({ status, type: 'text/plain', body });

export async function openNews(newsroom: Newsroom, market: TimeSource, weather: Weather): Promise<NewsServer> {
  const loopback = await openLoopback(
    (request, url) => {
      const outlet = OUTLETS.find(({ id }) => url.pathname === `/${id}/feed.xml`);
      if (!outlet) return plain(404, 'not found');
      if (weather.isNewsDown(outlet.title)) return plain(503, 'down for maintenance');
      if (weather.html()) return { status: 200, type: 'text/html', body: HTML_PAGE };
      return feedAnswer(outlet, newsroom.items(outlet.id, market.now()), request.headers);
    },
    () => market.now(),
  );
  return {
    // Named as a reader knows them, like the shipped publishers.
    feeds: OUTLETS.map(({ id, title }) => ({ id: title, url: `http://${loopback.host}/${id}/feed.xml` })),
    close: () => loopback.close(),
  };
}

function feedAnswer(outlet: Outlet, items: readonly PublishedItem[], asked: IncomingHttpHeaders): Answer {
  const newest = items[0]?.publishedAt ?? 0;
  const etag = `"${items.length.toString(36)}-${newest.toString(36)}"`;
  const headers = { etag, 'last-modified': new Date(newest).toUTCString(), 'cache-control': 'max-age=0' };
  const known =
    asked['if-none-match'] === undefined
      ? isSince(asked['if-modified-since'], newest)
      : asked['if-none-match'] === etag;
  return {
    status: known ? 304 : 200,
    type: FEED_TYPES[outlet.format],
    body: known ? '' : feedXml(outlet, items),
    headers,
  };
}

/** If-None-Match wins over If-Modified-Since, which counts in whole seconds. */
const isSince = (header: string | undefined, newest: number): boolean =>
  header !== undefined && Date.parse(header) >= newest;
