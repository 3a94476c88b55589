/**
 * A small engine in memory for tests of what stands around it (API, hosts, shell): two symbols, one anomaly with its
 * narrative, real settings rules, and coalescing subscriptions. No store, no feed, no detection.
 */
import { BoundedQueue } from '../../src-main/base/bounded-queue.ts';
import { unreadable } from '../../src-main/store/postgres/probe.ts';
import type { Alert, Anomaly } from '../../src-shared/anomaly.ts';
import { failed, ok, type Result } from '../../src-shared/fault.ts';
import type { Health } from '../../src-shared/health.ts';
import type { MirrorHealth } from '../../src-shared/mirror.ts';
import type { QuoteRow } from '../../src-shared/market.ts';
import type { Narrative } from '../../src-shared/narrative.ts';
import type { Engine, EngineEvents } from '../../src-shared/ports/engine.ts';
import type { AnomalyDetail, Reader } from '../../src-shared/ports/reader.ts';
import type { RehearsalEvent, RehearsalRequest } from '../../src-shared/rehearsal.ts';
import { applyPatch, defaultSettings } from '../../src-shared/settings.ts';

export const NOW = Date.UTC(2026, 0, 5, 14, 30);
export const ANOMALY_ID = '0190aa11-2233-5aaa-8bbb-0123456789ab';

export const row = (symbol: string, price: number): QuoteRow => ({
  symbol,
  price,
  change24hPct: -1.8,
  eventTime: NOW,
  receivedTime: NOW + 40,
  lambdaPerDay: 12,
  learning: false,
  spark: [price, price * 1.001, price],
});

export const anomaly: Anomaly = {
  id: ANOMALY_ID,
  symbol: 'SOL-USD',
  venue: 'coinbaseexchange',
  detected_at: NOW,
  anomaly_type: 'price_drop',
  z_score: -6.1,
  price_change_pct: -4.2,
  volume_change_pct: 310,
  confidence: 0.9,
  baseline_window_minutes: 720,
  price_before: 100,
  price_at_detection: 95.8,
  volume_before: 1000,
  volume_at_detection: 4100,
  detection_metadata: {
    timeframe_minutes: 5,
    volatility_tier: 'volatile',
    asset_threshold: 3.1,
    threshold_source: 'tier',
    detector: 'MultiTimeframeDetector',
    scores: { '1': -3.2, '5': -6.1 },
    sigma: 0.0012,
    season: 1,
    lambda_per_day: 0.11,
    onset: NOW - 300_000,
    peak: { time: NOW + 60_000, price: 95.1, change_pct: -4.9 },
    end: null,
    breadth: 0.2,
    beta: 1.3,
    group: null,
    learning: false,
    late: false,
    level: 3,
    reason: 'within budget',
  },
  stage: 'accepted',
  alerted_at: NOW,
  created_at: NOW,
};

export const narrative: Narrative = {
  id: '0190aa11-2233-5aaa-8bbb-0123456789ac',
  anomaly_id: ANOMALY_ID,
  narrative_text: 'SOL fell 4.2 % in 5 minutes. No linked report was found.',
  confidence_score: 0.8,
  tools_used: ['verify_timestamp'],
  tool_results: {},
  validated: true,
  validation_passed: true,
  validation_reason: null,
  llm_provider: 'template',
  llm_model: null,
  generation_time_seconds: 0.01,
  created_at: NOW,
  validated_at: NOW,
  cause: 'cause_unknown',
  citations: [{ claim: 'SOL fell 4.2 % in 5 minutes.', evidence_ids: ['E1'] }],
  revision: 1,
  updated_at: NOW,
};

export const alert: Alert = {
  id: '0190aa11-2233-5aaa-8bbb-0123456789ad',
  anomaly_id: ANOMALY_ID,
  raised_at: NOW,
  state: 'raised',
  delivered_at: null,
  seen_at: null,
  reason: null,
  title: 'SOL-USD −4.2 % in 5 min',
  body: 'Price down since 14:25 UTC, about once in 9 days for SOL-USD',
};

const detail: AnomalyDetail = {
  anomaly,
  narrative,
  newsCount: 0,
  clusterCount: 0,
  articles: [],
  clusters: [],
  revisions: [],
  alerts: [alert],
  feedback: null,
};

