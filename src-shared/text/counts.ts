/** Counts in words: `1,234`, `3 reports`, `1 report`. */
import { numberText } from './number-style.ts';

export const countText = (value: number): string => numberText(value, 0, 1);

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;
