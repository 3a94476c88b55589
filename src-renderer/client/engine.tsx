/** Puts the connection, the store and the query cache of one window into React's reach, as stable objects. */
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, use, useSyncExternalStore, type ReactNode } from 'react';
import type { Health } from '../../src-shared/health.ts';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';
import { createCalmFrame } from './calm-frame.ts';
import type { Connection, ConnectionState, EngineClient } from './connection.ts';
import { createEngineStore, type EngineStore, type QuoteView } from './engine-store.ts';
import { onFrame } from './frame-batch.ts';
import { runStreams } from './streams.ts';
import { createValueStore, type ValueStore } from './value-store.ts';

export interface Engine {
  readonly connection: Connection;
  readonly client: EngineClient;
  readonly store: EngineStore;
  readonly queries: QueryClient;
  readonly orpc: RouterUtils<EngineClient>;
  /** A new start that was asked for, in which session and of which engine; null when none was. */
  readonly restartAsked: ValueStore<{ readonly session: number; readonly startedAt: number } | null>;
}

const storeOfWindow = (): EngineStore => createEngineStore(onFrame, createCalmFrame(window));

export function createEngine(connection: Connection, store = storeOfWindow()): Engine {
  // Answers are drawn in the frame they come in: by the default, a timer, they wait behind the frames of a busy market.
  notifyManager.setScheduler(queueMicrotask);
  const queries = new QueryClient({
    // The engine is on this machine: the browser's idea of being online has no say, and the connection does the retrying.
    defaultOptions: {
      queries: { networkMode: 'always', retry: false, staleTime: 30_000, refetchOnWindowFocus: false },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  connection.onSession((signal) => {
    runStreams(connection.client, store, signal);
    void queries.invalidateQueries();
  });
  const { client } = connection;
  const restartAsked = createValueStore<{ session: number; startedAt: number } | null>(null);
  return { connection, client, store, queries, orpc: createTanstackQueryUtils(client), restartAsked };
}

const EngineContext = createContext<Engine | null>(null);

export function EngineProvider({ engine, children }: { engine: Engine; children: ReactNode }) {
  return (
    <EngineContext value={engine}>
      <QueryClientProvider client={engine.queries}>{children}</QueryClientProvider>
    </EngineContext>
  );
}

export function useEngine(): Engine {
  const engine = use(EngineContext);
  if (engine === null) throw new Error('useEngine outside of EngineProvider');
  return engine;
}

export function useConnection(): ConnectionState {
  const { state } = useEngine().connection;
  return useSyncExternalStore(state.subscribe, state.get);
}

export function useHealth(): Health | null {
  const { health } = useEngine().store;
  return useSyncExternalStore(health.subscribe, health.get);
}

export function useQuote(symbol: string): QuoteView | undefined {
  const { quotes } = useEngine().store;
  return useSyncExternalStore(
    (listener) => quotes.subscribe(symbol, listener),
    () => quotes.get(symbol),
  );
}

export function useSymbols(): readonly string[] {
  const { quotes } = useEngine().store;
  return useSyncExternalStore(quotes.subscribeKeys, quotes.keys);
}

export function useAnomalyRow(id: string): AnomalyWithNarrative | undefined {
  const { anomalies } = useEngine().store;
  return useSyncExternalStore(
    (listener) => anomalies.subscribe(id, listener),
    () => anomalies.get(id),
  );
}

export function useAnomalyIds(): readonly string[] {
  const { anomalies } = useEngine().store;
  return useSyncExternalStore(anomalies.subscribeKeys, anomalies.keys);
}

/** Whether the engine has told its market time: before that nothing can be asked for "until now". */
export function useMarketKnown(): boolean {
  const { ticking } = useEngine().store.clock;
  return useSyncExternalStore(ticking.subscribe, () => ticking.get() !== null);
}

/** Market time in epoch ms, renewed every second. */
export function useMarketNow(): number | null {
  const { ticking } = useEngine().store.clock;
  return useSyncExternalStore(ticking.subscribe, ticking.get);
}
