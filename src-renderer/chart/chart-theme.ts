/** The chart's colours, read from the window's tokens: the canvas cannot use CSS variables itself. */
export interface ChartTheme {
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly faint: string;
  readonly accent: string;
  readonly up: string;
  readonly down: string;
  readonly amber: string;
  readonly rarity: readonly [string, string, string, string, string];
  readonly font: string;
}

export function readChartTheme(root: HTMLElement = document.documentElement): ChartTheme {
  const style = getComputedStyle(root);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim() || '#888888';
  return {
    panel: token('panel'),
    line: token('line'),
    text: token('text'),
    muted: token('muted'),
    faint: token('faint'),
    accent: token('accent'),
    up: token('up'),
    down: token('down'),
    amber: token('amber'),
    rarity: [token('rarity-0'), token('rarity-1'), token('rarity-2'), token('rarity-3'), token('rarity-4')],
    font: token('font-sans'),
  };
}

/** `#rrggbb` with an alpha of 0–1. */
export const withAlpha = (hex: string, alpha: number): string =>
  `${hex}${Math.round(Math.min(1, Math.max(0, alpha)) * 255)
    .toString(16)
    .padStart(2, '0')}`;
