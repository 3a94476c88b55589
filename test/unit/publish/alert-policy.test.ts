import { describe, expect, it } from 'vitest';
import { alertOf } from '../../../src-main/publish/alert-text.ts';
import { createAlertPolicy, isWithin } from '../../../src-main/publish/alert-policy.ts';
import { SettingsSchema } from '../../../src-shared/settings.ts';
import { anomalyOf, T0 } from '../../fixtures/anomaly.ts';

const policy = (settings: Record<string, unknown>) => createAlertPolicy(() => SettingsSchema.parse(settings));

describe('alert policy', () => {
  it('lets the first alert of a symbol through and holds the next within the cooldown', () => {
    const p = policy({ cooldownMinutes: 15 });
    expect(p.refuse(anomalyOf(), T0, 600)).toBeNull();
    expect(p.refuse(anomalyOf(), T0 + 14 * 60_000, 614)).toMatch(/cooldown/);
    expect(p.refuse(anomalyOf({ symbol: 'BTC-USD' }), T0 + 14 * 60_000, 614)).toBeNull();
    expect(p.refuse(anomalyOf(), T0 + 16 * 60_000, 616)).toBeNull();
  });

  it('a refused alert does not start a cooldown', () => {
    const p = policy({ quietHours: { enabled: true, from: '23:00', to: '07:00' } });
    expect(p.refuse(anomalyOf(), T0, 6 * 60)).toMatch(/quiet hours/);
    expect(p.refuse(anomalyOf(), T0 + 60_000, 7 * 60)).toBeNull();
  });

  it.each([
    [23 * 60, true],
    [6 * 60 + 59, true],
    [7 * 60, false],
    [12 * 60, false],
  ])('quiet hours over midnight: minute %i → %s', (minute, expected) =>
    expect(isWithin(minute, '23:00', '07:00')).toBe(expected),
  );
});

describe('alert text', () => {
  it('says what, how much, since when and how rare', () => {
    const alert = alertOf(anomalyOf(), T0);
    expect(alert.title).toBe('SOL-USD +4.2 % in 5 min');
    expect(alertOf(anomalyOf({}, { timeframe_minutes: 1 }), T0).title).toBe('SOL-USD +4.2 % in 1 min');
    expect(alert.body).toBe('Price and volume since 13:08 UTC, about once in 9 days for SOL-USD');
  });

  it('has one id per anomaly, so that a restart does not alert twice', () => {
    expect(alertOf(anomalyOf(), T0).id).toBe(alertOf(anomalyOf(), T0 + 5).id);
  });
});
