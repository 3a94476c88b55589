/** Totals, verdicts per symbol, pass rate per writer and alerts promised against realised, counted by PostgreSQL. */
import type { Metrics } from '../../../src-shared/health.ts';
import { LEARNING_DAYS } from '../sqlite-metrics.ts';
import { DAY_MS } from '../../../src-shared/market.ts';
import type { Connection } from './connection.ts';
import { iso, ms } from './values.ts';

// Candles by the writer's own count; prices are counted, because other programs write them as well.
const TOTALS = `SELECT (SELECT count(*) FROM prices) AS prices, (SELECT coalesce(sum(candles), 0) FROM series) AS candles,
  (SELECT count(*) FROM anomalies) AS anomalies, (SELECT count(*) FROM alerts) AS alerts,
  (SELECT count(*) FROM news_items) AS news_items, (SELECT count(*) FROM news_articles) AS news_articles,
  (SELECT count(*) FROM narratives) AS narratives, (SELECT count(*) FROM feed_gaps) AS gaps`;
const PER_SYMBOL = `SELECT a.symbol, count(*) AS anomalies,
  sum((SELECT count(*) FROM alerts l WHERE l.anomaly_id = a.id AND l.state <> 'suppressed')) AS alerts,
  count(*) FILTER (WHERE a.stage = 'accepted') AS accepted, count(*) FILTER (WHERE a.stage = 'withheld') AS withheld
  FROM anomalies a GROUP BY a.symbol ORDER BY a.symbol COLLATE "C"`;
const PASS_RATE = `SELECT llm_provider, count(*) AS total, count(*) FILTER (WHERE accepted) AS passed,
  round(100.0 * count(*) FILTER (WHERE accepted) / count(*), 2) AS pass_rate
  FROM narrative_revisions GROUP BY llm_provider ORDER BY llm_provider COLLATE "C"`;
const SCORED = `SELECT ${ms('min(first_open)')} AS first, ${ms('max(last_open)')} AS last FROM series WHERE candles > 0`;
const HEALTH = `SELECT (SELECT count(*) FROM feed_gaps WHERE repaired_at IS NULL) AS open_gaps,
  (SELECT count(*) FROM anomalies WHERE stage IN ('raised', 'investigated', 'narrated')) AS unfinished,
  pg_database_size(current_database()) AS size_bytes,
  (SELECT coalesce(max(number), 0) FROM schema_migrations) AS schema_version`;

type PerSymbol = Metrics['per_symbol'][string] & { symbol: string };

export function createMetrics({ rows }: Pick<Connection, 'rows'>): (perDay: number) => Promise<Metrics> {
  async function budget(perDay: number): Promise<Metrics['budget']> {
    const [scored] = await rows<{ first: number | null; last: number | null }>(SCORED);
    const { first, last } = scored ?? { first: null, last: null };
    const from = (first ?? 0) + LEARNING_DAYS * DAY_MS;
    const days = first === null || last === null ? 0 : Math.max(0, (last - from) / DAY_MS);
    const [granted] = await rows<{ n: number }>('SELECT count(*) AS n FROM anomalies WHERE alerted_at >= :from', {
      from: iso(from),
    });
    const realised = days >= 1 ? (granted?.n ?? 0) / days : null;
    return { promised_per_day: perDay, realised_per_day: realised, days: Math.round(days * 100) / 100 };
  }
  return async (perDay) => {
    const [[totals], perSymbol, passRate, promised, [health]] = await Promise.all([
      rows<Metrics['totals']>(TOTALS),
      rows<PerSymbol>(PER_SYMBOL),
      rows<Metrics['pass_rate'][number]>(PASS_RATE),
      budget(perDay),
      rows<Metrics['health']>(HEALTH),
    ]);
    return {
      totals: totals as Metrics['totals'],
      per_symbol: Object.fromEntries(perSymbol.map(({ symbol, ...counts }) => [symbol, counts])),
      pass_rate: passRate,
      budget: promised,
      health: health as Metrics['health'],
    };
  };
}
