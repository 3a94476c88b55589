/**
 * A fetch for ccxt that turns what a captive portal, a rate limiter or a dead host answers into a Fault with a clear line,
 * before ccxt's parsers see it. Honours Retry-After (RFC 9110 §10.2.3, seconds or a date). Refuses HTML.
 */
import { FaultError, fault } from '../../src-shared/fault.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';

export type Fetch = typeof fetch;

/** What ccxt reads of a response. */
interface ReadResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  text(): Promise<string>;
}

export function jsonOnly(
  fetchImpl: Fetch,
  label: string,
  wall: TimeSource,
): (url: string, init?: RequestInit) => Promise<ReadResponse> {
  return async (url, init) => {
    const response = await fetchImpl(url, init);
    if (response.status === 429 || response.status === 418) throw rateLimited(response, label, wall.now());
    const body = await response.text();
    if (looksLikeHtml(body, response.headers)) throw notJson(response, label, url);
    return {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
      text: async () => body,
    };
  };
}

function rateLimited(response: Response, label: string, now: number): FaultError {
  const retryAfterMs = retryAfter(response.headers.get('retry-after'), now);
  const wait = retryAfterMs === null ? '' : `, asks to wait ${Math.ceil(retryAfterMs / 1000)} s`;
  return new FaultError(
    fault(
      'rate_limited',
      `${label} answered ${response.status} (too many requests)${wait}`,
      retryAfterMs === null ? {} : { retryAfterMs },
    ),
  );
}

/** Milliseconds from `now`; null when absent or not understood. At most an hour is believed. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), 3_600_000) : null;
}

function looksLikeHtml(body: string, headers: Headers): boolean {
  if (/^\s*(<!doctype|<html|<head|<body)/i.test(body.slice(0, 500))) return true;
  return (headers.get('content-type') ?? '').includes('text/html') && !/^\s*[[{]/.test(body.slice(0, 100));
}

function notJson(response: Response, label: string, url: string): FaultError {
  const host = new URL(url).host;
  return new FaultError(
    fault(
      'unavailable',
      `${label} (${host}) answered HTML instead of JSON (HTTP ${response.status}): a captive portal or proxy page?`,
    ),
  );
}
