/** The user's clock across both days on which it is changed in Berlin (2026-03-29 and 2026-10-25), and in zones less ordinary. */
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import { localMinutes, offsetMinutes } from '../../../src-main/base/local-time.ts';
import { isQuietAt } from '../../../src-main/publish/alert-policy.ts';

const BERLIN = 'Europe/Berlin';
const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`; // prettier-ignore
const shown = (time: number, zone = BERLIN): string[] => localMinutes(time, zone).map(clock);
const spring = (hour: number, minute: number) => Date.UTC(2026, 2, 29, hour, minute);
const autumn = (hour: number, minute: number) => Date.UTC(2026, 9, 25, hour, minute);

describe('the minute of the local day', () => {
  it('goes from 01:59 to 03:00 when the clock is put forward', () => {
    expect([spring(0, 59), spring(1, 0)].map((time) => shown(time))).toEqual([['01:59'], ['03:00']]);
    expect([offsetMinutes(spring(0, 59), BERLIN), offsetMinutes(spring(1, 0), BERLIN)]).toEqual([60, 120]);
  });

  it('shows the hour from two to three twice when it is set back, the second time with what it showed before', () => {
    expect(shown(autumn(0, 30))).toEqual(['02:30']);
    expect(shown(autumn(0, 59))).toEqual(['02:59']);
    expect(shown(autumn(1, 0))).toEqual(['02:00', '02:59']);
    expect(shown(autumn(1, 30))).toEqual(['02:30', '02:59']);
    expect(shown(autumn(1, 59))).toEqual(['02:59', '02:59']);
    expect(shown(autumn(2, 0))).toEqual(['03:00']);
  });

  it('knows a set-back of half an hour, offsets of quarters, and years before 1970', () => {
    const lordHowe = Date.UTC(2026, 3, 4, 15); // 02:00 becomes 01:30 there
    expect(shown(lordHowe - MINUTE_MS, 'Australia/Lord_Howe')).toEqual(['01:59']);
    expect(shown(lordHowe, 'Australia/Lord_Howe')).toEqual(['01:30', '01:59']);
    expect(shown(lordHowe + 30 * MINUTE_MS, 'Australia/Lord_Howe')).toEqual(['02:00']);
    expect(shown(Date.UTC(2026, 0, 1, 0, 0), 'Asia/Kathmandu')).toEqual(['05:45']);
    expect(shown(-HOUR_MS, 'UTC')).toEqual(['23:00']);
  });

  it('is that of the machine without a zone', () => {
    const local = new Date(autumn(12, 34));
    expect(localMinutes(autumn(12, 34))[0]).toBe(local.getHours() * 60 + local.getMinutes());
  });
});

describe('quiet hours over the days of a change', () => {
  const quietMinutes = (from: string, to: string, day: number): number[] => {
    const quiet = { enabled: true, from, to };
    const minutes = Array.from({ length: DAY_MS / MINUTE_MS }, (_, i) => day + i * MINUTE_MS);
    return minutes.filter((time) => isQuietAt(quiet, localMinutes(time, BERLIN)));
  };
  /** Noon to noon. */
  const [march, october] = [Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 9, 24, 12)];

  it('a night is an hour shorter in March and an hour longer in October, and never interrupted', () => {
    for (const [day, hours] of [
      [march, 7],
      [october, 9],
    ] as const) {
      const quiet = quietMinutes('23:00', '07:00', day);
      expect(quiet).toHaveLength(hours * 60);
      expect(quiet.at(-1)! - quiet[0]).toBe((hours * 60 - 1) * MINUTE_MS);
    }
  });

  it('hours inside the one that is skipped or repeated begin and end as the clock shows, once', () => {
    // 02:15 to 02:45 does not exist in March.
    expect(quietMinutes('02:15', '02:45', march)).toEqual([]);
    // From 02:30 CEST to 07:00 CET without a pause between the two hours from two to three.
    const long = quietMinutes('02:30', '07:00', october);
    expect(long[0]).toBe(autumn(0, 30));
    expect(long).toHaveLength(5.5 * 60);
  });
});
