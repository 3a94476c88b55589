/**
 * Who may speak to the loopback host. One token, good for one exchange against a session cookie (HttpOnly, SameSite=Strict,
 * named after the port because cookies ignore ports); afterwards only the cookie counts. Commands of the same user carry a token
 * of their own. The Host header must be ours
 * (against DNS rebinding), the Origin must be ours wherever a page of another site could be the caller.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface WebSession {
  readonly token: string;
  /** For programs of the same user, who read it in the engine's lock file; stays good. */
  readonly control: string;
  /** Carries the control token, and does not come from a page: those always send their Origin. */
  controls(headers: IncomingHttpHeaders): boolean;
  hostAllowed(headers: IncomingHttpHeaders): boolean;
  /** True when the header is one of our own origins. */
  originAllowed(headers: IncomingHttpHeaders): boolean;
  hasCookie(headers: IncomingHttpHeaders): boolean;
  /** Spends the token; the Set-Cookie value, or null when it is wrong or spent. */
  exchange(token: string | null): string | null;
}

const COOKIE_SECONDS = 30 * 86_400;
export const newToken = (): string => randomBytes(32).toString('base64url');

export function createWebSession(port: number, token: string = newToken()): WebSession {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const name = `mane_session_${port}`;
  const secret = newToken();
  const control = newToken();
  let spent = false;
  return {
    token,
    control,
    controls: ({ authorization, origin }) => origin === undefined && same(authorization ?? '', `Bearer ${control}`),
    hostAllowed: ({ host }) => host !== undefined && hosts.includes(host.toLowerCase()),
    originAllowed: ({ origin }) => origin !== undefined && hosts.some((host) => origin === `http://${host}`),
    hasCookie: ({ cookie }) => spent && cookieValues(cookie, name).some((value) => same(value, secret)),
    exchange(given) {
      if (spent || given === null || !same(given, token)) return null;
      spent = true;
      return `${name}=${secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${COOKIE_SECONDS}`;
    },
  };
}

function cookieValues(header: string | undefined, name: string): string[] {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}

/** Compares in constant time, whatever the lengths. */
function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
