/**
 * The one contract between the engine and whoever looks at it: the window over a message port, the browser over a
 * WebSocket, the CLI in process. Everything is JSON-safe; times are epoch ms. Streams are coalesced to ≤ 10 Hz.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { AlertSchema, AnomalySchema, AnomalyTypeSchema } from './anomaly.ts';
import { BundleSchema } from './bundle.ts';
import { CareHealthSchema, CareJobSchema, CareResultSchema } from './care.ts';
import { EgressSchema } from './egress.ts';
import { FaultKindSchema } from './fault.ts';
import { AlertDaySchema, AlertDaysRequestSchema, BackfillStatusSchema, HealthSchema, MetricsSchema } from './health.ts';
import { PageCursorSchema, SORTS } from './history.ts';
import { CandleSchema, MarketSchema, QuoteChangeSchema, QuoteRowSchema, SymbolSchema, VenueSchema } from './market.ts';
import { MirrorHealthSchema } from './mirror.ts';
import { ModelSettingsSchema } from './model-settings.ts';
import { ModelTestSchema } from './model-test.ts';
import { CauseSchema, NarrativeRevisionSchema, NarrativeSchema } from './narrative.ts';
import { NewsArticleSchema, NewsClusterSchema, NewsItemSchema } from './news.ts';
import { PastedSchema, PostgresConnectSchema, PostgresTestSchema } from './postgres.ts';
import { RehearsalEventSchema, RehearsalRequestSchema } from './rehearsal.ts';
import { EmbedderSettingsSchema, NewsFeedSchema, SettingsPatchSchema, SettingsSchema } from './settings.ts';
import {
  EngineInfoSchema,
  KeySchema,
  NewsSourceChoiceSchema,
  NewsTrySchema,
  SenderTrySchema,
  TrySchema,
  VenueInfoSchema,
} from './setup.ts';
import { SimilarEventsSchema } from './similar.ts';
import { WhyAnswerSchema, WhyRequestSchema } from './why.ts';

/** Every expected failure reaches the caller as this one error. */
const base = oc.errors({
  FAULT: { message: 'The engine could not do this', data: z.object({ kind: FaultKindSchema, detail: z.string() }) },
});

const limit = (most: number, fallback: number) => z.number().int().min(1).max(most).default(fallback);
const time = z.number().int().min(0).max(8.64e15);

export const AnomalyWithNarrativeSchema = z.object({
  anomaly: AnomalySchema,
  narrative: NarrativeSchema.nullable(),
  newsCount: z.number(),
  clusterCount: z.number(),
  replacedBy: z.string().optional(),
});
export const AnomalyDetailSchema = AnomalyWithNarrativeSchema.extend({
  foreign: z.boolean().optional(),
  articles: z.array(NewsArticleSchema),
  clusters: z.array(NewsClusterSchema),
  revisions: z.array(NarrativeRevisionSchema),
  alerts: z.array(AlertSchema),
  feedback: z.object({ vote: z.enum(['up', 'down']), note: z.string().nullable(), created_at: z.number() }).nullable(),
});
export const SearchHitSchema = AnomalyWithNarrativeSchema.extend({
  score: z.number(),
  matched: z.enum(['narrative', 'headline']),
  snippet: z.string(),
});

const conditions = {
  symbol: SymbolSchema.optional(),
  type: AnomalyTypeSchema.optional(),
  from: time.optional(),
  to: time.optional(),
  minConfidence: z.number().min(0).max(1).optional(),
  verdict: z.enum(['accepted', 'withheld', 'unfinished']).optional(),
  cause: CauseSchema.optional(),
  marketWide: z.boolean().optional(),
  group: z.uuid().optional(),
  mine: z.boolean().optional(),
  validatedOnly: z.boolean().optional(),
};
const skip = z.number().int().min(0).max(10_000_000).default(0);
export const AnomalyConditionsSchema = z.object(conditions);
export const AnomalyFilterSchema = z.object({
  ...conditions,
  before: time.optional(),
  sort: z.enum(SORTS).default('newest'),
  after: PageCursorSchema.optional(),
  skip,
  limit: limit(500, 100),
});
export const SearchQuerySchema = z.object({
  ...conditions,
  text: z.string().max(400),
  sort: z.enum([...SORTS, 'best']).default('best'),
  skip,
  limit: limit(200, 30),
});

