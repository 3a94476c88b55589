/** What earlier anomalies are compared by: closes at given times, and the mean embedding of the story each had. */
import type { ClosesQuery, StoryVector } from '../../src-shared/ports/reader.ts';
import { MINUTE_MS } from '../../src-shared/market.ts';
import type { Db } from './sqlite-open.ts';

const CLOSE = `SELECT close FROM candles WHERE symbol = ? AND venue = ? AND open_time <= ? AND open_time > ?
  ORDER BY open_time DESC LIMIT 1`;
/** Articles of the largest cluster (then the first of them) of each anomaly that has one. */
const STORIES = `SELECT a.anomaly_id, a.embedding FROM news_articles a
  WHERE a.embedding IS NOT NULL AND a.anomaly_id IN (SELECT value FROM json_each(?)) AND a.cluster_id = (
    SELECT cluster_number FROM news_clusters c WHERE c.anomaly_id = a.anomaly_id AND c.cluster_number <> -1
    ORDER BY c.size DESC, c.cluster_number LIMIT 1)`;

export interface PastReader {
  closesAt(q: ClosesQuery): (number | null)[];
  storyVectors(anomalyIds: readonly string[]): StoryVector[];
}

export function createPastReader(db: Db): PastReader {
  const close = db.prepare<[string, string, number, number], number>(CLOSE).pluck();
  const stories = db.prepare<[string], { anomaly_id: string; embedding: string }>(STORIES);
  return {
    closesAt: ({ symbol, venue, times, withinMs }) =>
      // Complete at the last millisecond of a minute counts as complete.
      times.map((time) => close.get(symbol, venue, time + 1 - MINUTE_MS, time - MINUTE_MS - withinMs) ?? null),
    storyVectors(anomalyIds) {
      const rows = stories.all(JSON.stringify(anomalyIds));
      const byAnomaly = Map.groupBy(rows, (row) => row.anomaly_id);
      return [...byAnomaly].map(([anomaly_id, of]) => ({ anomaly_id, vector: meanOf(of.map((row) => JSON.parse(row.embedding) as number[])) })); // prettier-ignore
    },
  };
}

export function meanOf(vectors: readonly (readonly number[])[]): number[] {
  const [first = []] = vectors;
  return first.map((_, at) => vectors.reduce((sum, vector) => sum + (vector[at] ?? 0), 0) / vectors.length);
}
