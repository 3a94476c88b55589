/** What the fake engine knows of earlier moves and of evidence: five invented moves like the one asked about, and its bundle. */
import { MINUTE_MS } from '../../../src-shared/market.ts';
import { BUNDLE_FORMAT, type Bundle } from '../../../src-shared/bundle.ts';
import { isoOf } from '../../../src-shared/format.ts';
import { PATH, type SimilarEvents, type SimilarMove } from '../../../src-shared/similar.ts';
import { createRandom } from './random.ts';
import type { FakeState } from './state.ts';

const DAY_MS = 86_400_000;
const STEPS = (PATH.toMinutes - PATH.fromMinutes) / PATH.stepMinutes + 1;

export function similarOf(state: FakeState, id: string): SimilarEvents {
  const detail = state.details.find(({ anomaly }) => anomaly.id === id);
  const size = detail?.anomaly.price_change_pct ?? null;
  if (detail === undefined || size === null) return { count: 0, moves: [], own: [] };
  const { onset, timeframe_minutes: minutes } = detail.anomaly.detection_metadata;
  const random = createRandom(onset % 1000);
  const path = (reach: number, known: number): (number | null)[] => {
    let noise = 0;
    return Array.from({ length: STEPS }, (_, step) => {
      const at = PATH.fromMinutes + step * PATH.stepMinutes;
      noise += (random.unit() - 0.5) * 0.25;
      return at > known ? null : at <= 0 ? noise / 3 : Math.min(1, at / minutes) * reach + noise;
    });
  };
  // A volume anomaly has nothing to be compared with.
  const factors = Math.abs(size) < 1 ? [] : [1.1, 0.8, 1.4, 0.7, 0.95];
  const moves = factors.map((factor, k): SimilarMove => {
    const began = onset - (k + 1) * 11 * DAY_MS - k * 3_700_000;
    const after = [0.4, -0.3, 0.9, 0.2, 0.6].map((part) => part * (k === 1 ? -1 : 1) * size * 0.5);
    return {
      id: random.uuid(),
      detected_at: began + MINUTE_MS,
      onset: began,
      price_change_pct: size * factor,
      cause: (['likely_cause', 'cause_unknown', 'reported_afterwards', null, 'coincident_news'] as const)[k],
      after: [after[k], after[(k + 2) % 5], k === 0 ? null : after[(k + 3) % 5]],
      path: path(size * factor, Infinity),
    };
  });
  return { count: moves.length, moves, own: path(size, (state.market.now() - onset) / MINUTE_MS) };
}

/** Its hashes are of nothing: bundles that can be judged again come from the real engine. */
export function bundleOf(state: FakeState, id: string): Bundle | null {
  const detail = state.details.find(({ anomaly }) => anomaly.id === id);
  if (detail?.narrative == null || detail.revisions.length === 0) return null;
  const { anomaly, articles: news, clusters, narrative, revisions } = detail;
  const exported_at = isoOf(state.market.now());
  return { format: BUNDLE_FORMAT, program: 'mane 0.0.0', exported_at, alias_table_sha256: '0'.repeat(64), sha256: {}, anomaly, candles: [], news, clusters, narrative, revisions, prompt: null }; // prettier-ignore
}
