/**
 * The largest extent of each of the last 1,536 minutes of one symbol, for the heat strip under the chart; read as λ by the tail that
 * is in force when asked. 4 bytes a minute: −1 for a minute without a reading, NaN for one that was not there.
 */
import type { EpochMs } from '../../src-shared/market.ts';
import { minuteIndexOf, openTimeOf } from '../market/candle-check.ts';

const SLOTS = 1536;
export const NO_READING = -1;
const slotOf = (minute: number) => (minute | 0) % SLOTS;

export interface RarityHistory {
  /** Minutes in order. */
  set(minute: number, extent: number): void;
  between(
    from: EpochMs,
    to: EpochMs,
    lambdaOf: (extent: number) => number,
  ): { openTime: EpochMs; lambdaPerDay: number | null }[];
  serialise(): unknown;
  restore(state: unknown): void;
}

export function createRarityHistory(): RarityHistory {
  const extents = new Float32Array(SLOTS).fill(NaN);
  let newest = 0;
  const set = (minute: number, extent: number) => {
    for (let k = Math.max(newest + 1, minute - SLOTS + 1); k < minute; k++) extents[slotOf(k)] = NaN;
    newest = minute;
    extents[slotOf(minute)] = extent;
  };
  return {
    set,
    between(from, to, lambdaOf) {
      const points = [];
      for (
        let k = Math.max(minuteIndexOf(from), newest - SLOTS + 1, 0);
        k <= Math.min(minuteIndexOf(to), newest);
        k++
      ) {
        const extent = extents[slotOf(k)]!;
        if (Number.isNaN(extent)) continue;
        points.push({ openTime: openTimeOf(k), lambdaPerDay: extent === NO_READING ? null : lambdaOf(extent) });
      }
      return points;
    },
    serialise: () => ({ newest, extents: Buffer.from(extents.buffer).toString('base64') }),
    restore(state) {
      const given = (state ?? {}) as { newest?: unknown; extents?: unknown };
      const bytes = typeof given.extents === 'string' ? Buffer.from(given.extents, 'base64') : null;
      if (bytes?.length !== extents.byteLength || typeof given.newest !== 'number') return;
      new Uint8Array(extents.buffer).set(bytes);
      newest = given.newest;
    },
  };
}
