/**
 * The time axis in the reader's zone: hours and days begin where the zone's begin, also across DST. The library weighs its ticks
 * in UTC; shifting the times instead would give two bars one time in autumn, so the weights are made here and the times stay UTC.
 * Weights of the library: minute 20, 5 min 21, 30 min 22, hour 30, 3 h 31, 6 h 32, 12 h 33, day 50, month 60, year 70.
 */
import { defaultHorzScaleBehavior, type IHorzScaleBehavior, type Time } from 'lightweight-charts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src-shared/market.ts';
import { clockText, dayText, zoneName, type ZoneChoice } from '../ui/zone.ts';

/** Clocks are put forward and back at a quarter of an hour at the finest. */
const STEADY_MS = 15 * MINUTE_MS;
let steady = { quarter: NaN, offset: 0 };

/** Milliseconds east of UTC at that moment. Neighbouring bars ask for the same quarter again and again. */
export function offsetMs(time: number, zone: ZoneChoice): number {
  if (zone === 'utc') return 0;
  const quarter = Math.floor(time / STEADY_MS);
  if (quarter !== steady.quarter) steady = { quarter, offset: -new Date(time).getTimezoneOffset() * MINUTE_MS };
  return steady.offset;
}

const STEPS: readonly (readonly [ms: number, weight: number])[] = [
  [12 * HOUR_MS, 33],
  [6 * HOUR_MS, 32],
  [3 * HOUR_MS, 31],
  [HOUR_MS, 30],
  [30 * MINUTE_MS, 22],
  [5 * MINUTE_MS, 21],
  [MINUTE_MS, 20],
];

const dayWeight = (was: Date, is: Date): number =>
  was.getUTCFullYear() !== is.getUTCFullYear() ? 70 : was.getUTCMonth() !== is.getUTCMonth() ? 60 : 50;

/** How much of a boundary lies between two neighbouring bars, both epoch ms. */
export function weightBetween(before: number, after: number, zone: ZoneChoice): number {
  const [a, b] = [before + offsetMs(before, zone), after + offsetMs(after, zone)];
  if (Math.floor(a / DAY_MS) !== Math.floor(b / DAY_MS)) return dayWeight(new Date(a), new Date(b));
  // When the clock is put back the hour begins a second time, though its number is the same.
  if (b - a !== after - before && Math.floor(a / HOUR_MS) === Math.floor(b / HOUR_MS)) return 30;
  return STEPS.find(([ms]) => Math.floor(a / ms) !== Math.floor(b / ms))?.[1] ?? 10;
}

type Points = Parameters<IHorzScaleBehavior<Time>['fillWeightsForPoints']>[0];

/** A time axis whose zone can be changed; the bars have to be given again afterwards. */
export function createZoneScale(zone: ZoneChoice) {
  const Base = defaultHorzScaleBehavior();
  let current = zone;
  class ZoneScale extends Base {
    override fillWeightsForPoints(points: Points, from: number): void {
      const timeOf = (index: number): number => (points[index]?.originalTime as number) * 1000;
      const weigh = (index: number, before: number): void => {
        const weight = weightBetween(before, timeOf(index), current);
        Object.assign(points[index] ?? {}, { timeWeight: weight });
      };
      for (let index = Math.max(1, from); index < points.length; index += 1) weigh(index, timeOf(index - 1));
      // The first point has nothing before it: as far as its neighbour after it.
      if (from === 0 && points.length > 1) weigh(0, 2 * timeOf(0) - timeOf(1));
    }
  }
  return { scale: new ZoneScale(), setZone: (next: ZoneChoice) => void (current = next) };
}

/** `14:00`; in the hour that a clock put back repeats, with its zone: `02:00 CET`. */
export function tickClock(time: number, zone: ZoneChoice): string {
  const repeated = [-HOUR_MS, HOUR_MS].some((away) => clockText(time + away, zone) === clockText(time, zone));
  return repeated ? `${clockText(time, zone)} ${zoneName(time, zone)}` : clockText(time, zone);
}

/** The label of a tick: the day where one begins, the clock elsewhere. */
export const tickText = (time: number, startsDay: boolean, zone: ZoneChoice): string =>
  startsDay ? dayText(time, zone) : tickClock(time, zone);
