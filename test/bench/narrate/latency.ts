/**
 * From an anomaly to its judged template narrative over a real SQLite store in its own thread that holds 10,000 archived items and
 * an hour of context: investigation stored, evidence, text, verdict, stored. Promised: ≤ 150 ms at p95.
 */
import { join } from 'node:path';
import { settableTime, wallTime } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import { createWalk } from '../../../src-main/flow/walk.ts';
import { createWriting } from '../../../src-main/flow/writing.ts';
import { lexicalEmbedder } from '../../../src-main/news/embedder-lexical.ts';
import { createNewsDesk } from '../../../src-main/news/news-desk.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';
import { newsItemOf } from '../../../src-main/news/archive.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { DAY_MS, MINUTE_MS, type Candle } from '../../../src-shared/market.ts';
import type { NewsItem } from '../../../src-shared/news.ts';
import { inFolder } from '../harness.ts';
import { makeAnomaly } from '../../fixtures/narrative/cases.ts';
import { linker, POLL_MS } from './pipeline.ts';

const END = Date.UTC(2026, 3, 1);
const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD', 'DOGE-USD', 'ADA-USD', 'LINK-USD', 'AVAX-USD'];
const VENUE = 'simulated';

export interface Latency {
  /** ms from the raise to the stored verdict. */
  readonly each: readonly number[];
  readonly archived: number;
}

/** `titles` are put at random minutes of `days` days before the anomalies. */
export const latencies = (
  titles: readonly string[],
  items: number,
  days: number,
  anomalies: number,
): Promise<Latency> =>
  inFolder(async (folder) => {
    const store = await openStore({ path: join(folder, 'mane.db') });
    const { reader, writer } = store;
    const random = seededRandom('latency');
    await writer.saveNewsItems(archive(titles, items, days, random));
    await writer.journal({ prices: [], candles: SYMBOLS.flatMap((symbol) => candlesOf(symbol, random)) });
    await writer.flush();
    const shared = {
      linker,
      sentiment: lexiconSentiment,
      embedder: lexicalEmbedder,
      reader,
      writer,
      logger: silentLogger,
      minClusterSize: 2,
    };
    const desk = createNewsDesk({ ...shared, sources: [], market: settableTime(END), wall: wallTime, pollMs: POLL_MS });
    const writing = createWriting({ reader, linker, sentiment: lexiconSentiment, symbols: SYMBOLS, pollIntervalMs: POLL_MS, replay: false, simulated: false, wall: wallTime, signal: new AbortController().signal }); // prettier-ignore
    const walk = createWalk({ reader, writer, investigate: (one, now) => desk.investigate(one, now), ...writing, onChange: () => undefined, onNarrative: () => undefined }); // prettier-ignore
    const each: number[] = [];
    for (let i = 0; i < anomalies; i++) {
      // One after the other, as they come: over twenty hours.
      const onset = END - Math.floor((20 * 60 * (anomalies - i)) / anomalies) * MINUTE_MS;
      const anomaly = makeAnomaly({ symbol: random.pick(SYMBOLS), venue: VENUE, price_change_pct: random.next() < 0.5 ? 3 : -3, metadata: { onset, breadth: random.next() } }); // prettier-ignore
      await writer.raise(anomaly, null);
      const started = performance.now();
      await walk(anomaly, onset + 10 * MINUTE_MS, 'raised');
      each.push(performance.now() - started);
    }
    await store.close();
    return { each, archived: items };
  });

function archive(titles: readonly string[], count: number, days: number, random: { next(): number }): NewsItem[] {
  return Array.from({ length: count }, (_, i) => {
    const published_at = END + 3 * 3_600_000 - Math.floor(random.next() * days * DAY_MS);
    const raw = { source: `Outlet ${i % 7}`, title: titles[i % titles.length], url: `https://news.example/${i}`, summary: null, published_at, first_seen_at: published_at }; // prettier-ignore
    return newsItemOf(raw, linker, lexiconSentiment);
  });
}

function candlesOf(symbol: string, random: { next(): number }): Candle[] {
  return Array.from({ length: 2880 }, (_, k) => {
    const close = 100 * (1 + 0.01 * random.next());
    return { symbol, venue: VENUE, openTime: END - (2880 - k) * MINUTE_MS, open: close, high: close * 1.001, low: close * 0.999, close, volume: 10, trades: null, repaired: false }; // prettier-ignore
  });
}
