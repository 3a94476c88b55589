/** The three news services on one loopback server, speaking their protocols from fixtures; each answer can be replaced. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const KEYS: Record<string, string> = {
  MANE_CRYPTOPANIC_KEY: 'canary-cp-7f3a91',
  MANE_NEWSAPI_KEY: 'canary-na-52be08',
  MANE_REDDIT_ID: 'canary-rid-c41d',
  MANE_REDDIT_SECRET: 'canary-rsec-9e77',
};
export const TOKEN = 'canary-token-e2b6';

export interface NewsServices {
  /** Begin of each service's addresses. */
  readonly cryptopanic: string;
  readonly newsapi: string;
  readonly redditToken: string;
  readonly reddit: string;
  /** Requests so far, as `GET /path?query`, with their headers. */
  readonly asked: { line: string; headers: IncomingMessage['headers']; body: string }[];
  /** Instead of what the service would say; null for the service itself. */
  answer(listener: RequestListener | null): void;
  /** Instead of the fixtures. */
  serve(content: Partial<Content>): void;
  /** What is served now. */
  content(): Content;
  /** The fixtures again. */
  reset(): void;
  close(): Promise<void>;
}

export interface Content {
  /** Pages of posts, newest first. */
  readonly posts: readonly unknown[][];
  /** All articles, newest first; from, to and pageSize are heeded. */
  readonly articles: readonly { publishedAt: string }[];
  readonly listing: readonly unknown[][];
  readonly redditHeaders: Record<string, string>;
}

export const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/news/services/${name}.json`, import.meta.url), 'utf8'));

const fixtures = (): Content => ({
  posts: [(fixture('cryptopanic-posts') as { results: unknown[] }).results],
  articles: (fixture('newsapi-everything') as { articles: { publishedAt: string }[] }).articles,
  listing: [(fixture('reddit-new') as { data: { children: unknown[] } }).data.children],
  redditHeaders: { 'x-ratelimit-used': '2', 'x-ratelimit-remaining': '98.0', 'x-ratelimit-reset': '421' },
});

export async function startNewsServices(): Promise<NewsServices> {
  const asked: NewsServices['asked'] = [];
  let content = fixtures();
  let instead: RequestListener | null = null;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
      if (instead !== null) return void instead(request, response);
      route(request, response, body, content);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    cryptopanic: `${base}/api/developer/v2/posts/`,
    newsapi: `${base}/v2/everything`,
    redditToken: `${base}/api/v1/access_token`,
    reddit: base,
    asked,
    answer: (listener) => void (instead = listener),
    serve: (changed) => void (content = { ...content, ...changed }),
    content: () => content,
    reset: () => void (content = fixtures()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const json = (response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));

function route(request: IncomingMessage, response: ServerResponse, body: string, content: Content): void {
  const url = new URL(request.url ?? '', 'http://127.0.0.1');
  if (url.pathname === '/api/developer/v2/posts/') return cryptoPanic(url, response, content);
  if (url.pathname === '/v2/everything') return newsApi(url, request, response, content);
  if (url.pathname === '/api/v1/access_token') return redditToken(request, response, body);
  if (/^\/r\/[\w+]+\/new$/.test(url.pathname)) return redditNew(url, request, response, content);
  json(response, 404, { error: 'not found' });
}

function cryptoPanic(url: URL, response: ServerResponse, { posts }: Content): void {
  if (url.searchParams.get('auth_token') !== KEYS.MANE_CRYPTOPANIC_KEY)
    return json(response, 401, { status: 'api_error', info: 'Token not found' });
  const page = Number(url.searchParams.get('page') ?? 1);
  const next = new URL(url.href.replace('127.0.0.1', 'cryptopanic.com'));
  next.searchParams.set('page', String(page + 1));
  json(response, 200, { next: page < posts.length ? next.href : null, previous: null, results: posts[page - 1] ?? [] });
}

function newsApi(url: URL, request: IncomingMessage, response: ServerResponse, { articles }: Content): void {
  const error = (status: number, code: string) =>
    json(response, status, { status: 'error', code, message: `${code}: a longer text` });
  const key = request.headers['x-api-key'];
  if (key === undefined) return error(401, 'apiKeyMissing');
  if (key !== KEYS.MANE_NEWSAPI_KEY) return error(401, 'apiKeyInvalid');
  if (!url.searchParams.has('q')) return error(400, 'parametersMissing');
  const time = (name: string, none: number) =>
    url.searchParams.has(name) ? Date.parse(`${url.searchParams.get(name)}Z`) : none;
  const [from, to] = [time('from', 0), time('to', Number.POSITIVE_INFINITY)];
  const found = articles.filter(({ publishedAt }) => Date.parse(publishedAt) >= from && Date.parse(publishedAt) <= to);
  const pageSize = Number(url.searchParams.get('pageSize') ?? 100);
  json(response, 200, { status: 'ok', totalResults: found.length, articles: found.slice(0, pageSize) });
}

function redditToken(request: IncomingMessage, response: ServerResponse, body: string): void {
  const basic = Buffer.from(`${KEYS.MANE_REDDIT_ID}:${KEYS.MANE_REDDIT_SECRET}`).toString('base64');
  if (request.headers.authorization !== `Basic ${basic}`)
    return json(response, 401, { message: 'Unauthorized', error: 401 });
  if (new URLSearchParams(body).get('grant_type') !== 'client_credentials')
    return json(response, 400, { error: 'unsupported_grant_type' });
  json(response, 200, { access_token: TOKEN, token_type: 'bearer', expires_in: 86_400, scope: '*' });
}

function redditNew(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  { listing, redditHeaders }: Content,
): void {
  if (request.headers.authorization !== `Bearer ${TOKEN}`)
    return json(response, 401, { message: 'Unauthorized', error: 401 });
  const page = Number((url.searchParams.get('after') ?? 't3_p0').slice('t3_p'.length));
  const after = page + 1 < listing.length ? `t3_p${page + 1}` : null;
  json(response, 200, { kind: 'Listing', data: { after, before: null, children: listing[page] ?? [] } }, redditHeaders);
}
