/**
 * The anomalies that a whole detection (everything on) stores of a watch-list, as its rows tell: when it was detected, its onset,
 * how its λ fell while it grew, whether and how the user was told. Minutes since 1970; λ in episodes a day.
 */
import { createDetection, type Detection, type DetectionEvent } from '../../../src-main/detect/detection.ts';
import { MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import { candleOf, shippedThresholds } from './product.ts';
import type { Row } from './score.ts';

export interface Stored {
  readonly id: string;
  readonly symbol: string;
  readonly detected: number;
  readonly onset: number;
  /** Of the move that crossed: −1 down, 1 up. */
  readonly sign: number;
  /** What the row said, first at detection, then whenever it changed: minute of the candle that changed it, and λ. */
  readonly trail: { readonly minute: number; readonly lambda: number }[];
  /** Minute in which it ended; null while open. */
  ended: number | null;
  alertedAt: EpochMs | null;
  group: string | null;
  /** Why the user was told or not. */
  reason: string;
  learning: boolean;
}

export interface Whole {
  readonly detection: Detection;
  /** A closed candle. */
  feed(symbol: string, minute: number, row: Row): void;
  /** Takes down what the detection told while `minute` was the newest. */
  note(events: readonly DetectionEvent[], minute: number): void;
  /** In order of detection. */
  stored(): Stored[];
}

export interface WholeOptions {
  readonly symbols: readonly string[];
  readonly budgetPerDay: number;
  readonly volumeRaises?: boolean;
}

export function createWhole({ symbols, ...options }: WholeOptions): Whole {
  const config = { venue: 'tape', symbols: [...symbols], thresholds: shippedThresholds(), ...options };
  const detection = createDetection(config);
  const byId = new Map<string, Stored>();

  function note(events: readonly DetectionEvent[], minute: number): void {
    for (const { kind, anomaly } of events) {
      const metadata = anomaly.detection_metadata;
      const known = byId.get(anomaly.id);
      const one = known ?? {
        id: anomaly.id,
        symbol: anomaly.symbol,
        detected: Math.floor(anomaly.detected_at / MINUTE_MS),
        onset: Math.floor(metadata.onset / MINUTE_MS),
        sign: Math.sign(anomaly.price_change_pct ?? 0),
        trail: [],
        ended: null,
        alertedAt: null,
        group: null,
        reason: '',
        learning: metadata.learning,
      };
      if (!known) byId.set(one.id, one);
      one.alertedAt = anomaly.alerted_at;
      one.group = metadata.group;
      one.reason = metadata.reason;
      if (kind === 'ended') one.ended = minute;
      else one.trail.push({ minute, lambda: metadata.lambda_per_day });
    }
  }

  return {
    detection,
    feed: (symbol, minute, row) => note(detection.onClosed(candleOf(symbol, minute, row)), minute),
    note,
    stored: () => [...byId.values()],
  };
}

/** Rarest that an anomaly became. */
export const finalLambda = ({ trail }: Stored): number => Math.min(...trail.map(({ lambda }) => lambda));

/** First minute in which an anomaly was at least this rare, or NaN. */
export const minuteBeyond = ({ trail }: Stored, lambda: number): number =>
  trail.find((step) => step.lambda <= lambda)?.minute ?? NaN;
