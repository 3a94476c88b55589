/**
 * One pass of a rehearsal, synchronous: market events in, in order of time, and out what the user would have seen of them.
 * Minutes, gaps and the end of input reach the detection in the order in which a replay brings them.
 */
import { DAY_MS, type EpochMs, type FeedEvent, MINUTE_MS } from '../../src-shared/market.ts';
import type { RehearsalSummary } from '../../src-shared/rehearsal.ts';
import type { Settings } from '../../src-shared/settings.ts';
import { createDetection, type DetectionEvent } from '../detect/detection.ts';
import type { Thresholds } from '../detect/thresholds.ts';
import { createAlertPolicy } from '../publish/alert-policy.ts';
import { createRehearsalOutcomes, type ToldEvent } from './rehearsal-outcomes.ts';
import type { RehearsalPlan } from './rehearsal-plan.ts';
import { createRehearsalTally } from './rehearsal-tally.ts';
import { timeOf } from './replay.ts';

export interface PassOptions {
  readonly plan: RehearsalPlan;
  readonly venue: string;
  readonly settings: Settings;
  readonly thresholds: Thresholds;
}

export interface RehearsalPass {
  take(event: FeedEvent): readonly ToldEvent[];
  /** End of input: the last minute ends, open episodes end. */
  finish(): readonly ToldEvent[];
  summary(seconds: number): RehearsalSummary;
}

/** Shared by every candle that tells nothing. */
const NOTHING: readonly ToldEvent[] = [];

export function createRehearsalPass({ plan, venue, settings, thresholds }: PassOptions): RehearsalPass {
  const { symbols, from } = plan;
  const detection = createDetection({
    venue,
    symbols,
    thresholds,
    budgetPerDay: settings.alertsPerDay,
    symbolRules: settings.symbolRules,
    volumeRaises: settings.volumeRaises,
    zScoreRaises: settings.zScoreRaises,
    bollingerRaises: settings.bollingerRaises,
  });
  const outcomes = createRehearsalOutcomes(
    // A snooze is no rule: it rests once.
    createAlertPolicy(() => ({ ...settings, snooze: null })),
    from,
  );
  const tally = createRehearsalTally(symbols);
  let minute: EpochMs = Number.NEGATIVE_INFINITY;

  function tell(events: readonly DetectionEvent[]): readonly ToldEvent[] {
    if (events.length === 0) return NOTHING;
    const told = events.flatMap((event) => outcomes.take(event) ?? []);
    told.forEach((event) => tally.told(event));
    return told;
  }

  /** The minute before is over for every symbol. */
  function advance(to: EpochMs): readonly ToldEvent[] {
    const before = minute;
    minute = to;
    return Number.isFinite(before) ? tell(detection.settle(to - 1)) : NOTHING;
  }

  function close(event: FeedEvent): readonly ToldEvent[] {
    if (event.kind === 'gap') detection.onGap(event.symbol, event.from, event.to);
    if (event.kind !== 'candle') return NOTHING;
    const { candle } = event;
    const told = tell(detection.onClosed(candle));
    if (candle.openTime >= from)
      tally.candle(candle, !tally.hasLearned(candle.symbol) && detection.rarity(candle.symbol).learning);
    return told;
  }

  return {
    take(event) {
      const time = timeOf(event);
      const ended = time > minute ? advance(time) : NOTHING;
      const told = close(event);
      return ended.length === 0 ? told : [...ended, ...told];
    },
    finish() {
      if (!Number.isFinite(minute)) return NOTHING;
      const end = minute + MINUTE_MS;
      return [...advance(end), ...tell(detection.flush(end))];
    },
    summary: (seconds) => ({
      ...tally.total(),
      from,
      to: plan.to,
      warm_up_days: (from - plan.warmFrom) / DAY_MS,
      promised_per_day: settings.alertsPerDay,
      seconds,
      per_symbol: tally.perSymbol(),
      without_candles: [...plan.withoutCandles],
    }),
  };
}
