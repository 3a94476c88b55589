/** Earlier moves like one stored anomaly, with their paths aligned at the onset and what happened next, for the window. */
import { failed, ok, type Result } from '../../src-shared/fault.ts';
import { MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import type { AnomalyDetail, PastAnomaly, Reader } from '../../src-shared/ports/reader.ts';
import { PATH, type SimilarEvents } from '../../src-shared/similar.ts';
import { roundTo } from '../../src-shared/format.ts';
import { findSimilar } from '../narrate/similar/find-similar.ts';
import { changesAfter } from '../narrate/similar/outcomes.ts';
import { storyOf } from '../narrate/similar/story.ts';

type Past = Pick<Reader, 'anomaly' | 'pastAnomalies' | 'closesAt' | 'storyVectors'>;

const STEPS = (PATH.toMinutes - PATH.fromMinutes) / PATH.stepMinutes + 1;
/** A price this old still counts for a step. */
const WITHIN_MS = 3 * PATH.stepMinutes * MINUTE_MS;

export async function similarEvents(reader: Past, anomalyId: string): Promise<Result<SimilarEvents>> {
  const detail = await reader.anomaly(anomalyId);
  if (detail === null) return failed('not_found', `no anomaly ${anomalyId}`);
  const { anomaly } = detail;
  const { onset } = anomaly.detection_metadata;
  const found = await findSimilar(reader, requestOf(detail));
  const times = found.moves.map(({ detected_at }) => detected_at);
  const rows = await rowsOf(reader, detail, found.moves.map(({ id }) => id), times); // prettier-ignore
  const after = await changesAfter(reader, rows, onset);
  const paths = await pathsOf(reader, anomaly, [...rows.map((row) => row.onset), onset]);
  const moves = rows.map((row, k) => ({
    id: row.id,
    detected_at: row.detected_at,
    onset: row.onset,
    price_change_pct: row.price_change_pct,
    cause: row.cause,
    after: after[k] ?? [],
    path: paths[k] ?? [],
  }));
  return ok({ count: found.count, moves, own: paths.at(-1) ?? [] });
}

function requestOf({ anomaly, articles, clusters }: AnomalyDetail) {
  const { symbol, venue, detected_at: detectedAt, detection_metadata: meta } = anomaly;
  const { timeframe_minutes, breadth, onset } = meta;
  const { price_change_pct, volume_change_pct } = anomaly;
  return {
    symbol,
    venue,
    before: onset,
    changePct: price_change_pct,
    looks: {
      move: { price_change_pct, volume_change_pct, timeframe_minutes, breadth },
      detectedAt,
      story: storyOf({ articles, clusters }),
    },
  };
}

/** The stored rows of the found ones, in their order. */
async function rowsOf(
  reader: Past,
  { anomaly }: AnomalyDetail,
  ids: readonly string[],
  times: readonly EpochMs[],
): Promise<PastAnomaly[]> {
  // prettier-ignore
  if (ids.length === 0) return [];
  const range = { from: Math.min(...times), to: Math.max(...times) };
  const held = await reader.pastAnomalies({ symbol: anomaly.symbol, ...range, limit: 1000 });
  const byId = new Map(held.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Percent from the price at each onset, step by step; null where no price is stored. */
async function pathsOf(reader: Past, { symbol, venue }: { symbol: string; venue: string }, onsets: readonly EpochMs[]) {
  const at = (onset: EpochMs, step: number): EpochMs =>
    onset + (PATH.fromMinutes + step * PATH.stepMinutes) * MINUTE_MS;
  const times = onsets.flatMap((onset) => [onset, ...Array.from({ length: STEPS }, (_, step) => at(onset, step))]);
  const closes = await reader.closesAt({ symbol, venue, times, withinMs: WITHIN_MS });
  return onsets.map((_, k) => {
    const [base, ...prices] = closes.slice(k * (STEPS + 1), (k + 1) * (STEPS + 1));
    return prices.map((price) => (price === null || base == null ? null : roundTo((price / base - 1) * 100, 4)));
  });
}
