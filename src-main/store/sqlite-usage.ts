/**
 * The book of model calls. A reservation is checked against its windows and written in one transaction, so that calls made at
 * once cannot together pass a limit; what was reserved counts as spent until it is settled. Each reservation forgets what is older
 * than any limit looks back.
 */
import { DAY_MS } from '../../src-shared/market.ts';
import type {
  ReservationAnswer,
  UsageReservation,
  UsageRow,
  UsageSettlement,
  UsageSum,
  UsageWindow,
} from '../../src-shared/ports/usage-book.ts';
import { label, wholeMs } from './sqlite-values.ts';
import type { Db } from './sqlite-open.ts';

export interface UsageWriter {
  reserveUsage(reservation: UsageReservation, windows: readonly UsageWindow[]): ReservationAnswer;
  settleUsage(settlement: UsageSettlement): void;
}

const SUM = `SELECT coalesce(sum(prompt_tokens + completion_tokens), 0) AS tokens, coalesce(sum(cost), 0.0) AS money,
  count(*) AS calls FROM llm_usage WHERE time >= ?`;
const RESERVE = `INSERT INTO llm_usage (id, time, provider, model, purpose, prompt_tokens, completion_tokens, cost, state, anomaly_id)
  VALUES (:id, :time, :provider, :model, :purpose, :prompt_tokens, :completion_tokens, :cost, 'reserved', :anomaly_id)
  ON CONFLICT (id) DO NOTHING`;
const SETTLE = `UPDATE llm_usage SET prompt_tokens = :prompt_tokens, completion_tokens = :completion_tokens, cost = :cost,
  state = 'settled' WHERE id = :id`;
const LIST = `SELECT id, time, provider, model, purpose, prompt_tokens, completion_tokens, cost, state, anomaly_id FROM llm_usage
  WHERE time >= :from ORDER BY time DESC, id DESC LIMIT :limit`;

/** Kept longer than a year, so that a month can be held against the same month of the year before. Wall time, as the rows'. */
export const USAGE_KEPT_MS = 400 * DAY_MS;

export function createUsageWriter(db: Db): UsageWriter {
  const sum = db.prepare<[number], UsageSum>(SUM);
  const reserve = db.prepare(RESERVE);
  const settle = db.prepare(SETTLE);
  const forget = db.prepare('DELETE FROM llm_usage WHERE time < ?');
  const known = db.prepare<[string], number>('SELECT 1 FROM llm_usage WHERE id = ?').pluck();
  const sumsOf = (windows: readonly UsageWindow[]) => windows.map(({ from }) => sum.get(wholeMs(from)) ?? NOTHING);
  return {
    reserveUsage(reservation, windows) {
      const before = sumsOf(windows);
      // Asked again after an answer that was lost: it is in the sums already.
      if (known.get(reservation.id) !== undefined) return { granted: true, sums: before };
      if (!windows.every((window, i) => fits(reservation, window, before[i] ?? NOTHING)))
        return { granted: false, sums: before };
      reserve.run({
        ...reservation,
        time: wholeMs(reservation.time),
        provider: label(reservation.provider, 20),
        model: label(reservation.model, 50),
      });
      forget.run(wholeMs(reservation.time - USAGE_KEPT_MS));
      return { granted: true, sums: sumsOf(windows) };
    },
    settleUsage: (settlement) => void settle.run(settlement),
  };
}

export const NOTHING: UsageSum = { tokens: 0, money: 0, calls: 0 };

/** Sums of cents carry binary noise; a millionth of a cent is none of the user's money. */
const NOISE = 1e-8;

export function fits(
  { prompt_tokens, completion_tokens, cost }: UsageReservation,
  window: UsageWindow,
  spent: UsageSum,
) {
  const tokens = window.tokens === null || spent.tokens + prompt_tokens + completion_tokens <= window.tokens;
  const money = window.money === null || cost === null || spent.money + cost <= window.money + NOISE;
  return tokens && money;
}

export interface UsageReader {
  usageSums(from: readonly number[]): UsageSum[];
  usage(q: { from: number; limit: number }): UsageRow[];
}

export function createUsageReader(db: Db): UsageReader {
  const sum = db.prepare<[number], UsageSum>(SUM);
  const list = db.prepare<[{ from: number; limit: number }], UsageRow>(LIST);
  return {
    usageSums: (from) => from.map((time) => sum.get(wholeMs(time)) ?? NOTHING),
    usage: (q) => list.all(q),
  };
}
