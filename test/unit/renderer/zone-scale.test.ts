import { describe, expect, it, vi } from 'vitest';

// Before anything formats a time: the zone of the process is the reader's.
vi.hoisted(() => void (process.env.TZ = 'Europe/Berlin'));

const { createZoneScale, offsetMs, tickText, weightBetween } =
  await import('../../../src-renderer/chart/zone-scale.ts');
import { HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';

/** The labels of hourly bars, each as the axis would write it. */
const labels = (from: number, hours: number, zone: 'local' | 'utc'): string[] =>
  Array.from({ length: hours }, (_, at) => {
    const time = from + at * HOUR_MS;
    return tickText(time, weightBetween(time - HOUR_MS, time, zone) >= 50, zone);
  });

describe('time axis in Berlin', () => {
  it('leaves out the hour that spring takes, and begins the day at local midnight', () => {
    expect(labels(Date.UTC(2026, 2, 28, 22), 7, 'local')).toEqual([
      '23:00',
      '29 Mar',
      '01:00',
      '03:00',
      '04:00',
      '05:00',
      '06:00',
    ]);
  });

  it('names the hour that autumn repeats by its zone, so that no label stands twice', () => {
    const shown = labels(Date.UTC(2026, 9, 24, 21), 8, 'local');
    expect(shown).toEqual(['23:00', '25 Oct', '01:00', '02:00 CEST', '02:00 CET', '03:00', '04:00', '05:00']);
    expect(new Set(shown).size).toBe(shown.length);
  });

  it('is plain in UTC over both nights', () => {
    expect(labels(Date.UTC(2026, 2, 28, 23), 4, 'utc')).toEqual(['23:00', '29 Mar', '01:00', '02:00']);
    expect(labels(Date.UTC(2026, 9, 24, 23), 4, 'utc')).toEqual(['23:00', '25 Oct', '01:00', '02:00']);
  });

  it('gives each bar of both nights a weight that grows with the boundary it begins', () => {
    for (const begin of [Date.UTC(2026, 2, 28, 20), Date.UTC(2026, 9, 24, 20)])
      for (let time = begin; time < begin + 12 * HOUR_MS; time += MINUTE_MS) {
        const local = new Date(time + offsetMs(time, 'local'));
        const weight = weightBetween(time - MINUTE_MS, time, 'local');
        const wholeHour = local.getUTCMinutes() === 0;
        expect([time, weight >= 30]).toEqual([time, wholeHour]);
        expect([time, weight >= 50]).toEqual([time, wholeHour && local.getUTCHours() === 0]);
      }
  });

  it('weighs the points of the library in the zone that is set', () => {
    const { scale, setZone } = createZoneScale('local');
    const points = [21, 22, 23, 24].map((hour) => ({
      originalTime: Date.UTC(2026, 9, 24, hour) / 1000,
      timeWeight: 0,
      time: {},
    }));
    const weigh = (): number[] => {
      scale.fillWeightsForPoints(points as never, 0);
      return points.map(({ timeWeight }) => timeWeight);
    };
    expect(weigh()).toEqual([30, 50, 30, 30]);
    setZone('utc');
    expect(weigh()).toEqual([31, 30, 30, 50]);
  });
});
