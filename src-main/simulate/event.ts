/** The words of the script: an event with the truth about its cause, and the headlines that belong to it. */
import type { EpochMs } from '../../src-shared/market.ts';
import type { OutletId } from './outlets.ts';

export interface PlannedHeadline {
  readonly outlet: OutletId;
  readonly title: string;
  readonly summary: string;
  /** Market minutes after the epoch; fractions are seconds. */
  readonly minute: number;
  /** Null: about the market, not one asset. */
  readonly symbol: string | null;
  readonly priceReport: boolean;
}

/** The truth: a story came first; stories came afterwards; there never was one. */
export type TrueCause = 'likely_cause' | 'reported_afterwards' | 'cause_unknown';

export interface ScriptedEvent {
  readonly cause: TrueCause;
  /** Null: every symbol moves. */
  readonly symbol: string | null;
  /** The first minute that moves, counted from the epoch. */
  readonly minute: number;
  /** Log returns added in the minutes from the onset. */
  readonly returns: readonly number[];
  /** Factors on the traded volume of the minutes from the onset. */
  readonly volume: readonly number[];
  readonly headlines: readonly PlannedHeadline[];
}

export interface TimedHeadline extends PlannedHeadline {
  readonly publishedAt: EpochMs;
}
export interface TimedEvent extends Omit<ScriptedEvent, 'headlines'> {
  readonly onset: EpochMs;
  readonly headlines: readonly TimedHeadline[];
}
