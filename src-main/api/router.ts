/**
 * The contract, implemented once over the engine; every way in (message port, WebSocket, in process) serves this router.
 * Input is parsed by the contract's schemas before a handler sees it, output before it leaves.
 */
import { implement } from '@orpc/server';
import { contract } from '../../src-shared/contract.ts';
import { throwFault } from '../../src-shared/fault.ts';
import type { Engine } from '../../src-shared/ports/engine.ts';
import { type Logger, silentLogger } from '../base/logger.ts';
import { type CallContext, createGuard, valueOf } from './guard.ts';
import type { ShownMinutes } from './shown-minutes.ts';
import { engineStream, rehearsalStream } from './streams.ts';
import { createTurns } from './turns.ts';

const done = { ok: true } as const;
const shownOf = ({ shown }: CallContext): ShownMinutes | undefined => shown;
const never = (): AbortSignal => new AbortController().signal;

export interface RouterOptions {
  /** Where bugs are told; silent by default. */
  readonly logger?: Logger;
}

export function createRouter(engine: Engine, { logger = silentLogger }: RouterOptions = {}) {
  const api = implement(contract).$context<CallContext>().use(createGuard(logger));
  const searches = createTurns();
  return api.router({
    symbols: {
      list: api.symbols.list.handler(() => engine.watchList()),
      markets: api.symbols.markets.handler(({ input, signal }) => engine.markets(input.venue, signal)),
      venues: api.symbols.venues.handler(() => engine.setup.venues()),
    },
    candles: api.candles.handler(({ input }) => engine.candles(inOrder(input))),
    gaps: api.gaps.handler(({ input }) => engine.reader.gaps({ venue: engine.venue, openOnly: true, ...input })),
    levels: api.levels.handler(({ input }) => valueOf(engine.levels(input.symbol))),
    anomalies: {
      list: api.anomalies.list.handler(({ input }) => engine.reader.anomalies(input)),
      detail: api.anomalies.detail.handler(({ input }) => detail(engine, input.id)),
      count: api.anomalies.count.handler(async ({ input }) => ({ count: await engine.reader.countAnomalies(input) })),
      search: api.anomalies.search.handler(({ input, signal }) => searches(() => engine.reader.search(input), signal)),
      similar: api.anomalies.similar.handler(async ({ input }) => valueOf(await engine.similar(input.id))),
      bundle: api.anomalies.bundle.handler(async ({ input }) => valueOf(await engine.bundle(input.id))),
      feedback: api.anomalies.feedback.handler(async ({ input }) => {
        valueOf(await engine.feedback(input.id, input.vote, input.note));
        return done;
      }),
      seen: api.anomalies.seen.handler(async ({ input }) => {
        valueOf(await engine.seen(input.id));
        return done;
      }),
      seenUntil: api.anomalies.seenUntil.handler(async ({ input }) => ({ seen: await engine.seenUntil(input.until) })),
    },
    news: api.news.handler(({ input }) => engine.reader.news(inOrder(input))),
    alerts: api.alerts.handler(({ input }) => engine.reader.alerts(input)),
    why: api.why.handler(async ({ input, signal }) => valueOf(await engine.why(input, signal))),
    settings: {
      get: api.settings.get.handler(() => engine.settings()),
      set: api.settings.set.handler(async ({ input }) => valueOf(await engine.changeSettings(input))),
      testModel: api.settings.testModel.handler(({ input, signal }) => engine.testModel(input.model, signal)),
      testEmbedder: api.settings.testEmbedder.handler(({ input, signal = never() }) =>
        engine.setup.testEmbedder(input.embedder, signal),
      ),
      testNews: api.settings.testNews.handler(({ input, signal = never() }) =>
        engine.setup.testNews(input.source, signal),
      ),
      testNotifications: api.settings.testNotifications.handler(() => engine.setup.testNotifications()),
      keys: api.settings.keys.handler(() => engine.setup.keys()),
      newsDefaults: api.settings.newsDefaults.handler(() => engine.setup.newsDefaults()),
    },
    engine: {
      info: api.engine.info.handler(() => engine.setup.info()),
      restart: api.engine.restart.handler(() => {
        valueOf(engine.restart());
        return done;
      }),
    },
    postgres: {
      test: api.postgres.test.handler(({ input }) => engine.postgres.test(input.pasted)),
      connect: api.postgres.connect.handler(async ({ input }) => valueOf(await engine.postgres.connect(input))),
      disconnect: api.postgres.disconnect.handler(async () => {
        valueOf(await engine.postgres.disconnect());
        return done;
      }),
    },
    mirror: {
      push: api.mirror.push.handler(async () => valueOf(await engine.mirrorNow('push'))),
      pull: api.mirror.pull.handler(async () => valueOf(await engine.mirrorNow('pull'))),
    },
    health: api.health.handler(() => engine.health()),
    metrics: api.metrics.handler(() => engine.metrics()),
    egress: api.egress.handler(() => engine.egress()),
    alertDays: api.alertDays.handler(({ input }) => engine.alertDays(input.bounds)),
    backfill: {
      start: api.backfill.start.handler(async ({ input }) => valueOf(await engine.startBackfill(input))),
      cancel: api.backfill.cancel.handler(() => engine.cancelBackfill()),
    },
    care: {
      status: api.care.status.handler(() => engine.care.status()),
      run: api.care.run.handler(async ({ input }) => valueOf(await engine.care.run(input.job))),
    },
    pause: api.pause.handler(({ input }) => engine.pause(input.paused)),
    rehearse: api.rehearse.handler(({ input, signal }) => rehearsalStream(engine, input, signal)),
    streams: {
      ticks: api.streams.ticks.handler(({ signal, context }) =>
        engineStream(engine, 'ticks', signal, shownOf(context)?.of),
      ),
      minutesOf: api.streams.minutesOf.handler(({ input, context }) => {
        shownOf(context)?.show(input.symbols);
        return done;
      }),
      anomalies: api.streams.anomalies.handler(({ signal }) => engineStream(engine, 'anomalies', signal)),
      narratives: api.streams.narratives.handler(({ signal }) => engineStream(engine, 'narratives', signal)),
      alerts: api.streams.alerts.handler(({ signal }) => engineStream(engine, 'alerts', signal)),
      health: api.streams.health.handler(({ signal }) => engineStream(engine, 'health', signal)),
    },
  });
}
export type ManeRouter = ReturnType<typeof createRouter>;

async function detail(engine: Engine, id: string) {
  return (await engine.reader.anomaly(id)) ?? throwFault('not_found', `no anomaly ${id}`);
}

function inOrder<T extends { from: number; to: number }>(range: T): T {
  if (range.to < range.from)
    throwFault('bad_input', `to: expected a time at or after from (${range.from}), got ${range.to}`);
  return range;
}
