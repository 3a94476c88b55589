/** A rehearsal for a person at a terminal: each anomaly with what would have become of it, and the sum of it. */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { DAY_MS } from '../../src-shared/market.ts';
import type { RehearsalOutcome, RehearsalSummary } from '../../src-shared/rehearsal.ts';
import { anomalyHeadline } from './anomaly-text.ts';

const OUTCOMES: Record<RehearsalOutcome, string> = {
  sent: 'would have been sent',
  digest: 'kept for the digest',
  below_level: 'history only',
};

export const rehearsedText = (anomaly: Anomaly, outcome: RehearsalOutcome, reason: string): string =>
  [anomalyHeadline(anomaly), `  ${OUTCOMES[outcome]} · ${reason}`, `  ${anomaly.id}`].join('\n');

export function summaryText(summary: RehearsalSummary): string {
  const { anomalies, alerts, sent, digest, alerts_per_day: perDay, promised_per_day: promised } = summary;
  const days = (summary.to - summary.from) / DAY_MS;
  const realised = perDay === null ? 'no day after learning' : `${perDay.toFixed(2)} a day after learning`;
  const rows = Object.entries(summary.per_symbol).map(
    ([symbol, one]) =>
      `  ${symbol.padEnd(12)} ${one.alerts} alerts, ${one.sent} sent, ${one.digest} in the digest, ${one.anomalies} anomalies`,
  );
  return [
    `${days.toFixed(1)} days: ${alerts} alerts (${realised}, promised ${promised}, most in 24 h ${summary.most_in_24h}), ` +
      `${sent} sent, ${digest} in the digest, ${anomalies} anomalies`,
    ...rows,
    `  ${summary.candles} candles after ${summary.warm_up_days.toFixed(1)} days of warm-up; ${summary.learning_days.toFixed(1)} days were still learning`,
  ].join('\n');
}
