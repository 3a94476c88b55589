/** Everything leaves as files that other programs read, of one moment, and nothing is there when it did not work. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCandleFile } from '../../../../src-main/feed/candle-file.ts';
import { exportAll } from '../../../../src-main/store/care/export-all.ts';
import {
  anomaly,
  candle,
  T0,
  temporaryFolder,
  VENUE,
  type TemporaryFolder,
} from '../../../conformance/store-samples.ts';
import { all, fill } from './filled.ts';

let here: TemporaryFolder;
let folder: string;
beforeEach(() => {
  here = temporaryFolder();
  folder = join(here.folder, 'mine');
});
afterEach(() => here.remove());

const settings = { news: { feeds: [{ id: 'x', url: 'https://me:hunter2@feeds.example/rss' }] } };
const run = () => exportAll({ database: here.db, folder, settings, program: 'mane test' });
const rowsOf = (name: string): Record<string, unknown>[] =>
  gunzipSync(readFileSync(join(folder, name))).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore

describe('export of everything', () => {
  it('holds every row of every table, and what its manifest says', () => {
    fill(here.db, [1, 2], { prices: 25_000 });
    const report = run();
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: { file: string; rows: number; bytes: number; sha256: string }[] }; // prettier-ignore
    for (const { file, bytes, sha256 } of manifest.files) {
      const content = readFileSync(join(folder, file));
      expect(content.length, file).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex'), file).toBe(sha256);
    }
    // Search documents are made from these tables; windows, counters and the mirror's books are the writer's own.
    const inside = new Set([
      'series',
      'counters',
      'anomaly_windows',
      'schema_migrations',
      'narrative_docs',
      'headline_docs',
      'search_blocks',
      'search_postings',
      'mirror_outbox',
      'mirror_base',
      'mirror_foreign',
      'mirror_ranges',
    ]);
    const tables = (all(here.db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%'") as { name: string }[]).map(({ name }) => name); // prettier-ignore
    for (const table of tables.filter((name) => !inside.has(name))) {
      const held = (all(here.db, `SELECT count(*) AS n FROM ${table}`)[0] as { n: number }).n;
      const written = manifest.files.filter(
        ({ file }) => file === `${table}.ndjson.gz` || file.startsWith(`${table}/`),
      );
      expect(
        written.reduce((sum, one) => sum + one.rows, 0),
        table,
      ).toBe(held);
    }
    expect(report.rows).toBe(manifest.files.reduce((sum, one) => sum + one.rows, 0));
  });

  it('reads as JSON with times as text, and candles by the program’s own reader', async () => {
    fill(here.db, [1]);
    run();
    expect(rowsOf('anomalies.ndjson.gz')).toMatchObject([
      { id: anomaly(1).id, detected_at: '2024-01-01T00:01:59.999Z', detection_metadata: { timeframe_minutes: 15 } },
    ]);
    expect(rowsOf('feedback.ndjson.gz')).toMatchObject([{ note: 'good, "quoted"\nand in two lines', created_at: '1970-01-01T00:00:00.001Z' }]); // prettier-ignore
    const read = [];
    for await (const batch of openCandleFile(join(folder, 'candles', VENUE, 'BTC-USD.csv.gz'), { venue: VENUE }))
      read.push(...batch);
    expect(read).toHaveLength(300);
    expect(read[0]).toEqual(candle(0));
    const prices = gunzipSync(readFileSync(join(folder, 'prices', VENUE, 'BTC-USD.csv.gz')))
      .toString('utf8')
      .split('\n');
    expect(prices.slice(0, 2)).toEqual([
      'timestamp,price,volume_24h,high_24h,low_24h,bid,ask',
      `${T0},100,1234.5,,90,99.5,`,
    ]);
  });

  it('has no secret of an address', () => {
    fill(here.db, [1]);
    run();
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toContain('https://[redacted]@feeds.example/rss');
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.json')))
      expect(readFileSync(join(folder, name), 'utf8')).not.toContain('hunter2');
  });

  it('takes an empty folder, refuses a full one, and leaves nothing of a database that is none', () => {
    fill(here.db, [1]);
    mkdirSync(folder);
    run();
    expect(() => run()).toThrow(/mine is not empty/);
    const bad = join(here.folder, 'bad.db');
    writeFileSync(bad, 'no database');
    const other = join(here.folder, 'other');
    expect(() => exportAll({ database: bad, folder: other, settings, program: 'mane test' })).toThrow(/not a database/);
    expect(existsSync(other)).toBe(false);
    expect(readdirSync(here.folder).filter((name) => name.includes('partial'))).toEqual([]);
  });
});
