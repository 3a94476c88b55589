/**
 * The book of model calls in PostgreSQL. A reservation is checked and written under one lock, so that calls made at once, also
 * by several programs, cannot together pass a limit.
 */
import type { Reader } from '../../../src-shared/ports/reader.ts';
import type { ReservationAnswer, UsageReservation, UsageRow, UsageSettlement, UsageSum, UsageWindow } from '../../../src-shared/ports/usage-book.ts'; // prettier-ignore
import { fits, NOTHING, USAGE_KEPT_MS } from '../sqlite-usage.ts';
import { label } from '../sqlite-values.ts';
import type { Query, Transaction } from './connection.ts';
import { columns, iso, toParameters } from './values.ts';

const SUM = `SELECT coalesce(sum(prompt_tokens + completion_tokens), 0) AS tokens, coalesce(sum(cost), 0) AS money, count(*) AS calls
  FROM llm_usage WHERE time >= :from`;
const ONE_AT_A_TIME = 'SELECT pg_advisory_xact_lock(1296125509, 4)';
const RESERVE = `INSERT INTO llm_usage (id, time, provider, model, purpose, prompt_tokens, completion_tokens, cost, state, anomaly_id)
  VALUES (:id, :time, :provider, :model, :purpose, :prompt_tokens, :completion_tokens, :cost, 'reserved', :anomaly_id)`;
const SETTLE = `UPDATE llm_usage SET prompt_tokens = :prompt_tokens, completion_tokens = :completion_tokens, cost = :cost,
  state = 'settled' WHERE id = :id`;
const NAMES = ['id', 'time', 'provider', 'model', 'purpose', 'prompt_tokens', 'completion_tokens', 'cost', 'state', 'anomaly_id']; // prettier-ignore
const LIST = `SELECT ${columns('u', NAMES)} FROM llm_usage u WHERE u.time >= :from ORDER BY u.time DESC, u.id DESC LIMIT :limit`;

async function sumsOf(query: Query, from: readonly number[]): Promise<UsageSum[]> {
  const sums: UsageSum[] = [];
  for (const time of from) sums.push((await query.rows<UsageSum>(SUM, { from: iso(time) }))[0] ?? NOTHING);
  return sums;
}

export async function reserveUsage(
  t: Transaction,
  reservation: UsageReservation,
  windows: readonly UsageWindow[],
): Promise<ReservationAnswer> {
  await t.run(ONE_AT_A_TIME);
  const from = windows.map((window) => window.from);
  const before = await sumsOf(t, from);
  // Asked again after an answer that was lost: it is in the sums already.
  const known = await t.rows('SELECT 1 FROM llm_usage WHERE id = :id', { id: reservation.id });
  if (known.length > 0) return { granted: true, sums: before };
  if (!windows.every((window, i) => fits(reservation, window, before[i] ?? NOTHING)))
    return { granted: false, sums: before };
  const names = { provider: label(reservation.provider, 20), model: label(reservation.model, 50) };
  await t.run(RESERVE, toParameters({ ...reservation, ...names }));
  await t.run('DELETE FROM llm_usage WHERE time < :until', { until: iso(reservation.time - USAGE_KEPT_MS) });
  return { granted: true, sums: await sumsOf(t, from) };
}

export async function settleUsage(t: Transaction, settlement: UsageSettlement): Promise<void> {
  await t.run(SETTLE, { ...settlement });
}

export function createUsageReader(query: Query): Pick<Reader, 'usageSums' | 'usage'> {
  return {
    usageSums: (from) => sumsOf(query, from),
    usage: ({ from, limit }) => query.rows<UsageRow>(LIST, { from: iso(from), limit }),
  };
}
