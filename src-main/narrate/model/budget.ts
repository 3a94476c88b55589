/**
 * Money and tokens a day and a month (UTC). Each call is booked at its worst case before it leaves and settled afterwards; what
 * cannot be booked is not asked. Tells once when four fifths of a limit are used, and once when a limit is reached.
 */
import { DAY_MS, type EpochMs } from '../../../src-shared/market.ts';
import { isoOf } from '../../../src-shared/format.ts';
import type { ModelHealth } from '../../../src-shared/health.ts';
import type { ModelPrice, ModelSettings } from '../../../src-shared/model-settings.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';
import type { Usage, UsagePurpose, UsageSum, UsageWindow } from '../../../src-shared/ports/usage-book.ts';
import type { Writer } from '../../../src-shared/ports/writer.ts';
import { freshId } from '../../base/ids.ts';
import { ModelError } from './model-error.ts';

export type Limits = ModelSettings['budget'];
export type UsageBook = Pick<Writer, 'reserveUsage' | 'settleUsage'> & Pick<Reader, 'usageSums'>;

export const usageBookOf = (
  reader: Pick<Reader, 'usageSums'>,
  writer: Pick<Writer, 'reserveUsage' | 'settleUsage'>,
): UsageBook => ({
  reserveUsage: (...args) => writer.reserveUsage(...args),
  settleUsage: (settlement) => writer.settleUsage(settlement),
  usageSums: (from) => reader.usageSums(from),
});

export interface ModelBudgetOptions {
  readonly book: UsageBook;
  readonly limits: () => Limits;
  readonly wall: TimeSource;
  /** One line for a person, on the way down only. */
  readonly onNotice: (detail: string) => void;
}

export interface PlannedCall {
  readonly provider: string;
  readonly model: string;
  readonly purpose: UsagePurpose;
  readonly anomalyId: string | null;
  /** The most it can take. */
  readonly worst: Usage;
  readonly price: ModelPrice | null;
}

export interface Reservation {
  /** What it took; null = nobody knows: the worst case stays spent. */
  settle(usage: Usage | null): Promise<void>;
}

export interface ModelBudget {
  /** Throws ModelError `budget` when a limit does not allow the worst case, and what the store throws. */
  reserve(call: PlannedCall): Promise<Reservation>;
  /** Reads what was spent so far, for health. */
  refresh(): Promise<void>;
  /** Until when nothing may be asked, or null. */
  usedUntil(): EpochMs | null;
  health(): Pick<ModelHealth, 'state' | 'detail' | 'spent'>;
}

const LOW = 0.8;
const NOTHING: UsageSum = { tokens: 0, money: 0, calls: 0 };

