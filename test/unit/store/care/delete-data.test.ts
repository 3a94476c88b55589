/** All of ours goes and nothing of anybody else's. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../src-shared/market.ts';
import { archiveDue } from '../../../../src-main/store/care/archive.ts';
import { makeBackup } from '../../../../src-main/store/care/backup.ts';
import { deleteFiles, ownFiles, type OwnPlaces } from '../../../../src-main/store/care/delete-data.ts';
import { restoreBackup } from '../../../../src-main/store/care/restore.ts';
import { T0, temporaryFolder, type TemporaryFolder } from '../../../conformance/store-samples.ts';
import { fill, POLICY } from './filled.ts';

let here: TemporaryFolder;
let places: OwnPlaces;
beforeEach(async () => {
  here = temporaryFolder();
  const folder = here.folder;
  places = {
    database: here.db,
    dataFolder: folder,
    backupFolder: join(folder, 'backups'),
    archiveFolder: join(folder, 'archive'),
    modelFolder: join(folder, 'models'),
    keepSettings: false,
  };
  fill(here.db, [1]);
  const { file } = await makeBackup({ database: here.db, to: { folder: places.backupFolder } });
  await restoreBackup(file, here.db);
  archiveDue({ database: here.db, folder: places.archiveFolder, policy: POLICY, now: T0 + 500 * DAY_MS });
  for (const name of ['settings.json', 'settings.json.broken-2026', 'thresholds.yaml', 'window.json']) writeFileSync(join(folder, name), '{}'); // prettier-ignore
  mkdirSync(join(folder, 'models', 'all-MiniLM-L6-v2'), { recursive: true });
  writeFileSync(join(folder, 'models', 'all-MiniLM-L6-v2', 'model.onnx'), 'weights');
});
afterEach(() => here.remove());

describe('delete-data', () => {
  it('lists everything and leaves an empty folder', () => {
    const groups = ownFiles(places);
    expect(groups.map(({ what }) => what)).toEqual(['database', 'safety copies', 'backups', 'archive', 'model', 'window state', 'settings']); // prettier-ignore
    deleteFiles(groups);
    expect(readdirSync(here.folder)).toEqual([]);
    expect(ownFiles(places)).toEqual([]);
  });

  it('keeps settings and thresholds when asked', () => {
    deleteFiles(ownFiles({ ...places, keepSettings: true }));
    expect(readdirSync(here.folder).sort()).toEqual(['settings.json', 'settings.json.broken-2026', 'thresholds.yaml']);
  });

  it('leaves what is not ours, in every folder', () => {
    const strangers = [
      'letter.txt',
      'backups/holiday.db',
      'archive/coinbaseexchange/notes.csv.gz',
      'other-20260101-000000.db',
    ];
    for (const name of strangers) writeFileSync(join(here.folder, name), 'mine');
    deleteFiles(ownFiles(places));
    for (const name of strangers) expect(existsSync(join(here.folder, name)), name).toBe(true);
    expect(readdirSync(here.folder).sort()).toEqual(['archive', 'backups', 'letter.txt', 'other-20260101-000000.db']);
  });
});
