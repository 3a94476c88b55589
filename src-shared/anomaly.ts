/**
 * An anomaly is a stored episode (onset, peak, end) of something rare; an alert is what the user is told of it.
 * Field names are the database's. Times are epoch milliseconds UTC, changes are percent, λ is episodes per day.
 */
import { z } from 'zod';

export const AnomalyTypeSchema = z.enum(['price_spike', 'price_drop', 'volume_spike', 'combined']);
export type AnomalyType = z.infer<typeof AnomalyTypeSchema>;

export const VolatilityTierSchema = z.enum(['stable', 'moderate', 'volatile']);
export type VolatilityTier = z.infer<typeof VolatilityTierSchema>;

export const ThresholdSourceSchema = z.enum(['asset_override', 'tier', 'global']);
export type ThresholdSource = z.infer<typeof ThresholdSourceSchema>;

export const DetectorNameSchema = z.enum([
  'MultiTimeframeDetector',
  'DriftDetector',
  'VolumeSpikeDetector',
  'CombinedDetector',
  'ZScoreDetector',
  'BollingerDetector',
]);
export type DetectorName = z.infer<typeof DetectorNameSchema>;

export const EpisodePeakSchema = z.object({
  time: z.number(),
  price: z.number(),
  /** Percent from the onset's reference price to the extreme. */
  change_pct: z.number(),
});

export const DetectionMetadataSchema = z.object({
  // The seed's five keys.
  timeframe_minutes: z.number(),
  volatility_tier: VolatilityTierSchema,
  /** In σ: the prior while learning, the calibrated anomaly level afterwards. */
  asset_threshold: z.number(),
  threshold_source: ThresholdSourceSchema,
  detector: DetectorNameSchema,
  // Ours.
  /** Score per window (`"1"`, `"5"`, … minutes, `"volume"`) at the first crossing, in σ, signed. */
  scores: z.record(z.string(), z.number()),
  /** σ of one-minute log returns from before the winning window, as a fraction. */
  sigma: z.number(),
  /** Seasonal factor of the minute; 1 = ordinary. */
  season: z.number(),
  /** Episodes a day at least as extreme, at the peak. */
  lambda_per_day: z.number(),
  /** First minute of the move, epoch ms. */
  onset: z.number(),
  peak: EpisodePeakSchema,
  /** Null while the episode is open. */
  end: z.number().nullable(),
  /** Share of watched symbols beyond half their level with the same sign, 0–1; null with fewer than 3 symbols. */
  breadth: z.number().nullable(),
  /** Beta to BTC, shrunk to 1; null for BTC itself or without BTC. */
  beta: z.number().nullable(),
  /** What another quote of the same asset (USD, USDT, USDC) did: its move as a share of this one; null when none is watched. */
  confirmation: z.object({ symbol: z.string(), share: z.number() }).nullish(),
  /** Id of the anomaly that leads the market-wide group. */
  group: z.string().nullable(),
  learning: z.boolean(),
  /** Created from repaired or back-filled candles: goes to the digest, never to a notification. */
  late: z.boolean(),
  /** Anomaly level in episodes a day at the raise. */
  level: z.number(),
  /** Why the user was, or was not, alerted. */
  reason: z.string(),
});
export type DetectionMetadata = z.infer<typeof DetectionMetadataSchema>;

/**
 * Where the cold path stands. raised → investigated → narrated → accepted | withheld; the last two are final, and
 * what is not final is continued at the next start.
 */
export const StageSchema = z.enum(['raised', 'investigated', 'narrated', 'accepted', 'withheld']);
export type Stage = z.infer<typeof StageSchema>;
export const isFinalStage = (stage: Stage): boolean => stage === 'accepted' || stage === 'withheld';

export const AnomalySchema = z.object({
  id: z.string(),
  symbol: z.string(),
  venue: z.string(),
  detected_at: z.number(),
  anomaly_type: AnomalyTypeSchema,
  z_score: z.number().nullable(),
  price_change_pct: z.number().nullable(),
  volume_change_pct: z.number().nullable(),
  /** 1 / (1 + λ) at the peak. */
  confidence: z.number(),
  baseline_window_minutes: z.number().nullable(),
  price_before: z.number().nullable(),
  price_at_detection: z.number().nullable(),
  volume_before: z.number().nullable(),
  volume_at_detection: z.number().nullable(),
  detection_metadata: DetectionMetadataSchema,
  stage: StageSchema,
  /** When the budget granted the alert; null when it did not. */
  alerted_at: z.number().nullable(),
  created_at: z.number(),
});
export type Anomaly = z.infer<typeof AnomalySchema>;

/** Probability of at least one such episode in a minute: p = 1 − exp(−λ/1440). */
export const pValueOf = (lambdaPerDay: number): number => -Math.expm1(-lambdaPerDay / 1440);
export const confidenceOf = (lambdaPerDay: number): number => 1 / (1 + Math.max(0, lambdaPerDay));

export const AlertStateSchema = z.enum(['raised', 'delivered', 'seen', 'suppressed']);
export type AlertState = z.infer<typeof AlertStateSchema>;
export const AlertSchema = z.object({
  id: z.string(),
  anomaly_id: z.string(),
  raised_at: z.number(),
  state: AlertStateSchema,
  delivered_at: z.number().nullable(),
  seen_at: z.number().nullable(),
  /** Why it was not sent: budget hard stop, quiet hours, cooldown, late, … ; null when it was. */
  reason: z.string().nullable(),
  title: z.string(),
  body: z.string(),
});
export type Alert = z.infer<typeof AlertSchema>;
