import { SHELL_TEXT } from '../../../src-shared/text/shell.ts';
import { describe, expect, it } from 'vitest';
import {
  ageText,
  bytesText,
  headlineOf,
  minuteRarityText,
  moveText,
  offsetText,
  plural,
  rarityStep,
  shortRarity,
  verdictText,
} from '../../../src-renderer/ui/words.ts';
import { clockText, exactText, sinceText, zoneName } from '../../../src-renderer/ui/zone.ts';
import { sparkPath } from '../../../src-renderer/ui/sparkline.tsx';
import { SHORTCUTS } from '../../../src-renderer/client/keys.ts';
import { OFFLINE_TEXT } from '../../../src-renderer/ui/offline-banner.tsx';
import { allStored, stored } from './stored.ts';

describe('words', () => {
  it('say move, span and rarity plainly', () => {
    expect(headlineOf(stored('SOL-USD').anomaly)).toBe('−4.2 % in 5 min · about once in 9 days for SOL');
    const { anomaly } = stored('SOL-USD');
    const { onset } = anomaly.detection_metadata;
    const peak = { time: onset + 6.2 * 60_000, price: 1, change_pct: -7.5 };
    const grown = { ...anomaly, detection_metadata: { ...anomaly.detection_metadata, peak } };
    expect(moveText(grown)).toBe('−7.5 % in 7 min');
    expect(moveText(stored('LINK-USD').anomaly)).toBe('volume ×14 in 1 min');
    expect(headlineOf(stored('DOGE-USD').anomaly)).toBe('+5.6 % in 5 min · about once in 50 days for DOGE');
  });

  it('say the verdict', () => {
    const text = (symbol: string): string => verdictText(stored(symbol).narrative, stored(symbol).anomaly.stage);
    expect([text('SOL-USD'), text('XRP-USD'), text('DOGE-USD'), text('ADA-USD')]).toEqual([
      'accepted · likely cause',
      'accepted · reported afterwards',
      'accepted · cause unknown',
      'withheld',
    ]);
    expect([verdictText(null, 'raised'), verdictText(null, 'investigated')]).toEqual(['reading the news', 'writing']);
  });

  it('fit rarity into a cell', () => {
    expect([12, 3, 1.2, 0.11, 0.02, 0.001, 0].map((lambda) => shortRarity(lambda))).toEqual([
      '12/d',
      '3/d',
      '1 d',
      '9 d',
      '50 d',
      '> 60 d',
      '> 60 d',
    ]);
    expect([null, 40, 3, 1, 0.1, 0.01].map(rarityStep)).toEqual([0, 0, 1, 2, 3, 4]);
    expect([null, 40, 0.1].map(minuteRarityText)).toEqual(['not known', 'ordinary', 'about once in 10 days']);
  });

  it('write ages, offsets, sizes and counts', () => {
    expect([-3, 400, 9_940, 12_000, 180_000].map(ageText)).toEqual(['0.0 s', '0.4 s', '9.9 s', '12 s', '3 min']);
    expect([-3, 0, 9, 125, -120].map(offsetText)).toEqual(['−3 min', '+0 min', '+9 min', '+2 h 5 min', '−2 h']);
    expect([0, 999, 1_500, 182_400_000].map(bytesText)).toEqual(['0 B', '999 B', '1.5 kB', '182 MB']);
    expect([plural(1, 'report'), plural(1200, 'report'), plural(2, 'symbol is', 'symbols are')]).toEqual([
      '1 report',
      '1,200 reports',
      '2 symbols are',
    ]);
  });

  it('never exclaim and never claim a mind', () => {
    const texts = [
      ...SHORTCUTS.map(({ command }) => SHELL_TEXT.commands[command]),
      OFFLINE_TEXT,
      ...allStored().map(({ anomaly }) => headlineOf(anomaly)),
    ];
    for (const text of texts) expect(text).not.toMatch(/!|\bAI\b/);
  });

  it('draw a spark line inside its box, also for a flat hour', () => {
    expect(sparkPath([1, 3, 2], 10, 10)).toBe('M0 9L5 1L10 5');
    expect(sparkPath([5, 5], 10, 10)).toBe('M0 9L10 9');
    expect(sparkPath([5], 10, 10)).toBe('');
  });
});

describe('times', () => {
  const time = Date.UTC(2023, 2, 27, 14, 31, 12);
  it('are relative up to an hour and exact afterwards, always with a zone', () => {
    expect(sinceText(time, time + 1000, 'utc')).toBe('now');
    expect(sinceText(time, time + 12 * 60_000, 'utc')).toBe('12 min ago');
    expect(sinceText(time, time + 2 * 3_600_000, 'utc')).toBe('14:31');
    expect(sinceText(time, time + 86_400_000, 'utc')).toBe('27 Mar 14:31');
    expect(sinceText(time, null, 'utc')).toBe('27 Mar 14:31');
    expect(exactText(time, 'utc')).toBe('Mon 27 Mar 2023, 14:31:12 UTC');
    expect(zoneName(time, 'utc')).toBe('UTC');
  });

  it('follow the local zone across its change of clocks', () => {
    // 26 March 2023, 01:00 UTC: the hour that clocks in Berlin skip.
    const before = Date.UTC(2023, 2, 26, 0, 30);
    const after = Date.UTC(2023, 2, 26, 1, 30);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const expected = (at: number): string =>
      new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(at);
    expect([before, after].map((at) => clockText(at, 'local'))).toEqual([before, after].map(expected));
  });
});
