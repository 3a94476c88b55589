/**
 * Writes anomalies and journal rows as fast as the store takes them and prints each anomaly's id once it is acknowledged, until
 * it is killed. Arguments: database, first minute. Each anomaly comes with three articles, an alert and a narrative.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../../../src-main/store/store-client.ts';
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
} from '../../conformance/store-samples.ts';

const [path = '', first = '0'] = process.argv.slice(2);
const store = await openStore({ path });
writeSync(1, 'open\n');

for (let minute = Number(first); ; minute++) {
  const seconds = Array.from({ length: 60 }, (_, second) => price(minute * 60 + second));
  void store.writer.journal({ prices: seconds, candles: [candle(minute)] });
  const one = anomaly(minute, { alerted_at: minute });
  await store.writer.raise(one, alertOf(one));
  writeSync(1, `raised ${one.id}\n`);
  const articles = ['a', 'b', 'c'].map((key) => articleOf(one, newsItem(key)));
  await store.writer.saveInvestigation(investigationOf(one, articles));
  await store.writer.saveNarrative(narrativeOf(one), [revisionOf(one, 1, 1, true)], 'accepted');
  writeSync(1, `told ${one.id}\n`);
}
