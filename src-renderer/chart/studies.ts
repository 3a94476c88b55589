/**
 * Studies over closes, taken in bar by bar: a new bar is pushed, a changed newest bar amended; neither looks further back than
 * its own window, so a tick costs the same however long the chart is. A study is null until it has seen its whole length.
 * EMA: α = 2 / (n + 1), begun with the mean of the first n closes. Bollinger bands: mean of n closes ± width × their population
 * standard deviation (J. Bollinger, Bollinger on Bollinger Bands, 2001).
 */
export interface Study<V> {
  /** One more bar. */
  push(close: number): V | null;
  /** The newest bar has another close. */
  amend(close: number): V | null;
}

export interface Band {
  readonly upper: number;
  readonly middle: number;
  readonly lower: number;
}

interface EmaState {
  readonly count: number;
  readonly value: number;
}

/** `length` in bars, at least 1. */
export function createEma(length: number): Study<number> {
  const alpha = 2 / (length + 1);
  const step = ({ count, value }: EmaState, close: number): EmaState =>
    count < length
      ? { count: count + 1, value: value + (close - value) / (count + 1) }
      : { count, value: value + alpha * (close - value) };
  let settled: EmaState = { count: 0, value: 0 };
  let newest = settled;
  const amend = (close: number): number | null => {
    newest = step(settled, close);
    return newest.count < length ? null : newest.value;
  };
  return {
    amend,
    push(close) {
      settled = newest;
      return amend(close);
    },
  };
}

/** `length` in bars, at least 1; `width` in standard deviations. The window is read anew each time, so that nothing drifts. */
export function createBollinger(length: number, width: number): Study<Band> {
  const closes: number[] = [];
  const band = (): Band | null => {
    if (closes.length < length) return null;
    const middle = closes.reduce((sum, close) => sum + close, 0) / length;
    const spread = width * Math.sqrt(closes.reduce((sum, close) => sum + (close - middle) ** 2, 0) / length);
    return { upper: middle + spread, middle, lower: middle - spread };
  };
  return {
    push(close) {
      closes.push(close);
      if (closes.length > length) closes.shift();
      return band();
    },
    amend(close) {
      closes[Math.max(0, closes.length - 1)] = close;
      return band();
    },
  };
}

export interface StudyChoice {
  readonly ema: boolean;
  /** Lengths in candles. */
  readonly fast: number;
  readonly slow: number;
  readonly bands: boolean;
}
export const BAND_LENGTH = 20;
export const BAND_WIDTH = 2;

/** What the studies say of one bar; null where one is off or has not seen enough. */
export interface StudyPoint extends Readonly<Record<keyof Band, number | null>> {
  readonly fast: number | null;
  readonly slow: number | null;
}
export const LINES = ['fast', 'slow', 'upper', 'middle', 'lower'] as const satisfies readonly (keyof StudyPoint)[];
export type LineId = (typeof LINES)[number];

/** All studies that are on, as one. */
export function createStudies({ ema, fast, slow, bands }: StudyChoice) {
  const quick = ema ? createEma(fast) : null;
  const calm = ema ? createEma(slow) : null;
  const band = bands ? createBollinger(BAND_LENGTH, BAND_WIDTH) : null;
  const take = (how: 'push' | 'amend', close: number): StudyPoint => {
    const around = band?.[how](close);
    return {
      fast: quick?.[how](close) ?? null,
      slow: calm?.[how](close) ?? null,
      upper: around?.upper ?? null,
      middle: around?.middle ?? null,
      lower: around?.lower ?? null,
    };
  };
  return { push: (close: number) => take('push', close), amend: (close: number) => take('amend', close) };
}
