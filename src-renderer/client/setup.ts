/** What setting up asks of the engine: venues, market lists, keys, what waits for a new start. A failed list is asked for again only when told to. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useConnection, useEngine, useHealth } from './engine.tsx';
import { useSettings } from './settings.ts';

const HOUR_MS = 3_600_000;

export function useVenues() {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  return useQuery({ ...orpc.symbols.venues.queryOptions(), enabled: online, staleTime: HOUR_MS }).data ?? [];
}

export function useMarkets(venue: string) {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  const options = orpc.symbols.markets.queryOptions({ input: { venue } });
  return useQuery({ ...options, enabled: online, staleTime: HOUR_MS });
}

export function useEngineInfo() {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  const settings = useSettings();
  const startedAt = useHealth()?.startedAt;
  // Which settings wait is asked again with each change of them, and after each start.
  const options = orpc.engine.info.queryOptions();
  const queryKey = [...options.queryKey, settings, startedAt];
  const info = useQuery({ ...options, queryKey, enabled: online, placeholderData: (before) => before });
  return info.data;
}

export function useKeys(): ReadonlyMap<string, boolean> {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  const { data = [] } = useQuery({ ...orpc.settings.keys.queryOptions(), enabled: online });
  return new Map(data.map(({ name, present }) => [name, present]));
}

/** The engine starts over, the window stays: true from the asking until another engine answers. */
export function useRestarting(): boolean {
  const connection = useConnection();
  const startedAt = useHealth()?.startedAt ?? 0;
  const { restartAsked } = useEngine();
  const since = useSyncExternalStore(restartAsked.subscribe, restartAsked.get);
  if (since === null) return false;
  const isBack = connection.kind === 'online' && (connection.session > since.session || startedAt !== since.startedAt);
  return !isBack;
}

/** Asks for the new start; fails with what is against it. A connection that breaks under the call is the start itself. */
export function useRestart() {
  const { client, connection, store, queries, restartAsked } = useEngine();
  const ask = async (): Promise<void> => {
    const state = connection.state.get();
    if (state.kind !== 'online') return;
    restartAsked.set({ session: state.session, startedAt: store.health.get()?.startedAt ?? 0 });
    try {
      await client.engine.restart();
    } catch (error) {
      if (connection.state.get().kind !== 'online') return;
      restartAsked.set(null);
      throw error;
    }
    void queries.invalidateQueries();
  };
  return useMutation({ mutationFn: ask });
}

/** The shipped list of publishers. */
export function useNewsDefaults() {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  return useQuery({ ...orpc.settings.newsDefaults.queryOptions(), enabled: online, staleTime: HOUR_MS }).data ?? [];
}