const health = (paused: boolean): Health => ({
  startedAt: NOW - 60_000,
  marketNow: NOW,
  speed: 1,
  simulated: true,
  paused,
  feed: {
    venue: 'coinbaseexchange',
    state: paused ? 'paused' : 'live',
    simulated: true,
    symbols: 2,
    lastEventTime: NOW,
    lastReceivedTime: NOW,
    reconnects: 0,
    gapsOpen: 0,
    gapsRepaired: 0,
    skewMs: 3,
    received: 10,
    refused: {},
    lastFault: null,
  },
  news: [],
  embedder: { chosen: 'lexical', used: 'lexical', state: 'ok', detail: null },
  store: { path: ':memory:', state: 'ok', queued: 0, dropped: 0, sizeBytes: null, detail: null },
  budget: { perDay: 5, last24h: 1, hardStop: 10, digest: 0 },
  backfill: { active: false, done: 0, total: 0, symbol: null, etaMs: null },
  learning: [],
  faults: [],
});

const mirror: MirrorHealth = {
  label: 'postgresql://ann@h:5432/mane',
  state: 'in_step',
  detail: null,
  backlog: { rows: 0, ranges: 0, oldestAt: null },
  sync: null,
  parked: 0,
  lastPushAt: NOW,
  lastPullAt: NOW,
  collectors: null,
};

function stubReader(overrides: Partial<Reader>): Reader {
  const none = async () => [];
  return {
    candles: none,
    prices: none,
    coverage: none,
    anomalies: async () => [detail],
    countAnomalies: async () => 1,
    pastAnomalies: none,
    closesAt: none,
    storyVectors: none,
    anomaly: async (id) => (id === ANOMALY_ID ? detail : null),
    unfinished: none,
    search: async ({ text }) => (text === '' ? [] : [{ ...detail, score: 0.9, matched: 'narrative', snippet: text }]),
    news: none,
    alerts: async () => [alert],
    gaps: none,
    backfills: none,
    state: async () => null,
    usageSums: async (from) => from.map(() => ({ tokens: 0, money: 0, calls: 0 })),
    usage: none,
    lastEventTime: async () => NOW,
    metrics: async () => {
      throw new Error('not here');
    },
    close: async () => undefined,
    ...overrides,
  };
}

/** A rehearsal that finds the one anomaly there is. */
async function* rehearsed(
  { days }: RehearsalRequest,
  perDay: number,
  signal: AbortSignal,
): AsyncGenerator<RehearsalEvent> {
  const counts = { anomalies: 1, alerts: 1, sent: 1, digest: 0, alerts_per_day: 1 / days, most_in_24h: 1, candles: days * 1440, learning_days: 0 }; // prettier-ignore
  const from = NOW - days * 86_400_000;
  const { reason } = anomaly.detection_metadata;
  const events: RehearsalEvent[] = [
    { kind: 'progress', done: 0, total: days * 1440, time: from },
    { kind: 'alert', anomaly, sent: true, reason },
    { kind: 'anomaly', anomaly, outcome: 'sent', reason },
    { kind: 'progress', done: days * 1440, total: days * 1440, time: NOW },
    { kind: 'summary', ...counts, from, to: NOW, warm_up_days: 8, promised_per_day: perDay, seconds: 0.1, per_symbol: { 'SOL-USD': counts }, without_candles: [] }, // prettier-ignore
  ];
  for (const event of events) {
    if (signal.aborted) return;
    yield event;
  }
}

export interface StubEngine extends Engine {
  publish<K extends keyof EngineEvents>(kind: K, event: EngineEvents[K]): void;
  /** Open subscriptions of a kind. */
  readers(kind: keyof EngineEvents): number;
  readonly log: string[];
  closed: boolean;
}

export interface StubOverrides {
  readonly reader?: Partial<Reader>;
  readonly engine?: Partial<Engine>;
}

