/** The real headlines as archive items: at their own time, or laid over other days with the time of day kept. */
import { join } from 'node:path';
import { DAY_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { NewsItem } from '../../../src-shared/news.ts';
import { newsItemOf } from '../../../src-main/news/archive.ts';
import { readNewsFile } from '../../../src-main/news/replay-source.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';
import { linker } from './pipeline.ts';

export async function readHeadlines(data: string, file: string): Promise<NewsItem[]> {
  const raw = await readNewsFile(join(data, 'headlines', file));
  return raw.map((item) => newsItemOf(item, linker, lexiconSentiment));
}

/** Three weeks in which the file holds about forty headlines a day. */
const DENSE_FROM = Date.UTC(2022, 0, 11);
const DENSE_DAYS = 21;

/** The dense weeks, repeated over [from, to) with each day's time of day and weekday kept; `copies` of them laid over each other. */
export function laidOver(all: readonly NewsItem[], from: EpochMs, to: EpochMs, copies: number): NewsItem[] {
  const dense = all.filter(
    (item) => item.published_at >= DENSE_FROM && item.published_at < DENSE_FROM + DENSE_DAYS * DAY_MS,
  );
  const items: NewsItem[] = [];
  for (let copy = 0; copy < copies; copy++) {
    for (const item of dense) {
      const day = (Math.floor((item.published_at - DENSE_FROM) / DAY_MS) + 7 * copy + copy) % DENSE_DAYS;
      const first = DENSE_FROM + day * DAY_MS + (item.published_at % DAY_MS);
      const period = DENSE_DAYS * DAY_MS;
      for (let time = first + Math.ceil((from - first) / period) * period; time < to; time += period)
        items.push({ ...item, id: `${item.id}|${copy}|${time}`, url: null, published_at: time, first_seen_at: time });
    }
  }
  return items.sort((a, b) => a.published_at - b.published_at);
}
