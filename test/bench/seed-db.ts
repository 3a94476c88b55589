/** A local database as weeks of use leave it, written in bulk: prices through the journal, candles, and texts with their index. */
import type { Candle } from '../../src-shared/market.ts';
import {
  ANOMALY_COLUMNS,
  anomalyToRow,
  NARRATIVE_COLUMNS,
  narrativeToRow,
} from '../../src-main/store/sqlite-anomaly-rows.ts';
import { childId } from '../../src-main/base/ids.ts';
import { openCore } from '../../src-main/store/sqlite-core.ts';
import { BLOCK_SLOTS } from '../../src-main/store/search/posting.ts';
import { createSealer, TAIL } from '../../src-main/store/sqlite-search-seal.ts';
import { openStore } from '../../src-main/store/store-client.ts';
import { anomaly, narrativeOf } from '../conformance/store-samples.ts';
import { benchSymbols, walk } from './candles.ts';
import type { StoredText } from './narrative-texts.ts';
import { priceRows } from './store-write.ts';

const BATCH = 5000;

export interface SeedOptions {
  readonly path: string;
  readonly prices: number;
  readonly candleSymbols: number;
  readonly candleMinutes: number;
  /** Candles get this venue. */
  readonly venue: string;
}

export async function seedDatabase(options: SeedOptions): Promise<void> {
  const store = await openStore({ path: options.path, transient: true });
  for (let at = 0; at < options.prices; at += BATCH) {
    await store.writer.journal({ prices: priceRows(Math.min(BATCH, options.prices - at), at), candles: [] });
  }
  for (const symbol of benchSymbols(options.candleSymbols)) {
    const candles: Candle[] = walk(symbol, options.candleMinutes).map((c) => ({ ...c, venue: options.venue }));
    await store.writer.journal({ prices: [], candles });
  }
  await store.close();
}

export function seedTexts(path: string, texts: readonly StoredText[]): void {
  const { db, ...core } = openCore({ path, transient: true });
  const insert = (table: string, columns: readonly string[]) =>
    db!.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((c) => `:${c}`).join(', ')})`);
  const [insertAnomaly, insertNarrative, insertArticle] = [
    insert('anomalies', ANOMALY_COLUMNS),
    insert('narratives', NARRATIVE_COLUMNS),
    insert('news_articles', ['id', 'anomaly_id', 'title', 'published_at']),
  ];
  const write = db!.transaction((from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const { symbol, detectedAt, narrative, headline } = texts[i];
      const of = anomaly(i, { symbol, detected_at: detectedAt, stage: 'accepted' });
      insertAnomaly.run(anomalyToRow(of));
      insertNarrative.run(narrativeToRow(narrativeOf(of, { narrative_text: narrative })));
      if (headline !== null)
        insertArticle.run({
          id: childId(of.id, 'article', String(i)),
          anomaly_id: of.id,
          title: headline,
          published_at: detectedAt,
        });
    }
  });
  for (let at = 0; at < texts.length; at += BATCH) write(at, Math.min(texts.length, at + BATCH));
  const seal = createSealer(db!);
  while (seal(TAIL, BLOCK_SLOTS) > 0);
  core.close();
}
