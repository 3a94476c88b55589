/**
 * What a source has handed over already, so that an entry is handed over once, and again only when its text changed: then
 * with the dates of its first time. An entry without a date, or with one to come, is dated by when it was first seen.
 */
import { type EpochMs, MINUTE_MS } from '../../src-shared/market.ts';
import type { RawNewsItem } from '../../src-shared/news.ts';

export interface SourceEntry {
  /** Publisher as shown, ≤ 50 characters. */
  readonly source: string;
  readonly title: string;
  readonly url: string | null;
  readonly summary: string | null;
  /** Null when the entry has no date that can be read. */
  readonly publishedAt: EpochMs | null;
}

export interface HandedOver {
  /** The entries that are new or changed, as items. `now`: market time. */
  take(entries: readonly SourceEntry[], now: EpochMs): RawNewsItem[];
  /** True when one of them was handed over before: a listing of new things has no more of them further down. */
  knowsAny(entries: readonly SourceEntry[]): boolean;
}

/** A publisher's clock may run this much ahead of ours before its date is not believed. */
const AHEAD_MS = 2 * MINUTE_MS;
const REMEMBERED = 2_000;

interface Seen {
  readonly firstSeenAt: EpochMs;
  readonly publishedAt: EpochMs;
  readonly text: string;
}

export function createHandedOver(): HandedOver {
  const seen = new Map<string, Seen>();
  return {
    take: (entries, now) => entries.flatMap((entry) => newOrChanged(seen, entry, now)),
    knowsAny: (entries) => entries.some((entry) => seen.has(keyOf(entry))),
  };
}

const keyOf = ({ url, source, title }: SourceEntry): string => url ?? `${source}\n${title}`;

export function itemOf(entry: SourceEntry, publishedAt: EpochMs, firstSeenAt: EpochMs): RawNewsItem {
  const { source, title, url, summary } = entry;
  return { source, title, url, summary, published_at: publishedAt, first_seen_at: firstSeenAt };
}

/** Nothing was published after it was read. */
export const believable = (claimed: EpochMs | null, now: EpochMs): EpochMs =>
  claimed === null || claimed > now + AHEAD_MS ? now : claimed;

function newOrChanged(seen: Map<string, Seen>, entry: SourceEntry, now: EpochMs): RawNewsItem[] {
  const key = keyOf(entry);
  const text = `${entry.title}\n${entry.summary ?? ''}`;
  const before = seen.get(key);
  if (before?.text === text) return [];
  const firstSeenAt = before?.firstSeenAt ?? now;
  const publishedAt = before?.publishedAt ?? believable(entry.publishedAt, now);
  remember(seen, key, { firstSeenAt, publishedAt, text });
  return [itemOf(entry, publishedAt, firstSeenAt)];
}

function remember(seen: Map<string, Seen>, key: string, value: Seen): void {
  seen.delete(key);
  seen.set(key, value);
  const oldest = seen.keys().next();
  if (seen.size > REMEMBERED && !oldest.done) seen.delete(oldest.value);
}
