/**
 * An external store of rows by key, written through a frame batch: at most one notification per frame, and only the
 * listeners of rows that changed are called. `keys` keeps its identity until a key is added or all are replaced.
 */
import { createFrameBatch, onFrame, type Schedule } from './frame-batch.ts';

export interface KeyedStore<V> {
  readonly get: (key: string) => V | undefined;
  readonly keys: () => readonly string[];
  readonly put: (key: string, value: V) => void;
  /** Replaces everything at once (the list after a reconnect). */
  readonly replace: (entries: Iterable<readonly [string, V]>) => void;
  readonly subscribe: (key: string, listener: () => void) => () => void;
  readonly subscribeKeys: (listener: () => void) => () => void;
  /** Once per frame in which anything changed. */
  readonly subscribeAll: (listener: () => void) => () => void;
  readonly flushNow: () => void;
}

export function createKeyedStore<V>(schedule: Schedule = onFrame): KeyedStore<V> {
  let rows = new Map<string, V>();
  let keys: readonly string[] = [];
  const keyListeners = new Set<() => void>();
  const allListeners = new Set<() => void>();
  const listeners = new Map<string, Set<() => void>>();
  const tell = (key: string): void => listeners.get(key)?.forEach((listener) => listener());

  const setKeys = (next: readonly string[]): void => {
    keys = next;
    keyListeners.forEach((listener) => listener());
  };

  const batch = createFrameBatch<string, V>((entries) => {
    const changed = [...entries].filter(([key, value]) => rows.get(key) !== value);
    const grew = changed.some(([key]) => !rows.has(key));
    changed.forEach(([key, value]) => rows.set(key, value));
    if (grew) setKeys([...rows.keys()]);
    changed.forEach(([key]) => tell(key));
    if (changed.length > 0) allListeners.forEach((listener) => listener());
  }, schedule);

  return {
    get: (key) => rows.get(key),
    keys: () => keys,
    put: batch.put,
    replace(entries) {
      batch.flushNow();
      const before = rows;
      rows = new Map(entries);
      setKeys([...rows.keys()]);
      for (const key of new Set([...before.keys(), ...keys])) if (before.get(key) !== rows.get(key)) tell(key);
      allListeners.forEach((listener) => listener());
    },
    subscribe(key, listener) {
      const set = listeners.get(key) ?? new Set();
      listeners.set(key, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(key);
      };
    },
    subscribeKeys(listener) {
      keyListeners.add(listener);
      return () => void keyListeners.delete(listener);
    },
    subscribeAll(listener) {
      allListeners.add(listener);
      return () => void allListeners.delete(listener);
    },
    flushNow: batch.flushNow,
  };
}
