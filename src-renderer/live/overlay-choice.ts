/** Which overlays the chart shows, as the reader chose them; kept over restarts. What was stored by something else is ignored. */
import { useState } from 'react';
import type { StudyChoice } from '../chart/studies.ts';

export interface OverlayChoice extends StudyChoice {
  readonly compare: boolean;
  readonly band: boolean;
  readonly news: boolean;
}

const REMEMBERED = 'mane.chart';
export const FIRST_CHOICE: OverlayChoice = {
  ema: false,
  fast: 20,
  slow: 50,
  bands: false,
  compare: false,
  band: true,
  news: true,
};
export const SHORTEST = 2;
export const LONGEST = 400;

/** A whole number of candles between the shortest and the longest, or null. */
export function lengthOf(value: unknown): number | null {
  const length = typeof value === 'string' ? Number(value) : value;
  return typeof length === 'number' && Number.isInteger(length) && length >= SHORTEST && length <= LONGEST
    ? length
    : null;
}

export function readOverlays(text: string | null): OverlayChoice {
  try {
    const stored = Object(JSON.parse(text ?? '{}')) as Partial<Record<keyof OverlayChoice, unknown>>;
    const flag = (name: 'ema' | 'bands' | 'compare' | 'band' | 'news'): boolean => {
      const value = stored[name];
      return typeof value === 'boolean' ? value : FIRST_CHOICE[name];
    };
    return {
      ema: flag('ema'),
      bands: flag('bands'),
      compare: flag('compare'),
      band: flag('band'),
      news: flag('news'),
      fast: lengthOf(stored.fast) ?? FIRST_CHOICE.fast,
      slow: lengthOf(stored.slow) ?? FIRST_CHOICE.slow,
    };
  } catch {
    return FIRST_CHOICE; // not JSON: something else was stored under this name
  }
}

export function useOverlayChoice() {
  const [choice, setChoice] = useState(() => readOverlays(localStorage.getItem(REMEMBERED)));
  const change = (part: Partial<OverlayChoice>): void => {
    const next = { ...choice, ...part };
    setChoice(next);
    localStorage.setItem(REMEMBERED, JSON.stringify(next));
  };
  return { choice, change };
}
