/**
 * Composition root: constructs the stations, hands them to each other as ports and to `flow` for their order. No logic here;
 * whoever wants to know what MANE is made of reads this file.
 */
import type { Settings } from '../src-shared/settings.ts';
import type { Feed } from '../src-shared/ports/feed.ts';
import type { NewsSource } from '../src-shared/ports/news-source.ts';
import type { Reader } from '../src-shared/ports/reader.ts';
import type { Sender } from '../src-shared/ports/sender.ts';
import type { Writer } from '../src-shared/ports/writer.ts';
import type { Clock } from '../src-shared/ports/clock.ts';
import { cached } from './base/cached.ts';
import type { Logger } from './base/logger.ts';
import { createDetection } from './detect/detection.ts';
import type { Thresholds } from './detect/thresholds.ts';
import { createTickGuard } from './feed/tick-guard.ts';
import { createAlerting } from './flow/alerting.ts';
import { createColdPath } from './flow/cold-path.ts';
import type { Core } from './flow/core.ts';
import { createDurableWrites } from './flow/durable-writes.ts';
import { createEpisodes } from './flow/episodes.ts';
import { createFaultLine } from './flow/fault-line.ts';
import { readHealth, type HealthState } from './flow/health.ts';
import { createHotPath } from './flow/hot-path.ts';
import { graceOf } from './flow/live.ts';
import { createSampler } from './flow/sampler.ts';
import { createWalk } from './flow/walk.ts';
import { createWriting } from './flow/writing.ts';
import { createCandleBuilder } from './market/candle-builder.ts';
import { createNewsDesk } from './news/news-desk.ts';
import { lexicalEmbedder } from './news/embedder-lexical.ts';
import { loadLinker } from './news/linker.ts';
import { lexiconSentiment } from './news/sentiment.ts';
import { createAlertPolicy } from './publish/alert-policy.ts';
import { createBoard } from './publish/board.ts';
import { createHub } from './publish/hub.ts';

export interface EngineParts {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly clock: Clock;
  readonly feed: Feed;
  readonly reader: Reader;
  readonly writer: Writer;
  readonly newsSources: readonly NewsSource[];
  readonly senders: readonly Sender[];
  readonly settings: () => Settings;
  readonly thresholds: Thresholds;
  /** Alerts a day at the start; later changes come through `detection.setBudget`. */
  readonly alertsPerDay: number;
  readonly state: HealthState;
  /** False for a replay: candle files have no prices to sample and publishers' times are all there is. */
  readonly live: boolean;
  readonly journalCandles: boolean;
  readonly logger: Logger;
  readonly random: () => number;
  /** Aborts when the engine closes. */
  readonly signal: AbortSignal;
}

export function assemble(parts: EngineParts): Core {
  const { venue, symbols, clock, feed, reader, writer, logger, random, settings, live } = parts;
  const marketNow = () => clock.market.now();
  const faults = createFaultLine(() => clock.wall.now());
  const onFault = (detail: string) => faults.add(detail);
  const hub = createHub();
  const detection = createDetection({
    venue,
    symbols: [...symbols],
    thresholds: parts.thresholds,
    budgetPerDay: parts.alertsPerDay,
  });
  const board = createBoard(symbols, (symbol) => detection.rarity(symbol));
  const guard = createTickGuard({
    market: clock.market,
    skewMs: cached(clock.wall, 1000, () => feed.health().skewMs ?? 0),
  });
  const writes = createDurableWrites({ wall: clock.wall, logger, random, onFault });
  const sampler = createSampler({
    writer,
    source: venue,
    prices: live,
    candles: parts.journalCandles,
    onFault: (e) => faults.add(String(e), 'storage'),
  });

  const linker = loadLinker();
  const desk = createNewsDesk({
    sources: [...parts.newsSources],
    linker,
    sentiment: lexiconSentiment,
    embedder: lexicalEmbedder,
    reader,
    writer,
    market: clock.market,
    wall: clock.wall,
    logger,
    pollMs: settings().news.pollMinutes * 60_000,
    minClusterSize: settings().minClusterSize,
  });
  const writing = createWriting({
    reader,
    linker,
    sentiment: lexiconSentiment,
    symbols,
    pollIntervalMs: desk.pollIntervalMs,
    replay: !live,
    simulated: parts.state.simulated,
    wall: clock.wall,
    signal: parts.signal,
  });
  const walk = createWalk({
    reader,
    writer,
    investigate: (anomaly, now) => desk.investigate(anomaly, now),
    ...writing,
    onChange: (change) => hub.publish('anomalies', change),
    onNarrative: (narrative) => hub.publish('narratives', narrative),
  });
  const cold = createColdPath({ reader, walk, logger, concurrency: live ? 2 : 1, onFault });
  desk.onItems(() => cold.newsArrived(marketNow()));
  const alert = createAlerting({
    senders: parts.senders,
    policy: createAlertPolicy(settings),
    writer,
    writes,
    marketNow,
    onAlert: (a) => hub.publish('alerts', a),
  });
  const episodes = createEpisodes({
    writer,
    writes,
    marketNow,
    onRaised: (anomaly) => cold.raised(anomaly),
    onEnded: (anomaly) => cold.ended(anomaly),
    onAlert: (a, anomaly) => void alert(a, anomaly),
    onChange: (change) => hub.publish('anomalies', change),
  });
  const builders = new Map(symbols.map((symbol) => [symbol, createCandleBuilder({ symbol, venue })]));
  const hot = createHotPath({
    venue,
    builders,
    guard,
    detection,
    episodes,
    sampler,
    board,
    writer,
    writes,
    marketNow,
    graceMs: graceOf(parts.state.speed),
    onGap: (row) => hub.publish('gaps', row),
  });
  const core = {
    venue,
    symbols,
    clock,
    logger,
    feed,
    reader,
    writer,
    detection,
    episodes,
    sampler,
    board,
    hub,
    writes,
    hot,
    cold,
    desk,
    faults,
    settings,
  };
  return { ...core, health: () => readHealth(core, guard.counts(), parts.state) };
}
