/**
 * Documents to the server, a batch in one transaction. Each is locked, read and, where somebody else has changed it since, merged;
 * only rows that differ are written. What the transaction leaves is named as this machine's own where it is exactly what is here.
 * A document the server refuses is found by halving, and all others are kept.
 */
import { messageOf } from '../../../src-shared/fault.ts';
import type { EpochMs } from '../../../src-shared/market.ts';
import { writeHalving } from '../postgres/batch.ts';
import type { Connection, Transaction } from '../postgres/connection.ts';
import { isBadRow } from '../postgres/faults.ts';
import { ms } from '../postgres/values.ts';
import { exists, rowsIn, sameDocument, type Rows } from './document.ts';
import type { Fence } from './fence.ts';
import { merge } from './merge.ts';
import { admitted, type OwnOf, type Plan } from './push-admission.ts';
import { readDocuments, writeDocuments } from './server-documents.ts';
import type { Job, Parked, Settled } from './side.ts';
import type { Kind } from './tables.ts';

export interface Pushed {
  readonly settled: readonly Settled[];
  readonly refused: readonly Parked[];
}

export interface PushOptions {
  readonly connection: Connection;
  readonly machine: string;
  readonly fence?: Fence;
  readonly own: OwnOf;
  /** Market time: new anomalies that ended before it are sent by whoever has them. */
  readonly settledBefore: () => EpochMs;
}

interface Logged {
  readonly key: string;
  readonly seq: number;
  readonly origin: string;
  readonly deleted: number;
  readonly changed_at: number;
}

/** A frozen machine must not hold its locks for long. */
export const PREPARE = "SELECT set_config('idle_in_transaction_session_timeout', '10s', TRUE)";
// In order, so that two machines never wait for each other; for keys that have no row to lock yet.
const LOCK = `SELECT pg_advisory_xact_lock(1296125509, k.h) FROM
  (SELECT DISTINCT hashtext(:kind || ' ' || key) AS h FROM unnest(:keys::text[]) AS key ORDER BY 1) k`;
// The row's lock keeps out programs that do not know ours.
const LOGGED = `SELECT key, seq, origin, deleted, ${ms('changed_at')} AS changed_at FROM mirror_changes
  WHERE kind = :kind AND key = ANY(:keys::uuid[]) ORDER BY key FOR UPDATE`;
const NUMBERS = 'SELECT key, seq, origin, deleted FROM mirror_changes WHERE kind = :kind AND key = ANY(:keys::uuid[])';
const MARK = `UPDATE mirror_changes c SET origin = r.origin FROM jsonb_to_recordset(:rows::jsonb) AS r (key uuid, origin text)
  WHERE c.kind = 'anomaly' AND c.key = r.key`;
const ORIGIN = "SELECT set_config('mane.origin', :origin, TRUE)";

export const nameOrigin = (t: Transaction, origin: string): Promise<unknown> => t.rows(ORIGIN, { origin });

/** All jobs are of one kind. Throws when the server cannot be reached or asked; then nothing was done. */
export function pushDocuments(options: PushOptions, kind: Kind, jobs: readonly Job[]): Promise<Pushed> {
  return options.connection.transaction((t) => pushIn(t, options, kind, jobs));
}

async function pushIn(t: Transaction, options: PushOptions, kind: Kind, jobs: readonly Job[]): Promise<Pushed> {
  await t.rows(PREPARE);
  const { fence, machine, own } = options;
  const settledBefore = options.settledBefore();
  // Also without a new anomaly among them: a session that stops in the middle of this is one that a successor may end.
  await fence?.check(t, []);
  const all = await planned(t, machine, kind, jobs);
  const plans = fence && kind === 'anomaly' ? await admitted(t, { fence, own, settledBefore }, all) : all;
  const refused: Parked[] = [];
  for (const same of [true, false]) {
    const group = plans.filter((plan) => plan.same === same);
    if (group.length === 0) continue;
    await nameOrigin(t, same ? options.machine : '');
    refused.push(...(await writeGroup(t, kind, group)));
  }
  const lost = new Set(refused.map(({ key }) => key));
  if (kind === 'anomaly') await mark(t, options.machine, plans);
  const kept = plans.filter(({ job }) => !lost.has(job.key));
  return { settled: await settled(t, kind, kept), refused };
}

