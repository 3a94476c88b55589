/**
 * The guarded http: every request that a feed, a webhook or a setting can aim goes through here. Promises a deadline on
 * wall time, a size cap before and after unpacking, at most `maxRedirects` hops each checked like the first address, and
 * no address inside the machine or its network unless that host is allowed. Failures are Faults; details never carry the
 * query (it may hold a key).
 */
import { Agent, request, type Dispatcher } from 'undici';
import { failed, fault, faultOf, messageOf, ok, type Fault, type Result } from '../../src-shared/fault.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { EgressAsker } from '../../src-shared/egress.ts';
import { egress } from './egress.ts';
import { checkedUrl, createAddressGuard, type Resolver } from './http-address.ts';
import { readBody } from './http-body.ts';

export interface HttpOptions {
  readonly wall: TimeSource;
  /** Hosts that may lie on private or loopback addresses, exactly as written in the URL. */
  readonly allowPrivateHosts?: readonly string[];
  readonly userAgent?: string;
  /** Who signs for the requests in the egress log. */
  readonly who?: EgressAsker;
  /** Replaces the system's resolver. */
  readonly resolve?: Resolver;
}

export interface HttpGetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly maxRedirects?: number;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; repeated headers are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Address that answered, after redirects. */
  readonly url: string;
  /** Where the address moved for good: set when every redirect on the way was a 301 or 308. */
  readonly movedTo?: string;
}

export type HttpPostOptions = Omit<HttpGetOptions, 'maxRedirects'> & { readonly body: string };

export interface Http {
  /** 2xx, 304 and 4xx are answers; 418/429 (`rate_limited`), 5xx (`unavailable`) and everything else are Faults. */
  get(url: string, options?: HttpGetOptions): Promise<Result<HttpResponse>>;
  /** The same for a form or a document that is sent; a redirect is refused, because what is sent may hold a key. */
  post(url: string, options: HttpPostOptions): Promise<Result<HttpResponse>>;
  /** Ends idle connections. */
  close(): Promise<void>;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const FOR_GOOD: ReadonlySet<number> = new Set([301, 308]);
const MAX_RETRY_AFTER_MS = 86_400_000;
const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-api-key']);

/** Origin and path, without the query. */
const shown = (url: URL): string => `${url.origin}${url.pathname}`;

export function createHttp(options: HttpOptions): Http {
  const guard = createAddressGuard(options.allowPrivateHosts ?? [], options.resolve);
  const agent = new Agent({
    connect: { lookup: guard.lookup, timeout: 10_000 },
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 4_000,
    maxHeaderSize: 32_768,
  });
  const hop: Hop = async (url, call) => {
    const allowed = guard.check(url);
    if (!allowed.ok) return allowed;
    egress.request(url, options.who ?? 'news');
    const response = await request(url, {
      dispatcher: agent,
      method: call.body === null ? 'GET' : 'POST',
      body: call.body,
      headers: call.headers,
      signal: call.signal,
    });
    return receive(url, response, call.maxBytes, options);
  };
  return {
    get: (url, get = {}) => withDeadline(url, { ...get, body: null }, options, hop),
    post: (url, post) => withDeadline(url, { ...post, maxRedirects: 0 }, options, hop),
    close: () => agent.close(),
  };
}

interface Call {
  /** Null for a GET. */
  readonly body: string | null;
  readonly headers: Record<string, string>;
  readonly maxBytes: number;
  readonly maxRedirects: number;
  readonly signal: AbortSignal;
}
type Hop = (url: URL, call: Call) => Promise<Result<HttpResponse>>;

async function withDeadline(
  text: string,
  asked: HttpGetOptions & { readonly body: string | null },
  options: HttpOptions,
  hop: Hop,
): Promise<Result<HttpResponse>> {
  const { timeoutMs = 10_000, maxBytes = 5_000_000, maxRedirects = 5, signal, body } = asked;
  const finished = new AbortController();
  const deadline = new AbortController();
  void options.wall.sleep(timeoutMs, finished.signal).then(
    () => deadline.abort(),
    () => undefined, // the request ended first
  );
  const call: Call = {
    body,
    headers: headersFor(asked.headers, options.userAgent),
    maxBytes,
    maxRedirects,
    signal: signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal,
  };
  try {
    return await follow(text, call, hop);
  } catch (error) {
    if (signal?.aborted) return failed('cancelled', 'the request was cancelled');
    if (deadline.signal.aborted) return failed('timeout', `no whole answer within ${timeoutMs} ms`);
    return { ok: false, fault: faultOfError(error) };
  } finally {
    finished.abort();
  }
}

function headersFor(extra: HttpGetOptions['headers'], userAgent = 'MANE/0.1'): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': userAgent, 'accept-encoding': 'gzip, deflate, br' };
  for (const [name, value] of Object.entries(extra ?? {})) headers[name.toLowerCase()] = value;
  return headers;
}

