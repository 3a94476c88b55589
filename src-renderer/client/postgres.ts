/** Trying, connecting and disconnecting PostgreSQL from the window; the answer of the newest try, whichever of them it was. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PostgresConnect, PostgresTest } from '../../src-shared/postgres.ts';
import { useEngine } from './engine.tsx';

export type Tried = PostgresTest | PostgresConnect;

export function usePostgres() {
  const { client, orpc, store } = useEngine();
  const queries = useQueryClient();
  const [tried, setTried] = useState<Tried | null>(null);
  const refresh = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: orpc.settings.get.queryKey() });
    store.healthIs(await client.health());
  };
  const test = useMutation({
    mutationFn: (pasted: string | null) => client.postgres.test({ pasted }),
    onMutate: () => setTried(null),
    onSuccess: setTried,
  });
  const connect = useMutation({
    mutationFn: (request: { pasted: string | null; createDatabase: boolean }) => client.postgres.connect(request),
    onMutate: () => setTried(null),
    onSuccess: async (answer) => {
      setTried(answer);
      if (answer.connected) await refresh();
    },
  });
  const disconnect = useMutation({
    mutationFn: () => client.postgres.disconnect(),
    onSuccess: async () => {
      setTried(null);
      await refresh();
    },
  });
  const error = test.error ?? connect.error ?? disconnect.error;
  const pending = test.isPending ? 'test' : connect.isPending ? 'connect' : disconnect.isPending ? 'disconnect' : null;
  return {
    tried,
    error,
    pending,
    test: test.mutate,
    connect: connect.mutateAsync,
    disconnect: disconnect.mutate,
  } as const;
}
