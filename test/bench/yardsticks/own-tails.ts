/**
 * Yardstick B: each window of the plain z-score on its own tail, the smallest rate wins. A window's tail is its largest episodes so
 * far (an episode ends after 60 minutes without a larger score), Hill's estimate beyond the 20th: λ(s) = k/days · (s/s_k)^(−1/ξ).
 * Score = −ln of the smallest λ (episodes a day). The first two days score nothing. Tails are refitted daily.
 */
import type { Row, Scorer } from '../detect/score.ts';
import { createPlainZ } from './plain-z.ts';

const WINDOWS = [1, 5, 15, 60];
const HALF_LIFE = 120;
const KEPT = 200;
const HILL = 20;
const QUIET = 60;
const DAY = 1440;
const WARM_MINUTES = 2 * DAY;
/** σ of the first hours is not yet one. */
const UNSETTLED_MINUTES = 240;

interface Tail {
  peaks: number[];
  peak: number;
  peakAt: number;
  /** Descending copy that the rate is read from, and ξ. */
  fitted: number[];
  xi: number;
}

const emptyTail = (): Tail => ({ peaks: [], peak: -Infinity, peakAt: -1, fitted: [], xi: 0.3 });

function observe(tail: Tail, minute: number, score: number): void {
  if (minute - tail.peakAt > QUIET) {
    if (tail.peak > 0) tail.peaks.push(tail.peak);
    tail.peak = -Infinity;
  }
  if (score > tail.peak) [tail.peak, tail.peakAt] = [score, minute];
}

function fit(tail: Tail): void {
  tail.fitted = [...tail.peaks].sort((a, b) => b - a).slice(0, KEPT);
  tail.peaks = [...tail.fitted];
  const top = tail.fitted.slice(0, HILL);
  const last = top.at(-1) ?? 1;
  tail.xi = top.reduce((sum, peak) => sum + Math.log(peak / last), 0) / Math.max(1, top.length - 1) || 0.3;
}

/** ln of episodes a day at or above a score. */
function lnRate(tail: Tail, score: number, days: number): number {
  const { fitted, xi } = tail;
  const k = Math.min(HILL, fitted.length);
  if (k === 0) return Infinity;
  const anchor = fitted[k - 1];
  if (score >= anchor) return Math.log(k / days) - Math.log(score / anchor) / xi;
  let [low, high] = [k, fitted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fitted[middle] >= score) low = middle + 1;
    else high = middle;
  }
  return Math.log(low / days);
}

export function createOwnTails(): Scorer {
  const scorers = WINDOWS.map((window) => createPlainZ({ windows: [window], halfLife: HALF_LIFE }));
  let tails = WINDOWS.map(emptyTail);
  let [first, fittedDay] = [-1, -1];

  function step(minute: number, row: Row): number {
    if (first < 0) first = minute;
    const passed = minute - first;
    let smallest = Infinity;
    for (let k = 0; k < WINDOWS.length; k++) {
      const score = scorers[k].step(minute, row);
      if (passed > WARM_MINUTES && score > 0) smallest = Math.min(smallest, lnRate(tails[k], score, passed / DAY));
      if (passed > UNSETTLED_MINUTES) observe(tails[k], minute, score);
    }
    const day = Math.floor(passed / DAY);
    if (day !== fittedDay) tails.forEach(fit);
    fittedDay = day;
    return -smallest;
  }

  return {
    step,
    save: () => structuredClone({ tails, first, fittedDay, scorers: scorers.map((scorer) => scorer.save()) }),
    load(state) {
      const saved = structuredClone(state) as { tails: Tail[]; first: number; fittedDay: number; scorers: unknown[] };
      ({ tails, first, fittedDay } = saved);
      scorers.forEach((scorer, k) => scorer.load(saved.scorers[k]));
    },
  };
}
