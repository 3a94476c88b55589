/**
 * kill −9 of the headless demo at 20 random moments, each time restarted on the same file: the database is whole, no anomaly is
 * half written, everything that was told is there, and what was unfinished is finished. MANE_SEED reruns a sequence.
 */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src-main/base/random.ts';
import { AnomalySchema } from '../../src-shared/anomaly.ts';
import { finished, jsonLines, mane, startMane, temporaryFolder } from '../fixtures/run-mane.ts';

const KILLS = 20;
const SPEED = '240';
const folder = temporaryFolder();
const db = join(folder.path, 'mane.db');
afterAll(() => folder.remove());

interface Row {
  id: string;
  stage: string;
  detection_metadata: string;
  narratives: number;
  revisions: number;
}

function look(): { integrity: string; foreignKeys: unknown[]; rows: Row[]; doubled: unknown[] } {
  const file = new Database(db, { readonly: true, fileMustExist: true });
  try {
    return {
      integrity: file.pragma('integrity_check', { simple: true }) as string,
      foreignKeys: file.pragma('foreign_key_check') as unknown[],
      rows: file
        .prepare(
          `SELECT id, stage, detection_metadata, (SELECT count(*) FROM narratives n WHERE n.anomaly_id = a.id) AS narratives,
             (SELECT count(*) FROM narrative_revisions r WHERE r.anomaly_id = a.id) AS revisions FROM anomalies a`,
        )
        .all() as Row[],
      doubled: file
        .prepare('SELECT symbol, detected_at, count(*) AS n FROM anomalies GROUP BY symbol, detected_at HAVING n > 1')
        .all(),
    };
  } finally {
    file.close();
  }
}

function checkWhole(told: ReadonlySet<string>): void {
  const { integrity, foreignKeys, rows, doubled } = look();
  expect(integrity).toBe('ok');
  expect(foreignKeys).toEqual([]);
  expect(doubled).toEqual([]);
  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const id of told) expect(stored.has(id), `told but not stored: ${id}`).toBe(true);
  for (const row of rows) {
    AnomalySchema.shape.detection_metadata.parse(JSON.parse(row.detection_metadata));
    const isFinal = row.stage === 'accepted' || row.stage === 'withheld';
    expect([row.stage, row.narratives > 0, row.revisions > 0]).toEqual([row.stage, isFinal, isFinal]);
  }
}

describe('kill −9 of the headless demo', () => {
  it(`${KILLS} times at random moments on one file`, { timeout: 580_000 }, async () => {
    const seed = process.env.MANE_SEED ?? String(process.pid);
    console.log(`seed ${seed} (MANE_SEED reruns it)`);
    const random = seededRandom(seed);
    const told = new Set<string>();
    const args = ['demo', '--headless', '--json', '--speed', SPEED, '--db', db];
    for (let kill = 0; kill < KILLS; kill++) {
      const child = startMane(args, { MANE_DATA: folder.path });
      const done = finished(child);
      await new Promise((resolve) => setTimeout(resolve, 1200 + random.next() * 6500));
      child.kill('SIGKILL');
      const { stdout } = await done;
      for (const line of jsonLines(stdout)) if (typeof line.anomaly_id === 'string') told.add(line.anomaly_id);
      checkWhole(told);
    }
    const last = await mane([...args, '--for', '10s'], { MANE_DATA: folder.path });
    expect(last.stderr).toBe('');
    expect(last.code).toBe(0);
    checkWhole(told);
    const unfinished = look().rows.filter((row) => row.stage !== 'accepted' && row.stage !== 'withheld');
    expect(unfinished).toEqual([]);
    console.log(`${look().rows.length} anomalies, ${told.size} of them told before a kill`);
    expect(told.size).toBeGreaterThan(2);
  });
});