async function follow(text: string, call: Call, hop: Hop): Promise<Result<HttpResponse>> {
  const first = checkedUrl(text);
  if (!first.ok) return first;
  let url = first.value;
  let headers = call.headers;
  let forGood = true;
  for (let hops = 0; hops <= call.maxRedirects; hops++) {
    const answer = await hop(url, { ...call, headers });
    if (!answer.ok) return answer;
    if (!REDIRECTS.has(answer.value.status)) return hops > 0 && forGood ? moved(answer.value) : answer;
    forGood &&= FOR_GOOD.has(answer.value.status);
    const next = redirectTarget(url, answer.value.headers.location);
    if (!next.ok) return next;
    if (next.value.origin !== url.origin) headers = withoutSecrets(headers);
    url = next.value;
  }
  return failed('refused', `${shown(first.value)}: more than ${call.maxRedirects} redirects`);
}

const moved = (response: HttpResponse): Result<HttpResponse> => ok({ ...response, movedTo: response.url });

function redirectTarget(from: URL, location: string | undefined): Result<URL> {
  if (location === undefined) return failed('corrupt', `${shown(from)}: a redirect without an address`);
  const next = checkedUrl(location, from.href);
  if (next.ok && from.protocol === 'https:' && next.value.protocol === 'http:') {
    return failed('refused', `${shown(from)}: a redirect from https to http is refused`);
  }
  return next;
}

const withoutSecrets = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET_HEADERS.has(name)));

async function receive(
  url: URL,
  response: Dispatcher.ResponseData,
  maxBytes: number,
  { wall }: HttpOptions,
): Promise<Result<HttpResponse>> {
  const headers = flatHeaders(response.headers);
  const status = response.statusCode;
  try {
    const refusal = statusFault(url, status, headers['retry-after'], wall.now());
    if (refusal !== null) return { ok: false, fault: refusal };
    if (REDIRECTS.has(status)) return ok({ status, headers, body: Buffer.alloc(0), url: url.href });
    if (Number(headers['content-length'] ?? 0) > maxBytes) {
      return failed('refused', `${shown(url)}: the answer is larger than ${maxBytes} bytes`);
    }
    const read = await readBody(response.body, headers['content-encoding'] ?? '', maxBytes);
    return ok({ status, headers, body: read.body, url: url.href });
  } finally {
    // What was not read is not wanted; an unread body would keep the connection busy.
    response.body.on('error', () => undefined).destroy();
  }
}

function flatHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const entries = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

function statusFault(url: URL, status: number, retryAfter: string | undefined, now: number): Fault | null {
  const wait = retryAfterMs(retryAfter, now);
  const extra = wait === null ? {} : { retryAfterMs: wait };
  if (status === 429 || status === 418)
    return fault('rate_limited', `${shown(url)}: asked us to slow down (${status})`, extra);
  if (status >= 500) return fault('unavailable', `${shown(url)}: answered ${status}`, extra);
  return null;
}

/** RFC 9110 §10.2.3: seconds or a date; at most a day. */
export function retryAfterMs(value: string | undefined, now: number): number | null {
  if (value === undefined || value.trim() === '') return null;
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), MAX_RETRY_AFTER_MS) : null;
}

function faultOfError(error: unknown): Fault {
  const known = faultOf(error) ?? faultOf((error as Error | null)?.cause);
  if (known !== null) return known;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return fault('timeout', 'no connection in time');
  return fault('network', code === '' ? messageOf(error) : `${messageOf(error)} (${code})`);
}
