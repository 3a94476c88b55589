/** `mane detect`: one pass of the detection over stored candles, printed; the store is only read. */
import { z } from 'zod';
import { throwFault } from '../../src-shared/fault.ts';
import { DAY_MS, MINUTE_MS, type EpochMs, type FeedEvent } from '../../src-shared/market.ts';
import type { Anomaly } from '../../src-shared/anomaly.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { createDetection, type DetectionEvent } from '../detect/detection.ts';
import { createStoreFeed } from '../feed/replay-feed.ts';
import { readThresholds } from '../flow/thresholds-file.ts';
import type { Command } from './context.ts';
import { CountSchema, readOptions, TextSchema } from './options.ts';
import { print } from './reading.ts';
import { databaseOf, withReading } from './store-access.ts';

const OptionsSchema = z.object({
  symbol: TextSchema.transform((s) => s.toUpperCase()).optional(),
  all: z.boolean().default(false),
  venue: TextSchema.optional(),
  days: CountSchema.optional(),
});

export const detectCommand: Command = async (context, options) => {
  const wanted = readOptions(OptionsSchema, options);
  if (wanted.symbol === undefined && !wanted.all) throwFault('bad_usage', 'detect: give --symbol S or --all');
  const settings = openSettings(dataFolder()).get();
  const venue = wanted.venue ?? settings.venue;
  await withReading(context, async ({ reader }) => {
    const held = (await reader.coverage(venue)).filter((h) => wanted.all || h.symbol === wanted.symbol);
    if (held.length === 0)
      throwFault('not_found', `${databaseOf(context)}: no candles of ${wanted.symbol ?? 'any symbol'} on ${venue}`);
    const to = Math.max(...held.map((h) => h.last)) + MINUTE_MS;
    const from = wanted.days === undefined ? 0 : to - wanted.days * DAY_MS;
    const symbols = held.map((h) => h.symbol);
    const detection = createDetection({
      venue,
      symbols,
      thresholds: readThresholds(dataFolder()),
      budgetPerDay: settings.alertsPerDay,
      volumeRaises: settings.volumeRaises,
      zScoreRaises: settings.zScoreRaises,
      bollingerRaises: settings.bollingerRaises,
    });
    const feed = createStoreFeed({ reader, venue, symbols, from: 0, to });
    const found = await detectPass(detection, feed.events(context.signal), from);
    print(
      context,
      await Promise.all(found.map((anomaly) => withStored(reader, anomaly))),
      'nothing out of the ordinary',
    );
  });
};

/** Learns from everything, keeps what was raised at or after `from`. */
async function detectPass(
  detection: ReturnType<typeof createDetection>,
  batches: AsyncIterable<readonly FeedEvent[]>,
  from: EpochMs,
): Promise<Anomaly[]> {
  const found = new Map<string, Anomaly>();
  const keep = (event: DetectionEvent) => {
    if (event.anomaly.detected_at >= from) found.set(event.anomaly.id, event.anomaly);
  };
  let now = 0;
  const take = (event: FeedEvent): void => {
    if (event.kind === 'gap') detection.onGap(event.symbol, event.from, event.to);
    if (event.kind !== 'candle') return;
    if (event.candle.openTime > now) detection.settle(event.candle.openTime - 1).forEach(keep);
    now = event.candle.openTime;
    detection.onClosed(event.candle).forEach(keep);
  };
  for await (const events of batches) events.forEach(take);
  detection.flush(now + MINUTE_MS).forEach(keep);
  return [...found.values()].sort((a, b) => a.detected_at - b.detected_at);
}

/** The narrative, when this anomaly had been written about before. */
export async function withStored(reader: Reader, anomaly: Anomaly) {
  const stored = await reader.anomaly(anomaly.id);
  return {
    anomaly,
    narrative: stored?.narrative ?? null,
    newsCount: stored?.newsCount ?? 0,
    clusterCount: stored?.clusterCount ?? 0,
  };
}
