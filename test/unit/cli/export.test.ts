/** `mane export` into a file: whole when it succeeds, one clear line and exit 1 when the file cannot be made. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src-main/store/store-client.ts';
import { anomalyOf } from '../../fixtures/anomaly.ts';
import { mane, temporaryFolder } from '../../fixtures/run-mane.ts';

const folder = temporaryFolder();
const db = join(folder.path, 'mane.db');
beforeAll(async () => {
  const store = await openStore({ path: db, inThread: false });
  await store.writer.raise(anomalyOf(), null);
  await store.close();
});
afterAll(() => folder.remove());
const exporting = (out: string) =>
  mane(['export', '--db', db, '--format', 'csv', '--out', out], { MANE_DATA: folder.path });

describe('mane export --out', () => {
  it('writes every anomaly', async () => {
    const out = join(folder.path, 'out.csv');
    expect(await exporting(out)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('says in one line that the file cannot be written', async () => {
    const out = join(folder.path, 'nowhere', 'out.csv');
    const run = await exporting(out);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(`mane: ${out}: cannot be written`);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });
});
