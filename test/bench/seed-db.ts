/** A database as weeks of use leave it, written in bulk: prices through the journal, candles, and narratives with their index. */
import type { Candle } from '../../src-shared/market.ts';
import { seededRandom } from '../../src-main/base/random.ts';
import {
  ANOMALY_COLUMNS,
  anomalyToRow,
  NARRATIVE_COLUMNS,
  narrativeToRow,
} from '../../src-main/store/sqlite-anomaly-rows.ts';
import { openCore } from '../../src-main/store/sqlite-core.ts';
import { openStore } from '../../src-main/store/store-client.ts';
import { anomaly, narrativeOf } from '../conformance/store-samples.ts';
import { benchSymbols, walk } from './candles.ts';
import { priceRows } from './store-write.ts';

const BATCH = 5000;
const WORDS =
  'exchange halts withdrawals after outage regulator sues issuer approval fund listing upgrade exploit bridge drained hack whale transfer liquidation rate decision inflation report miner shutdown fork airdrop partnership lawsuit settlement custody insolvency bankruptcy delisting mainnet validator bug'.split(
    ' ',
  );

export interface SeedOptions {
  readonly path: string;
  readonly prices: number;
  readonly candleSymbols: number;
  readonly candleMinutes: number;
  readonly narratives: number;
  /** Candles get this venue. */
  readonly venue: string;
}

export async function seedDatabase(options: SeedOptions): Promise<void> {
  const store = await openStore({ path: options.path, transient: true });
  const prices = priceRows(options.prices);
  for (let at = 0; at < prices.length; at += BATCH) {
    await store.writer.journal({ prices: prices.slice(at, at + BATCH), candles: [] });
  }
  for (const symbol of benchSymbols(options.candleSymbols)) {
    const candles: Candle[] = walk(symbol, options.candleMinutes).map((c) => ({ ...c, venue: options.venue }));
    await store.writer.journal({ prices: [], candles });
  }
  await store.close();
  if (options.narratives > 0) seedNarratives(options);
}

/** `count` words of news English, seeded. */
export function phrase(random: { next(): number }, count: number): string {
  return Array.from({ length: count }, () => WORDS[Math.floor(random.next() * WORDS.length)]).join(' ');
}

function seedNarratives({ path, narratives }: SeedOptions): void {
  const { db, ...core } = openCore({ path, transient: true });
  const insert = (table: string, columns: readonly string[]) =>
    db!.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((c) => `:${c}`).join(', ')})`);
  const [insertAnomaly, insertNarrative] = [
    insert('anomalies', ANOMALY_COLUMNS),
    insert('narratives', NARRATIVE_COLUMNS),
  ];
  const random = seededRandom('narratives');
  const write = db!.transaction((from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const of = anomaly(i, { symbol: `S${i % 500}-USD`, stage: 'accepted' });
      const change = (1 + 8 * random.next()).toFixed(1);
      const text = `${of.symbol} fell ${change} % in 15 min to 12:0${i % 10} UTC. Likely cause: "${phrase(random, 9)}" (Example, 12 min before).`;
      insertAnomaly.run(anomalyToRow(of));
      insertNarrative.run(narrativeToRow(narrativeOf(of, { narrative_text: text })));
    }
  });
  for (let at = 0; at < narratives; at += BATCH) write(at, Math.min(narratives, at + BATCH));
  core.close();
}
