/** How figures are written into rows: percent changes, prices and λ without the noise of floating point. */
import { roundTo } from '../../src-shared/format.ts';

export const DIGITS = 6;
export const percent = (from: number, to: number): number => roundTo((to / from - 1) * 100, DIGITS);
export const significant = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(12)) : 0);
export const priceOf = (log: number): number => significant(Math.exp(log));
export const lambdaOf = (lnLambda: number): number => significant(Math.exp(lnLambda));
