/** Health words: what each instrument on the Health board, the status line and `metrics` read. */
import { z } from 'zod';
import { CareHealthSchema } from './care.ts';
import { FaultKindSchema } from './fault.ts';
import { MirrorHealthSchema } from './mirror.ts';

export const FeedStateSchema = z.enum([
  'connecting',
  'live',
  'silent',
  'reconnecting',
  'stopped',
  'paused',
  'replaying',
]);
export const FeedHealthSchema = z.object({
  venue: z.string(),
  state: FeedStateSchema,
  simulated: z.boolean(),
  symbols: z.number(),
  /** Newest event over all symbols, venue's clock. */
  lastEventTime: z.number().nullable(),
  lastReceivedTime: z.number().nullable(),
  reconnects: z.number(),
  gapsOpen: z.number(),
  gapsRepaired: z.number(),
  /** Venue's clock minus ours, ms. */
  skewMs: z.number().nullable(),
  received: z.number(),
  /** Events refused by tick-guard, by reason. */
  refused: z.record(z.string(), z.number()),
  lastFault: z.string().nullable(),
});
export type FeedHealth = z.infer<typeof FeedHealthSchema>;

export const SourceHealthSchema = z.object({
  id: z.string(),
  state: z.enum(['idle', 'ok', 'unchanged', 'backing_off', 'failed', 'disabled']),
  lastReadAt: z.number().nullable(),
  lastOkAt: z.number().nullable(),
  items: z.number(),
  detail: z.string().nullable(),
});
export type SourceHealth = z.infer<typeof SourceHealthSchema>;

export const EmbedderHealthSchema = z.object({
  /** What the settings chose, and what makes the vectors now. */
  chosen: z.string(),
  used: z.string(),
  state: z.enum(['idle', 'ok', 'loading', 'fallback']),
  /** Why `used` is not `chosen`. */
  detail: z.string().nullable(),
});
export type EmbedderHealth = z.infer<typeof EmbedderHealthSchema>;

export const StoreHealthSchema = z.object({
  path: z.string(),
  state: z.enum(['ok', 'degraded', 'read_only', 'failed']),
  queued: z.number(),
  dropped: z.number(),
  sizeBytes: z.number().nullable(),
  detail: z.string().nullable(),
});
export type StoreHealth = z.infer<typeof StoreHealthSchema>;

export const ModelStateSchema = z.enum(['off', 'ready', 'budget_low', 'budget_used', 'failing']);
/** The language model that writes narratives, when one is switched on. Money is US dollars, days and months are UTC. */
export const ModelHealthSchema = z.object({
  provider: z.string(),
  model: z.string(),
  state: ModelStateSchema,
  /** What a person should know, such as "model budget used up until …"; null when all is well. */
  detail: z.string().nullable(),
  spent: z.object({
    dayTokens: z.number(),
    dayMoney: z.number(),
    dayCalls: z.number().optional(),
    monthTokens: z.number(),
    monthMoney: z.number(),
  }),
});
export type ModelHealth = z.infer<typeof ModelHealthSchema>;

export const BudgetHealthSchema = z.object({
  /** N: the user's alerts a day. */
  perDay: z.number(),
  last24h: z.number(),
  hardStop: z.number(),
  digest: z.number(),
});
export type BudgetHealth = z.infer<typeof BudgetHealthSchema>;

export const BackfillStatusSchema = z.object({
  active: z.boolean(),
  done: z.number(),
  total: z.number(),
  symbol: z.string().nullable(),
  etaMs: z.number().nullable(),
  /** Of `done`: what could not be fetched; absent: nothing. */
  failed: z.number().optional(),
});
export type BackfillStatus = z.infer<typeof BackfillStatusSchema>;

/** The engine's own thread. */
export const EngineHealthSchema = z.object({
  /** Delay of whatever waits for it, over the last minute or two, ms; null before it was measured. */
  delay: z.object({ p99Ms: z.number(), maxMs: z.number() }).nullable(),
  /** Memory of the whole process. */
  rssBytes: z.number(),
});
export type EngineHealth = z.infer<typeof EngineHealthSchema>;

/** Moments between which alerts are counted: the beginning of each day, and the end of the last one. */
export const AlertDaysRequestSchema = z.object({
  bounds: z.array(z.number().int().min(0).max(8.64e15)).min(2).max(401),
});
export const AlertDaySchema = z.object({
  from: z.number(),
  to: z.number(),
  /** Reached the screen. */
  delivered: z.number(),
  /** Granted by the budget and kept from the screen: quiet hours, cooldown, snooze, switched off, could not be shown. */
  held: z.number(),
  /** Not granted, kept for the digest: the limit of 2N, or found late. */
  beyond: z.number(),
});
export type AlertDay = z.infer<typeof AlertDaySchema>;

export const HealthSchema = z.object({
  startedAt: z.number(),
  /** Market time, epoch ms; runs at `speed` in the simulated market. */
  marketNow: z.number(),
  speed: z.number(),
  simulated: z.boolean(),
  paused: z.boolean(),
  feed: FeedHealthSchema,
  news: z.array(SourceHealthSchema),
  embedder: EmbedderHealthSchema,
  store: StoreHealthSchema,
  /** Absent without a PostgreSQL beside the local store. */
  mirror: MirrorHealthSchema.optional(),
  budget: BudgetHealthSchema,
  /** Absent without a model. */
  model: ModelHealthSchema.optional(),
  /** Absent from engines that keep nothing. */
  care: CareHealthSchema.optional(),
  /** Absent from engines that do not measure themselves. */
  engine: EngineHealthSchema.optional(),
  backfill: BackfillStatusSchema,
  learning: z.array(z.string()),
  faults: z.array(z.object({ time: z.number(), kind: FaultKindSchema, detail: z.string() })),
});
export type Health = z.infer<typeof HealthSchema>;

export const MetricsSchema = z.object({
  totals: z.object({
    prices: z.number(),
    candles: z.number(),
    anomalies: z.number(),
    alerts: z.number(),
    news_items: z.number(),
    news_articles: z.number(),
    narratives: z.number(),
    gaps: z.number(),
  }),
  per_symbol: z.record(
    z.string(),
    z.object({ anomalies: z.number(), alerts: z.number(), accepted: z.number(), withheld: z.number() }),
  ),
  pass_rate: z.array(
    z.object({ llm_provider: z.string(), total: z.number(), passed: z.number(), pass_rate: z.number() }),
  ),
  budget: z.object({ promised_per_day: z.number(), realised_per_day: z.number().nullable(), days: z.number() }),
  health: z.object({
    open_gaps: z.number(),
    unfinished: z.number(),
    size_bytes: z.number(),
    schema_version: z.number(),
  }),
});
export type Metrics = z.infer<typeof MetricsSchema>;
