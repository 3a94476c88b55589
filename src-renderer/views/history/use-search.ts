/**
 * The search as somebody types: each text is asked at once, one that is superseded is given up, and a first page as long as the list
 * is high comes alone. What was asked a moment ago is still known, so deleting a letter answers without asking.
 */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Sort } from '../../../src-shared/history.ts';
import type { AnomalyConditions, SearchHit } from '../../../src-shared/ports/reader.ts';
import { useEngine } from '../../client/engine.tsx';

export const FIRST_PAGE = 30;
const NEXT_PAGE = 100;
/** Below this everything is listed. */
export const SHORTEST = 2;
const KEEP_MS = 60_000;

interface Asked {
  readonly key: string;
  readonly text: string;
  readonly sort: Sort | 'best';
  readonly conditions: () => AnomalyConditions;
  readonly enabled: boolean;
}

interface Page {
  readonly text: string;
  readonly hits: readonly SearchHit[];
}

const limitAt = (skip: number): number => (skip === 0 ? FIRST_PAGE : NEXT_PAGE);

export function useSearch({ key, text, sort, conditions, enabled }: Asked) {
  const { client } = useEngine();
  const found = useInfiniteQuery({
    queryKey: ['history-search', key, text],
    enabled,
    gcTime: KEEP_MS,
    placeholderData: keepPreviousData,
    initialPageParam: 0,
    queryFn: async ({ signal, pageParam: skip }): Promise<Page> => ({
      text,
      hits: await client.anomalies.search({ ...conditions(), text, sort, skip, limit: limitAt(skip) }, { signal }),
    }),
    getNextPageParam: ({ hits }: Page, _pages, skip) => (hits.length < limitAt(skip) ? undefined : skip + hits.length),
  });
  const pages = found.data?.pages;
  const rows = useMemo(() => onceEach(pages?.flatMap(({ hits }) => hits) ?? []), [pages]);
  return {
    rows,
    /** The text that the rows were found by: while the next answer is on its way, the one before; null before the first. */
    by: pages?.[0]?.text ?? null,
    more: found.hasNextPage && !found.isFetching ? () => void found.fetchNextPage() : null,
    hasMore: found.hasNextPage,
    /** The rows answer this very text. */
    settled: found.data !== undefined && !found.isPlaceholderData,
    loading: found.isLoading,
    error: found.error,
    again: () => void found.refetch(),
  };
}

/** What was stored between two pages may move a row from one into the next. */
function onceEach(hits: readonly SearchHit[]): SearchHit[] {
  const seen = new Set<string>();
  return hits.filter(({ anomaly: { id } }) => !seen.has(id) && seen.add(id));
}
