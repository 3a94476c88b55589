/**
 * `mane replay`: candles (and news) through the very same engine at full speed. Starts from empty state in a temporary store
 * unless `--into`; sends nothing; the same input prints the same bytes, durations apart.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { throwFault } from '../../src-shared/fault.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { DAY_MS } from '../../src-shared/market.ts';
import { LEARNING_DAYS } from '../detect/watch.ts';
import { settableTime, wallTime } from '../base/clock.ts';
import { createLogger } from '../base/logger.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { createFinished } from '../flow/finished.ts';
import { runReplay } from '../flow/replay.ts';
import { readThresholds } from '../flow/thresholds-file.ts';
import { openDatabase } from '../launch.ts';
import { anomalyJson } from '../../src-shared/anomaly-json.ts';
import { anomalyText } from './anomaly-text.ts';
import type { Command, CommandContext } from './context.ts';
import { readOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { assembleReplay, type ReplayInput } from './replay-core.ts';
import { ReplayOptionsSchema, type ReplayWanted } from './replay-options.ts';
import { makeFolder } from './store-access.ts';
import { summarise } from './summary.ts';

export const replayCommand: Command = async (context, options, args) => {
  const parsed = readOptions(ReplayOptionsSchema, options);
  // Stored candles are of the venue that is watched, unless another is named.
  const venue = parsed.fromStore && options.venue === undefined ? openSettings(dataFolder()).get().venue : parsed.venue;
  const wanted: ReplayWanted = { ...parsed, venue, candles: [...parsed.candles, ...args] };
  if (wanted.candles.length === 0 && !wanted.fromStore)
    throwFault('bad_usage', 'replay: give --candles FILE… or --from-store --days N');
  const thresholds = readThresholds(dataFolder(), wanted.thresholds);
  const place = choosePlace(wanted);
  const logger = createLogger();
  const database = await openDatabase(place.path, logger, { transient: place.transient });
  try {
    await refuseReplayed(database.store.reader, wanted);
    const market = settableTime(0);
    const { core, symbols } = await assembleReplay({
      context,
      wanted,
      thresholds,
      store: database.store,
      market,
      logger,
    });
    await run(context, wanted, { core, symbols, market });
  } finally {
    await database.close();
    place.remove();
  }
};

/** A second replay into one file would go on from the first one's narratives and print something else. */
async function refuseReplayed(reader: Reader, { into, venue }: ReplayWanted): Promise<void> {
  const held = into === undefined ? [] : await reader.coverage(venue);
  if (held.length > 0)
    throwFault('bad_input', `${into}: already holds candles of ${venue}; expected a new file, or another --venue`);
}

async function run(context: CommandContext, wanted: ReplayWanted, input: ReplayInput): Promise<void> {
  const { core, symbols, market } = input;
  const startedAt = wallTime.now();
  const progress = createProgress(context);
  const finished = createFinished(core.reader);
  const printed: Parameters<typeof anomalyJson>[0][] = [];
  const show = (done: typeof printed): void => {
    for (const one of done) context.out(context.json ? JSON.stringify(anomalyJson(one)) : `${anomalyText(one)}\n`);
    printed.push(...done);
  };
  /** Reads of several moments may be under way; they are printed in the order in which they were begun. */
  let shown: Promise<void> = Promise.resolve();
  const printInOrder = (reading: ReturnType<typeof finished.take>): Promise<void> | null => {
    if (reading === null) return null;
    shown = Promise.all([reading, shown]).then(([done]) => show(done));
    return shown;
  };
  core.hub.listen('anomalies', (change) => finished.note(change));
  const report = await runReplay({
    core,
    market,
    narrate: wanted.narrate,
    signal: context.signal,
    onProgress: (candles, time) => progress.update(candles, candles, new Date(time).toISOString().slice(0, 10)),
    onMoment: (time) => printInOrder(finished.take(time)),
  });
  progress.end();
  show(await finished.rest());
  const days = report.first === null || report.last === null ? 0 : (report.last - report.first) / DAY_MS;
  const learningDays = Math.min(days, LEARNING_DAYS);
  const facts = {
    candles: report.candles,
    seconds: (wallTime.now() - startedAt) / 1000,
    scoredDays: days - learningDays,
    learningDays,
    symbols,
  };
  const summary = summarise(printed, facts);
  context.out(context.json ? JSON.stringify(summary) : summaryText(summary));
}

function summaryText(summary: Record<string, unknown>): string {
  const perDay =
    typeof summary.alerts_per_day === 'number'
      ? `, ${summary.alerts_per_day.toFixed(2)} alerts a day after learning`
      : '';
  return `${String(summary.candles)} candles, ${String(summary.anomalies)} anomalies, ${String(summary.alerts)} alerts${perDay}`;
}

function choosePlace({ into }: ReplayWanted): { path: string; transient: boolean; remove(): void } {
  if (into !== undefined) {
    const path = resolve(into);
    makeFolder(dirname(path));
    return { path, transient: false, remove: () => undefined };
  }
  const folder = mkdtempSync(join(tmpdir(), 'mane-replay-'));
  return {
    path: join(folder, 'mane.db'),
    transient: true,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
