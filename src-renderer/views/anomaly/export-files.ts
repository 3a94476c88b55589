/** An anomaly as files: its evidence and the prices around it as CSV, in UTC. Texts can begin no formula. */
import { csvField } from '../../../src-shared/anomaly-lines.ts';
import { isoOf } from '../../../src-shared/format.ts';
import type { Candle } from '../../../src-shared/market.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { factsOf, sentencesOf } from './detail-model.ts';

const csv = (rows: readonly (readonly unknown[])[]): string => rows.map((row) => `${row.map(csvField).join(',')}\n`).join(''); // prettier-ignore

export function evidenceCsv(detail: AnomalyDetail): string {
  const cited = new Set(sentencesOf(detail).flatMap(({ cites }) => cites));
  const head = ['id', 'kind', 'text', 'time', 'value', 'unit', 'cited', 'source', 'published_at', 'first_seen_at', 'minutes_from_onset', 'cluster', 'url']; // prettier-ignore
  const rows = factsOf(detail).map(({ id, kind, text, time, value, unit, news }) => [
    id,
    kind,
    text,
    isoOf(time),
    value,
    unit,
    cited.has(id),
    news?.source,
    news ? isoOf(news.published_at) : null,
    news ? isoOf(news.first_seen_at) : null,
    news?.time_diff_minutes,
    news?.cluster_id,
    news?.url,
  ]);
  return csv([head, ...rows]);
}

export function pricesCsv(candles: readonly Candle[]): string {
  const head = ['symbol', 'venue', 'open_time', 'open', 'high', 'low', 'close', 'volume', 'trades', 'repaired'];
  const rows = candles.map((c) => [c.symbol, c.venue, isoOf(c.openTime), c.open, c.high, c.low, c.close, c.volume, c.trades, c.repaired]); // prettier-ignore
  return csv([head, ...rows]);
}
