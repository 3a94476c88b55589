/** Totals, verdicts per symbol, pass rate per writer (drafts count, not only the last), and alerts promised against realised. */
import { DAY_MS } from '../../src-shared/market.ts';
import type { Metrics } from '../../src-shared/health.ts';
import { usedBytes, type Db } from './sqlite-open.ts';

/** Days of a symbol's history before its alerts are scored: the detector is learning. */
export const LEARNING_DAYS = 8;

const TOTALS = `SELECT (SELECT value FROM counters WHERE name = 'price_rows') AS prices,
  (SELECT coalesce(sum(candles), 0) FROM series) AS candles,
  (SELECT count(*) FROM anomalies) AS anomalies,
  (SELECT count(*) FROM alerts) AS alerts,
  (SELECT count(*) FROM news_items) AS news_items,
  (SELECT count(*) FROM news_articles) AS news_articles,
  (SELECT count(*) FROM narratives) AS narratives,
  (SELECT count(*) FROM feed_gaps) AS gaps`;
const PER_SYMBOL = `SELECT a.symbol, count(*) AS anomalies,
  sum((SELECT count(*) FROM alerts l WHERE l.anomaly_id = a.id AND l.state <> 'suppressed')) AS alerts,
  sum(a.stage IS 'accepted') AS accepted, sum(a.stage IS 'withheld') AS withheld
  FROM anomalies a GROUP BY a.symbol ORDER BY a.symbol`;
const PASS_RATE = `SELECT llm_provider, count(*) AS total, sum(accepted) AS passed,
  round(100.0 * sum(accepted) / count(*), 2) AS pass_rate FROM narrative_revisions GROUP BY llm_provider ORDER BY llm_provider`;
const SCORED = `SELECT min(first_open) AS first, max(last_open) AS last FROM series WHERE candles > 0`;

type PerSymbol = Metrics['per_symbol'][string] & { symbol: string };

export function createMetrics(db: Db): (perDay: number) => Metrics {
  const totals = db.prepare<[], Metrics['totals']>(TOTALS);
  const perSymbol = db.prepare<[], PerSymbol>(PER_SYMBOL);
  const passRate = db.prepare<[], Metrics['pass_rate'][number]>(PASS_RATE);
  const scored = db.prepare<[], { first: number | null; last: number | null }>(SCORED);
  const granted = db.prepare<[number], number>('SELECT count(*) FROM anomalies WHERE alerted_at >= ?').pluck();
  const openGaps = db.prepare<[], number>('SELECT count(*) FROM feed_gaps WHERE repaired_at IS NULL').pluck();
  const unfinished = db
    .prepare<[], number>("SELECT count(*) FROM anomalies WHERE stage IN ('raised', 'investigated', 'narrated')")
    .pluck();
  const schema = db.prepare<[], number>('SELECT coalesce(max(number), 0) FROM schema_migrations').pluck();

  function budget(perDay: number): Metrics['budget'] {
    const { first, last } = scored.get() ?? { first: null, last: null };
    const from = (first ?? 0) + LEARNING_DAYS * DAY_MS;
    const days = first === null || last === null ? 0 : Math.max(0, (last - from) / DAY_MS);
    const realised = days >= 1 ? (granted.get(from) ?? 0) / days : null;
    return { promised_per_day: perDay, realised_per_day: realised, days: Math.round(days * 100) / 100 };
  }

  return (perDay) => ({
    totals: totals.get() as Metrics['totals'],
    per_symbol: Object.fromEntries(perSymbol.all().map(({ symbol, ...counts }) => [symbol, counts])),
    pass_rate: passRate.all(),
    budget: budget(perDay),
    health: {
      open_gaps: openGaps.get() ?? 0,
      unfinished: unfinished.get() ?? 0,
      size_bytes: usedBytes(db),
      schema_version: schema.get() ?? 0,
    },
  });
}