async function planned(t: Transaction, machine: string, kind: Kind, jobs: readonly Job[]): Promise<Plan[]> {
  const keys = jobs.map(({ key }) => key);
  await t.rows(LOCK, { kind, keys });
  const logged = new Map((await t.rows<Logged>(LOGGED, { kind, keys })).map((row) => [row.key, row]));
  // What was never noted is not there.
  const known = await readDocuments(t, kind, keys.filter((key) => logged.has(key))); // prettier-ignore
  return jobs.map((job) => {
    const before = known.get(job.key) ?? {};
    const after = decided(job, before, logged.get(job.key), machine);
    const forgotten = kind !== 'anomaly' && !exists(job);
    return { job, before, after, same: forgotten || sameDocument(kind, after, job.rows) };
  });
}

function decided(job: Job, server: Rows, logged: Logged | undefined, machine: string): Rows {
  const { kind, rows: local } = job;
  if (!exists(job)) return kind === 'anomaly' ? {} : server;
  if (kind !== 'anomaly') return merge(kind, server, local);
  // Nobody else has changed it: this is its next state, or what was sent before a crash came between.
  if (logged === undefined || logged.seq === job.base || isBefore(logged.origin, machine, job)) return local;
  if (logged.deleted === 1) return isOf(logged.origin, machine) || createdAt(local) > logged.changed_at ? local : {};
  return merge(kind, server, local);
}

/** Names one sending of one change. */
const sentAs = (machine: string, { queuedAt, seq }: Job): string => `${machine} ${queuedAt} ${seq}`;
const isOf = (origin: string, machine: string): boolean => origin.split(' ')[0] === machine;

/** An earlier sending of the same change; a restored backup would send an older one. */
function isBefore(origin: string, machine: string, { queuedAt, seq }: Job): boolean {
  const [of, at, sent] = origin.split(' ');
  return of === machine && Number(at) === queuedAt && Number(sent) <= seq;
}

const createdAt = (rows: Rows): number => Number(rowsIn(rows, 'anomalies')[0]?.created_at ?? 0);

async function mark(t: Transaction, machine: string, plans: readonly Plan[]): Promise<void> {
  const rows = plans.filter(({ same }) => same).map(({ job }) => ({ key: job.key, origin: sentAs(machine, job) }));
  if (rows.length > 0) await t.run(MARK, { rows: JSON.stringify(rows) });
}

async function writeGroup(t: Transaction, kind: Kind, group: readonly Plan[]): Promise<Parked[]> {
  const refused: Parked[] = [];
  const places = group.map((_, place) => place);
  await writeHalving(t, places, async (some) => {
    const plans = some.flatMap((place) => group[place] ?? []);
    try {
      await writeDocuments(t, kind, plans);
    } catch (error) {
      const [one, other] = plans;
      if (one && !other && isBadRow(error))
        refused.push({ kind, key: one.job.key, seq: one.job.seq, reason: messageOf(error) });
      throw error;
    }
  });
  return refused;
}

async function settled(t: Transaction, kind: Kind, plans: readonly Plan[]): Promise<Settled[]> {
  const keys = plans.map(({ job }) => job.key);
  const rows = keys.length === 0 ? [] : await t.rows<Logged>(NUMBERS, { kind, keys });
  const numbers = new Map(rows.map((row) => [row.key, row]));
  return plans.map(({ job: { key, seq }, after, same }) => {
    const now = numbers.get(key);
    const base = now === undefined || now.deleted === 1 ? null : now.seq;
    return { kind, key, seq, base, ...(same ? {} : { outcome: after }) };
  });
}
