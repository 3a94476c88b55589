/**
 * Composition root: constructs the stations, hands them to each other as ports and to `flow` for their order. No logic here;
 * whoever wants to know what MANE is made of reads this file.
 */
import { messageOf } from '../src-shared/fault.ts';
import { cached } from './base/cached.ts';
import { createDetection } from './detect/detection.ts';
import { createTickGuard } from './feed/tick-guard.ts';
import { assembleCold } from './engine-cold.ts';
import { createAlerting } from './flow/alerting.ts';
import { createCare } from './flow/care.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Core } from './flow/core.ts';
import { dumperOf } from './flow/dump.ts';
import { createDurableWrites } from './flow/durable-writes.ts';
import { createEpisodes } from './flow/episodes.ts';
import { createFaultLine } from './flow/fault-line.ts';
import { readHealth } from './flow/health.ts';
import { createHotPath } from './flow/hot-path.ts';
import { createLateMinutes } from './flow/late-minutes.ts';
import { graceOf, repairPatienceOf } from './flow/live.ts';
import { createMirrorControl, noMirror } from './flow/mirror.ts';
import { createSampler } from './flow/sampler.ts';
import { createWatchLog } from './flow/watch-log.ts';
import { MINUTE_MS } from '../src-shared/market.ts';
import { createCandleBuilder } from './market/candle-builder.ts';
import { createAlertPolicy } from './publish/alert-policy.ts';
import { createBoard } from './publish/board.ts';
import { createHub } from './publish/hub.ts';
import { readThrough } from './store/mirror/read-through.ts';

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
    symbolRules: settings().symbolRules,
    volumeRaises: settings().volumeRaises,
    zScoreRaises: settings().zScoreRaises,
    bollingerRaises: settings().bollingerRaises,
  });
  const board = createBoard(
    symbols,
    (symbol) => detection.rarity(symbol),
    () => hub.readers('ticks') > 0,
  );
  const guard = createTickGuard({
    market: clock.market,
    // A replay's clock stands at the begin of the minute whose trades come; a fast market's prints travel a while.
    toleranceMs: live ? Math.max(10_000, graceOf(parts.state.speed)) : 2 * MINUTE_MS,
    skewMs: cached(clock.wall, 1000, () => feed.health().skewMs ?? 0),
  });
  const writes = createDurableWrites({ writer, wall: clock.wall, logger, random, onFault });
  const sampler = createSampler({
    writer,
    source: venue,
    prices: live,
    candles: parts.journalCandles,
    onFault: (e) => faults.add(String(e), 'storage'),
  });

  const { desk, cold, models, embedder } = assembleCold({ ...parts, hub, onFault });
  const dump = dumperOf(() => mirror.address(), parts.signal);
  const care = createCare({ ...parts, faults, work: parts.care ?? null, dump, daily: !parts.state.simulated });
  const alerting = createAlerting({
    senders: parts.senders,
    policy: createAlertPolicy(settings),
    writes,
    marketNow,
    onAlert: (a) => hub.publish('alerts', a),
  });
  const episodes = createEpisodes({
    writes,
    marketNow,
    onRaised: (anomaly) => cold.raised(anomaly),
    onEnded: (anomaly) => cold.ended(anomaly),
    onAlert: (a, anomaly, at) => alerting.send(a, anomaly, at),
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
    writes,
    marketNow,
    graceMs: graceOf(parts.state.speed),
    repairPatienceMs: live ? repairPatienceOf(parts.state.speed) : null,
    onGap: (row) => hub.publish('gaps', row),
  });
  const mirror = parts.mirror
    ? createMirrorControl({
        ...parts.mirror,
        reader,
        wall: clock.wall,
        market: clock.market,
        logger,
        random,
        onChange: (change) => hub.publish('anomalies', change),
        onReplaced: (id) => hub.silence(id),
        onCame: () => void cold.resume(clock.market.now()).catch((error: unknown) => onFault(messageOf(error))),
        onFault: (fault) => faults.add(fault.detail, fault.kind),
      })
    : noMirror;
  hub.listen('narratives', () => mirror.hurry());
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
    models,
    care,
    mirror,
    history: readThrough({ local: reader, server: () => mirror.history(), wall: clock.wall, logger }),
    desk,
    embedder,
    faults,
    watched: createWatchLog({ ...parts, speed: parts.state.speed, level: () => detection.alertLevel() }),
    settings,
    alerting,
    lateMinutes: createLateMinutes({ feed, builders, onRepaired: (repaired) => hot.handle(repaired) }),
  };
  return { ...core, health: () => readHealth(core, guard.counts(), parts.state) };
}
