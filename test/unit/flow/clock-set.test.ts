/**
 * A clock that is set by hours, forward or back, while the program runs: what is read, counted and refused is by what happened, not
 * by how far the hand was moved.
 */
import { describe, expect, it } from 'vitest';
import { cached } from '../../../src-main/base/cached.ts';
import { createDue } from '../../../src-main/base/due.ts';
import { createBudget } from '../../../src-main/detect/budget.ts';
import { venueNow } from '../../../src-main/flow/health.ts';
import { createTickGuard } from '../../../src-main/feed/tick-guard.ts';
import { createAlertPolicy } from '../../../src-main/publish/alert-policy.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Trade } from '../../../src-shared/market.ts';
import { isSnoozed, SettingsSchema } from '../../../src-shared/settings.ts';
import { anomalyOf } from '../../fixtures/anomaly.ts';

/** Noon of a day, by the venue. */
const NOON = Date.UTC(2026, 2, 27, 12);
const hours = [3, -3, 12, -12];

/** Ours, which somebody sets, beside the venue's. */
function clocks() {
  let [venue, apart] = [NOON, 0];
  const ours = { now: () => venue + apart };
  return { ours, pass: (ms: number) => void (venue += ms), set: (ms: number) => void (apart = ms), venue: () => venue };
}

describe('a clock that is set', () => {
  it.each(hours)('by %d hours: the last 24 hours of the budget are those of the market', (by) => {
    const { ours, set, venue } = clocks();
    const budget = createBudget(5, 4);
    // Three alerts in the day before noon, one of them nearly a day ago; one older.
    for (const ago of [26, 23, 5, 1]) expect(budget.request(NOON - ago * HOUR_MS)).toBe(true);
    const read = (skewMs: number | null) =>
      budget.health(venueNow(ours.now(), { skewMs, lastEventTime: venue() - 200 })).last24h;
    expect(read(0)).toBe(3);
    set(by * HOUR_MS);
    // As soon as the clocks have been compared again.
    expect(read(-by * HOUR_MS)).toBe(3);
    // Set back, the newest event itself says better already.
    if (by < 0) expect(read(0)).toBe(3);
    // And whatever the hand shows, the limit is by the times of the events.
    let granted = 0;
    for (let i = 0; i < 20; i++) if (budget.request(NOON + i)) granted += 1;
    expect(granted).toBe(10 - 3);
  });

  it.each(hours)('by %d hours: trades are taken again as soon as the clocks have been compared', (by) => {
    const { ours, pass, set, venue } = clocks();
    let skew = 0;
    const guard = createTickGuard({
      market: { ...ours, sleep: () => Promise.resolve(), every: () => () => undefined },
      toleranceMs: 10_000,
      skewMs: cached(ours, 1000, () => skew),
    });
    const trade = (): Trade => ({ kind: 'trade', symbol: 'A-USD', price: 100, amount: 1, side: 'buy', eventTime: venue(), receivedTime: ours.now(), tradeId: String(venue()) }); // prettier-ignore
    const takes = () => guard.accept(trade()).length === 1;
    expect(takes()).toBe(true);
    set(by * HOUR_MS);
    skew = -by * HOUR_MS;
    pass(100);
    if (by > 0) pass(1000);
    expect(takes()).toBe(true);
  });

  it('set back, clocks are compared at once and then as often as ever; not only when it has caught up', () => {
    const { ours, pass, set } = clocks();
    const isDue = createDue(10 * MINUTE_MS);
    const looks = (minutes: number): number => {
      let due = 0;
      for (let s = 0; s < minutes * 60; s++) {
        pass(1000);
        if (isDue(ours.now())) due += 1;
      }
      return due;
    };
    expect(looks(60)).toBe(6);
    set(-3 * HOUR_MS);
    pass(1000);
    expect(isDue(ours.now())).toBe(true);
    expect(looks(60)).toBe(6);
    const later = createDue(10 * MINUTE_MS, ours.now());
    expect([later(ours.now()), later(ours.now() + 10 * MINUTE_MS)]).toEqual([false, true]);
  });

  it('a snooze ends when its beginning has not come yet, and lasts no longer than it was to', () => {
    const settings = SettingsSchema.parse({ snooze: { from: NOON, until: NOON + HOUR_MS } });
    const at = (ms: number): boolean => isSnoozed(settings, NOON + ms);
    expect([at(-3 * HOUR_MS), at(-1), at(0), at(HOUR_MS - 1), at(HOUR_MS), at(DAY_MS)]).toEqual([false, false, true, true, false, false]); // prettier-ignore
    expect(SettingsSchema.safeParse({ snooze: { from: NOON, until: NOON + 30 * DAY_MS } }).success).toBe(false);
    expect(SettingsSchema.safeParse({ snooze: { from: NOON, until: NOON } }).success).toBe(false);
  });

  it('set back, no cooldown silences a symbol for hours', () => {
    const policy = createAlertPolicy(() => SettingsSchema.parse({ cooldownMinutes: 15 }));
    expect(policy.refuse(anomalyOf(), NOON, 720)).toBeNull();
    expect(policy.refuse(anomalyOf(), NOON + MINUTE_MS, 721)).toMatch(/cooldown/);
    expect(policy.refuse(anomalyOf(), NOON - 3 * HOUR_MS, 540)).toBeNull();
    const own = createAlertPolicy(() => SettingsSchema.parse({ symbolRules: { 'SOL-USD': { cooldownMinutes: 60 } } }));
    expect(own.refuse(anomalyOf(), NOON, 720)).toBeNull();
    expect(own.refuse(anomalyOf(), NOON + 50 * MINUTE_MS, 770)).toBe(
      'cooldown: SOL-USD was notified less than 60 min before',
    );
    expect(own.refuse(anomalyOf({ symbol: 'BTC-USD' }), NOON + 50 * MINUTE_MS, 770)).toBeNull();
  });
});
