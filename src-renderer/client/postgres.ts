/** Trying, connecting and disconnecting PostgreSQL from the window; the answer of the newest try, whichever of them it was. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PostgresTest } from '../../src-shared/postgres.ts';
import { useEngine } from './engine.tsx';

export interface Tried {
  /** What was pasted; null for the saved address. */
  readonly pasted: string | null;
  readonly answer: PostgresTest;
}

export function usePostgres(onConnected: () => void) {
  const { client, orpc, store } = useEngine();
  const queries = useQueryClient();
  const [tried, setTried] = useState<Tried | null>(null);
  const refresh = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: orpc.settings.get.queryKey() });
    store.healthIs(await client.health());
  };
  const begin = (): void => {
    setTried(null);
    for (const one of [test, connect, disconnect]) one.reset();
  };
  const test = useMutation({
    mutationFn: (pasted: string | null) => client.postgres.test({ pasted }),
    onSuccess: (answer, pasted) => setTried({ pasted, answer }),
  });
  const connect = useMutation({
    mutationFn: (request: { pasted: string | null; createDatabase: boolean }) => client.postgres.connect(request),
    onSuccess: async (answer, { pasted }) => {
      if (!answer.connected) return setTried({ pasted, answer });
      await refresh();
      onConnected();
    },
  });
  const disconnect = useMutation({ mutationFn: () => client.postgres.disconnect(), onSuccess: refresh });
  return {
    tried,
    error: test.error ?? connect.error ?? disconnect.error,
    pending: test.isPending ? 'test' : connect.isPending ? 'connect' : disconnect.isPending ? 'disconnect' : null,
    test: (pasted: string | null) => (begin(), test.mutate(pasted)),
    connect: (pasted: string | null, createDatabase = false) => (begin(), connect.mutate({ pasted, createDatabase })),
    disconnect: () => (begin(), disconnect.mutate()),
  } as const;
}
export type PostgresActions = ReturnType<typeof usePostgres>;
