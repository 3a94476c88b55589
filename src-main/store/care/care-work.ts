/** Archive and backup for an engine, each run in a thread of its own; for a command, in the caller's. */
import { Worker } from 'node:worker_threads';
import { fault, FaultError, messageOf, type Fault } from '../../../src-shared/fault.ts';
import type { ArchiveReport, BackupReport, CareWork } from '../../../src-shared/ports/care.ts';
import { workerEntry } from '../../base/paths.ts';
import { archiveDue, type ArchiveOptions } from './archive.ts';
import { makeBackup, type BackupOptions } from './backup.ts';
import { freeBytesOf } from './places.ts';

export type CareTask =
  | { readonly name: 'archive'; readonly options: ArchiveOptions }
  | { readonly name: 'backup'; readonly options: BackupOptions };

export type CareAnswer =
  | { readonly ok: true; readonly value: ArchiveReport | BackupReport }
  | { readonly ok: false; readonly fault: Fault }
  | { readonly ok: false; readonly bug: string };

export async function runTask(task: CareTask): Promise<ArchiveReport | BackupReport> {
  return task.name === 'archive' ? archiveDue(task.options) : makeBackup(task.options);
}

/** In the caller's thread, which waits. */
export const directCare = (database: string): CareWork => careOver(database, runTask);

/** Each run in a thread that ends with it. */
export const threadCare = (database: string): CareWork => careOver(database, runInThread);

function careOver(database: string, run: (task: CareTask) => Promise<ArchiveReport | BackupReport>): CareWork {
  return {
    freeBytes: () => freeBytesOf(database),
    archive: async (folder, policy, now) =>
      (await run({ name: 'archive', options: { database, folder, policy, now } })) as ArchiveReport,
    backup: async (folder, keep) =>
      (await run({ name: 'backup', options: { database, to: { folder }, keep } })) as BackupReport,
  };
}

function runInThread(task: CareTask): Promise<ArchiveReport | BackupReport> {
  const worker = new Worker(workerEntry('care-worker'), { workerData: task, name: 'mane-care', execArgv: [] });
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: CareAnswer) => {
      if (answer.ok) resolve(answer.value);
      else reject('fault' in answer ? new FaultError(answer.fault) : new Error(answer.bug));
    });
    // These stay: rejecting a promise that is settled does nothing.
    worker.once('error', (error) =>
      reject(new FaultError(fault('storage', `${task.name} failed: ${messageOf(error)}`))),
    );
    worker.once('exit', () => reject(new FaultError(fault('storage', `${task.name}: its thread stopped`))));
  });
}
