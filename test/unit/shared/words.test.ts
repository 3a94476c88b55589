import { describe, expect, it } from 'vitest';
import { compactPrice, priceDecimals, priceText } from '../../../src-shared/format.ts';
import { applyPatch, defaultSettings } from '../../../src-shared/settings.ts';
import { durationText, percentText, rarityText } from '../../../src-shared/text/labels.ts';

describe('words', () => {
  it.each([
    [-4.21, '−4.2 %'],
    [0.853, '+0.85 %'],
    [12, '+12.0 %'],
  ])('percent %f → %s', (value, text) => expect(percentText(value)).toBe(text));

  it.each([
    [0, 'rarer than anything in 60 days'],
    [1 / 61, 'rarer than anything in 60 days'],
    [0.11, 'about once in 9 days'],
    [0.8, 'about once a day'],
    [3.2, 'about 3 a day'],
  ])('rarity %f → %s', (lambda, text) => expect(rarityText(lambda)).toBe(text));

  it.each([
    [45_000, '45 s'],
    [720_000, '12 min'],
    [3 * 3_600_000, '3 h'],
    [5 * 86_400_000, '5 d'],
  ])('duration %i → %s', (ms, text) => expect(durationText(ms)).toBe(text));

  it.each([
    [1.2237e-12, '0.0₁₁12237', '0.0000000000012237'],
    [5.1234e-8, '0.0₇51234', '0.000000051234'],
    [0.00001234, '0.000012340', '0.000012340'],
    [123_456.78, '123,457', '123,457'],
    [-5.1e-8, '-0.0₇51', '-0.000000051'],
    [0, '0.00', '0.00'],
  ])('price %f is short as %s, in full %s', (price, short, full) => {
    const decimals = price < 0 ? 9 : priceDecimals(price);
    expect([compactPrice(price, decimals), priceText(price, decimals)]).toEqual([short, full]);
  });

  it('prices keep about five digits, or the market’s own step', () => {
    expect(priceText(64_210.4)).toBe('64,210');
    expect(priceText(0.07123)).toBe('0.071230');
    expect(priceDecimals(64_210.4, 0.01)).toBe(2);
  });
});

describe('settings patch', () => {
  it('changes what it names and nothing else', () => {
    const changed = applyPatch({ ...defaultSettings(), cooldownMinutes: 3 }, { alertsPerDay: 2 });
    expect(changed.ok && [changed.value.alertsPerDay, changed.value.cooldownMinutes]).toEqual([2, 3]);
  });

  it.each([
    [{ alertsPerDay: 0 }, /alertsPerDay/],
    [{ symbols: ['btc'] }, /symbols\.0: expected BASE-QUOTE/],
    [{ nonsense: 1 }, /unknown setting: nonsense/],
    [{ quietHours: { enabled: true, from: '25:00', to: '07:00' } }, /quietHours\.from: expected HH:MM/],
  ])('%j is refused and named', (patch, message) => {
    const changed = applyPatch(defaultSettings(), patch);
    expect(changed.ok ? '' : changed.fault.detail).toMatch(message);
  });
});
