/** Why an alert came or did not: every stored form is composed where it is written and read back, and said in one sentence. */
import { describe, expect, it } from 'vitest';
import { fateOf, readReason, type AlertReason } from '../../../src-shared/alert-fate.ts';
import type { Alert } from '../../../src-shared/anomaly.ts';
import { defaultSettings } from '../../../src-shared/settings.ts';
import { ordinal, whyText } from '../../../src-shared/text/alert-reasons.ts';
import { reasons } from '../../../src-main/detect/reason.ts';
import { UNSENT } from '../../../src-main/flow/leftovers.ts';
import { createAlertPolicy } from '../../../src-main/publish/alert-policy.ts';
import { anomaly } from '../../conformance/store-samples.ts';

const rare = 1 / 9;
const at = (time: number): string => `<${time}>`;

const STORED: Readonly<
  Record<Exclude<AlertReason['kind'], 'other' | 'switched_off' | 'quiet_hours' | 'cooldown' | 'snoozed'>, string>
> = {
  granted: reasons.granted(rare, 3, 2.5),
  below_level: reasons.belowLevel(3, 1),
  hard_stop: reasons.hardStop(rare, 10),
  learning_stop: reasons.learningStop(0.001, 10),
  group: reasons.group(rare, 'BTC-USD'),
  same_asset: reasons.sameAsset(rare, 'BTC-USDT'),
  unconfirmed: reasons.unconfirmed(rare, 'BTC-USDC'),
  waiting_for_peer: reasons.unconfirmedYet(rare, 'BTC-USDC'),
  waiting_for_others: reasons.held(rare),
  late: reasons.late(rare),
  muted: reasons.muted(rare, 'BTC-USD'),
  symbol_level: reasons.symbolLevel(rare, 'BTC-USD', 30),
  unsent: UNSENT,
};

function alertOf(one: ReturnType<typeof anomaly>, over: Partial<Alert>): Alert {
  return { id: 'a', anomaly_id: one.id, raised_at: one.detected_at, state: 'raised', delivered_at: null, seen_at: null, reason: null, title: '', body: '', ...over }; // prettier-ignore
}
function withReason(reason: string, late = false) {
  const one = anomaly(1);
  return { ...one, alerted_at: null, detection_metadata: { ...one.detection_metadata, reason, late } };
}

describe('readReason', () => {
  it.each(Object.entries(STORED))('reads back what is stored for %s', (kind, text) => {
    expect(readReason(text).kind).toBe(kind);
  });

  it('reads back what the policy refuses with, numbers and all', () => {
    const settings = defaultSettings();
    const refusals = [
      { ...settings, notifications: { enabled: false, sound: false } },
      { ...settings, quietHours: { enabled: true, from: '23:00', to: '07:00' } },
      { ...settings, snooze: { from: 0, until: 3_600_000 } },
    ].map((changed) => createAlertPolicy(() => changed).refuse(anomaly(1), 0, 0));
    const policy = createAlertPolicy(() => settings);
    policy.refuse(anomaly(1), 0, 720);
    refusals.push(policy.refuse(anomaly(1), 60_000, 720));
    expect(refusals.map((text) => readReason(text ?? ''))).toEqual([
      { kind: 'switched_off' },
      { kind: 'quiet_hours', from: '23:00', to: '07:00' },
      { kind: 'snoozed', until: 3_600_000 },
      { kind: 'cooldown', symbol: anomaly(1).symbol, minutes: settings.cooldownMinutes },
    ]);
  });

  it('keeps what it does not know as it was written', () => {
    expect(readReason('desktop: no notification service')).toEqual({
      kind: 'other',
      text: 'desktop: no notification service',
    });
  });
});

describe('why did, or did not, I get this alert', () => {
  it('names the delivery, how rare it was and the place in the budget', () => {
    const one = withReason(reasons.granted(rare, 3, 5));
    const alert = alertOf(one, { state: 'seen', delivered_at: one.detected_at + 3000 });
    expect(whyText({ anomaly: one, alerts: [alert] }, at)).toBe(
      `Delivered at <${one.detected_at + 3000}>, 3 s after it was granted: about once in 9 days, the 3rd alert in 24 h on a budget of 5 a day.`,
    );
  });

  it('names what the sender held back, though the budget had granted it', () => {
    const one = withReason(reasons.granted(rare, 3, 5));
    const held = alertOf(one, { state: 'suppressed', reason: 'quiet hours 23:00–07:00' });
    expect(whyText({ anomaly: one, alerts: [held] }, at)).toBe(
      'Held back: quiet hours, 23:00 to 07:00; it is in the digest.',
    );
    const failed = alertOf(one, { state: 'suppressed', reason: 'desktop: no notification service' });
    expect(whyText({ anomaly: one, alerts: [failed] }, at)).toBe(
      'Held back: it could not be shown (desktop: no notification service).',
    );
  });

  it('prefers the detection’s exact reason over the digest row’s general one', () => {
    const one = withReason(reasons.group(rare, 'BTC-USD'));
    const row = alertOf(one, { state: 'suppressed', reason: 'hard stop: kept for the digest' });
    expect(whyText({ anomaly: one, alerts: [row] }, at)).toBe(
      'No alert: it is part of the market-wide move that BTC-USD leads, which counts as one alert (about once in 9 days by itself).',
    );
  });

  it('says how late a late one was, and never that it was sent', () => {
    const one = withReason(reasons.late(rare), true);
    const row = alertOf(one, { state: 'suppressed', raised_at: one.detected_at + 42 * 60_000, reason: 'late: found' });
    expect(whyText({ anomaly: one, alerts: [row] }, at)).toContain('42 min late; late ones go to the digest.');
  });

  it('does not speak for another machine', () => {
    const one = { ...withReason(reasons.granted(rare, 1, 5)), alerted_at: 1 };
    const there = alertOf(one, { state: 'delivered', delivered_at: 2 });
    expect(fateOf({ anomaly: one, alerts: [there], foreign: true }).kind).toBe('elsewhere');
    expect(whyText({ anomaly: one, alerts: [there], foreign: true }, at)).toContain('this one only shows it');
  });

  it('is undecided while it waits, and admits when nothing was kept', () => {
    expect(whyText({ anomaly: withReason(reasons.held(rare)), alerts: [] }, at)).toContain('Not decided yet');
    expect(whyText({ anomaly: withReason(''), alerts: [] }, at)).toBe('No alert, and no reason was kept.');
  });

  it('counts in English', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal)).toEqual(['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '102nd', '111th']); // prettier-ignore
  });
});
