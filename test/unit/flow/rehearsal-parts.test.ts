/** The small parts of a rehearsal: which settings it accepts, what becomes of each kind of detection event, how it counts. */
import { describe, expect, it } from 'vitest';
import { createRehearsalOutcomes } from '../../../src-main/flow/rehearsal-outcomes.ts';
import { rehearsalSettings } from '../../../src-main/flow/rehearsal-settings.ts';
import { createRehearsalTally } from '../../../src-main/flow/rehearsal-tally.ts';
import { createAlertPolicy } from '../../../src-main/publish/alert-policy.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import { defaultSettings } from '../../../src-shared/settings.ts';
import { anomalyOf, T0 } from '../../fixtures/anomaly.ts';

describe('settings of a rehearsal', () => {
  it('are those in force with the patch over them', () => {
    const result = rehearsalSettings(defaultSettings(), { alertsPerDay: 2, quietHours: { enabled: true } });
    expect(result).toMatchObject({ ok: true, value: { alertsPerDay: 2, cooldownMinutes: 15, quietHours: { enabled: true, from: '23:00' } } }); // prettier-ignore
  });

  it.each([
    [{ alertsPerDay: 0 }, /^alertsPerDay: .*0\.1/],
    [{ alertsPerDay: 'five' }, /^alertsPerDay: .*number/],
    [{ symbols: ['btc'] }, /^symbols\.0: expected BASE-QUOTE such as BTC-USD$/],
    [{ quietHours: { enabled: true, from: '25:00' } }, /^quietHours\.from: expected HH:MM$/],
    [{ alertPerDay: 3 }, /^alertPerDay: unknown setting; expected one of .*\bsymbols, alertsPerDay,/],
    [{ quietHours: { form: '22:00' } }, /^quietHours\.form: unknown setting; expected one of enabled, from, to$/],
    [{ constructor: 3 }, /^constructor: unknown setting/],
  ])('%j is refused by its key and what was expected', (patch, expected) => {
    const result = rehearsalSettings(defaultSettings(), patch);
    expect(result).toMatchObject({ ok: false, fault: { kind: 'bad_input' } });
    expect(result.ok ? '' : result.fault.detail).toMatch(expected);
  });
});

describe('what becomes of an anomaly', () => {
  const settings = { ...defaultSettings(), cooldownMinutes: 60 };
  const outcomes = () => createRehearsalOutcomes(createAlertPolicy(() => settings), T0); // prettier-ignore
  const at = (time: number, reason: string, alerted = true, id = String(time)) =>
    anomalyOf({ id, detected_at: time, alerted_at: alerted ? time : null }, { reason });

  it('one that waited for others and joined their move is kept with the later reason', () => {
    const o = outcomes();
    expect(o.take({ kind: 'raised', anomaly: at(T0, 'waiting', false, 'a'), alert: 'held' })).toBeNull();
    expect(o.take({ kind: 'grown', anomaly: at(T0, 'waiting', false, 'a') })).toBeNull();
    o.take({ kind: 'grown', anomaly: at(T0, 'part of a move', false, 'a') });
    const told = o.take({ kind: 'ended', anomaly: at(T0, 'part of a move', false, 'a') });
    expect(told).toMatchObject({ kind: 'anomaly', outcome: 'digest', reason: 'part of a move' });
  });

  it('growth below the level changes nothing, a later grant sends', () => {
    const o = outcomes();
    o.take({ kind: 'raised', anomaly: at(T0, 'below', false, 'a'), alert: 'below_level' });
    o.take({ kind: 'grown', anomaly: at(T0, 'below', false, 'a') });
    expect(o.take({ kind: 'ended', anomaly: at(T0, 'below', false, 'a') })).toMatchObject({ outcome: 'below_level' });
    o.take({ kind: 'raised', anomaly: at(T0, 'below', false, 'b'), alert: 'below_level' });
    expect(o.take({ kind: 'alerted', anomaly: at(T0, 'alerted', true, 'b') })).toMatchObject({ kind: 'alert', sent: true }); // prettier-ignore
    expect(o.take({ kind: 'ended', anomaly: at(T0, 'alerted', true, 'b') })).toMatchObject({ outcome: 'sent', reason: 'alerted' }); // prettier-ignore
  });

  it('the warm-up is not told, but its alerts begin cooldowns', () => {
    const o = outcomes();
    const before = at(T0 - 10 * MINUTE_MS, 'alerted');
    expect(o.take({ kind: 'raised', anomaly: before, alert: 'granted' })).toBeNull();
    expect(o.take({ kind: 'ended', anomaly: before })).toBeNull();
    const after = o.take({ kind: 'raised', anomaly: at(T0 + MINUTE_MS, 'alerted'), alert: 'granted' });
    expect(after).toMatchObject({ sent: false, reason: expect.stringContaining('cooldown') as string });
    expect(o.take({ kind: 'ended', anomaly: at(T0 + MINUTE_MS, 'alerted') })).toMatchObject({ outcome: 'digest' });
    expect(o.take({ kind: 'raised', anomaly: at(T0 + HOUR_MS, 'alerted'), alert: 'granted' })).toMatchObject({ sent: true }); // prettier-ignore
  });
});

describe('the count of a rehearsal', () => {
  const candle = (symbol: string, openTime: number) => ({ symbol, venue: 'v', openTime, open: 1, high: 1, low: 1, close: 1, volume: 1, trades: null, repaired: false }); // prettier-ignore
  const alert = (hours: number, symbol = 'A-USD', learning = false) =>
    ({ kind: 'alert', anomaly: anomalyOf({ symbol, alerted_at: T0 + hours * HOUR_MS }, { learning }), sent: true, reason: '' }) as const; // prettier-ignore

  it('counts the most alerts in any 24 hours, an alert a day later not among them', () => {
    const tally = createRehearsalTally(['A-USD', 'B-USD']);
    for (const hours of [0, 10, 23]) tally.told(alert(hours));
    for (const hours of [24, 33]) tally.told(alert(hours, 'B-USD'));
    expect(tally.total().most_in_24h).toBe(4);
    expect(tally.perSymbol()['A-USD']?.most_in_24h).toBe(3);
  });

  it('divides alerts after learning by days after learning', () => {
    const tally = createRehearsalTally(['A-USD', 'B-USD']);
    const closes = (symbol: string, from: number, to: number, learning: boolean) => {
      tally.candle(candle(symbol, T0 + from * DAY_MS), learning);
      tally.candle(candle(symbol, T0 + to * DAY_MS - MINUTE_MS), learning);
    };
    closes('A-USD', 0, 2, true);
    closes('A-USD', 2, 6, false);
    closes('B-USD', 0, 6, true);
    tally.told(alert(1, 'A-USD', true));
    for (const hours of [60, 90]) tally.told(alert(hours));
    expect(tally.perSymbol()).toMatchObject({
      'A-USD': { alerts: 3, alerts_per_day: 0.5, learning_days: 2 },
      'B-USD': { alerts: 0, alerts_per_day: null, learning_days: 6 },
    });
    expect(tally.total()).toMatchObject({ alerts: 3, alerts_per_day: 1, learning_days: 4 });
  });
});
