/** Everything the fake engine knows, in one of four moods; tests may raise an anomaly and finish its narrative. */
import type { Alert } from '../../../src-shared/anomaly.ts';
import { defaultSettings, type Settings } from '../../../src-shared/settings.ts';
import type { MirrorHealth } from '../../../src-shared/mirror.ts';
import type { CareHealth } from '../../../src-shared/care.ts';
import type { Health, Metrics } from '../../../src-shared/health.ts';
import type { NewsItem } from '../../../src-shared/news.ts';
import type { AnomalyDetail, AnomalyWithNarrative } from '../../../src-shared/ports/reader.ts';
import { createMarket, type FakeMarket } from './market.ts';
import { detailOf, narrativeOf } from './details.ts';
import { createRandom } from './random.ts';
import { ARRIVING, movesOf, STORIES, type Story } from './stories.ts';

export type Mode = 'live' | 'empty' | 'learning' | 'error';
export const MODES: readonly Mode[] = ['live', 'empty', 'learning', 'error'];

export interface FakeState {
  readonly mode: Mode;
  readonly market: FakeMarket;
  readonly details: AnomalyDetail[];
  /** Open gaps; empty unless a test puts one there. */
  readonly gaps: { symbol: string; from: number; to: number; reason: string }[];
  settings: Settings;
  /** The next changes of settings are not kept. */
  refuseSettings: boolean;
  /** Its market list cannot be had. */
  venueDown: boolean;
  /** How often it was started over. */
  restarts: number;
  /** Null: as the mood has it. */
  simulated: boolean | null;
  paused: boolean;
  backfillDone: number;
  /** Plain anomalies listed behind the stories. */
  filler: number;
  /** Absent without a PostgreSQL beside the store. */
  mirror: MirrorHealth | undefined;
  health(): Health;
  metrics(): Metrics;
  news(): NewsItem[];
  /** Newest first. */
  alerts(): Alert[];
  /** Marks those alerts seen and returns them. */
  seen(which: (alert: Alert) => boolean): Alert[];
  raise(): AnomalyDetail;
  finish(id: string): AnomalyDetail;
}

export const rowOf = ({ anomaly, narrative, newsCount, clusterCount }: AnomalyDetail): AnomalyWithNarrative => ({
  anomaly,
  narrative,
  newsCount,
  clusterCount,
});

const NOW = Date.UTC(2026, 2, 27, 14, 31, 12);
const BACKFILL_TOTAL = 10;

export function createState(mode: Mode, seed = 7): FakeState {
  const random = createRandom(seed);
  const stories = mode === 'empty' || mode === 'learning' ? [] : STORIES;
  const market = createMarket(NOW, movesOf(stories, NOW), seed, mode === 'empty', mode === 'error' ? 93_000 : 120);
  const details = detailsOf(stories, market, random);
  const state: FakeState = {
    mode,
    market,
    details,
    gaps: [],
    settings: defaultSettings(),
    refuseSettings: false,
    venueDown: false,
    restarts: 0,
    simulated: null,
    paused: false,
    backfillDone: mode === 'learning' ? 4.2 : BACKFILL_TOTAL,
    mirror: undefined,
    filler: 0,
    health: () => {
      const health = healthOf(state);
      return { ...health, simulated: state.simulated ?? health.simulated, mirror: state.mirror };
    },
    metrics: () => metricsOf(state),
    news: () =>
      details
        .flatMap(({ articles }) => articles.map(itemOf))
        .filter(({ published_at }) => published_at <= market.now()),
    alerts: () => alertsIn(details),
    seen(which) {
      const fresh = alertsIn(details).filter((alert) => alert.seen_at === null && which(alert));
      return fresh.map((alert) => {
        const detail = details.find(({ anomaly }) => anomaly.id === alert.anomaly_id);
        const seen: Alert = {
          ...alert,
          state: alert.state === 'delivered' ? 'seen' : alert.state,
          seen_at: market.now(),
        };
        detail?.alerts.splice(0, 1, seen);
        return seen;
      });
    },
    raise() {
      const made = detailOf(ARRIVING, market.now(), market.row(ARRIVING.symbol).price ?? 1, random, null);
      details.unshift(made);
      return made;
    },
    finish(id) {
      const index = details.findIndex(({ anomaly }) => anomaly.id === id);
      const before = details[index];
      const story: Story = { ...ARRIVING, state: 'accepted' };
      const written = detailOf(story, market.now(), before.anomaly.price_at_detection ?? 1, random, null);
      const revision = { ...written.revisions[0], anomaly_id: id };
      const anomaly = { ...before.anomaly, stage: 'accepted' as const };
      const after = {
        ...before,
        anomaly,
        revisions: [revision],
        narrative: narrativeOf(story, anomaly, revision, random),
      };
      details[index] = after;
      return after;
    },
  };
  return state;
}

const alertsIn = (details: readonly AnomalyDetail[]): Alert[] =>
  details.flatMap(({ alerts }) => alerts).sort((a, b) => b.raised_at - a.raised_at);

function detailsOf(
  stories: readonly Story[],
  market: FakeMarket,
  random: ReturnType<typeof createRandom>,
): AnomalyDetail[] {
  const leaders = new Map<number, string>();
  return stories.map((story) => {
    const leader = story.group === undefined ? null : (leaders.get(story.group) ?? null);
    const after = market.now() - (story.ago - story.minutes) * 60_000;
    const price =
      market.candles(story.symbol, after - 60_000, after).at(-1)?.close ?? market.row(story.symbol).price ?? 1;
    const detail = detailOf(story, market.now(), price, random, leader);
    if (story.group !== undefined && leader === null) leaders.set(story.group, detail.anomaly.id);
    return detail;
  });
}

