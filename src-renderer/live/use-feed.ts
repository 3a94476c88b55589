/** The feed's entries, renewed only when their order or grouping changes; a card's own changes stay with the card. */
import { useMemo, useSyncExternalStore } from 'react';
import { useEngine } from '../client/engine.tsx';
import type { EngineStore } from '../client/engine-store.ts';
import { orderFeed, type FeedEntry } from './feed-order.ts';

function feedOf({ anomalies }: EngineStore) {
  let signature = '';
  let entries: readonly FeedEntry[] = [];
  return (): readonly FeedEntry[] => {
    const next = orderFeed(anomalies.keys().flatMap((id) => anomalies.get(id)?.anomaly ?? []));
    const shape = JSON.stringify(next);
    if (shape !== signature) [signature, entries] = [shape, next];
    return entries;
  };
}

export function useFeed(): readonly FeedEntry[] {
  const { store } = useEngine();
  const snapshot = useMemo(() => feedOf(store), [store]);
  return useSyncExternalStore(store.anomalies.subscribeAll, snapshot);
}
