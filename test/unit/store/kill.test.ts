/** kill −9 at random moments under load: the file is whole, what was acknowledged is there, nothing is half written. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wallTime } from '../../../src-main/base/clock.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import { openCore, type StoreCore } from '../../../src-main/store/sqlite-core.ts';
import { temporaryFolder, VENUE, type TemporaryFolder } from '../../conformance/store-samples.ts';

const CHILD = fileURLToPath(new URL('./kill-child.ts', import.meta.url));
const KILLS = 10;
const SEED = process.env.MANE_SEED ?? 'kill-1';

let here: TemporaryFolder;
beforeEach(() => {
  here = temporaryFolder();
});
afterEach(() => here.remove());

interface Said {
  readonly raised: string[];
  readonly told: string[];
}

/** Lets a child write and kills it `afterMs` after it has opened the store. */
async function killAfter(afterMs: number, firstMinute: number): Promise<Said> {
  const child = spawn(process.execPath, [CHILD, here.db, String(firstMinute)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = new Promise((resolve) => child.once('close', resolve));
  while (!said.includes('open\n') && child.exitCode === null) await wallTime.sleep(2);
  await wallTime.sleep(afterMs);
  expect(child.exitCode, complaint).toBeNull();
  child.kill('SIGKILL');
  await ended;
  const ids = (word: string): string[] =>
    [...said.matchAll(new RegExp(`^${word} (\\S{36})$`, 'gm'))].map((match) => match[1]);
  return { raised: ids('raised'), told: ids('told') };
}

function checkWhole(core: StoreCore, raised: ReadonlySet<string>, told: ReadonlySet<string>): void {
  const one = (sql: string): unknown => core.db!.prepare(sql).pluck().get();
  expect(one('PRAGMA integrity_check')).toBe('ok');
  expect(core.db!.pragma('foreign_key_check')).toEqual([]);
  const stored = new Map(core.reader.anomalies({ limit: 100_000 }).map((row) => [row.anomaly.id, row]));
  for (const id of raised) expect(stored.has(id), `acknowledged anomaly ${id}`).toBe(true);
  for (const id of told) expect(stored.get(id)).toMatchObject({ anomaly: { stage: 'accepted' }, newsCount: 3 });
  for (const [id, row] of stored) {
    const detail = core.reader.anomaly(id)!;
    expect(detail.alerts).toHaveLength(1);
    expect([0, 3]).toContain(row.newsCount);
    expect(row.newsCount === 3).toBe(row.anomaly.stage !== 'raised');
    expect(row.narrative !== null).toBe(row.anomaly.stage === 'accepted');
    expect(detail.revisions).toHaveLength(row.narrative ? 1 : 0);
  }
  // What the writer counts along is what is there.
  expect(one("SELECT value FROM counters WHERE name = 'price_rows'")).toBe(one('SELECT count(*) FROM prices'));
  expect(core.reader.coverage(VENUE)[0]?.candles ?? 0).toBe(one('SELECT count(*) FROM candles'));
}

describe('kill −9', () => {
  it(`keeps every acknowledged anomaly, ${KILLS} times`, { timeout: 120_000 }, async () => {
    console.log(`seed ${SEED} (MANE_SEED)`);
    const random = seededRandom(SEED);
    const raised = new Set<string>();
    const told = new Set<string>();
    for (let kill = 0; kill < KILLS; kill++) {
      const said = await killAfter(random.int(0, 250), kill * 100_000);
      for (const id of said.raised) raised.add(id);
      for (const id of said.told) told.add(id);
      const core = openCore({ path: here.db });
      checkWhole(core, raised, told);
      core.close();
    }
    expect(raised.size).toBeGreaterThan(KILLS);
  });
});
