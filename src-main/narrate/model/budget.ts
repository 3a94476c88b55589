/**
 * Money and tokens a day and a month (UTC). Each call is booked at its worst case before it leaves and settled afterwards; what
 * cannot be booked is not asked. Tells once when four fifths of a limit are used, and once when a limit is reached.
 */
import type { EpochMs } from '../../../src-shared/market.ts';
import type { ModelHealth } from '../../../src-shared/health.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';
import type { Usage, UsageSum, UsageWindow } from '../../../src-shared/ports/usage-book.ts';
import type { Writer } from '../../../src-shared/ports/writer.ts';
import { freshId } from '../../base/ids.ts';
import {
  createBounds,
  lowText,
  rowOf,
  shareOf,
  untilOf,
  usedText,
  windowsAt,
  type Limits,
  type PlannedCall,
} from './budget-windows.ts';
import { ModelError } from './model-error.ts';

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
          dayCalls: day?.calls ?? 0,
          monthTokens: month?.tokens ?? 0,
          monthMoney: month?.money ?? 0,
        },
      };
    },
  };
}
