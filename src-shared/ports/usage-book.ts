/**
 * The book of what a language model was asked and what it cost. A call is reserved at its worst case before it leaves, and
 * settled with what it took; a reservation that was never settled (the program died) stays spent.
 */
import { z } from 'zod';
import type { EpochMs } from '../market.ts';

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export const UsagePurposeSchema = z.enum(['narrator', 'judge', 'test']);
export type UsagePurpose = z.infer<typeof UsagePurposeSchema>;

export interface UsageReservation {
  readonly id: string;
  /** Wall time. */
  readonly time: EpochMs;
  readonly provider: string;
  readonly model: string;
  readonly purpose: UsagePurpose;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** US dollars; null when the price is not known. */
  readonly cost: number | null;
  readonly anomaly_id: string | null;
}

export interface UsageRow extends UsageReservation {
  readonly state: 'reserved' | 'settled';
}

/** From which moment spending counts, and how much of it is allowed from there on; null = no limit. */
export interface UsageWindow {
  readonly name: 'day' | 'month';
  readonly from: EpochMs;
  readonly tokens: number | null;
  readonly money: number | null;
}

export interface UsageSum {
  readonly tokens: number;
  /** US dollars of the calls whose price is known. */
  readonly money: number;
  readonly calls: number;
}

export interface ReservationAnswer {
  readonly granted: boolean;
  /** Per window, in their order; with this reservation when it was granted. */
  readonly sums: readonly UsageSum[];
}

export interface UsageSettlement {
  readonly id: string;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cost: number | null;
}
