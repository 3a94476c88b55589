/**
 * The list without a search: only the pages in sight are read, each from the cursor at the end of the nearest page that is known
 * (or so many rows behind it), so that the middle and the end of a hundred thousand rows are one question away and no row is lost
 * or shown twice where many have the same time.
 */
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { cursorOf, type Sort } from '../../../src-shared/history.ts';
import type { AnomalyConditions, AnomalyWithNarrative } from '../../../src-shared/ports/reader.ts';
import { useEngine } from '../../client/engine.tsx';

export const PAGE = 100;
/** Pages out of sight are forgotten after a while; scrolling back asks again. */
const KEEP_MS = 60_000;
type Page = readonly AnomalyWithNarrative[];

interface PagesQuery {
  /** Identifies filter and order. */
  readonly key: string;
  readonly sort: Sort;
  readonly conditions: () => AnomalyConditions;
  readonly enabled: boolean;
  /** First and last page in sight. */
  readonly sight: readonly [number, number];
}

export const pageKey = (key: string, page: number) => ['history-page', key, page] as const;

export function usePages({ key, sort, conditions, enabled, sight: [first, last] }: PagesQuery) {
  const { client } = useEngine();
  const queries = useQueryClient();
  const count = useQuery({
    queryKey: ['history-count', key],
    enabled,
    queryFn: async ({ signal }) => (await client.anomalies.count(conditions(), { signal })).count,
  });
  const read = async (page: number, signal: AbortSignal): Promise<Page> => {
    const { after, skip } = anchorOf(page, sort, (at) => queries.getQueryData<Page>(pageKey(key, at)));
    return client.anomalies.list({ ...conditions(), sort, after, skip, limit: PAGE }, { signal });
  };
  const pages = useQueries({
    queries: Array.from({ length: last - first + 1 }, (_, k) => ({
      queryKey: pageKey(key, first + k),
      enabled,
      gcTime: KEEP_MS,
      staleTime: Infinity,
      queryFn: ({ signal }: { signal: AbortSignal }) => read(first + k, signal),
    })),
  });
  const rowAt = (index: number): AnomalyWithNarrative | undefined =>
    queries.getQueryData<Page>(pageKey(key, Math.floor(index / PAGE)))?.[index % PAGE];
  const known = pages.reduce((most, { data }, k) => Math.max(most, data === undefined ? 0 : (first + k) * PAGE + data.length), 0); // prettier-ignore
  return {
    /** Rows there are, once that is known. */
    total: count.data ?? known,
    rowAt,
    loading: pages.some(({ isLoading }) => isLoading),
    error: count.error ?? pages.find(({ error }) => error !== null)?.error ?? null,
    again: () => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === key }),
  };
}

/** Where to begin: behind the last row of the nearest whole page before it that is known. */
export function anchorOf(page: number, sort: Sort, known: (page: number) => Page | undefined) {
  for (let before = page - 1; before >= 0; before--) {
    const row = known(before)?.[PAGE - 1];
    if (row !== undefined) return { after: cursorOf(row.anomaly, sort), skip: (page - before - 1) * PAGE };
  }
  return { after: undefined, skip: page * PAGE };
}
