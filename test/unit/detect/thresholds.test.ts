import { describe, expect, it } from 'vitest';
import { lookUp, parseThresholds } from '../../../src-main/detect/thresholds.ts';
import { shippedThresholds } from './synthetic.ts';

const GOOD = `global_default:
  threshold: 3
  minimum_move_pct: 0.5
volatility_tiers:
  stable: { multiplier: 1.2, minimum_move_pct: 0.4, assets: [BTC, ETH] }
  moderate: { multiplier: 1, minimum_move_pct: 0.5, assets: [] }
  volatile: { multiplier: 0.7, minimum_move_pct: 0.8, assets: [DOGE] }
asset_specific_thresholds:
  BTC: 3.5
  ETH-EUR: { threshold: 4, minimum_move_pct: 1 }
`;

describe('look-up', () => {
  it('goes asset override, then tier × multiplier, then global', () => {
    const parsed = parseThresholds(GOOD, 'x.yaml');
    if (!parsed.ok) throw new Error(parsed.fault.detail);
    expect(lookUp(parsed.value, 'BTC-USD')).toEqual({
      threshold: 3.5,
      source: 'asset_override',
      tier: 'stable',
      minimumMovePct: 0.4,
    });
    expect(lookUp(parsed.value, 'ETH-USD')).toMatchObject({ threshold: 3 * 1.2, source: 'tier', tier: 'stable' });
    expect(lookUp(parsed.value, 'ETH-EUR')).toMatchObject({
      threshold: 4,
      source: 'asset_override',
      minimumMovePct: 1,
    });
    expect(lookUp(parsed.value, 'DOGE-USD').threshold).toBeCloseTo(2.1);
    expect(lookUp(parsed.value, 'NEW-USD')).toEqual({
      threshold: 3,
      source: 'global',
      tier: 'moderate',
      minimumMovePct: 0.5,
    });
  });

  it("ships the seed's values", () => {
    const shipped = shippedThresholds();
    expect(lookUp(shipped, 'BTC-USD')).toMatchObject({ threshold: 3.5, source: 'asset_override', tier: 'stable' });
    expect(lookUp(shipped, 'DOGE-USD')).toMatchObject({ threshold: 2, source: 'asset_override', tier: 'volatile' });
    expect(Object.values(shipped.tiers).map((tier) => tier.multiplier)).toEqual([1.2, 1, 0.7]);
    expect(shipped.tierOf.size).toBeGreaterThanOrEqual(60);
  });
});

describe('bad files are refused with file, line, key and what was expected', () => {
  it.each([
    [
      'unknown key',
      GOOD.replace('asset_specific_thresholds', 'asset_thresholds'),
      8,
      'asset_thresholds',
      'one of global_default',
    ],
    [
      'unknown key in a tier',
      GOOD.replace('{ multiplier: 1,', '{ multiplyer: 1,'),
      6,
      'volatility_tiers.moderate.multiplyer',
      'one of multiplier',
    ],
    [
      'text for a number',
      GOOD.replace('threshold: 3\n', 'threshold: three\n'),
      2,
      'global_default.threshold',
      'a number from 0.5 to 50',
    ],
    ['quoted number', GOOD.replace('BTC: 3.5', 'BTC: "3.5"'), 9, 'asset_specific_thresholds.BTC', 'a number'],
    ['negative', GOOD.replace('BTC: 3.5', 'BTC: -1'), 9, 'asset_specific_thresholds.BTC', 'a number from 0.5'],
    ['NaN', GOOD.replace('BTC: 3.5', 'BTC: .nan'), 9, 'asset_specific_thresholds.BTC', 'a number'],
    ['empty value', GOOD.replace('BTC: 3.5', 'BTC:'), 9, 'asset_specific_thresholds.BTC', 'a number'],
    ['missing number', GOOD.replace('  minimum_move_pct: 0.5\n', ''), 1, 'global_default.minimum_move_pct', 'a number'],
    ['missing tier', GOOD.replace(/ {2}volatile: .*\n/, ''), 4, 'volatility_tiers.volatile', 'a map'],
    ['missing section', GOOD.replace(/global_default:\n.*\n.*\n/, ''), 1, 'global_default', 'a map'],
    ['list for a map', '- 1\n- 2\n', 1, '(file)', 'a map'],
    ['empty file', '', 1, '(file)', 'a map'],
    ['assets not a list', GOOD.replace('[DOGE]', 'DOGE'), 7, 'volatility_tiers.volatile.assets', 'a list of assets'],
    [
      'asset in two tiers',
      GOOD.replace('[DOGE]', '[DOGE, BTC]'),
      7,
      'volatility_tiers.volatile.assets',
      'already in stable',
    ],
    [
      'lower-case asset',
      GOOD.replace('[DOGE]', '[doge]'),
      7,
      'volatility_tiers.volatile.assets',
      'an asset such as BTC',
    ],
    [
      'bad override name',
      GOOD.replace('BTC: 3.5', '"b t c": 3.5'),
      9,
      'asset_specific_thresholds.b t c',
      'an asset such as BTC',
    ],
    ['broken YAML', GOOD.replace('[BTC, ETH] }', '[BTC, ETH'), 6, '(file)', 'YAML'],
    ['duplicate key', GOOD.replace('  BTC: 3.5\n', '  BTC: 3.5\n  BTC: 4\n'), 10, '(file)', 'YAML'],
  ])('%s', (_, text, line, key, expected) => {
    const parsed = parseThresholds(text, 'my.yaml');
    if (parsed.ok) throw new Error('accepted');
    expect(parsed.fault.kind).toBe('bad_input');
    expect(parsed.fault.detail).toMatch(/^my\.yaml: line \d+: /);
    expect(parsed.fault.detail).toContain(`line ${line}: ${key}: expected`);
    expect(parsed.fault.detail).toContain(expected);
    expect(parsed.fault.detail).not.toContain('\n');
  });
});
