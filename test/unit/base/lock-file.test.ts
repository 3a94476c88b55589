/** The engine's lock between real processes. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireEngineLock, readEngineLock } from '../../../src-main/base/lock-file.ts';
import { temporaryFolder, type TemporaryFolder } from '../../conformance/store-samples.ts';

const CHILD = fileURLToPath(new URL('./lock-child.ts', import.meta.url));
type Child = ChildProcessByStdio<Writable, Readable, null>;

let here: TemporaryFolder;
let children: Child[];
beforeEach(() => {
  here = temporaryFolder();
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  here.remove();
});

/** Starts an engine's stand-in and gives what it said first. */
async function start(): Promise<{ child: Child; said: string }> {
  const child = spawn(process.execPath, [CHILD, here.db], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const said = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
  return { child, said: said.trim() };
}

async function kill(child: Child): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

const lockFile = (): string => `${here.db}.lock`;
const info = { pid: process.pid, startedAt: 5 };

function held(path = here.db) {
  const lock = acquireEngineLock(path, info);
  if (!lock.ok) throw new Error(lock.fault.detail);
  return lock.value;
}

describe('the engine’s lock', () => {
  it('refuses a second engine, naming pid and file, and is free after release', async () => {
    const { child, said } = await start();
    expect(said).toBe('held');
    const second = acquireEngineLock(here.db, info);
    expect(second).toMatchObject({
      ok: false,
      fault: {
        kind: 'conflict',
        detail: `the engine with pid ${child.pid} is running on ${here.db} (lock ${lockFile()})`,
      },
    });
    expect(readEngineLock(here.db)).toMatchObject({ pid: child.pid, port: 4321, token: 'secret' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end();
    await ended;
    expect(existsSync(lockFile())).toBe(false);
    held().release();
  });

  it('is taken over from an engine that was killed', async () => {
    const { child } = await start();
    await kill(child);
    expect(existsSync(lockFile())).toBe(true);
    expect(readEngineLock(here.db)).toBeNull();
    const lock = held();
    expect(readEngineLock(here.db)).toMatchObject({ pid: process.pid });
    lock.release();
    expect(readdirSync(here.folder)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('is taken over when its pid belongs to another process now', async () => {
    const { child } = await start();
    const old = JSON.parse(readFileSync(lockFile(), 'utf8')) as Record<string, unknown>;
    await kill(child);
    // The pid of a living process, but the start time of the dead one.
    writeFileSync(lockFile(), JSON.stringify({ ...old, pid: process.ppid }));
    held().release();
  });

  it('counts a living pid as the owner where no start time is known', () => {
    writeFileSync(lockFile(), JSON.stringify({ pid: process.ppid, startedAt: 1, processStart: null, owner: 'x' }));
    expect(acquireEngineLock(here.db, info)).toMatchObject({ ok: false, fault: { kind: 'conflict' } });
  });

  it.each(['', '{"pid":', '{"pid":-1}', 'null', '\0\0'])('is taken over when it holds %j', (text) => {
    writeFileSync(lockFile(), text);
    held().release();
  });

  it('goes to exactly one of many that start together, after a crash as well', { timeout: 60_000 }, async () => {
    const first = await start();
    await kill(first.child);
    const all = await Promise.all(Array.from({ length: 6 }, start));
    const winners = all.filter((one) => one.said === 'held');
    expect(winners, all.map((one) => one.said).join('\n')).toHaveLength(1);
    expect(readEngineLock(here.db)?.pid).toBe(winners[0]?.child.pid);
    for (const one of all) if (one !== winners[0]) expect(one.said).toMatch(/^conflict: /);
  });

  it('keeps one process from locking twice, also through another name of the file', () => {
    writeFileSync(here.db, '');
    symlinkSync(here.db, join(here.folder, 'other.db'));
    const lock = held();
    expect(acquireEngineLock(here.db, info).ok).toBe(false);
    expect(acquireEngineLock(join(here.folder, 'other.db'), info).ok).toBe(false);
    lock.release();
  });

  it('tells the port later, keeps the token to the user, and releases only what is its own', () => {
    const lock = held();
    lock.update({ port: 8080, token: 't' });
    expect(readEngineLock(here.db)).toMatchObject({ pid: process.pid, port: 8080, token: 't' });
    if (process.platform !== 'win32') expect(statSync(lockFile()).mode & 0o777).toBe(0o600);
    lock.release();
    const next = held();
    lock.release();
    lock.update({ port: 1 });
    expect(readEngineLock(here.db)?.port).toBeUndefined();
    next.release();
    next.release();
    expect(existsSync(lockFile())).toBe(false);
  });

  it('says in one line when the folder cannot be written', () => {
    writeFileSync(join(here.folder, 'file'), '');
    const lock = acquireEngineLock(join(here.folder, 'file', 'mane.db'), info);
    expect(lock).toMatchObject({
      ok: false,
      fault: { kind: 'storage', detail: expect.stringMatching(/^cannot lock .*mane\.db: \w+.*$/) as string },
    });
  });
});
