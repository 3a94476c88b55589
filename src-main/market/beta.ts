/**
 * Beta of one series of five-minute returns to another's: slow EWMA of products, shrunk to 1 by weight n/(n + 144).
 * Half-life 3 days of common returns; each return is clipped at 8 running standard deviations of its own series.
 */
import type { Cells } from '../stats/cells.ts';

/** n, own², market², own·market. */
export const BETA_CELLS = 4;

const RATE = 1 - 2 ** (-1 / (3 * 288));
const SHRINK = 144;
const CLIP = 8;
const WARM = 30;

function clip(x: number, variance: number, n: number): number {
  if (n <= WARM || !(variance > 0)) return x;
  const bound = CLIP * Math.sqrt(variance);
  return Math.min(bound, Math.max(-bound, x));
}

export function betaValue(m: Cells, at: number): number {
  const market = m[at + 2]!;
  if (!(market > 0)) return 1;
  const weight = m[at]! / (m[at]! + SHRINK);
  return weight * (m[at + 3]! / market) + (1 - weight);
}

/** Log returns over the same minutes. */
export function learnBeta(m: Cells, at: number, own: number, market: number): void {
  if (!Number.isFinite(own) || !Number.isFinite(market)) return;
  const n = m[at]! + 1;
  const [x, y] = [clip(own, m[at + 1]!, n), clip(market, m[at + 2]!, n)];
  const a = Math.max(1 / n, RATE);
  m[at] = n;
  m[at + 1]! += a * (x * x - m[at + 1]!);
  m[at + 2]! += a * (y * y - m[at + 2]!);
  m[at + 3]! += a * (x * y - m[at + 3]!);
}
