/** Work on the store's files that must not hold up its thread: archive and backup, each over a connection of its own. */
import type { EpochMs } from '../market.ts';
import type { ArchivedUntil, RetentionPolicy } from './writer.ts';

export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  readonly ms: number;
  readonly schema: number;
  readonly anomalies: number;
  readonly newestAnomaly: string | null;
  /** Older backups that made room. */
  readonly removed: readonly string[];
}

export interface ArchiveReport {
  readonly folder: string;
  /** Month files written; those that held everything already are not counted. */
  readonly files: number;
  /** Rows of the files written. */
  readonly rows: number;
  readonly bytes: number;
  /** Complete months that differed and were written anew; the former file is kept beside. */
  readonly superseded: readonly string[];
  /** Everything before these times is in the archive and was read back from the disk. */
  readonly until: ArchivedUntil;
}

export interface CareWork {
  /** Of the volume the database lies on; null where that cannot be told. */
  freeBytes(): number | null;
  /** Writes to the archive what `policy` is about to delete. Rejects with a FaultError; then nothing may be deleted. */
  archive(folder: string, policy: RetentionPolicy, now: EpochMs): Promise<ArchiveReport>;
  backup(folder: string, keep: number): Promise<BackupReport>;
}
