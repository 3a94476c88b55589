/** λ of each of the last 1,536 minutes of one symbol, for the heat strip under the chart. 8 bytes a minute. */
import type { EpochMs } from '../../src-shared/market.ts';
import { minuteIndexOf, openTimeOf } from '../market/candle-check.ts';

const SLOTS = 1536;

export interface RarityHistory {
  set(minute: number, lambdaPerDay: number | null): void;
  between(from: EpochMs, to: EpochMs): { openTime: EpochMs; lambdaPerDay: number | null }[];
  serialise(): unknown;
  restore(state: unknown): void;
}

const textOf = (array: Uint32Array | Float32Array) => Buffer.from(array.buffer).toString('base64');
const bytesOf = (text: unknown) => (typeof text === 'string' ? Buffer.from(text, 'base64') : null);

export function createRarityHistory(): RarityHistory {
  /** 0 = empty. */
  const minutes = new Uint32Array(SLOTS);
  const lambdas = new Float32Array(SLOTS);
  const set = (minute: number, lambda: number | null) => {
    minutes[minute % SLOTS] = minute;
    lambdas[minute % SLOTS] = lambda ?? NaN;
  };
  const valueAt = (slot: number) => (Number.isNaN(lambdas[slot]) ? null : Number(lambdas[slot]!.toPrecision(4)));
  return {
    set,
    between(from, to) {
      const last = minuteIndexOf(to);
      const points = [];
      const newest = minutes.reduce((a, b) => Math.max(a, b), 0);
      for (let m = Math.max(minuteIndexOf(from), newest - SLOTS + 1); m <= Math.min(last, newest); m++) {
        const slot = m % SLOTS;
        if (minutes[slot] === m) points.push({ openTime: openTimeOf(m), lambdaPerDay: valueAt(slot) });
      }
      return points;
    },
    serialise: () => ({ minutes: textOf(minutes), lambdas: textOf(lambdas) }),
    restore(state) {
      const given = (state ?? {}) as { minutes?: unknown; lambdas?: unknown };
      const [m, l] = [bytesOf(given.minutes), bytesOf(given.lambdas)];
      if (m?.length !== minutes.byteLength || l?.length !== lambdas.byteLength) return;
      new Uint8Array(minutes.buffer).set(m);
      new Uint8Array(lambdas.buffer).set(l);
    },
  };
}
