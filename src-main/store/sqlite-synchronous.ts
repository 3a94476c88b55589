/**
 * How far a commit goes before it counts: FULL is on the disk, NORMAL survives the program's end but not always a power cut
 * (journal, retention). A throw-away store is never synced at all. Told to SQLite only when it changes, because a pragma
 * costs as much as a small write; never inside a transaction. https://sqlite.org/pragma.html#pragma_synchronous
 */
import type { Db } from './sqlite-open.ts';

export type SetSynchronous = (level: 'FULL' | 'NORMAL') => void;

/** `transient`: the file is deleted after use, so nothing of it has to outlive the machine. */
export function createSynchronous(db: Db, transient = false): SetSynchronous {
  let inForce: string | null = null;
  return (level) => {
    const wanted = transient ? 'OFF' : level;
    if (wanted === inForce) return;
    db.pragma(`synchronous = ${wanted}`);
    inForce = wanted;
  };
}
