/** A core over files or over the store instead of a venue: same stations, market time set by the candles, nothing sent. */
import { basename } from 'node:path';
import { throwFault } from '../../src-shared/fault.ts';
import { DAY_MS } from '../../src-shared/market.ts';
import type { Feed } from '../../src-shared/ports/feed.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';
import { defaultSettings } from '../../src-shared/settings.ts';
import { type SettableTime, wallTime } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { seededRandom } from '../base/random.ts';
import type { Thresholds } from '../detect/thresholds.ts';
import { assemble } from '../engine.ts';
import { createReplayFeed, createStoreFeed } from '../feed/replay-feed.ts';
import type { Core } from '../flow/core.ts';
import { noBackfill } from '../flow/health.ts';
import { createReplaySource, readNewsFile } from '../news/replay-source.ts';
import type { OpenStore } from '../store/store-client.ts';
import type { CommandContext } from './context.ts';
import type { ReplayWanted } from './replay-options.ts';
import { checkSymbols } from './options.ts';
import { databaseOf, withReading } from './store-access.ts';

export interface ReplayInput {
  readonly core: Core;
  readonly symbols: readonly string[];
  readonly market: SettableTime;
}

export interface ReplayCoreOptions {
  readonly context: CommandContext;
  readonly wanted: ReplayWanted;
  readonly thresholds: Thresholds;
  readonly store: OpenStore;
  readonly market: SettableTime;
  readonly logger: Logger;
}

export async function assembleReplay(options: ReplayCoreOptions): Promise<ReplayInput> {
  const { context, wanted, thresholds, store, market, logger } = options;
  const source = wanted.fromStore ? await storedFeed(context, wanted, store) : fileFeed(wanted);
  const settings = defaultSettings();
  const random = seededRandom('replay');
  const core = assemble({
    venue: source.feed.venue,
    symbols: source.symbols,
    clock: { market, wall: wallTime },
    feed: source.feed,
    reader: store.reader,
    writer: store.writer,
    newsSources: wanted.narrate ? await Promise.all(wanted.news.map(newsSource)) : [],
    senders: [],
    // Nothing is sent, and nothing may depend on this machine's settings.
    settings: () => settings,
    thresholds,
    alertsPerDay: wanted.budget,
    state: { startedAt: 0, speed: 1, simulated: false, paused: false, backfill: noBackfill },
    live: false,
    journalCandles: wanted.store,
    logger,
    random: () => random.next(),
    signal: context.signal,
  });
  return { core, symbols: source.symbols, market };
}

const newsSource = async (file: string): Promise<NewsSource> =>
  createReplaySource(basename(file), await readNewsFile(file));

interface Source {
  readonly feed: Feed;
  readonly symbols: readonly string[];
}

function fileFeed({ candles, symbol, venue }: ReplayWanted): Source {
  if (symbol !== undefined && candles.length > 1)
    throwFault('bad_usage', '--symbol names one symbol but several candle files are given');
  const feed = createReplayFeed({ files: candles.map((path) => ({ path, symbol })), venue });
  const symbols = checkSymbols(feed.symbols);
  const twice = symbols.find((name, i) => symbols.indexOf(name) !== i);
  if (twice !== undefined) throwFault('bad_usage', `two files are of ${twice}; expected one file a symbol`);
  return { feed, symbols };
}

/** The candles of the user's store; the result still goes to the replay's own. */
async function storedFeed(context: CommandContext, wanted: ReplayWanted, into: OpenStore): Promise<Source> {
  return withReading(context, async ({ reader }) => {
    const held = await reader.coverage(wanted.venue);
    const chosen = held.filter((h) => wanted.symbol === undefined || h.symbol === wanted.symbol);
    if (chosen.length === 0)
      throwFault(
        'not_found',
        `${databaseOf(context)}: no candles of ${wanted.symbol ?? 'any symbol'} on ${wanted.venue}`,
      );
    const to = Math.max(...chosen.map((h) => h.last)) + 60_000;
    const from = wanted.days === undefined ? 0 : to - wanted.days * DAY_MS;
    const symbols = chosen.map((h) => h.symbol);
    for (const symbol of symbols) await copyCandles(reader, into, { symbol, venue: wanted.venue, from, to });
    return { feed: createStoreFeed({ reader: into.reader, venue: wanted.venue, symbols, from, to }), symbols };
  });
}

async function copyCandles(
  reader: OpenStore['reader'],
  into: OpenStore,
  q: { symbol: string; venue: string; from: number; to: number },
): Promise<void> {
  for (let from = q.from; ;) {
    const candles = await reader.candles({ ...q, from, limit: 20_000 });
    await into.writer.journal({ prices: [], candles });
    const last = candles.at(-1);
    if (last === undefined || candles.length < 20_000) break;
    from = last.openTime + 60_000;
  }
  await into.writer.flush();
}
