/**
 * The window's place is its hash, so that a reload, a deep link and a notification's click all arrive where they mean:
 * `#/live?symbol=BTC-USD&tf=5m&open=ID&cite=E3`, `#/anomaly/ID`, `#/inbox`, `#/why?from=…&to=…`, `#/history?q=…`, `#/rules`, `#/health`,
 * `#/settings?at=news.pollMinutes`, `#/about`, `#/first-run?step=alerts`. An unknown hash is Live. The shell's `mane://anomaly/ID` arrives as `#/anomaly/ID`.
 */
import { useSyncExternalStore } from 'react';

export const VIEWS = [
  'live',
  'inbox',
  'history',
  'rules',
  'health',
  'settings',
  'why',
  'about',
  'first-run',
  'anomaly',
] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  readonly view: View;
  /** The anomaly of a full page; null elsewhere. */
  readonly id: string | null;
  readonly params: Readonly<Record<string, string>>;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [first = '', id = null] = path.split('/').map(decoded);
  const view = VIEWS.find((known) => known === first) ?? 'live';
  const params = Object.fromEntries(new URLSearchParams(query));
  return view === 'anomaly' && (id === null || id === '')
    ? { view: 'live', id: null, params }
    : { view, id: view === 'anomaly' ? id : null, params };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ''; // a malformed escape is an unknown place
  }
}

export function hashOf(
  view: View,
  params: Readonly<Record<string, string | null | undefined>> = {},
  id: string | null = null,
): string {
  const given = Object.entries(params).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  const query = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
  return `#/${view}${id === null ? '' : `/${encodeURIComponent(id)}`}${query}`;
}

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

let lastHash: string | null = null;
let lastRoute: Route = parseRoute('');
export function currentRoute(): Route {
  if (location.hash !== lastHash) {
    lastHash = location.hash;
    lastRoute = parseRoute(lastHash);
  }
  return lastRoute;
}

export const useRoute = (): Route => useSyncExternalStore(subscribe, currentRoute);

/** A new place, with a way back. */
export const go = (hash: string): void => {
  location.hash = hash;
};

/** Another place in the stead of this one: no step in the history leads back here. */
export const goInstead = (hash: string): void => {
  history.replaceState(null, '', hash);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
};

/** Changes parameters of the place without a step in the history; null removes one. */
export function refine(change: Readonly<Record<string, string | null>>): void {
  const { view, id, params } = currentRoute();
  goInstead(hashOf(view, { ...params, ...change }, id));
}
