/** The alerts the window holds, for the inbox and the count on the rail; renewed as they are raised, delivered and seen. */
import { useMemo, useSyncExternalStore } from 'react';
import type { Alert } from '../../src-shared/anomaly.ts';
import type { EngineStore } from './engine-store.ts';
import { useEngine } from './engine.tsx';

/** Not yet looked at; one on its way to the screen is not counted before it has arrived. */
export const isNew = ({ state, seen_at }: Alert): boolean => seen_at === null && state !== 'raised';

/** A list that keeps its identity until an alert changes. */
function listOf({ alerts }: EngineStore) {
  let list: readonly Alert[] = [];
  const read = (): readonly Alert[] => {
    const next = alerts.keys().flatMap((key) => alerts.get(key) ?? []);
    const same = next.length === list.length && next.every((alert, index) => alert === list[index]);
    return same ? list : (list = next);
  };
  return { subscribe: alerts.subscribeAll, read };
}

export function useAlerts(): readonly Alert[] {
  const { store } = useEngine();
  const { subscribe, read } = useMemo(() => listOf(store), [store]);
  return useSyncExternalStore(subscribe, read);
}
