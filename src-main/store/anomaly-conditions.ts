/** The anomaly filter as SQL that SQLite and PostgreSQL both take; values stay named parameters, the table is called `a`. */
import type { AnomalyFilter } from '../../src-shared/ports/reader.ts';

export const ANOMALY_CONDITIONS: readonly [key: keyof AnomalyFilter, sql: string][] = [
  ['symbol', 'a.symbol = :symbol'],
  ['type', 'a.anomaly_type = :type'],
  ['from', 'a.detected_at >= :from'],
  ['to', 'a.detected_at <= :to'],
  ['before', 'a.detected_at < :before'],
  ['minConfidence', 'a.confidence >= :minConfidence'],
  ['minChangePct', 'a.price_change_pct >= :minChangePct'],
  ['maxChangePct', 'a.price_change_pct <= :maxChangePct'],
];
