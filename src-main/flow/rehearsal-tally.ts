/**
 * Counts a rehearsal, per symbol and together. Days of a symbol begin when it has learned and end with its last candle; the
 * budget, too, counts a day of a symbol that still learns as no day.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { DAY_MS, MINUTE_MS, type Candle, type EpochMs } from '../../src-shared/market.ts';
import type { RehearsalCounts } from '../../src-shared/rehearsal.ts';
import type { ToldEvent } from './rehearsal-outcomes.ts';

interface SymbolTally {
  anomalies: number;
  sent: number;
  digest: number;
  candles: number;
  /** When the budget granted, in order. */
  alerts: EpochMs[];
  alertsAfterLearning: number;
  /** First candle of the window, first candle after learning, end of the last candle; null before there is one. */
  first: EpochMs | null;
  learnedAt: EpochMs | null;
  end: EpochMs;
}

export interface RehearsalTally {
  /** A closed candle of the window; `learning` as it is after it. */
  candle(candle: Candle, learning: boolean): void;
  told(event: ToldEvent): void;
  /** False while the symbol has shown no candle of the window after learning. */
  hasLearned(symbol: string): boolean;
  perSymbol(): Record<string, RehearsalCounts>;
  total(): RehearsalCounts;
}

const fresh = (): SymbolTally => ({
  anomalies: 0,
  sent: 0,
  digest: 0,
  candles: 0,
  alerts: [],
  alertsAfterLearning: 0,
  first: null,
  learnedAt: null,
  end: 0,
});

export function createRehearsalTally(symbols: readonly string[]): RehearsalTally {
  const tallies = new Map(symbols.map((symbol) => [symbol, fresh()]));
  const of = (symbol: string): SymbolTally => {
    const known = tallies.get(symbol) ?? fresh();
    tallies.set(symbol, known);
    return known;
  };
  return {
    candle({ symbol, openTime }, learning) {
      const tally = of(symbol);
      tally.candles += 1;
      tally.first ??= openTime;
      if (!learning) tally.learnedAt ??= openTime;
      tally.end = openTime + MINUTE_MS;
    },
    told(event) {
      const tally = of(event.anomaly.symbol);
      if (event.kind === 'alert') return grant(tally, event.anomaly, event.sent);
      tally.anomalies += 1;
      if (event.outcome === 'digest') tally.digest += 1;
    },
    hasLearned: (symbol) => of(symbol).learnedAt !== null,
    perSymbol: () => Object.fromEntries([...tallies].map(([symbol, tally]) => [symbol, countsOf([tally])])),
    total: () => countsOf([...tallies.values()]),
  };
}

function grant(tally: SymbolTally, anomaly: Anomaly, sent: boolean): void {
  tally.alerts.push(anomaly.alerted_at ?? anomaly.detected_at);
  if (sent) tally.sent += 1;
  if (!anomaly.detection_metadata.learning) tally.alertsAfterLearning += 1;
}

function countsOf(tallies: readonly SymbolTally[]): RehearsalCounts {
  const sum = (of: (tally: SymbolTally) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  const times = tallies.flatMap((tally) => tally.alerts).sort((a, b) => a - b);
  const scoredDays = sum(scoredDaysOf) / tallies.length;
  return {
    anomalies: sum((tally) => tally.anomalies),
    alerts: times.length,
    sent: sum((tally) => tally.sent),
    digest: sum((tally) => tally.digest),
    alerts_per_day: scoredDays > 0 ? sum((tally) => tally.alertsAfterLearning) / scoredDays : null,
    most_in_24h: mostInADay(times),
    candles: sum((tally) => tally.candles),
    learning_days: sum(learningDaysOf) / tallies.length,
  };
}

const scoredDaysOf = ({ learnedAt, end }: SymbolTally): number => (learnedAt === null ? 0 : (end - learnedAt) / DAY_MS);
const learningDaysOf = ({ first, learnedAt, end }: SymbolTally): number =>
  first === null ? 0 : ((learnedAt ?? end) - first) / DAY_MS;

/** Most of the sorted times within less than a day of each other, as the hard stop counts them. */
function mostInADay(times: readonly EpochMs[]): number {
  let [most, oldest] = [0, 0];
  times.forEach((time, i) => {
    while ((times[oldest] as EpochMs) <= time - DAY_MS) oldest += 1;
    most = Math.max(most, i - oldest + 1);
  });
  return most;
}