export function createModelBudget({ book, limits, wall, onNotice }: ModelBudgetOptions): ModelBudget {
  let known: readonly (UsageSum & { readonly from: EpochMs })[] = [];
  let used: { until: EpochMs; limits: string } | null = null;
  const told = new Set<string>();
  const bounds = createBounds();

  const keep = (windows: readonly UsageWindow[], sums: readonly UsageSum[]): void => {
    known = windows.flatMap(({ from }, i) => (sums[i] === undefined ? [] : [{ ...sums[i], from }]));
  };
  /** Of a window that began since the book was last asked nothing is spent yet. */
  const spentIn = ({ from }: UsageWindow): UsageSum => known.find((sum) => sum.from === from) ?? NOTHING;
  const usedUntil = (): EpochMs | null =>
    used !== null && wall.now() < used.until && used.limits === JSON.stringify(limits()) ? used.until : null;
  const tell = (key: string, detail: string): void => {
    if (told.has(key)) return;
    told.add(key);
    onNotice(detail);
  };
  const notice = (windows: readonly UsageWindow[]): void => {
    for (const window of windows) {
      const share = shareOf(window, spentIn(window));
      if (share >= LOW) tell(`low ${window.name} ${window.from}`, lowText(window, share));
    }
  };
  return {
    async reserve(call) {
      const windows = windowsAt(wall.now(), limits());
      const row = { id: freshId(), time: wall.now(), ...rowOf(call, bounds.widened(call)) };
      const answer = await book.reserveUsage(row, windows);
      keep(windows, answer.sums);
      if (!answer.granted) {
        const until = untilOf(windows, answer.sums, row);
        used = { until, limits: JSON.stringify(limits()) };
        tell(`used ${until}`, usedText(until));
        throw new ModelError('budget', usedText(until));
      }
      used = null;
      notice(windows);
      return {
        async settle(usage) {
          if (usage !== null) bounds.seen(call, usage);
          const { prompt_tokens, completion_tokens, cost } = usage === null ? row : rowOf(call, usage);
          await book.settleUsage({ id: row.id, prompt_tokens, completion_tokens, cost });
        },
      };
    },
    async refresh() {
      const windows = windowsAt(wall.now(), limits());
      keep(windows, await book.usageSums(windows.map(({ from }) => from)));
    },
    usedUntil,
    health() {
      const until = usedUntil();
      const windows = windowsAt(wall.now(), limits());
      const [fullest] = windows
        .map((window) => ({ window, share: shareOf(window, spentIn(window)) }))
        .sort((a, b) => b.share - a.share);
      const low = fullest !== undefined && fullest.share >= LOW ? lowText(fullest.window, fullest.share) : null;
      const [day, month] = windows.map(spentIn);
      return {
        state: until !== null ? 'budget_used' : low === null ? 'ready' : 'budget_low',
        detail: until !== null ? usedText(until) : low,
        spent: {
          dayTokens: day?.tokens ?? 0,
          dayMoney: day?.money ?? 0,
          monthTokens: month?.tokens ?? 0,
          monthMoney: month?.money ?? 0,
        },
      };
    },
  };
}

/** An endpoint that counted more than our bound, by how much: later calls to it are booked that much larger. */
function createBounds() {
  const factors = new Map<string, { prompt: number; completion: number }>();
  const keyOf = ({ provider, model }: PlannedCall): string => `${provider} ${model}`;
  const factorOf = (call: PlannedCall) => factors.get(keyOf(call)) ?? { prompt: 1, completion: 1 };
  return {
    widened(call: PlannedCall): Usage {
      const { prompt, completion } = factorOf(call);
      return {
        promptTokens: Math.ceil(call.worst.promptTokens * prompt),
        completionTokens: Math.ceil(call.worst.completionTokens * completion),
      };
    },
    seen(call: PlannedCall, usage: Usage): void {
      const { prompt, completion } = factorOf(call);
      factors.set(keyOf(call), {
        prompt: Math.max(prompt, usage.promptTokens / Math.max(1, call.worst.promptTokens)),
        completion: Math.max(completion, usage.completionTokens / Math.max(1, call.worst.completionTokens)),
      });
    },
  };
}

function rowOf({ provider, model, purpose, anomalyId, price }: PlannedCall, usage: Usage) {
  return {
    provider,
    model,
    purpose,
    anomaly_id: anomalyId,
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    cost: price === null ? null : costOf(usage, price),
  };
}

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
function untilOf(
  windows: readonly UsageWindow[],
  sums: readonly UsageSum[],
  { prompt_tokens, completion_tokens, cost }: ReturnType<typeof rowOf>,
): EpochMs {
  const full = windows.filter((window, i) => {
    const { tokens = 0, money = 0 } = sums[i] ?? {};
    const overTokens = window.tokens !== null && tokens + prompt_tokens + completion_tokens > window.tokens;
    return overTokens || (window.money !== null && cost !== null && money + cost > window.money);
  });
  return Math.max(...(full.length > 0 ? full : windows).map(endOf));
}

/** The larger share of tokens and money that is spent, 0 without a limit. */
function shareOf({ tokens, money }: UsageWindow, sum: UsageSum): number {
  const part = (spent: number, most: number | null) => (most === null || spent === 0 ? 0 : spent / most);
  return Math.max(part(sum.tokens, tokens), part(sum.money, money));
}

const usedText = (until: EpochMs): string =>
  `model budget used up until ${isoOf(until).slice(0, 16).replace('T', ' ')} UTC: the template writes`;
const lowText = ({ name }: UsageWindow, share: number): string =>
  `${Math.floor(share * 100)} % of the model budget of this ${name} is used`;
