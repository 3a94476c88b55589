/** A backup is a checked copy that opens, made beside a writer; anything less has no name. */
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBackup, noteOf } from '../../../../src-main/store/care/backup.ts';
import { threadCare } from '../../../../src-main/store/care/care-work.ts';
import { restoreBackup } from '../../../../src-main/store/care/restore.ts';
import { openStore } from '../../../../src-main/store/store-client.ts';
import { alertOf, anomaly, temporaryFolder, type TemporaryFolder } from '../../../conformance/store-samples.ts';
import { all, anomalyIds, fill, range } from './filled.ts';

let here: TemporaryFolder;
let folder: string;
beforeEach(() => {
  here = temporaryFolder();
  folder = join(here.folder, 'backups');
});
afterEach(() => here.remove());

const backup = (keep?: number) => makeBackup({ database: here.db, to: { folder }, keep });

describe('a backup', () => {
  it('is the database, with a note that says what it holds', async () => {
    fill(here.db, [1, 2]);
    const made = await backup();
    expect(made).toMatchObject({ anomalies: 2, newestAnomaly: anomaly(2).id, removed: [] });
    expect(statSync(made.file).size).toBe(made.bytes);
    expect(JSON.parse(readFileSync(noteOf(made.file), 'utf8'))).toMatchObject({ anomalies: 2, narratives: 2, alerts: 2, database: 'mane' }); // prettier-ignore
    expect(readdirSync(folder)).toHaveLength(2);
    for (const table of ['prices', 'candles', 'narratives', 'feedback', 'news_items'])
      expect(all(made.file, `SELECT * FROM ${table}`), table).toEqual(all(here.db, `SELECT * FROM ${table}`));
  });

  it('is made beside a store that writes all the time, whose thread is not held up', async () => {
    fill(here.db, range(10), { prices: 60_000 });
    const store = await openStore({ path: here.db });
    let [running, raised, slowest] = [true, 0, 0];
    const copied = threadCare(here.db)
      .backup(folder, 3)
      .finally(() => (running = false));
    for (let minute = 1000; running; minute++) {
      const before = performance.now();
      await store.writer.raise(anomaly(minute), alertOf(anomaly(minute)));
      slowest = Math.max(slowest, performance.now() - before);
      raised += 1;
    }
    const { file, anomalies } = await copied;
    await store.close();
    console.log(`${raised} anomalies were raised during the backup, the slowest in ${slowest.toFixed(1)} ms`);
    expect(raised).toBeGreaterThan(0);
    expect(anomalies).toBeGreaterThanOrEqual(10);
    expect(anomalyIds(file)).toHaveLength(anomalies);
  });

  it('gives way to newer ones by number, and only to those of its own database', async () => {
    fill(here.db, [1]);
    const other = join(here.folder, 'other.db');
    fill(other, [2]);
    const kept = await makeBackup({ database: other, to: { folder } });
    const files = [];
    for (const _ of range(4)) files.push((await backup(2)).file);
    expect(readdirSync(folder).filter((name) => name.endsWith('.db')).sort()).toEqual([...files.slice(2), kept.file].map((file) => file.slice(folder.length + 1)).sort()); // prettier-ignore
    expect(existsSync(noteOf(files[0]))).toBe(false);
  });

  it('does not replace a file, and leaves nothing of one that failed', async () => {
    fill(here.db, [1]);
    const file = join(here.folder, 'mine.db');
    writeFileSync(file, 'precious');
    await expect(makeBackup({ database: here.db, to: { file } })).rejects.toThrow(/mine\.db is there already/);
    expect(readFileSync(file, 'utf8')).toBe('precious');
    const foreign = join(here.folder, 'foreign.db');
    new Database(foreign).exec('CREATE TABLE other (x)').close();
    await expect(makeBackup({ database: foreign, to: { folder } })).rejects.toThrow(/database of another program/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses to copy damage', async () => {
    fill(here.db, [1], { prices: 20_000 });
    // Whole pages in the middle, whatever they hold.
    const size = statSync(here.db).size;
    const bytes = readFileSync(here.db);
    bytes.fill(0xa5, Math.floor(size / 3), Math.floor(size / 3) + 40_000);
    writeFileSync(here.db, bytes);
    await expect(backup()).rejects.toThrow(/mane\.db.* is damaged|malformed/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('sweeps up after a run that was killed, not after one that is at it', async () => {
    fill(here.db, [1]);
    await backup();
    writeFileSync(join(folder, 'mane-20200101-000000.db.partial-999999999'), 'half');
    writeFileSync(join(folder, `mane-20200101-000000.db.partial-${process.ppid}`), 'at it');
    await backup();
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([`mane-20200101-000000.db.partial-${process.ppid}`]); // prettier-ignore
  });
});

describe('a restore', () => {
  it('puts the backup in place, keeps what was there, and can be undone', async () => {
    fill(here.db, [1, 2]);
    const { file } = await backup();
    const before = anomalyIds(file);
    fill(here.db, [3]);
    const present = anomalyIds(here.db);
    const { safetyCopy, facts } = await restoreBackup(file, here.db);
    expect(facts.anomalies).toBe(2);
    expect(anomalyIds(here.db)).toEqual(before);
    const undone = await restoreBackup(safetyCopy!, here.db);
    expect(anomalyIds(here.db)).toEqual(present);
    expect(anomalyIds(undone.safetyCopy!)).toEqual(before);
    expect(readdirSync(here.folder).filter((name) => /restoring|partial/.test(name))).toEqual([]);
  });

  it('does not let the old database’s log into the new one', async () => {
    fill(here.db, [1]);
    const { file } = await backup();
    // A store that is killed leaves a log behind: written by a process, copied while it is open.
    const store = await openStore({ path: here.db });
    await store.writer.raise(anomaly(7), null);
    const wal = readFileSync(`${here.db}-wal`);
    const main = readFileSync(here.db);
    await store.close();
    writeFileSync(here.db, main);
    writeFileSync(`${here.db}-wal`, wal);
    expect(wal.length).toBeGreaterThan(0);
    const { safetyCopy } = await restoreBackup(file, here.db);
    expect(anomalyIds(here.db)).toEqual([anomaly(1).id]);
    expect(anomalyIds(safetyCopy!)).toEqual([anomaly(7).id, anomaly(1).id]);
  });

  it('makes a database where there was none', async () => {
    fill(here.db, [1]);
    const { file } = await backup();
    const target = join(here.folder, 'new', 'fresh.db');
    expect((await restoreBackup(file, target)).safetyCopy).toBeNull();
    expect(anomalyIds(target)).toEqual([anomaly(1).id]);
  });

  it('replaces a damaged database and keeps it as it lies there', async () => {
    fill(here.db, [1]);
    const { file } = await backup();
    writeFileSync(here.db, 'this was a database once');
    const { safetyCopy } = await restoreBackup(file, here.db);
    expect(readFileSync(safetyCopy!, 'utf8')).toBe('this was a database once');
    expect(anomalyIds(here.db)).toEqual([anomaly(1).id]);
  });

  const refused: readonly [string, (file: string) => void, RegExp][] = [
    ['truncated', (file) => truncateSync(file, statSync(file).size - 4096), /truncated or altered/],
    ['lengthened', (file) => appendFileSync(file, 'x'), /truncated or altered/],
    ['altered', (file) => flip(file), /its checksum is not its note's/],
    [
      'no database',
      (file) => (writeFileSync(file, 'hello'), writeFileSync(noteOf(file), 'null')),
      /not the note of a backup/,
    ],
    ['empty', (file) => (writeFileSync(file, ''), dropNote(file)), /nothing of MANE in it/],
    ['text', (file) => (writeFileSync(file, 'hello, this is no database at all'), dropNote(file)), /not a database/],
    ['of another program', (file) => (foreign(file), dropNote(file)), /database of another program/],
    ['newer', (file) => (newer(file), dropNote(file)), /written by a newer MANE/],
    ['damaged without a note', (file) => (damage(file), dropNote(file)), /is damaged|not a database|malformed/],
  ];
  it.each(refused)(
    'refuses a file that is %s by name and leaves everything as it was',
    async (_name, spoil, expected) => {
      fill(here.db, [1, 2], { prices: 5000 });
      const { file } = await backup();
      spoil(file);
      const content = all(here.db, 'SELECT * FROM anomalies');
      const names = readdirSync(here.folder);
      const error = await restoreBackup(file, here.db).catch((value: unknown) => value);
      expect(String(error)).toMatch(expected);
      expect(String(error)).toContain(file);
      expect(readdirSync(here.folder)).toEqual(names);
      expect(all(here.db, 'SELECT * FROM anomalies')).toEqual(content);
    },
  );

  it('refuses while another program reads the database', async () => {
    fill(here.db, [1]);
    const { file } = await backup();
    const writer = new Database(here.db);
    writer.exec("INSERT INTO engine_state (key, value) VALUES ('k', '1')");
    const reader = new Database(here.db, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM anomalies').get();
    writer.exec("UPDATE engine_state SET value = '2'");
    await expect(restoreBackup(file, here.db)).rejects.toThrow(/another program is (reading|holding)/);
    expect(writer.prepare('SELECT value FROM engine_state').pluck().get()).toBe('2');
    reader.close();
    writer.close();
  }, 60_000);
});

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 100] ^= 0xff;
  writeFileSync(file, bytes);
}
/** Without a note the file speaks for itself. */
const dropNote = (file: string): void => rmSync(noteOf(file));
function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0x5a, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 20_000);
  writeFileSync(file, bytes);
}
function foreign(file: string): void {
  const db = new Database(file);
  db.pragma('application_id = 7');
  db.close();
}
function newer(file: string): void {
  const db = new Database(file);
  db.exec("INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (99, 'later', 'x', 0)");
  db.close();
}
