/** The arithmetic of the budget: UTC days and months, what a call costs, what is left, and the lines that say so. Pure. */
import { DAY_MS, type EpochMs } from '../../../src-shared/market.ts';
import { isoOf } from '../../../src-shared/format.ts';
import type { ModelPrice, ModelSettings } from '../../../src-shared/model-settings.ts';
import type {
  Usage,
  UsagePurpose,
  UsageReservation,
  UsageSum,
  UsageWindow,
} from '../../../src-shared/ports/usage-book.ts';

export type Limits = ModelSettings['budget'];

export interface PlannedCall {
  readonly provider: string;
  readonly model: string;
  readonly purpose: UsagePurpose;
  readonly anomalyId: string | null;
  /** The most it can take. */
  readonly worst: Usage;
  readonly price: ModelPrice | null;
}

type Booked = Omit<UsageReservation, 'id' | 'time'>;

export const rowOf = ({ provider, model, purpose, anomalyId, price }: PlannedCall, usage: Usage): Booked => ({
  provider,
  model,
  purpose,
  anomaly_id: anomalyId,
  prompt_tokens: usage.promptTokens,
  completion_tokens: usage.completionTokens,
  cost: price === null ? null : costOf(usage, price),
});

/** US dollars. */
export const costOf = ({ promptTokens, completionTokens }: Usage, price: ModelPrice): number =>
  (promptTokens * price.prompt + completionTokens * price.completion) / 1_000_000;

/** This UTC day and this UTC month. */
export function windowsAt(now: EpochMs, limits: Limits): UsageWindow[] {
  const date = new Date(now);
  const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  return [
    { name: 'day', from: Math.floor(now / DAY_MS) * DAY_MS, tokens: limits.tokensPerDay, money: limits.moneyPerDay },
    { name: 'month', from: month, tokens: limits.tokensPerMonth, money: limits.moneyPerMonth },
  ];
}

const endOf = ({ name, from }: UsageWindow): EpochMs => {
  const date = new Date(from);
  return name === 'day' ? from + DAY_MS : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
};

/** When the last of the windows ends that have no room for the call. */
export function untilOf(
  windows: readonly UsageWindow[],
  sums: readonly UsageSum[],
  { prompt_tokens, completion_tokens, cost }: Booked,
): EpochMs {
  const full = windows.filter((window, i) => {
    const { tokens = 0, money = 0 } = sums[i] ?? {};
    const overTokens = window.tokens !== null && tokens + prompt_tokens + completion_tokens > window.tokens;
    return overTokens || (window.money !== null && cost !== null && money + cost > window.money);
  });
  return Math.max(...(full.length > 0 ? full : windows).map(endOf));
}

/** The larger share of tokens and money that is spent, 0 without a limit. */
export function shareOf({ tokens, money }: UsageWindow, sum: UsageSum): number {
  const part = (spent: number, most: number | null) => (most === null || spent === 0 ? 0 : spent / most);
  return Math.max(part(sum.tokens, tokens), part(sum.money, money));
}

export const usedText = (until: EpochMs): string =>
  `model budget used up until ${isoOf(until).slice(0, 16).replace('T', ' ')} UTC: the template writes`;
export const lowText = ({ name }: UsageWindow, share: number): string =>
  `${Math.floor(share * 100)} % of the model budget of this ${name} is used`;

export interface Bounds {
  /** The worst case of a call to this endpoint. */
  widened(call: PlannedCall): Usage;
  seen(call: PlannedCall, usage: Usage): void;
}

/** An endpoint that counted more than our bound, by how much: later calls to it are booked that much larger. */
export function createBounds(): Bounds {
  const factors = new Map<string, { prompt: number; completion: number }>();
  const keyOf = ({ provider, model }: PlannedCall): string => `${provider} ${model}`;
  const factorOf = (call: PlannedCall) => factors.get(keyOf(call)) ?? { prompt: 1, completion: 1 };
  return {
    widened(call) {
      const { prompt, completion } = factorOf(call);
      return {
        promptTokens: Math.ceil(call.worst.promptTokens * prompt),
        completionTokens: Math.ceil(call.worst.completionTokens * completion),
      };
    },
    seen(call, usage) {
      const { prompt, completion } = factorOf(call);
      factors.set(keyOf(call), {
        prompt: Math.max(prompt, usage.promptTokens / Math.max(1, call.worst.promptTokens)),
        completion: Math.max(completion, usage.completionTokens / Math.max(1, call.worst.completionTokens)),
      });
    },
  };
}
