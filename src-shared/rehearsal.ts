/**
 * A rehearsal: what would have alerted, had these settings been in force over the stored candles. Words of its request and of
 * the events it streams. Times are epoch ms; a rehearsal stores nothing and sends nothing.
 */
import { z } from 'zod';
import { AnomalySchema } from './anomaly.ts';
import { SettingsPatchSchema } from './settings.ts';

export const MOST_REHEARSED_DAYS = 400;

export const RehearsalRequestSchema = z.object({
  /** Length of the window that ends with the newest stored candle. */
  days: z.number().int().min(1).max(MOST_REHEARSED_DAYS),
  /** Settings that differ from those in force: alertsPerDay, symbols, volumeRaises, quietHours, cooldownMinutes, … */
  settings: SettingsPatchSchema.default({}),
  /** Text of another thresholds.yaml. */
  thresholds: z.string().max(100_000).optional(),
});
export type RehearsalRequest = z.infer<typeof RehearsalRequestSchema>;

/**
 * What became of an anomaly: `sent`, a notification; `digest`, kept for the digest (hard stop, part of a market-wide move, quiet
 * hours, cooldown); `below_level`, in the history only.
 */
export const RehearsalOutcomeSchema = z.enum(['sent', 'digest', 'below_level']);
export type RehearsalOutcome = z.infer<typeof RehearsalOutcomeSchema>;

const counts = {
  anomalies: z.number(),
  /** Granted by the budget: what the promise of N a day is about. */
  alerts: z.number(),
  /** Alerts that quiet hours and cooldown let through. */
  sent: z.number(),
  digest: z.number(),
  /** Alerts after learning over days after learning; null when all of it was learning. */
  alerts_per_day: z.number().nullable(),
  /** Most alerts in any 24 hours. */
  most_in_24h: z.number(),
  /** Candles of the window. */
  candles: z.number(),
  /** Days of the window in which the level was still being learned; over all symbols: their mean. */
  learning_days: z.number(),
};
export const RehearsalCountsSchema = z.object(counts);
export type RehearsalCounts = z.infer<typeof RehearsalCountsSchema>;

export const RehearsalSummarySchema = z.object({
  ...counts,
  /** The window: first minute (inclusive) and end (exclusive). */
  from: z.number(),
  to: z.number(),
  /** Days of candles before the window that were learned from. */
  warm_up_days: z.number(),
  /** N. */
  promised_per_day: z.number(),
  /** Wall time the rehearsal took. */
  seconds: z.number(),
  per_symbol: z.record(z.string(), RehearsalCountsSchema),
  /** Symbols asked for that have no candles in the window. */
  without_candles: z.array(z.string()),
});
export type RehearsalSummary = z.infer<typeof RehearsalSummarySchema>;

export const RehearsalEventSchema = z.discriminatedUnion('kind', [
  /** Minutes of market time gone through, the warm-up included; `time` is the one reached. */
  z.object({ kind: z.literal('progress'), done: z.number(), total: z.number(), time: z.number() }),
  /** What the user should know before the result: some symbols have no candles. */
  z.object({ kind: z.literal('notice'), detail: z.string() }),
  /** The budget granted an alert just now; the row as it then was. */
  z.object({ kind: z.literal('alert'), anomaly: AnomalySchema, sent: z.boolean(), reason: z.string() }),
  /** An episode of the window ended: its final row, once, and what became of it. */
  z.object({
    kind: z.literal('anomaly'),
    anomaly: AnomalySchema,
    outcome: RehearsalOutcomeSchema,
    reason: z.string(),
  }),
  /** Last of all; absent when the rehearsal was cancelled. */
  z.object({ kind: z.literal('summary'), ...RehearsalSummarySchema.shape }),
]);
export type RehearsalEvent = z.infer<typeof RehearsalEventSchema>;
