/** The whole contract over the fake state. Streams tell every 100 ms; `told` reaches the readers that are there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { implement } from '@orpc/server';
import type { Alert } from '../../../src-shared/anomaly.ts';
import { contract } from '../../../src-shared/contract.ts';
import { applyPatch } from '../../../src-shared/settings.ts';
import type { Narrative } from '../../../src-shared/narrative.ts';
import type { AnomalyWithNarrative } from '../../../src-shared/ports/reader.ts';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import { countOf, listed, searched } from './listing.ts';
import { mirrorHealth, postgresOf } from './postgres.ts';
import { bundleOf, similarOf } from './past.ts';
import { rehearsed } from './rehearsed.ts';
import { infoOf, keysOf, marketsOf, newsTryOf, NEWS_DEFAULTS, VENUES } from './setup.ts';
import { careOf, type FakeState } from './state.ts';
import { alertDaysOf, egressOf, whyOf } from './why.ts';

const EVERY_MS = 100;

export interface Told {
  anomaly(row: AnomalyWithNarrative): void;
  narrative(narrative: Narrative): void;
}

function createHub<T>() {
  const readers = new Set<(value: T) => void>();
  return {
    tell: (value: T) => readers.forEach((reader) => reader(value)),
    async *read(signal: AbortSignal | undefined): AsyncGenerator<T> {
      const waiting: T[] = [];
      let wake: () => void = () => undefined;
      const reader = (value: T): void => {
        waiting.push(value);
        wake();
      };
      readers.add(reader);
      signal?.addEventListener('abort', () => wake(), { once: true });
      try {
        while (signal?.aborted !== true) {
          if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
          yield* waiting.splice(0);
        }
      } finally {
        readers.delete(reader);
      }
    },
  };
}

export function createRouter(state: FakeState) {
  const os = implement(contract);
  const anomalies = createHub<AnomalyWithNarrative>();
  const narratives = createHub<Narrative>();
  const alerts = createHub<Alert>();
  const ticks = createHub<ReturnType<typeof stepOf>>();
  const timer = setInterval(() => !state.paused && ticks.tell(stepOf(state)), EVERY_MS);
  const refuse = (errors: { FAULT: (options: { data: { kind: 'storage'; detail: string } }) => Error }): void => {
    if (state.mode === 'error')
      throw errors.FAULT({ data: { kind: 'storage', detail: 'mane.db cannot be read: the disk is full' } });
  };

  let started = state.settings;
  const router = os.router({
    symbols: {
      list: os.symbols.list.handler(() => state.market.symbols.map((symbol) => learningRow(state, symbol))),
      markets: os.symbols.markets.handler(({ errors }) => {
        if (state.mode === 'error' || state.venueDown)
          throw errors.FAULT({
            data: { kind: 'network', detail: 'Coinbase Exchange: could not connect: ECONNREFUSED' },
          });
        return marketsOf();
      }),
      venues: os.symbols.venues.handler(() => [...VENUES]),
    },
    candles: os.candles.handler(({ input, errors }) => {
      refuse(errors);
      const candles =
        state.mode === 'learning' && input.symbol !== 'BTC-USD'
          ? []
          : state.market.candles(input.symbol, input.from, input.to).slice(-input.limit);
      return {
        candles,
        rarity: candles.slice(-1500).map(({ openTime, symbol }) => ({
          openTime,
          lambdaPerDay: state.mode === 'learning' ? null : state.market.lambda(symbol, openTime),
        })),
      };
    }),
    gaps: os.gaps.handler(({ input }) => state.gaps.filter(({ symbol }) => symbol === input.symbol)),
    levels: os.levels.handler(({ input }) => {
      const price = state.market.symbols.includes(input.symbol) ? (state.market.row(input.symbol).price ?? 1) : null;
      const known = price !== null && state.mode !== 'learning';
      return {
        symbol: input.symbol,
        windowMinutes: 5,
        upper: known ? price * 1.011 : null,
        lower: known ? price * 0.9885 : null,
        sigma: 0.0006,
        learning: state.mode === 'learning',
      };
    }),
    anomalies: {
      list: os.anomalies.list.handler(({ input }) => listed(state, input)),
      detail: os.anomalies.detail.handler(({ input, errors }) => {
        const found = state.details.find(({ anomaly }) => anomaly.id === input.id);
        if (found === undefined) throw errors.FAULT({ data: { kind: 'not_found', detail: `no anomaly ${input.id}` } });
        return found;
      }),
      count: os.anomalies.count.handler(({ input }) => ({ count: countOf(state, input) })),
      search: os.anomalies.search.handler(({ input, errors }) => {
        refuse(errors);
        return searched(state, input);
      }),
      similar: os.anomalies.similar.handler(({ input }) => similarOf(state, input.id)),
      bundle: os.anomalies.bundle.handler(({ input, errors }) => {
        const bundle = bundleOf(state, input.id);
        if (bundle === null) throw errors.FAULT({ data: { kind: 'not_found', detail: `no judged narrative of ${input.id}` } }); // prettier-ignore
        return bundle;
      }),
      feedback: os.anomalies.feedback.handler(({ input }) => {
        const index = state.details.findIndex(({ anomaly }) => anomaly.id === input.id);
        if (index >= 0)
          state.details[index] = {
            ...state.details[index],
            feedback: { vote: input.vote, note: input.note, created_at: state.market.now() },
          };
        return { ok: true as const };
      }),
      seen: os.anomalies.seen.handler(({ input }) => {
        state.seen(({ anomaly_id }) => anomaly_id === input.id).forEach(alerts.tell);
        return { ok: true as const };
      }),
      seenUntil: os.anomalies.seenUntil.handler(({ input }) => {
        const seen = state.seen(({ raised_at }) => raised_at <= input.until);
        seen.forEach(alerts.tell);
        return { seen: seen.length };
      }),
    },
    news: os.news.handler(({ input }) =>
      state
        .news()
        .filter(
          ({ assets, published_at }) =>
            (input.asset === undefined || assets.includes(input.asset)) &&
            published_at >= input.from &&
            published_at <= input.to,
        ),
    ),
    alerts: os.alerts.handler(({ input }) => state.alerts().slice(0, input.limit)),
    why: os.why.handler(({ input, errors }) => {
      refuse(errors);
      return whyOf(state, input);
    }),
    settings: {
      get: os.settings.get.handler(() => state.settings),
      testModel: os.settings.testModel.handler(({ input: { model = state.settings.model } }) => ({
        outcome: model.enabled ? ('unreachable' as const) : ('off' as const),
        detail: 'There is no network here.',
        provider: model.preset,
        model: model.model,
        ms: null,
      })),
      testEmbedder: os.settings.testEmbedder.handler(() => ({ ok: true, detail: 'lexical (built in)', ms: 2 })),
      testNews: os.settings.testNews.handler(({ input }) => newsTryOf(input.source, state.market.now())),
      testNotifications: os.settings.testNotifications.handler(() => [
        { sender: 'desktop', ok: false, detail: 'desktop notifications are not available: no daemon', ms: 4 },
      ]),
      keys: os.settings.keys.handler(() => keysOf()),
      newsDefaults: os.settings.newsDefaults.handler(() => NEWS_DEFAULTS),
      set: os.settings.set.handler(({ input, errors }) => {
        if (state.refuseSettings)
          throw errors.FAULT({
            data: { kind: 'storage', detail: 'settings.json cannot be written: the disk is full' },
          });
        const result = applyPatch(state.settings, input);
        if (!result.ok) throw errors.FAULT({ data: { kind: result.fault.kind, detail: result.fault.detail } });
        return (state.settings = result.value);
      }),
    },
    engine: {
      info: os.engine.info.handler(() => infoOf(started, state.settings)),
      restart: os.engine.restart.handler(() => {
        state.restarts += 1;
        started = state.settings;
        return { ok: true as const };
      }),
    },
    postgres: {
      test: os.postgres.test.handler(({ input }) => postgresOf(state).test(input.pasted)),
      connect: os.postgres.connect.handler(({ input }) => postgresOf(state).connect(input)),
      disconnect: os.postgres.disconnect.handler(() => postgresOf(state).disconnect()),
    },
    mirror: {
      push: os.mirror.push.handler(() => state.mirror ?? mirrorHealth()),
      pull: os.mirror.pull.handler(() => state.mirror ?? mirrorHealth()),
    },
    health: os.health.handler(() => state.health()),
    metrics: os.metrics.handler(() => state.metrics()),
    egress: os.egress.handler(() => egressOf(state)),
    alertDays: os.alertDays.handler(({ input }) => alertDaysOf(state, input.bounds)),
    backfill: {
      start: os.backfill.start.handler(() => state.health().backfill),
      cancel: os.backfill.cancel.handler(() => ((state.backfillDone = 10), state.health().backfill)),
    },
    care: {
      status: os.care.status.handler(() => careOf(state)),
      run: os.care.run.handler(({ input: { job } }) => ({
        job,
        at: state.health().marketNow,
        ok: true,
        detail: 'done',
        bytes: null,
      })),
    },
    pause: os.pause.handler(({ input }) => ((state.paused = input.paused), state.health())),
    rehearse: os.rehearse.handler(({ input, errors, signal }) => {
      const result = applyPatch(state.settings, input.settings);
      if (!result.ok) throw errors.FAULT({ data: { kind: result.fault.kind, detail: result.fault.detail } });
      return rehearsed(state, result.value, input.days, signal);
    }),
    streams: {
      ticks: os.streams.ticks.handler(({ signal }) => ticks.read(signal)),
      minutesOf: os.streams.minutesOf.handler(() => ({ ok: true as const })),
      anomalies: os.streams.anomalies.handler(({ signal }) => anomalies.read(signal)),
      narratives: os.streams.narratives.handler(({ signal }) => narratives.read(signal)),
      alerts: os.streams.alerts.handler(({ signal }) => alerts.read(signal)),
      health: os.streams.health.handler(async function* ({ signal }) {
        while (signal?.aborted !== true) {
          yield state.health();
          await sleep(1000);
        }
      }),
    },
  });
  const told: Told = { anomaly: anomalies.tell, narrative: narratives.tell };
  return { router, told, stop: () => clearInterval(timer) };
}

function learningRow(state: FakeState, symbol: string) {
  const row = state.market.row(symbol);
  return state.mode === 'learning' ? { ...row, learning: true, lambdaPerDay: null } : row;
}

function stepOf(state: FakeState) {
  const frozen = state.mode === 'error';
  const { rows, candles } = frozen ? { rows: [], candles: [] } : state.market.step(EVERY_MS);
  const minute = Math.floor(state.market.now() / MINUTE_MS) * MINUTE_MS;
  const rarity =
    state.mode === 'learning'
      ? []
      : candles.map(({ symbol }) => ({ symbol, openTime: minute, lambdaPerDay: state.market.lambda(symbol, minute) }));
  return { marketNow: state.market.now(), rows: rows.map(({ symbol }) => learningRow(state, symbol)), candles, rarity };
}
