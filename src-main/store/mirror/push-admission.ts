/**
 * Which anomalies may be new on the server: those whose series this machine collects by now (checked under its lease), and those
 * of any series that ended a while ago and that nobody has sent; and of both only what no other machine has stored there under
 * another id. Two that tell of one episode are judged one after the other, whoever they are. The others stay queued: they arrive
 * from the one who collects, or give way to what is there once it is known here. What the server has already anybody may add to.
 */
import { MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { Transaction } from '../postgres/connection.ts';
import { iso, ms } from '../postgres/values.ts';
import { exists, rowsIn, type Rows } from './document.ts';
import { seriesName, type Fence } from './fence.ts';
import { endOf, isSameEpisode, NEAR_MS } from './same-episode.ts';
import type { Job, SeriesKey } from './side.ts';
import type { Row } from './tables.ts';

/** What is to become of one job on the server. */
export interface Plan {
  readonly job: Job;
  readonly before: Rows;
  readonly after: Rows;
  /** The server will hold exactly what is here. */
  readonly same: boolean;
}

/** Those of the anomalies that were raised here. */
export type OwnOf = (ids: readonly string[]) => Promise<string[]>;

export interface Admission {
  readonly fence: Fence;
  readonly own: OwnOf;
  /** Market time: what ended before it needs no lease. */
  readonly settledBefore: EpochMs;
}

/** Of market time since its end: whoever collects the symbol has found and sent the episode by then, or never found it. */
export const SETTLED_MS = 10 * MINUTE_MS;

// Until the transaction ends nobody else adds an account of these series; whoever comes next sees this one. In order, so that two
// machines never wait for each other.
const LOCK_SERIES = `SELECT pg_advisory_xact_lock(1296125511, k.h) FROM
  (SELECT DISTINCT hashtext(name) AS h FROM unnest(:names::text[]) AS name ORDER BY 1) k`;
const NEAR = `SELECT DISTINCT a.id::text AS id, a.symbol, a.venue, a.anomaly_type, a.price_change_pct,
    ${ms('a.detected_at')} AS detected_at, a.detection_metadata::text AS detection_metadata
  FROM jsonb_to_recordset(:near::jsonb) AS n (symbol text, venue text, "from" timestamptz, "to" timestamptz)
  JOIN anomalies a ON a.symbol = n.symbol AND a.venue = n.venue AND a.detected_at BETWEEN n."from" AND n."to"`;

export async function admitted(t: Transaction, admission: Admission, plans: readonly Plan[]): Promise<Plan[]> {
  const fresh = plans.filter(isNew);
  if (fresh.length === 0) return [...plans];
  const wanted = await permitted(t, admission, fresh);
  await t.rows(LOCK_SERIES, { names: wanted.map(seriesOf).map(seriesName) });
  const known = await strangers(t, admission.own, wanted);
  const unknown = new Set(wanted.filter((plan) => !known.some((row) => isSameEpisode(rowOf(plan), row))));
  return plans.filter((plan) => !isNew(plan) || unknown.has(plan));
}

/** By lease, or without one when it ended long enough ago. */
async function permitted(t: Transaction, { fence, settledBefore }: Admission, plans: readonly Plan[]): Promise<Plan[]> {
  const isSettled = (plan: Plan): boolean => (endOf(rowOf(plan)) ?? Infinity) < settledBefore;
  const open = plans.filter((plan) => !isSettled(plan));
  const lost = new Set((await fence.check(t, open.map(seriesOf))).map(seriesName)); // prettier-ignore
  return plans.filter((plan) => isSettled(plan) || !lost.has(seriesName(seriesOf(plan))));
}

/** Anomalies on the server near those of `plans` that were not raised here. */
async function strangers(t: Transaction, own: OwnOf, plans: readonly Plan[]): Promise<Row[]> {
  if (plans.length === 0) return [];
  const near = plans.map(rowOf).map(({ symbol, venue, detected_at: at }) => {
    return { symbol, venue, from: iso(Number(at) - NEAR_MS), to: iso(Number(at) + NEAR_MS) };
  });
  const found = await t.rows<Row>(NEAR, { near: JSON.stringify(near) });
  const ours = new Set(await own(found.map((row) => String(row.id))));
  return found.filter((row) => !ours.has(String(row.id)));
}

const isNew = ({ before, after }: Plan): boolean =>
  !exists({ kind: 'anomaly', rows: before }) && exists({ kind: 'anomaly', rows: after });
const rowOf = ({ after }: Plan): Row => rowsIn(after, 'anomalies')[0] ?? {};
const seriesOf = (plan: Plan): SeriesKey => {
  const { venue, symbol } = rowOf(plan);
  return { venue: String(venue), symbol: String(symbol) };
};
