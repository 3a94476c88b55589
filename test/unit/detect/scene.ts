/** Eight quiet days, then a jump five hours later: what most tests of the detection begin with. Minutes count from START. */
import type { Detection, DetectionEvent } from '../../../src-main/detect/detection.ts';
import { MINUTE_MS, type Candle } from '../../../src-shared/market.ts';
import { DAY_MINUTES, detectionOf, raisedIn, START, tape } from './synthetic.ts';

export const DAYS = 8 * DAY_MINUTES;
export const JUMP_AT = DAYS + 300;
export const at = (minute: number) => START + minute * MINUTE_MS;
export const withJump = (jump = 0.03, seed = 'jump') =>
  tape({ seed, minutes: DAYS + 700, jumps: new Map([[JUMP_AT, jump]]) });

export function warmed(candles: readonly Candle[], symbols = ['BTC-USD'], until = at(DAYS)): Detection {
  const detection = detectionOf(symbols);
  for (const candle of candles) if (candle.openTime < until) detection.warm(candle);
  return detection;
}
export const after = (candles: readonly Candle[], time = at(DAYS)) =>
  candles.filter((candle) => candle.openTime >= time);
export const about = (events: readonly DetectionEvent[], minute: number) =>
  raisedIn(events).find((e) => Math.abs(e.anomaly.detected_at - at(minute)) <= 3 * MINUTE_MS);
