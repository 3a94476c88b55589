/** Opening the store for a command: reading beside a running engine is fine, changing it needs the engine's lock. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { messageOf, throwFault } from '../../src-shared/fault.ts';
import { acquireEngineLock } from '../base/lock-file.ts';
import { databasePath, dataFolder } from '../base/paths.ts';
import { createLogger } from '../base/logger.ts';
import { openStore, type OpenStore } from '../store/store-client.ts';
import type { CommandContext } from './context.ts';

export function databaseOf(context: Pick<CommandContext, 'db'>): string {
  return resolve(context.db ?? databasePath(dataFolder()));
}

/** Runs `use` with the store open for reading; a file that is not there is said so, not created. */
export async function withReading<T>(context: CommandContext, use: (store: OpenStore) => Promise<T>): Promise<T> {
  const path = databaseOf(context);
  requireDatabase(path);
  return withStore(path, use, true);
}

export function requireDatabase(path: string): void {
  if (!existsSync(path))
    throwFault('not_found', `${path}: no such database; create it with \`mane init-db --db ${path}\``);
}

/** Runs `use` with the store open for writing, holding the lock that keeps a second engine out. */
export async function withWriting<T>(
  context: CommandContext,
  use: (store: OpenStore, path: string) => Promise<T>,
): Promise<T> {
  const path = databaseOf(context);
  makeFolder(dirname(path));
  const lock = acquireEngineLock(path, { pid: process.pid });
  if (!lock.ok) throwFault(lock.fault.kind, lock.fault.detail);
  try {
    return await withStore(path, (store) => use(store, path));
  } finally {
    lock.value.release();
  }
}

async function withStore<T>(path: string, use: (store: OpenStore) => Promise<T>, readOnly = false): Promise<T> {
  const store = await openStore({ path, logger: createLogger(), inThread: false, readOnly });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throwFault('storage', `${folder}: cannot create the folder (${messageOf(error)})`);
  }
}
