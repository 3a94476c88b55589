/**
 * kill −9 at random moments of backup and restore, real processes: the database that is left opens and is one of the two, whole; each
 * file that has a backup's name restores; nothing half done stays once the next run has been there.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wallTime } from '../../../../src-main/base/clock.ts';
import { seededRandom } from '../../../../src-main/base/random.ts';
import { backupsIn, makeBackup } from '../../../../src-main/store/care/backup.ts';
import { inspect } from '../../../../src-main/store/care/inspect.ts';
import { restoreBackup, verifyBackup } from '../../../../src-main/store/care/restore.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../conformance/store-samples.ts';
import { anomalyIds, fill, withCore } from './filled.ts';

const CHILD = fileURLToPath(new URL('./kill-child.ts', import.meta.url));
const KILLS = 24;
const SEED = process.env.MANE_SEED ?? 'care-1';

let here: TemporaryFolder;
beforeEach(() => {
  here = temporaryFolder();
});
afterEach(() => here.remove());

/** Lets the child work for a while after it is ready; what it had finished. */
async function killAfter(afterMs: number, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = new Promise((resolve) => child.once('close', resolve));
  while (!said.includes('ready\n') && child.exitCode === null) await wallTime.sleep(2);
  await wallTime.sleep(afterMs);
  expect(child.exitCode, complaint).toBeNull();
  child.kill('SIGKILL');
  await ended;
  return said;
}

describe('kill −9 in backup and restore', () => {
  it(`leaves the old database or the new one, ${KILLS} times`, { timeout: 400_000 }, async () => {
    console.log(`seed ${SEED} (MANE_SEED)`);
    const random = seededRandom(SEED);
    const folder = join(here.folder, 'backups');
    const kept = [1, 2].map((mark) => join(here.folder, 'kept', `${mark}.db`));
    for (const [index, file] of kept.entries()) {
      const made = join(here.folder, `made${index}.db`);
      fill(made, [100 + index], { prices: 20_000 });
      await makeBackup({ database: made, to: { file } });
    }
    const worth = kept.map((file) => JSON.stringify(anomalyIds(file)));
    await restoreBackup(kept[0], here.db);
    const done = { backup: 0, restore: 0, half: 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      const said = await killAfter(random.int(0, 900), [here.db, folder, ...kept]);
      done.backup += said.split('backup\n').length - 1;
      done.restore += said.split('restore\n').length - 1;
      if (
        readdirSync(here.folder)
          .concat(readdirSync(folder))
          .some((name) => /partial|restoring/.test(name))
      )
        done.half += 1;
      expect(worth).toContain(JSON.stringify(anomalyIds(here.db)));
      expect(inspect(here.db).anomalies).toBe(1);
      // The real store opens it for writing, and it stays whole.
      withCore(here.db, (core) => core.writer!.saveState('kill', kill));
      for (const file of backupsIn(folder, here.db)) await verifyBackup(file);
      for (const name of readdirSync(here.folder).filter((one) => /before-restore.*\.db$/.test(one))) {
        const safety = join(here.folder, name);
        expect(worth).toContain(JSON.stringify(anomalyIds(safety)));
        rmSync(safety);
      }
    }
    console.log(
      `${KILLS} kills: ${done.backup} backups and ${done.restore} restores finished, ${done.half} kills left a half file`,
    );
    expect(done.half).toBeGreaterThan(0);
    copyFileSync(kept[1], join(here.folder, 'last.db'));
    await makeBackup({ database: here.db, to: { folder }, keep: 2 });
    await restoreBackup(join(here.folder, 'last.db'), here.db);
    expect(
      readdirSync(here.folder)
        .concat(readdirSync(folder))
        .filter((name) => /partial|restoring/.test(name)),
    ).toEqual([]);
    expect(JSON.stringify(anomalyIds(here.db))).toBe(worth[1]);
  });
});
