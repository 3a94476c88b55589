/** The last line of a replay or a demo: what went through and what came out, per symbol. */
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';

export interface RunFacts {
  readonly candles: number;
  readonly seconds: number;
  /** Days of market time on which alerts count: after each symbol's learning. */
  readonly scoredDays: number;
  readonly learningDays: number;
  readonly symbols: readonly string[];
}

export function summarise(found: readonly AnomalyWithNarrative[], run: RunFacts): Record<string, unknown> {
  const perSymbol = Object.fromEntries(
    run.symbols.map((symbol) => [symbol, countsOf(found.filter((f) => f.anomaly.symbol === symbol))]),
  );
  const scored = found.filter(isAlertOutsideLearning).length;
  return {
    type: 'summary',
    candles: run.candles,
    seconds: run.seconds,
    candles_per_second: run.seconds > 0 ? Math.round(run.candles / run.seconds) : null,
    anomalies: found.length,
    alerts: found.filter((f) => f.anomaly.alerted_at !== null).length,
    alerts_per_day: run.scoredDays > 0 ? scored / run.scoredDays : null,
    learning_days: run.learningDays,
    per_symbol: perSymbol,
  };
}

const isAlertOutsideLearning = ({ anomaly }: AnomalyWithNarrative): boolean =>
  anomaly.alerted_at !== null && !anomaly.detection_metadata.learning;

function countsOf(found: readonly AnomalyWithNarrative[]): Record<string, number> {
  return {
    anomalies: found.length,
    alerts: found.filter((f) => f.anomaly.alerted_at !== null).length,
    accepted: found.filter((f) => f.narrative?.validation_passed === true).length,
    withheld: found.filter((f) => f.narrative?.validation_passed === false).length,
  };
}
