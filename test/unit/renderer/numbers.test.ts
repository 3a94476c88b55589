/** Numbers and dates in the reader's way: one module, every kind, and back. */
import './setup.ts';
import { afterEach, describe, expect, it } from 'vitest';
import * as numbers from '../../../src-renderer/ui/numbers.ts';
import { clockText, dayText, exactText, setDateLocale } from '../../../src-renderer/ui/zone.ts';
import { setNumberLocale } from '../../../src-shared/text/number-style.ts';

const { ageText, bytesText, countText, percentText, priceText } = numbers;

describe('numbers', () => {
  afterEach(() => {
    setNumberLocale('en-US');
    setDateLocale('en-GB');
  });

  it('are written as the set locale writes them, signs as ours', () => {
    setNumberLocale('de-DE');
    expect([
      priceText(64_210.4, 1),
      countText(1_234_567),
      percentText(-4.25, 2),
      bytesText(1_500),
      ageText(450),
    ]).toEqual(['64.210,4', '1.234.567', '−4,25 %', '1,5 kB', '0,5 s']);
    setNumberLocale('en-IN');
    expect(countText(1_234_567)).toBe('12,34,567');
  });

  it('are English without a choice', () => {
    expect([priceText(64_210.4, 1), percentText(0.5)]).toEqual(['64,210.4', '+0.50 %']);
  });

  it('keep a price at its decimals in every locale', () => {
    for (const locale of ['de-DE', 'fr-FR', 'pl-PL', 'ja-JP']) {
      setNumberLocale(locale);
      expect(priceText(0.5, 4).replace(/[^\d]/g, '')).toBe('05000');
    }
  });

  it('dates follow too, clocks stay 24-hour', () => {
    const at = Date.UTC(2026, 2, 27, 14, 5, 9);
    setDateLocale('en-US');
    expect([dayText(at, 'utc'), clockText(at, 'utc')]).toEqual(['Mar 27', '14:05']);
    setDateLocale('de-DE');
    expect([dayText(at, 'utc'), clockText(at, 'utc')]).toEqual(['27. März', '14:05']);
    expect(exactText(at, 'utc')).toContain('14:05:09 UTC');
  });
});
