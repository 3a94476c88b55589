/** What History asks the engine: the search when there are at least two characters, the newest pages otherwise. */
import { useInfiniteQuery, useQuery, keepPreviousData } from '@tanstack/react-query';
import { DAY_MS } from '../../../src-shared/market.ts';
import type { AnomalyType } from '../../../src-shared/anomaly.ts';
import type { AnomalyWithNarrative } from '../../../src-shared/ports/reader.ts';
import { useConnection, useEngine, useMarketKnown } from '../../client/engine.tsx';

export interface HistoryFilter {
  readonly text: string;
  readonly symbol: string | null;
  readonly type: AnomalyType | null;
  readonly verdict: 'accepted' | 'withheld' | 'unfinished' | null;
  /** Days back; null = all. */
  readonly days: number | null;
}
export interface HistoryRow extends AnomalyWithNarrative {
  readonly snippet: string | null;
}

const PAGE = 100;
const SHORTEST = 2;
const TYPES: readonly AnomalyType[] = ['price_spike', 'price_drop', 'volume_spike', 'combined'];

export function filterOf(params: Readonly<Record<string, string>>): HistoryFilter {
  const days = Number(params.days);
  return {
    text: (params.q ?? '').slice(0, 400),
    symbol: params.symbol ?? null,
    type: TYPES.find((type) => type === params.type) ?? null,
    verdict: (['accepted', 'withheld', 'unfinished'] as const).find((verdict) => verdict === params.verdict) ?? null,
    days: Number.isFinite(days) && days > 0 ? days : null,
  };
}

/** Search results are filtered here, because the engine's search knows only the symbol. */
export function keeps(filter: HistoryFilter, { anomaly, narrative }: AnomalyWithNarrative, now: number): boolean {
  const verdict =
    narrative === null || !narrative.validated
      ? 'unfinished'
      : narrative.validation_passed === true
        ? 'accepted'
        : 'withheld';
  return (
    (filter.type === null || anomaly.anomaly_type === filter.type) &&
    (filter.verdict === null || verdict === filter.verdict) &&
    (filter.days === null || anomaly.detected_at >= now - filter.days * DAY_MS)
  );
}

export function useHistory(filter: HistoryFilter) {
  const { client, store } = useEngine();
  const online = useConnection().kind === 'online';
  const timed = useMarketKnown() || filter.days === null;
  const searching = filter.text.trim().length >= SHORTEST;
  const symbol = filter.symbol ?? undefined;
  const now = (): number => Math.floor(store.clock.now() ?? 0);

  const found = useQuery({
    queryKey: ['history-search', filter],
    enabled: online && timed && searching,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<HistoryRow[]> => {
      const hits = await client.anomalies.search({ text: filter.text.trim(), symbol, limit: 200 }, { signal });
      return hits.filter((hit) => keeps(filter, hit, now()));
    },
  });
  const listed = useInfiniteQuery({
    queryKey: ['history-list', { ...filter, text: '' }],
    enabled: online && timed && !searching,
    placeholderData: keepPreviousData,
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page: readonly AnomalyWithNarrative[]) =>
      page.length < PAGE ? undefined : page.at(-1)?.anomaly.detected_at,
    queryFn: ({ signal, pageParam }) => {
      const from = filter.days === null ? undefined : Math.max(0, now() - filter.days * DAY_MS);
      const { type, verdict } = filter;
      return client.anomalies.list(
        { symbol, type: type ?? undefined, verdict: verdict ?? undefined, from, before: pageParam, limit: PAGE },
        { signal },
      );
    },
  });
  const rows: readonly HistoryRow[] = searching
    ? (found.data ?? [])
    : (listed.data?.pages.flat() ?? []).map((row) => ({ ...row, snippet: null }));
  const active = searching ? found : listed;
  return {
    rows,
    searching,
    /** What was typed when these rows were asked for; null while the answer is on its way. */
    answers: searching && found.data !== undefined && !found.isPlaceholderData ? filter.text.trim() : null,
    loading: active.isLoading,
    error: active.error,
    again: () => void active.refetch(),
    more: listed.hasNextPage && !searching ? () => void listed.fetchNextPage() : null,
  };
}
