/** The quiet hours inside a stretch, minute by minute as the user's clock shows them: exact across a change of time. */
import { MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { Settings } from '../../../src-shared/settings.ts';
import { localMinutes } from '../../base/local-time.ts';
import { isQuietAt } from '../../publish/alert-policy.ts';
import type { Span } from './spans.ts';

/** Minutes of a step where the hours are set in quarters, which most are. */
const STEP = 15;

export function quietSpans(quietHours: Settings['quietHours'], { from, to }: Span, zone?: string): Span[] {
  if (!quietHours.enabled) return [];
  const isQuiet = (time: EpochMs): boolean => isQuietAt(quietHours, localMinutes(time, zone));
  const spans: { from: EpochMs; to: EpochMs }[] = [];
  const step = (isCoarse(quietHours) ? STEP : 1) * MINUTE_MS;
  for (let time = from; time < to; time = nextStep(time, step)) {
    const end = Math.min(to, nextStep(time, step));
    if (!isQuiet(time)) continue;
    const last = spans.at(-1);
    if (last?.to === time) last.to = end;
    else spans.push({ from: time, to: end });
  }
  return spans;
}

/** Zones, too, are whole quarters apart. */
const isCoarse = ({ from, to }: Settings['quietHours']): boolean =>
  [from, to].every((clock) => Number(clock.slice(3)) % STEP === 0);

const nextStep = (time: EpochMs, step: number): EpochMs => Math.floor(time / step) * step + step;