export function createStubEngine({ reader = {}, engine = {} }: StubOverrides = {}): StubEngine {
  const boxes = new Map<keyof EngineEvents, Set<BoundedQueue<unknown>>>();
  const of = (kind: keyof EngineEvents) => boxes.get(kind) ?? boxes.set(kind, new Set()).get(kind)!;
  const known = (symbol: string): Result<true> =>
    symbol === 'SOL-USD' ? ok(true) : failed('not_found', `no symbol ${symbol}`);
  let settings = defaultSettings();
  let paused = false;
  const stub: StubEngine = {
    log: [],
    closed: false,
    reader: stubReader(reader),
    venue: 'coinbaseexchange',
    watchList: () => [row('BTC-USD', 64_210), row('SOL-USD', 95.8)],
    markets: async () => [{ symbol: 'BTC-USD', base: 'BTC', quote: 'USD', active: true, tickSize: 0.01 }],
    candles: async () => ({ candles: [], rarity: [] }),
    why: async ({ from, to, symbol }) =>
      to <= from
        ? failed('bad_input', 'to: expected a time after from')
        : ok({ from, to, symbol: symbol ?? null, now: NOW, perDay: 5, anomalies: [], counts: { anomalies: 0, delivered: 0, held: 0, more: false }, largest: null, rarity: { source: 'not_known', detail: null }, level: null, unwatched: [], minutes: 0, watchedMinutes: null, learning: [], rules: { quiet: [], snoozed: null, notificationsOff: false, muted: [] } }), // prettier-ignore
    egress: () => ({ since: NOW, rows: [] }),
    alertDays: async (bounds) =>
      bounds.slice(1).map((to, i) => ({ from: bounds[i], to, delivered: 0, held: 0, beyond: 0 })),
    levels(symbol) {
      const found = known(symbol);
      if (!found.ok) return found;
      return ok({ symbol, windowMinutes: 5, upper: 99, lower: 92, sigma: 0.001, learning: false });
    },
    settings: () => settings,
    similar: async () => ok({ count: 0, moves: [], own: [] }),
    bundle: async (id) => failed('not_found', `no anomaly ${id}`),
    async changeSettings(patch) {
      const next = applyPatch(settings, patch);
      if (next.ok) settings = next.value;
      return next;
    },
    testModel: async (model = settings.model) => ({
      outcome: 'off',
      detail: 'there is no model here',
      provider: model.preset,
      model: model.model,
      ms: null,
    }),
    setup: {
      venues: () => [{ id: 'coinbaseexchange', label: 'Coinbase Exchange', tried: 'simulated_and_captures' }],
      testEmbedder: async () => ({ ok: true, detail: 'lexical (built in)', ms: 1 }),
      testNews: async () => ({ ok: false, detail: 'there is no network here', ms: null, items: null, newest: null }),
      testNotifications: async () => [{ sender: 'stub', ok: true, detail: '', ms: 1 }],
      keys: () => [{ name: 'MANE_NEWSAPI_KEY', present: false }],
      newsDefaults: () => [{ id: 'CoinDesk', url: 'https://www.coindesk.com/arc/outboundfeeds/rss/', enabled: true }],
      info: () => ({ version: '0.1.0', node: '24', platform: 'test', dataFolder: '/data', database: '/data/mane.db', waiting: [], restarts: true }), // prettier-ignore
    },
    restart() {
      stub.log.push('restart');
      return ok(undefined);
    },
    postgres: {
      test: async () => unreadable('no PostgreSQL address is saved: paste one'),
      connect: async () => ok({ ...unreadable('there is no server here'), connected: false }),
      disconnect: async () => ok(undefined),
    },
    mirrorNow: async () => ok(mirror),
    health: () => health(paused),
    metrics: async () => {
      throw new Error('a bug with a secret inside: hunter2');
    },
    feedback: async (id, vote) => {
      stub.log.push(`feedback ${vote}`);
      return id === ANOMALY_ID ? ok(undefined) : failed('not_found', `no anomaly ${id}`);
    },
    seen: async (id) => {
      stub.log.push(`seen ${id}`);
      return ok(undefined);
    },
    seenUntil: async (until) => {
      stub.log.push(`seen until ${until}`);
      return 1;
    },
    startBackfill: async () => ok({ active: true, done: 0, total: 8, symbol: null, etaMs: null }),
    cancelBackfill: () => ({ active: false, done: 0, total: 0, symbol: null, etaMs: null }),
    pause(next) {
      paused = next;
      stub.publish('health', health(paused));
      return health(paused);
    },
    care: {
      status: () => ({ last: [], running: null, nextAt: null, disk: { level: 'ok', freeBytes: null } }),
      run: async (job) => ok({ job, at: NOW, ok: true, detail: 'nothing to do', bytes: null }),
    },
    async rehearse(request, signal) {
      const next = applyPatch(settings, request.settings);
      return next.ok ? ok(rehearsed(request, next.value.alertsPerDay, signal)) : next;
    },
    async *subscribe<K extends keyof EngineEvents>(kind: K, signal: AbortSignal) {
      const queue = new BoundedQueue<EngineEvents[K]>(kind === 'ticks' ? 1 : 500);
      of(kind).add(queue);
      const stop = () => queue.close();
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      try {
        yield* queue;
      } finally {
        of(kind).delete(queue);
      }
    },
    publish(kind, event) {
      for (const queue of of(kind)) queue.pushDroppingOldest(event);
    },
    readers: (kind) => of(kind).size,
    close: async () => {
      stub.closed = true;
    },
    ...engine,
  };
  return stub;
}
