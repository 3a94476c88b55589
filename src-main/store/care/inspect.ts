/**
 * What a database file is worth: MANE's own, of a schema this program knows, whole by SQLite's own checks, with no row whose parent
 * is missing. Read only. https://sqlite.org/pragma.html#pragma_integrity_check
 */
import { throwFault } from '../../../src-shared/fault.ts';
import { migrationsFolder } from '../../base/paths.ts';
import { checkApplied, readMigrations } from '../migrate.ts';
import { openCore } from '../sqlite-core.ts';
import { guarded } from '../sqlite-faults.ts';
import { openReader, type Db } from '../sqlite-open.ts';

/** Rows that retention never deletes, and the newest anomaly: what two copies of one database are compared by. */
export interface Facts {
  readonly schema: number;
  readonly anomalies: number;
  readonly narratives: number;
  readonly alerts: number;
  readonly newestAnomaly: { readonly id: string; readonly detected_at: number } | null;
}

const KEPT = ['anomalies', 'narratives', 'alerts'] as const;

export function factsOf(db: Db): Facts {
  const count = (table: string): number => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
  return db.transaction(() => {
    const schema = checkApplied(db, readMigrations(migrationsFolder('sqlite')));
    if (schema === 0) throwFault('refused', `${db.name}: there is nothing of MANE in it`);
    const [anomalies = 0, narratives = 0, alerts = 0] = KEPT.map(count);
    return { schema, anomalies, narratives, alerts, newestAnomaly: newestOf(db) };
  })();
}

function newestOf(db: Db): Facts['newestAnomaly'] {
  const sql = 'SELECT id, detected_at FROM anomalies ORDER BY detected_at DESC, id LIMIT 1';
  return db.prepare<[], { id: string; detected_at: number }>(sql).get() ?? null;
}

/** Throws `refused` for a database that is not ours or too new, `corrupt` for one that is damaged; each names the file. */
export function inspect(path: string): Facts {
  return withReader(path, (db) => {
    const facts = factsOf(db);
    const found = db.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') throwFault('corrupt', `${path} is damaged: ${String(found)}`);
    const orphans = db.pragma('foreign_key_check') as { table: string }[];
    if (orphans[0]) throwFault('corrupt', `${path} is damaged: ${orphans.length} rows without their parent, the first in ${orphans[0].table}`); // prettier-ignore
    return facts;
  });
}

export function withReader<T>(path: string, use: (db: Db) => T): T {
  return guarded(path, () => {
    const db = openReader(path);
    try {
      return use(db);
    } finally {
      db.close();
    }
  });
}

/**
 * The restore test: the file answers through the real store, and what it answers is between what the source held before and
 * after the copy was made (the engine writes on meanwhile).
 */
export function compareCopy(path: string, before: Facts, after: Facts): Facts {
  const facts = inspect(path);
  const known = readMigrations(migrationsFolder('sqlite')).length;
  const wrong = KEPT.find((table) => facts[table] < before[table] || facts[table] > after[table]);
  if (wrong !== undefined)
    throwFault('corrupt', `${path}: ${facts[wrong]} ${wrong}, the source has ${before[wrong]} to ${after[wrong]}`);
  if (!isBetween(facts.newestAnomaly, before, after))
    throwFault('corrupt', `${path}: its newest anomaly is not the source's`);
  // An older schema is read by the program that wrote it.
  if (facts.schema === known) answersAsStore(path, facts);
  return facts;
}

const timeOf = (newest: Facts['newestAnomaly']): number => newest?.detected_at ?? -Infinity;

function isBetween(newest: Facts['newestAnomaly'], before: Facts, after: Facts): boolean {
  const known = [before, after].some((one) => one.newestAnomaly?.id === newest?.id);
  const inside = timeOf(newest) >= timeOf(before.newestAnomaly) && timeOf(newest) <= timeOf(after.newestAnomaly);
  return known || inside;
}

function answersAsStore(path: string, facts: Facts): void {
  const core = openCore({ path, readOnly: true });
  try {
    const { anomalies } = core.reader.metrics(0).totals;
    const newest = core.reader.anomalies({ limit: 1 })[0]?.anomaly.detected_at ?? -Infinity;
    if (anomalies !== facts.anomalies || newest !== timeOf(facts.newestAnomaly))
      throwFault('corrupt', `${path}: the store does not answer with what the file holds`);
  } finally {
    core.close();
  }
}
