/** What earlier anomalies are compared by: closes at given times, and the mean embedding of the story each had. */
import type { Reader } from '../../../src-shared/ports/reader.ts';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import { meanOf } from '../sqlite-past-reader.ts';
import type { Connection } from './connection.ts';
import { isUuid } from './values.ts';

/** Complete at the last millisecond of a minute counts as complete. */
const CLOSES = `SELECT c.close FROM unnest(:times::float8[]) WITH ORDINALITY AS asked (time, place)
  LEFT JOIN LATERAL (SELECT close FROM candles WHERE symbol = :symbol AND venue = :venue
    AND open_time <= to_timestamp((asked.time + 1 - ${MINUTE_MS}) / 1000.0)
    AND open_time > to_timestamp((asked.time - ${MINUTE_MS} - :withinMs::float8) / 1000.0)
    ORDER BY open_time DESC LIMIT 1) c ON TRUE ORDER BY asked.place`;
/** Articles of the largest cluster (then the first of them) of each anomaly that has one. */
const STORIES = `SELECT a.anomaly_id, a.embedding FROM news_articles a
  WHERE a.embedding IS NOT NULL AND a.anomaly_id = ANY(:ids::uuid[]) AND a.cluster_id = (
    SELECT cluster_number FROM news_clusters c WHERE c.anomaly_id = a.anomaly_id AND c.cluster_number <> -1
    ORDER BY c.size DESC, c.cluster_number LIMIT 1) ORDER BY a.anomaly_id, a.id`;

export function createPastReader({ rows }: Pick<Connection, 'rows'>): Pick<Reader, 'closesAt' | 'storyVectors'> {
  return {
    async closesAt({ symbol, venue, times, withinMs }) {
      const closes = await rows<{ close: number | null }>(CLOSES, { symbol, venue, withinMs, times: [...times] });
      return closes.map((row) => row.close);
    },
    async storyVectors(anomalyIds) {
      const stories = await rows<{ anomaly_id: string; embedding: string }>(STORIES, {
        ids: anomalyIds.filter(isUuid),
      });
      const byAnomaly = Map.groupBy(stories, (row) => row.anomaly_id);
      return [...byAnomaly].map(([anomaly_id, of]) => ({
        anomaly_id,
        vector: meanOf(of.map((row) => JSON.parse(row.embedding) as number[])),
      }));
    },
  };
}
