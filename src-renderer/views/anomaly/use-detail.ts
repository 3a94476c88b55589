/** The stored detail of one anomaly, read again whenever its row in the feed changes, and marked as seen once. */
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useAnomalyRow, useConnection, useEngine } from '../../client/engine.tsx';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export function useDetail(id: string) {
  const { client, orpc } = useEngine();
  const queries = useQueryClient();
  const online = useConnection().kind === 'online';
  const known = UUID.test(id);
  const row = useAnomalyRow(id);
  const options = orpc.anomalies.detail.queryOptions({ input: { id } });
  const query = useQuery({ ...options, enabled: online && known, staleTime: 5_000 });
  const version = row === undefined ? '' : `${row.anomaly.stage}|${row.narrative?.updated_at ?? 0}|${row.newsCount}`;
  useEffect(() => {
    if (version !== '') void queries.invalidateQueries({ queryKey: orpc.anomalies.detail.queryKey({ input: { id } }) });
  }, [version, id, queries, orpc]);
  useEffect(() => {
    // Being seen only stops reminders: when it fails there is nothing to tell the reader.
    if (online && known) client.anomalies.seen({ id }).catch(() => undefined);
  }, [client, id, online, known]);
  return {
    detail: query.data,
    row,
    error: known ? query.error : new Error(ANOMALY_TEXT.failed.noSuch),
    again: () => void query.refetch(),
  };
}