/** The level lines of the chart: what would raise an alert from here, in price. */
export const LevelsSchema = z.object({
  symbol: z.string(),
  /** Minutes of the tightest window. */
  windowMinutes: z.number().nullable(),
  upper: z.number().nullable(),
  lower: z.number().nullable(),
  sigma: z.number().nullable(),
  learning: z.boolean(),
});

/** Trades between `from` (inclusive) and `to` (exclusive) may be missing. */
export const OpenGapSchema = z.object({ from: z.number(), to: z.number(), reason: z.string() });

/** Rarity of each closed minute, for the heat strip under the candles. */
export const RarityPointSchema = z.object({ openTime: z.number(), lambdaPerDay: z.number().nullable() });

/** One coalesced update of the market: rows that changed and the forming or just closed candles. */
export const TickBatchSchema = z.object({
  marketNow: z.number(),
  rows: z.array(QuoteChangeSchema),
  candles: z.array(CandleSchema),
  rarity: z.array(RarityPointSchema.extend({ symbol: z.string() })),
});
export type TickBatch = z.infer<typeof TickBatchSchema>;
export type Levels = z.infer<typeof LevelsSchema>;
export type RarityPoint = z.infer<typeof RarityPointSchema>;

export const contract = {
  symbols: {
    /** The watch-list with its newest rows. */
    list: base.output(z.array(QuoteRowSchema)),
    /** The market list of the venue that is watched, or of another one. */
    markets: base.input(z.object({ venue: VenueSchema.optional() }).default({})).output(z.array(MarketSchema)),
    /** The venues that can be watched, best tried first. */
    venues: base.output(z.array(VenueInfoSchema)),
  },
  candles: base
    .input(z.object({ symbol: SymbolSchema, from: time, to: time, limit: limit(5000, 1500) }))
    .output(z.object({ candles: z.array(CandleSchema), rarity: z.array(RarityPointSchema) })),
  levels: base.input(z.object({ symbol: SymbolSchema })).output(LevelsSchema),
  /** Ranges of a symbol in which trades may be missing, not repaired so far; newest first. */
  gaps: base.input(z.object({ symbol: SymbolSchema, limit: limit(500, 200) })).output(z.array(OpenGapSchema)),
  anomalies: {
    list: base.input(AnomalyFilterSchema).output(z.array(AnomalyWithNarrativeSchema)),
    detail: base.input(z.object({ id: z.uuid() })).output(AnomalyDetailSchema),
    count: base.input(AnomalyConditionsSchema).output(z.object({ count: z.number() })),
    search: base.input(SearchQuerySchema).output(z.array(SearchHitSchema)),
    /** Earlier moves like it, and what happened after them. */
    similar: base.input(z.object({ id: z.uuid() })).output(SimilarEventsSchema),
    /** Everything its narrative was judged on, with hashes; `not_found` while it has none. */
    bundle: base.input(z.object({ id: z.uuid() })).output(BundleSchema),
    feedback: base
      .input(
        z.object({ id: z.uuid(), vote: z.enum(['up', 'down']), note: z.string().max(2000).nullable().default(null) }),
      )
      .output(z.object({ ok: z.literal(true) })),
    seen: base.input(z.object({ id: z.uuid() })).output(z.object({ ok: z.literal(true) })),
    /** Every alert raised until then, market time. */
    seenUntil: base.input(z.object({ until: time })).output(z.object({ seen: z.number() })),
  },
  news: base
    .input(z.object({ from: time, to: time, asset: z.string().max(20).optional(), limit: limit(500, 100) }))
    .output(z.array(NewsItemSchema)),
  alerts: base
    .input(z.object({ from: time.default(0), to: time.optional(), limit: limit(500, 100) }))
    .output(z.array(AlertSchema)),
  /** Why there was, or was not, an alert in a stretch of at most seven days of market time. */
  why: base.input(WhyRequestSchema).output(WhyAnswerSchema),
  settings: {
    get: base.output(SettingsSchema),
    set: base.input(SettingsPatchSchema).output(SettingsSchema),
    /** Asks the language model of these settings (saved or not) one short question; the key comes from where it is kept. */
    testModel: base.input(z.object({ model: ModelSettingsSchema.optional() })).output(ModelTestSchema),
    /** Embeds one word with these settings, or the saved ones; fetches no model. */
    testEmbedder: base.input(z.object({ embedder: EmbedderSettingsSchema.optional() })).output(TrySchema),
    /** Reads one source once; what it brings is not stored. */
    testNews: base.input(z.object({ source: NewsSourceChoiceSchema })).output(NewsTrySchema),
    /** Sends one through every way that alerts take. */
    testNotifications: base.output(z.array(SenderTrySchema)),
    /** Which keys of outside services are there; never the keys. */
    keys: base.output(z.array(KeySchema)),
    /** The shipped list of publishers. */
    newsDefaults: base.output(z.array(NewsFeedSchema)),
  },
  engine: {
    info: base.output(EngineInfoSchema),
    /** Starts over with the settings as they are; every connection ends and may come back. */
    restart: base.output(z.object({ ok: z.literal(true) })),
  },
  postgres: {
    /** Tries an address step by step and changes nothing. What cannot work is an answer, not an error. */
    test: base.input(z.object({ pasted: PastedSchema })).output(PostgresTestSchema),
    /** Tries it, makes the database when asked to, brings the tables up to date, keeps the address and starts the mirror. */
    connect: base
      .input(z.object({ pasted: PastedSchema, createDatabase: z.boolean().default(false) }))
      .output(PostgresConnectSchema),
    /** Stops the mirror and forgets the password; the rows on both sides stay. */
    disconnect: base.output(z.object({ ok: z.literal(true) })),
  },
  mirror: {
    /** Sends what waits by now, or takes what others wrote by now; a fault when there is no server or it cannot be reached. */
    push: base.output(MirrorHealthSchema),
    pull: base.output(MirrorHealthSchema),
  },
  health: base.output(HealthSchema),
  metrics: base.output(MetricsSchema),
  /** Every host the engine talked to since it started. */
  egress: base.output(EgressSchema),
  /** What was delivered and held back between each two of these moments, in order: days as the reader's zone has them. */
  alertDays: base.input(AlertDaysRequestSchema).output(z.array(AlertDaySchema)),
  backfill: {
    start: base
      .input(z.object({ symbol: SymbolSchema.optional(), days: z.number().int().min(1).max(400) }))
      .output(BackfillStatusSchema),
    cancel: base.output(BackfillStatusSchema),
  },
  care: {
    /** What each job last did, when the next is due, and the room on the disk. */
    status: base.output(CareHealthSchema),
    /** One job now, in its turn: `conflict` while another runs. Resolves when it is done. */
    run: base.input(z.object({ job: CareJobSchema })).output(CareResultSchema),
  },
  pause: base.input(z.object({ paused: z.boolean() })).output(HealthSchema),
  /** Ends after its summary; closing the iterator cancels it. One at a time: `conflict` while another runs. */
  rehearse: base.input(RehearsalRequestSchema).output(eventIterator(RehearsalEventSchema)),
  streams: {
    /** Every row; the minutes of the symbols that the connection has named, of all of them before it has. */
    ticks: base.output(eventIterator(TickBatchSchema)),
    minutesOf: base
      .input(z.object({ symbols: z.array(SymbolSchema).max(16) }))
      .output(z.object({ ok: z.literal(true) })),
    /** An anomaly as it is raised, grows, ends, and as its narrative arrives. */
    anomalies: base.output(eventIterator(AnomalyWithNarrativeSchema)),
    narratives: base.output(eventIterator(NarrativeSchema)),
    alerts: base.output(eventIterator(AlertSchema)),
    health: base.output(eventIterator(HealthSchema)),
  },
};
export type Contract = typeof contract;
