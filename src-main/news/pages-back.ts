/**
 * A listing that runs from now into the past, walked page by page to the begin of a range. Ends when it got there, when the
 * service has no more, or when it goes round in circles; each end but the first is a Fault that says how far it came.
 */
import { fault } from '../../src-shared/fault.ts';
import { isoOf } from '../../src-shared/format.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { HistoryPage, HistoryQuery } from '../../src-shared/ports/news-source.ts';
import { believable, itemOf, type SourceEntry } from './handed-over.ts';
import type { Asked } from './source-state.ts';

export interface Listing {
  readonly id: string;
  /** What the first page is asked with. */
  readonly first: string;
  readonly maxPages: number;
  /** Wall time between two pages: a history is no reason to crowd a service. */
  readonly wall: TimeSource;
  /** One page, and what the next is asked with; null on the last. */
  readonly read: (query: string) => Promise<Asked<{ entries: readonly SourceEntry[]; next: string | null }>>;
}

export const PAGE_PAUSE_MS = 1000;

export async function* pagesBack(
  { id, first, maxPages, wall, read }: Listing,
  now: EpochMs,
  { from, to, signal }: HistoryQuery,
): AsyncGenerator<Asked<HistoryPage>> {
  const asked = new Set<string>();
  let query: string | null = first;
  let reachedBack = Number.POSITIVE_INFINITY;
  while (query !== null && !asked.has(query) && asked.size < maxPages && !signal.aborted) {
    asked.add(query);
    const page = await read(query);
    if (!page.ok) {
      yield page;
      return;
    }
    reachedBack = Math.min(reachedBack, middleOf(page.value.entries));
    yield { ok: true, value: { items: between(page.value.entries, from, to, now), reachedBack } };
    if (reachedBack < from) return;
    query = page.value.next;
    if (query !== null) await wall.sleep(PAGE_PAUSE_MS, signal);
  }
  if (signal.aborted) {
    yield { ok: false, fault: fault('cancelled', `${id}: stopped`) };
    return;
  }
  const end = Number.isFinite(reachedBack) ? `its history ends at ${isoOf(reachedBack)}` : 'it has no history';
  yield { ok: false, fault: fault('not_found', `${id}: ${end}`) };
}

/** The middle one of a page's times: one post with a wrong date must not make a walk believe that it has arrived. */
function middleOf(entries: readonly SourceEntry[]): EpochMs {
  const times = entries.flatMap((entry) => entry.publishedAt ?? []).sort((a, b) => b - a);
  return times[Math.floor(times.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** Those published in the range; what has no date cannot be placed in the past. */
export function between(entries: readonly SourceEntry[], from: EpochMs, to: EpochMs, now: EpochMs) {
  return entries.flatMap((entry) => {
    const time = entry.publishedAt;
    return time === null || time < from || time >= to ? [] : [itemOf(entry, believable(time, now), now)];
  });
}
