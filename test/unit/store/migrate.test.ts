/** Migrations on data: each shipped one over rows of the schema before it, and the refusals. */
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrationsFolder } from '../../../src-main/base/paths.ts';
import { migrate, readMigrations } from '../../../src-main/store/migrate.ts';
import { openCore } from '../../../src-main/store/sqlite-core.ts';
import { openWriter, type Db } from '../../../src-main/store/sqlite-open.ts';
import { anomaly, narrativeOf, temporaryFolder, type TemporaryFolder } from '../../conformance/store-samples.ts';

let here: TemporaryFolder;
beforeEach(() => {
  here = temporaryFolder();
});
afterEach(() => here.remove());

const shipped = readMigrations(migrationsFolder('sqlite'));

function ownMigrations(): string {
  const folder = join(here.folder, 'migrations');
  mkdirSync(folder);
  for (const file of readdirSync(migrationsFolder('sqlite')))
    copyFileSync(join(migrationsFolder('sqlite'), file), join(folder, file));
  return folder;
}

const tablesOf = (db: Db): string[] =>
  db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%fts%' ORDER BY name")
    .pluck()
    .all();

describe('shipped migrations', () => {
  it('give the seed’s tables with its columns first, STRICT', () => {
    const core = openCore({ path: here.db });
    const seed: Record<string, string[]> = {
      prices: [
        'id',
        'symbol',
        'timestamp',
        'price',
        'volume_24h',
        'high_24h',
        'low_24h',
        'bid',
        'ask',
        'source',
        'created_at',
      ],
      anomalies: [
        'id',
        'symbol',
        'detected_at',
        'anomaly_type',
        'z_score',
        'price_change_pct',
        'volume_change_pct',
        'confidence',
        'baseline_window_minutes',
        'price_before',
        'price_at_detection',
        'volume_before',
        'volume_at_detection',
        'detection_metadata',
        'created_at',
      ],
      news_articles: [
        'id',
        'anomaly_id',
        'source',
        'title',
        'url',
        'published_at',
        'summary',
        'cluster_id',
        'embedding',
        'timing_tag',
        'time_diff_minutes',
        'created_at',
      ],
      news_clusters: [
        'id',
        'anomaly_id',
        'cluster_number',
        'article_ids',
        'centroid_summary',
        'dominant_sentiment',
        'size',
        'created_at',
      ],
      narratives: [
        'id',
        'anomaly_id',
        'narrative_text',
        'confidence_score',
        'tools_used',
        'tool_results',
        'validated',
        'validation_passed',
        'validation_reason',
        'llm_provider',
        'llm_model',
        'generation_time_seconds',
        'created_at',
        'validated_at',
      ],
      backfill_progress: [
        'id',
        'symbol',
        'data_type',
        'start_date',
        'end_date',
        'status',
        'records_processed',
        'error_message',
        'started_at',
        'completed_at',
        'created_at',
      ],
    };
    for (const [table, columns] of Object.entries(seed)) {
      const held = core
        .db!.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}') ORDER BY cid`)
        .pluck()
        .all();
      expect(held.slice(0, columns.length), table).toEqual(columns);
    }
    const loose = core
      .db!.prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .pluck();
    expect(loose.all()).toEqual([]);
    expect(core.db!.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(core.db!.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(core.db!.pragma('trusted_schema', { simple: true })).toBe(0);
    core.close();
  });

  it('give other writers ids of their own and refuse what the seed refuses', () => {
    const { db, ...core } = openCore({ path: here.db });
    db!.exec(
      "INSERT INTO anomalies (symbol, detected_at, anomaly_type) VALUES ('BTC-USD', 1, 'combined'), ('BTC-USD', 1, 'combined')",
    );
    const ids = db!.prepare<[], string>('SELECT id FROM anomalies').pluck().all();
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    const refused = [
      "INSERT INTO anomalies (symbol, detected_at, anomaly_type) VALUES ('BTC-USD', 1, 'crash')",
      "INSERT INTO anomalies (symbol, detected_at, anomaly_type, confidence) VALUES ('BTC-USD', 1, 'combined', 1.1)",
      "INSERT INTO anomalies (symbol, detected_at, anomaly_type, detection_metadata) VALUES ('BTC-USD', 1, 'combined', '{')",
      "INSERT INTO news_articles (anomaly_id, title, published_at) VALUES ('nobody', 'x', 1)",
      "INSERT INTO prices (symbol, timestamp, price) VALUES ('ABCDEFGHIJKLMNOPQRSTU', 1, 1)",
      "INSERT INTO prices (symbol, timestamp, price) VALUES ('BTC-USD', 'now', 1)",
    ];
    for (const sql of refused) expect(() => db!.exec(sql), sql).toThrow(/constraint|STRICT|cannot store/);
    core.close();
  });

  it.each([1, 2, 3])('from schema %i keep what is stored', (schema) => {
    const db = openWriter(here.db);
    migrate(db, shipped.slice(0, schema));
    const one = anomaly(1);
    db.prepare(
      "INSERT INTO anomalies (id, symbol, detected_at, anomaly_type, stage, venue, detection_metadata, confidence, created_at) VALUES (?, 'BTC-USD', ?, 'price_drop', 'raised', 'x', '{}', 0.5, 1)",
    ).run(one.id, one.detected_at);
    db.prepare("INSERT INTO prices (symbol, timestamp, price, source) VALUES ('BTC-USD', 5, 1.5, 'x')").run();
    db.close();
    const core = openCore({ path: here.db });
    expect(core.reader.anomaly(one.id)?.anomaly).toMatchObject({ id: one.id, confidence: 0.5, stage: 'raised' });
    expect(core.reader.prices({ symbol: 'BTC-USD', from: 0, to: 10 })).toHaveLength(1);
    core.writer!.saveNarrative(narrativeOf(one), [], 'accepted');
    expect(core.reader.search({ text: 'withdrawals', limit: 1 })).toHaveLength(1);
    expect(core.db!.pragma('integrity_check', { simple: true })).toBe('ok');
    core.close();
  });

  it('apply once, whoever opens again', () => {
    for (let round = 0; round < 2; round++) openCore({ path: here.db }).close();
    const db = new Database(here.db, { readonly: true });
    expect(db.prepare('SELECT count(*) FROM schema_migrations').pluck().get()).toBe(shipped.length);
    db.close();
  });
});

describe('0005-draft-prompts', () => {
  it('keeps the drafts there were, without a prompt, and takes only JSON', () => {
    const one = anomaly(1);
    const raw = openWriter(here.db);
    migrate(raw, shipped.slice(0, 4));
    raw.pragma('foreign_keys = OFF');
    const insert = `INSERT INTO narrative_revisions (id, anomaly_id, revision, attempt, draft, evidence, verdict, accepted, llm_provider, created_at)
      VALUES (?, ?, 1, 1, '{}', '{}', '{}', 1, 'template', 5)`;
    raw.prepare(insert).run(narrativeOf(one).id, one.id);
    raw.close();
    openCore({ path: here.db }).close();
    const now = new Database(here.db);
    expect(now.prepare('SELECT prompt, llm_provider FROM narrative_revisions').all()).toEqual([
      { prompt: null, llm_provider: 'template' },
    ]);
    expect(() => now.prepare("UPDATE narrative_revisions SET prompt = 'no json'").run()).toThrow(/CHECK/);
    now.close();
  });
});

describe('0006-mirror', () => {
  it('keeps what there was, queues none of it, and queues nothing until a server is connected', () => {
    const one = anomaly(1);
    const raw = openWriter(here.db);
    migrate(raw, shipped.slice(0, 5));
    const insert = raw.prepare("INSERT INTO anomalies (id, symbol, detected_at, anomaly_type) VALUES (?, 'BTC-USD', 5, 'price_drop')"); // prettier-ignore
    insert.run(one.id);
    raw.close();
    const core = openCore({ path: here.db });
    const count = () => core.db?.prepare('SELECT count(*) FROM mirror_outbox').pluck().get();
    core.writer?.saveFeedback(one.id, 'up', null, 5);
    expect([core.reader.anomaly(one.id)?.feedback?.vote, count()]).toEqual(['up', 0]);
    core.mirror?.begin('server');
    core.writer?.saveFeedback(one.id, 'down', null, 6);
    expect(count()).toBe(1);
    core.close();
  });
});

describe('refusals', () => {
  it('a newer schema than the program’s', () => {
    const folder = ownMigrations();
    writeFileSync(
      join(folder, `${String(shipped.length + 1).padStart(4, '0')}-later.sql`),
      'CREATE TABLE later (x INTEGER) STRICT;',
    );
    openCore({ path: here.db, migrations: folder }).close();
    expect(() => openCore({ path: here.db })).toThrow(
      `written by a newer MANE (schema ${shipped.length + 1}, this program knows ${shipped.length})`,
    );
    expect(() => openCore({ path: here.db, readOnly: true })).toThrow(/newer MANE/);
  });

  it('a shipped file that changed after it was applied', () => {
    const folder = ownMigrations();
    openCore({ path: here.db }).close();
    appendFileSync(join(folder, '0002-our-tables.sql'), '\n-- changed\n');
    expect(() => openCore({ path: here.db, migrations: folder })).toThrow(/migration 0002-our-tables .*checksum/);
  });

  it('an older schema when it may not write', () => {
    const db = openWriter(here.db);
    migrate(db, shipped.slice(0, 1));
    db.close();
    expect(() => openCore({ path: here.db, readOnly: true })).toThrow(/run `mane init-db`/);
  });

  it('a hole in the numbers', () => {
    const folder = ownMigrations();
    writeFileSync(join(folder, `${String(shipped.length + 2).padStart(4, '0')}-later.sql`), 'SELECT 1;');
    expect(() => readMigrations(folder)).toThrow(/without a hole/);
  });

  it('a migration that fails leaves the schema as it was', () => {
    const folder = ownMigrations();
    openCore({ path: here.db }).close();
    writeFileSync(
      join(folder, `${String(shipped.length + 1).padStart(4, '0')}-broken.sql`),
      'CREATE TABLE half (x INTEGER) STRICT; CREATE TABLE half (y INTEGER) STRICT;',
    );
    expect(() => openCore({ path: here.db, migrations: folder })).toThrow();
    const core = openCore({ path: here.db });
    expect(tablesOf(core.db!)).not.toContain('half');
    core.close();
  });
});