const itemOf = ({
  id,
  source,
  title,
  url,
  summary,
  published_at,
  first_seen_at,
  assets,
  topics,
  price_report,
  sentiment,
}: AnomalyDetail['articles'][number]): NewsItem => ({
  id,
  source,
  title,
  url,
  summary,
  published_at,
  first_seen_at,
  assets,
  topics,
  price_report,
  sentiment,
});

/** Well, or in the mood `error` a disk without room and a backup that waits for it. */
export function careOf({ mode }: Pick<FakeState, 'mode'>): CareHealth {
  const full = mode === 'error';
  const at = NOW - 3_600_000;
  return {
    last:
      mode === 'empty'
        ? []
        : [
            {
              job: 'retention',
              at,
              ok: true,
              detail: '86,400 prices, 1,440 candles, 12 news items deleted',
              bytes: null,
            },
            full
              ? {
                  job: 'backup',
                  at,
                  ok: false,
                  detail: 'the disk is nearly full: no backup until there is room',
                  bytes: null,
                }
              : {
                  job: 'backup',
                  at,
                  ok: true,
                  detail: '/data/backups/mane-20260105-040000.db, checked, in 1.2 s',
                  bytes: 180_000_000,
                },
          ],
    running: null,
    nextAt: NOW + 40_000_000,
    disk: { level: full ? 'full' : 'ok', freeBytes: full ? 120_000_000 : 48_000_000_000 },
  };
}

function healthOf({ mode, market, settings, paused, backfillDone, details, restarts }: FakeState): Health {
  const broken = mode === 'error';
  const now = market.now();
  const source = (id: string, failed = false) => ({
    id,
    state: failed ? ('failed' as const) : ('ok' as const),
    lastReadAt: now - 90_000,
    lastOkAt: failed ? now - 4_000_000 : now - 90_000,
    items: 25,
    detail: failed ? 'HTTP 503' : null,
  });
  const filling = mode === 'learning' && backfillDone < BACKFILL_TOTAL;
  return {
    startedAt: NOW - 5_400_000 + restarts,
    marketNow: now,
    speed: 1,
    simulated: mode !== 'error',
    paused,
    feed: {
      venue: 'coinbaseexchange',
      state: broken ? 'reconnecting' : mode === 'empty' ? 'connecting' : 'live',
      simulated: mode !== 'error',
      symbols: market.symbols.length,
      lastEventTime: mode === 'empty' ? null : now - (broken ? 93_000 : 400),
      lastReceivedTime: mode === 'empty' ? null : now - (broken ? 93_000 : 380),
      reconnects: broken ? 14 : 1,
      gapsOpen: broken ? 2 : 0,
      gapsRepaired: 3,
      skewMs: -12,
      received: 182_344,
      refused: { duplicate: 12, future: 1 },
      lastFault: broken ? 'could not connect: ECONNREFUSED' : null,
    },
    news:
      mode === 'empty'
        ? []
        : [
            source('coindesk', broken),
            source('cointelegraph'),
            source('decrypt'),
            source('theblock'),
            source('bitcoinmagazine', broken),
          ],
    embedder: { chosen: 'lexical', used: 'lexical', state: 'ok', detail: null },
    store: {
      path: '/data/mane.db',
      state: broken ? 'degraded' : 'ok',
      queued: broken ? 18_240 : 3,
      dropped: 0,
      sizeBytes: 182_400_000,
      detail: broken ? 'The disk is full: new prices wait in memory, what is stored is safe.' : null,
    },
    budget: {
      perDay: settings.alertsPerDay,
      last24h: details.filter(({ anomaly }) => anomaly.alerted_at !== null && anomaly.alerted_at > now - 86_400_000)
        .length,
      hardStop: settings.alertsPerDay * 2,
      digest: 0,
    },
    backfill: {
      active: filling,
      done: backfillDone,
      total: BACKFILL_TOTAL,
      symbol: filling ? 'DOGE-USD' : null,
      etaMs: filling ? 6000 : null,
    },
    care: careOf({ mode }),
    engine: { delay: mode === 'empty' ? null : { p99Ms: 1.4, maxMs: 18 }, rssBytes: 212_000_000 },
    learning: mode === 'learning' ? [...market.symbols] : [],
    faults: broken
      ? [
          { time: now - 93_000, kind: 'network', detail: 'coinbaseexchange: could not connect: ECONNREFUSED' },
          { time: now - 61_000, kind: 'storage', detail: 'mane.db: the disk is full' },
        ]
      : [],
  };
}

function metricsOf({ details }: FakeState): Metrics {
  const judged = details.filter(({ narrative }) => narrative !== null);
  const passed = judged.filter(({ narrative }) => narrative?.validation_passed === true).length;
  return {
    totals: {
      prices: 1_284_220,
      candles: 115_200,
      anomalies: details.length,
      alerts: 5,
      news_items: 312,
      news_articles: 19,
      narratives: judged.length,
      gaps: 3,
    },
    per_symbol: {},
    pass_rate:
      judged.length === 0
        ? []
        : [{ llm_provider: 'template', total: judged.length, passed, pass_rate: passed / judged.length }],
    budget: {
      promised_per_day: 5,
      realised_per_day: details.length === 0 ? null : 4.6,
      days: details.length === 0 ? 0 : 8,
    },
    health: { open_gaps: 0, unfinished: 0, size_bytes: 182_400_000, schema_version: 3 },
  };
}
