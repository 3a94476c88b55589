/**
 * What volume is usual at this hour: winsorised mean and variance of ln quote volume per UTC hour, shrunk to the all-day
 * ones by weight n/(n + 120), and the 90 % quantile of the standardised value, common to all hours.
 * Quote volume in quote currency per minute; z in robust standard deviations. Minutes without volume are not learned.
 */
import { createEwMoments } from '../stats/ew-moments.ts';
import { createEwQuantile } from '../stats/ew-quantile.ts';
import type { Packed } from '../stats/packed.ts';
import { hourOf } from './seasonality.ts';

export interface VolumeProfile {
  readonly arrays: Packed;
  count(): number;
  /** Robust z of a minute's quote volume against its hour; NaN while unlearned or without volume. */
  z(minute: number, quoteVolume: number): number;
  /** The hour's 90 % quantile in quote currency; +Infinity while unlearned. */
  busy(minute: number): number;
  update(minute: number, quoteVolume: number): void;
}

const HOURS = 24;
const SHRINK = 120;
const WARM = 60;
const SMALLEST_SD = 0.25;
const NORMAL_Q90 = 1.2816;
/** 14 days of an hour's minutes. */
const HALF_LIFE = 14 * 60;

export function createVolumeProfile(): VolumeProfile {
  const moments = createEwMoments({ classes: HOURS, halfLife: HALF_LIFE, clip: 4, warm: 30 });
  const daily = createEwMoments({ classes: 1, halfLife: HALF_LIFE * 24, clip: 4, warm: 30 });
  const quantile = createEwQuantile(0.9, NORMAL_Q90, 0.005);
  const weight = (hour: number) => moments.count(hour) / (moments.count(hour) + SHRINK);
  const mean = (hour: number) => daily.mean(0) + weight(hour) * (moments.mean(hour) - daily.mean(0));
  const sd = (hour: number) => {
    const variance = daily.variance(0) + weight(hour) * (moments.variance(hour) - daily.variance(0));
    return Math.max(SMALLEST_SD, Math.sqrt(variance));
  };
  const z = (minute: number, quoteVolume: number) => {
    if (!(quoteVolume > 0) || daily.count(0) < WARM) return NaN;
    const hour = hourOf(minute);
    return (Math.log(quoteVolume) - mean(hour)) / sd(hour);
  };
  return {
    arrays: { moments: moments.state, daily: daily.state, quantile: quantile.state },
    count: () => daily.count(0),
    z,
    busy(minute) {
      if (daily.count(0) < WARM) return Infinity;
      const hour = hourOf(minute);
      return Math.exp(mean(hour) + quantile.value() * sd(hour));
    },
    update(minute, quoteVolume) {
      if (!(quoteVolume > 0) || quoteVolume === Infinity) return;
      quantile.update(z(minute, quoteVolume));
      const x = Math.log(quoteVolume);
      moments.update(hourOf(minute), x);
      daily.update(0, x);
    },
  };
}
