/** The tokens hold their contrast: text 4.5:1 in both themes, text 7:1 and lines 4.5:1 where high contrast is asked for (WCAG 2.2). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../../src-renderer/styles/tokens.css'), 'utf8');

/** The tokens of a rule, over those of the rules before it. */
function tokensOf(...selectors: string[]): Record<string, string> {
  const found = selectors.map((selector) => {
    const at = css.indexOf(`${selector} {`);
    expect(at, selector).toBeGreaterThanOrEqual(0);
    const block = css.slice(at, css.indexOf('}', at));
    return Object.fromEntries(
      [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
    );
  });
  return Object.assign({}, ...found) as Record<string, string>;
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const ratio = (a: string, b: string): number => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const LIGHT = ":root[data-theme='light']";
const MORE = ":root[data-contrast='more']";
const SETS: readonly (readonly [name: string, tokens: Record<string, string>, text: number, line: number])[] = [
  ['dark', tokensOf(':root'), 4.5, 0],
  ['light', tokensOf(':root', LIGHT), 4.5, 0],
  ['dark, high contrast', tokensOf(':root', MORE), 7, 4.5],
  ['light, high contrast', tokensOf(':root', LIGHT, MORE, `${LIGHT}[data-contrast='more']`), 7, 4.5],
  ['dark, high contrast, colour-blind', tokensOf(':root', MORE, `${MORE}[data-candles='colour_blind']`), 7, 4.5],
  [
    'light, high contrast, colour-blind',
    tokensOf(':root', LIGHT, MORE, `${LIGHT}[data-contrast='more']`, `${LIGHT}[data-contrast='more'][data-candles='colour_blind']`), // prettier-ignore
    7,
    4.5,
  ],
];

describe.each(SETS)('%s', (_name, tokens, text, line) => {
  const grounds = ['canvas', 'panel'].map((name) => tokens[name] ?? '');
  it('keeps its text readable', () => {
    for (const name of ['text', 'muted', 'up', 'down', 'amber'])
      for (const ground of grounds) expect(ratio(tokens[name] ?? '', ground), name).toBeGreaterThanOrEqual(text);
    expect(ratio(tokens['on-accent'] ?? '', tokens.accent ?? '')).toBeGreaterThanOrEqual(4.5);
  });
  it('keeps lines and marks apart from their ground', () => {
    for (const name of ['line', 'faint', 'accent'])
      for (const ground of grounds) expect(ratio(tokens[name] ?? '', ground), name).toBeGreaterThanOrEqual(line);
  });
});
