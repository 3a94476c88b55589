/** A database with a little of everything, made by the real store; which anomaly it holds is the caller's mark. */
import Database from 'better-sqlite3';
import { openCore, type StoreCore } from '../../../../src-main/store/sqlite-core.ts';
import { packJournal } from '../../../../src-main/store/packed-journal.ts';
import type { RetentionPolicy } from '../../../../src-shared/ports/writer.ts';
import {
  alertOf,
  anomaly,
  articleOf,
  candle,
  investigationOf,
  narrativeOf,
  newsItem,
  price,
  revisionOf,
} from '../../../conformance/store-samples.ts';

export const DAY_MINUTES = 1440;
export const POLICY: RetentionPolicy = {
  pricesDays: 30,
  candlesDays: 400,
  newsDays: 400,
  maxBytes: 4e9,
  maxPriceRows: 2e7,
};
export const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** One anomaly at each of these minutes, whole down to its feedback, among prices and candles. */
export function fill(path: string, minutes: readonly number[], { prices = 600, candles = 300 } = {}): void {
  withCore(path, (core) => {
    const writer = core.writer!;
    for (const minute of minutes) {
      const one = anomaly(minute);
      const item = newsItem(`key${minute}`);
      writer.saveNewsItems([item]);
      writer.raise(one, alertOf(one));
      writer.saveInvestigation(investigationOf(one, [articleOf(one, item)]));
      writer.saveNarrative(narrativeOf(one), [revisionOf(one, 1, 1, true)], 'accepted');
      writer.saveFeedback(one.id, 'up', 'good, "quoted"\nand in two lines', 1);
    }
    writer.journal(packJournal(range(prices).map((n) => price(n)), range(candles).map((n) => candle(n)))); // prettier-ignore
  });
}

export function withCore<T>(path: string, use: (core: StoreCore) => T): T {
  const core = openCore({ path });
  try {
    return use(core);
  } finally {
    core.close();
  }
}

/** Through the real store, which does not write: a backup that was opened for writing is another file. */
export function anomalyIds(path: string): string[] {
  const core = openCore({ path, readOnly: true });
  try {
    return core.reader.anomalies({ limit: 100_000 }).map((row) => row.anomaly.id);
  } finally {
    core.close();
  }
}

export function all(path: string, sql: string): unknown[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}
