/** Counts in words: `1,234`, `3 reports`, `1 report`. */
export const countText = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;
