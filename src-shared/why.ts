/**
 * "Why did, or didn't, I get an alert", asked of any stretch of time: what is known of it, as data. Times are epoch ms of market
 * time, λ is episodes a day. What is not known is null or says so; nothing here is guessed. The sentences are in text/why.ts.
 */
import { z } from 'zod';
import { AlertSchema, AnomalySchema } from './anomaly.ts';
import { DAY_MS, SymbolSchema } from './market.ts';

/** The longest stretch that is answered at once. */
export const MOST_WHY_MS = 7 * DAY_MS;
/** Anomalies that are listed one by one; the counts are of all that were found. */
export const MOST_WHY_LISTED = 100;

const time = z.number().int().min(0).max(8.64e15);
export const WhyRequestSchema = z.object({ from: time, to: time, symbol: SymbolSchema.optional() });
export type WhyRequest = z.infer<typeof WhyRequestSchema>;

const stretch = { from: z.number(), to: z.number() };

/** A stretch in which not everything was watched. */
export const UnwatchedSchema = z.object({
  ...stretch,
  /**
   * stopped: the program did not run, or the machine slept; paused: by the user; gap: prices were missed; unknown: from before
   * such things were written down.
   */
  kind: z.enum(['stopped', 'paused', 'gap', 'unknown']),
  /** Of a gap; empty: all of them. */
  symbols: z.array(z.string()),
  /** The prices were fetched afterwards, so that what happened was found late. Null where that is not known. */
  repaired: z.boolean().nullable(),
});
export type Unwatched = z.infer<typeof UnwatchedSchema>;

export const WhyMoveSchema = z.object({
  symbol: z.string(),
  /** Open time of the minute in which it was largest. */
  time: z.number(),
  /** Percent, signed, from the price `minutes` before. Null when the candles are not there any more. */
  changePct: z.number().nullable(),
  minutes: z.number().nullable(),
  /** Null when how rare it was is not known. */
  lambdaPerDay: z.number().nullable(),
  /** Percent that a move of this symbol must have to count at all, where this one has less; else null. */
  shortOfPct: z.number().nullable(),
});
export type WhyMove = z.infer<typeof WhyMoveSchema>;

export const WhyAnswerSchema = z.object({
  ...stretch,
  /** Null: the whole watch-list. */
  symbol: z.string().nullable(),
  /** Market time of the answer: what comes after it has not happened yet. */
  now: z.number(),
  /** N now. */
  perDay: z.number(),
  /** Newest first, at most MOST_WHY_LISTED; `alerts` as stored. */
  anomalies: z.array(z.object({ anomaly: AnomalySchema, alerts: z.array(AlertSchema) })),
  counts: z.object({
    anomalies: z.number(),
    delivered: z.number(),
    /** Held back, and those the budget did not grant. */
    held: z.number(),
    /** There may be more than were looked at. */
    more: z.boolean(),
  }),
  /**
   * The rarest move that belongs to none of the anomalies, nor to the hour after one; the largest in percent where rarity is not
   * known; null when there is none.
   */
  largest: WhyMoveSchema.nullable(),
  /** Where rarity comes from: kept minute by minute; worked out again from stored candles; or not known, and why. */
  rarity: z.object({ source: z.enum(['kept', 'recalculated', 'not_known']), detail: z.string().nullable() }),
  /** λ from which alerts began. then: written down at that time; now: the level in force, that of the time is not known. */
  level: z.object({ lambdaPerDay: z.number(), source: z.enum(['then', 'now']) }).nullable(),
  /** In order of time. */
  unwatched: z.array(UnwatchedSchema),
  /** Minutes of the stretch up to `now`, and those of them in which the program watched; null when it is not known. */
  minutes: z.number(),
  watchedMinutes: z.number().nullable(),
  /** Symbols too new to be judged by rarity. */
  learning: z.array(z.string()),
  /** By the rules in force now: what would have kept an alert from the screen. */
  rules: z.object({
    quiet: z.array(z.object(stretch)),
    snoozed: z.object(stretch).nullable(),
    notificationsOff: z.boolean(),
    muted: z.array(z.string()),
  }),
});
export type WhyAnswer = z.infer<typeof WhyAnswerSchema>;
