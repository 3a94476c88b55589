/**
 * One engine per database file: `mane.db.lock` beside it holds the engine's pid, port and token (mode 600). Created with its
 * content in one step; the lock of a process that has ended, or whose pid now belongs to another process, is taken over. A second
 * engine is refused with a `conflict` that names pid and file. Where start times cannot be read a living pid counts as the owner.
 */
import { linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { failed, messageOf, ok, type Result } from '../../src-shared/fault.ts';
import { wallTime } from './clock.ts';
import { freshId } from './ids.ts';

export interface EngineInfo {
  readonly pid: number;
  /** Of the engine's loopback host, once it listens. */
  readonly port?: number;
  readonly token?: string;
  /** Epoch ms; now when absent. */
  readonly startedAt?: number;
}

export interface EngineLock {
  readonly file: string;
  /** Adds what is known later, such as the port. */
  update(info: Partial<Omit<EngineInfo, 'pid'>>): void;
  /** Lets the next engine in. Harmless when called twice or when the lock is no longer ours. */
  release(): void;
}

const LockSchema = z.object({
  pid: z.number().int().positive(),
  port: z.number().optional(),
  token: z.string().optional(),
  startedAt: z.number(),
  /** When the process began, by the kernel; null where that cannot be read. */
  processStart: z.string().nullable(),
  owner: z.string(),
});
type LockContent = z.infer<typeof LockSchema>;

const TRIES = 100;
const PAUSE_MS = 10;

/** `database` is the path of the database file; its folder is made when missing. */
export function acquireEngineLock(database: string, info: EngineInfo): Result<EngineLock> {
  try {
    mkdirSync(dirname(resolve(database)), { recursive: true });
    const file = lockFileOf(database);
    const content: LockContent = {
      startedAt: wallTime.now(),
      ...info,
      processStart: processStart(info.pid),
      owner: freshId(),
    };
    const holder = takeOrHolder(file, content);
    if (holder === null) return ok(held(file, content));
    const who =
      holder === 'starting' ? 'another engine is just starting' : `the engine with pid ${holder.pid} is running`;
    return failed('conflict', `${who} on ${resolve(database)} (lock ${file})`);
  } catch (error) {
    return failed('storage', `cannot lock ${resolve(database)}: ${messageOf(error)}`);
  }
}

/** The running engine of this database, or null when none is. */
export function readEngineLock(database: string): EngineInfo | null {
  const content = read(lockFileOf(database));
  return content !== null && content !== 'unreadable' && isAlive(content) ? content : null;
}

function lockFileOf(database: string): string {
  const file = resolve(database);
  // Two names of one file are one database.
  try {
    return `${realpathSync(file)}.lock`;
  } catch {
    return `${join(realOrSame(dirname(file)), basename(file))}.lock`;
  }
}

function realOrSame(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** Null when the lock is ours now, else who has it. */
function takeOrHolder(file: string, content: LockContent): LockContent | 'starting' | null {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (create(file, content)) return null;
    const holder = read(file);
    if (holder === null) continue;
    if (holder !== 'unreadable' && isAlive(holder)) return holder;
    if (!removeStale(file, content)) pause();
  }
  return 'starting';
}

/**
 * Removes a dead engine's lock. Only the holder of a second lock may, and looks again under it: otherwise two engines that saw the
 * same dead lock could each remove the other's new one. False when another engine is at it.
 */
function removeStale(file: string, content: LockContent): boolean {
  const guard = `${file}.takeover`;
  if (!create(guard, content)) {
    const other = read(guard);
    if (other === 'unreadable' || (other && !isAlive(other))) rmSync(guard, { force: true });
    return false;
  }
  try {
    const holder = read(file);
    if (holder === 'unreadable' || (holder && !isAlive(holder))) rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

/** Creates `file` with its content in one step (a hard link), so that nobody reads half of it. False when it is there. */
function create(file: string, content: LockContent): boolean {
  const draft = writeDraft(file, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'ENOENT') throw error;
    return createExclusive(file, content);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** For file systems without hard links. */
function createExclusive(file: string, content: LockContent): boolean {
  try {
    writeFileSync(file, JSON.stringify(content), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function writeDraft(file: string, content: LockContent): string {
  const draft = `${file}.${content.owner}`;
  writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
  return draft;
}

function read(file: string): LockContent | 'unreadable' | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return LockSchema.parse(JSON.parse(text));
  } catch {
    // Never written by us as a whole: the machine went down, or a person's editor was here.
    return 'unreadable';
  }
}

function held(file: string, first: LockContent): EngineLock {
  let content = first;
  const ours = (): boolean => {
    const now = read(file);
    return now !== null && now !== 'unreadable' && now.owner === content.owner;
  };
  return {
    file,
    update(info) {
      content = { ...content, ...info };
      if (ours()) renameSync(writeDraft(file, content), file);
    },
    release() {
      if (ours()) rmSync(file, { force: true });
    },
  };
}

function isAlive({ pid, processStart: start }: LockContent): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = processStart(pid);
  return start === null || now === null || now === start;
}

/** Boot id and start time in clock ticks since boot: the same pid at another time differs. Linux only; man 5 proc. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks and brackets; field 22 is counted from behind it.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return 'ended';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${rest[18] ?? ''}`;
  } catch {
    return null;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
