/** The seed's queries in SQLite's dialect, and that the queries of every minute use an index. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCore, type StoreCore } from '../../../src-main/store/sqlite-core.ts';
import { listSql, UNFINISHED } from '../../../src-main/store/sqlite-anomaly-reader.ts';
import { packJournal } from '../../../src-main/store/packed-journal.ts';
import { READ_SQL } from '../../../src-main/store/sqlite-reader.ts';
import { foundSql } from '../../../src-main/store/sqlite-search-texts.ts';
import {
  anomaly,
  candle,
  articleOf,
  investigationOf,
  narrativeOf,
  newsItem,
  price,
  T0,
  temporaryFolder,
  type TemporaryFolder,
} from '../../conformance/store-samples.ts';

let here: TemporaryFolder;
let core: StoreCore;
beforeEach(() => {
  here = temporaryFolder();
  core = openCore({ path: here.db });
  for (const minute of [10, 20, 30]) {
    const one = anomaly(minute, {
      symbol: minute === 30 ? 'ETH-USD' : 'BTC-USD',
      price_change_pct: minute === 10 ? -5 : -9,
    });
    const articles = ['a', 'b', 'c'].slice(0, minute / 10).map((key) => articleOf(one, newsItem(key)));
    core.writer!.raise(one, null);
    core.writer!.saveInvestigation(investigationOf(one, articles));
    core.writer!.saveNarrative(
      narrativeOf(one, { validation_passed: minute !== 20 }),
      [],
      minute === 20 ? 'withheld' : 'accepted',
    );
  }
  core.writer!.journal(
    packJournal(
      Array.from({ length: 7200 }, (_, second) => price(second)),
      [],
    ),
  );
});
afterEach(() => {
  core.close();
  here.remove();
});

const NOW = T0 + 3_600_000;
const DAY = 86_400_000;
const all = <T = Record<string, unknown>>(sql: string, ...values: unknown[]): T[] =>
  core.db!.prepare<unknown[], T>(sql).all(...values);

describe('the seed’s queries', () => {
  it('1: recent anomalies with narratives and detection metadata', () => {
    const rows = all(
      `SELECT a.symbol, a.detected_at, a.anomaly_type, a.price_change_pct, a.confidence, a.detection_metadata,
         a.detection_metadata->>'detector' AS detector_name, a.detection_metadata->>'timeframe_minutes' AS timeframe,
         n.narrative_text, n.validation_passed
       FROM anomalies a LEFT JOIN narratives n ON a.id = n.anomaly_id
       WHERE a.detected_at > ? - 24 * 3600000 ORDER BY a.detected_at DESC LIMIT 20`,
      NOW,
    );
    expect(rows.map((row) => [row.symbol, row.detector_name, row.timeframe, row.validation_passed])).toEqual([
      ['ETH-USD', 'MultiTimeframeDetector', 15, 1],
      ['BTC-USD', 'MultiTimeframeDetector', 15, 0],
      ['BTC-USD', 'MultiTimeframeDetector', 15, 1],
    ]);
  });

  it('1b: by detector and timeframe', () => {
    const sql = `SELECT * FROM anomalies WHERE detection_metadata->>'detector' = 'MultiTimeframeDetector'
      AND CAST(detection_metadata->>'timeframe_minutes' AS INTEGER) = ? AND detected_at > ? - 7 * 86400000`;
    expect([all(sql, 15, NOW).length, all(sql, 60, NOW).length]).toEqual([3, 0]);
  });

  it('2: anomalies with large news clusters', () => {
    const rows =
      all(`SELECT a.symbol, a.detected_at, nc.size AS cluster_size, nc.centroid_summary, nc.dominant_sentiment
      FROM anomalies a JOIN news_clusters nc ON a.id = nc.anomaly_id WHERE nc.size >= 3 AND nc.cluster_number != -1 ORDER BY a.detected_at DESC`);
    expect(rows).toMatchObject([{ symbol: 'ETH-USD', cluster_size: 3, dominant_sentiment: -0.4 }]);
  });

  it('3: validation success rate', () => {
    const rows =
      all(`SELECT llm_provider, COUNT(*) AS total_narratives, SUM(CASE WHEN validation_passed THEN 1 ELSE 0 END) AS passed,
      ROUND(100.0 * SUM(CASE WHEN validation_passed THEN 1 ELSE 0 END) / COUNT(*), 2) AS pass_rate
      FROM narratives WHERE validated = TRUE GROUP BY llm_provider`);
    expect(rows).toEqual([{ llm_provider: 'template', total_narratives: 3, passed: 2, pass_rate: 66.67 }]);
  });

  it('4: similar historical anomalies', () => {
    const rows = all(
      `SELECT a.symbol, a.detected_at, a.price_change_pct, n.narrative_text FROM anomalies a JOIN narratives n ON a.id = n.anomaly_id
       WHERE a.symbol = 'BTC-USD' AND a.anomaly_type = 'price_drop' AND a.price_change_pct BETWEEN -6.0 AND -4.0
       AND a.detected_at > ? - 90 * 86400000 ORDER BY a.detected_at DESC`,
      NOW,
    );
    expect(rows).toHaveLength(1);
  });

  it('5: prices around an anomaly', () => {
    const rows = all(
      `WITH anomaly_time AS (SELECT detected_at FROM anomalies WHERE id = ?)
       SELECT p.timestamp, p.price, p.volume_24h FROM prices p, anomaly_time at
       WHERE p.symbol = 'BTC-USD' AND p.timestamp BETWEEN at.detected_at - 3600000 AND at.detected_at + 3600000 ORDER BY p.timestamp`,
      anomaly(10).id,
    );
    expect(rows).toHaveLength(70 * 60 + 60);
  });

  it('its retention statement works', () => {
    const { changes } = core
      .db!.prepare('DELETE FROM prices WHERE created_at < ? - 30 * 86400000')
      .run(Date.now() + 40 * DAY);
    expect(changes).toBe(7200);
  });

  it('deleting an anomaly takes its children and its search entries with it', () => {
    core.db!.prepare('DELETE FROM anomalies WHERE id = ?').run(anomaly(10).id);
    const left = [
      'news_articles',
      'news_clusters',
      'narratives',
      'anomaly_prices',
      'narrative_docs',
      'headline_docs',
      'article_facts',
    ].map((table) => (core.db!.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0) > 0);
    expect(left).toEqual([true, true, true, true, true, true, true]);
    expect(all('SELECT 1 FROM news_articles WHERE anomaly_id = ?', anomaly(10).id)).toEqual([]);
    expect(core.reader.search({ text: 'halted withdrawals', limit: 10 })).toHaveLength(2);
    core.db!.exec("INSERT INTO narratives_fts (narratives_fts) VALUES ('integrity-check')");
  });
});

describe('no full scan', () => {
  const plan = (sql: string): string => {
    const names = [...sql.matchAll(/:(\w+)/g)].map((match) => match[1]);
    const named = Object.fromEntries(names.map((name) => [name, name === 'query' ? '"abc"' : 1]));
    const positional = sql.includes('?') ? [1] : [named];
    return core
      .db!.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...positional)
      .map((row) => row.detail)
      .join('\n');
  };

  it.each([
    [
      'candles',
      READ_SQL.candles,
      /SEARCH candles USING PRIMARY KEY \(symbol=\? AND venue=\? AND open_time>\? AND open_time<\?\)/,
    ],
    ['prices', READ_SQL.prices, /SEARCH prices USING PRIMARY KEY \(timestamp>\? AND timestamp<\?\)/],
    ['coverage', READ_SQL.coverage, /SEARCH series USING PRIMARY KEY \(venue=\?\)/],
    ['lastEventTime', READ_SQL.lastEvent, /SEARCH series USING PRIMARY KEY \(venue=\?\)/],
    ['news', READ_SQL.news, /SEARCH news_items USING INDEX idx_news_published/],
    ['alerts', READ_SQL.alerts, /SEARCH alerts USING INDEX idx_alert_raised/],
    ['gaps', READ_SQL.gaps, /SEARCH feed_gaps USING INDEX idx_gap_time/],
    ['openGaps', READ_SQL.openGaps, /SEARCH feed_gaps USING INDEX idx_gap_open/],
    ['unfinished', UNFINISHED, /idx_anomaly_unfinished[^]*idx_anomaly_detected/],
    ['one symbol’s anomalies', listSql({ symbol: 'x', limit: 1 }), /SEARCH a USING INDEX idx_symbol_detected/],
    ['a page of anomalies', listSql({ before: 1, limit: 1 }), /SEARCH a USING INDEX idx_anomaly_detected/],
    [
      'search in narratives',
      foundSql('narrative', { text: 'x', limit: 1, symbol: 'x', from: 1, mine: true }),
      /SCAN f VIRTUAL TABLE[^]*SEARCH d USING INTEGER PRIMARY KEY[^]*SEARCH a USING INDEX/,
    ],
    [
      'search in headlines',
      foundSql('headline', { text: 'x', limit: 1, cause: 'likely_cause' }),
      /SCAN f VIRTUAL TABLE[^]*SEARCH d USING INTEGER PRIMARY KEY[^]*SEARCH t USING INDEX/,
    ],
  ])('%s', (_name, sql, expected) => {
    const text = plan(sql);
    expect(text).toMatch(expected);
    expect(text.replace(/SCAN (f VIRTUAL TABLE|json_each)[^\n]*/g, '')).not.toMatch(/SCAN (?!a USING INDEX)/);
  });
});

describe('the market around an anomaly', () => {
  const held = (id: string) =>
    all<{ kind: string; n: number; first: number; last: number }>(
      `SELECT kind, count(*) AS n, (min(timestamp) - ${T0}) / 1000 AS first, (max(timestamp) - ${T0}) / 1000 AS last
       FROM anomaly_prices WHERE anomaly_id = ? GROUP BY kind ORDER BY kind`,
      id,
    );
  const waiting = (): unknown[] => all('SELECT symbol FROM anomaly_windows ORDER BY symbol');

  it('is copied at the raise: what is held of the 30 minutes before the onset until now', () => {
    const late = anomaly(115);
    core.writer!.journal(packJournal([], [candle(79), candle(80), candle(114)]));
    core.writer!.raise(late, null);
    // Onset at minute 110, window from minute 80; the samples end with second 7199.
    expect(held(late.id)).toEqual([
      { kind: 'candle', n: 2, first: 4800, last: 6840 },
      { kind: 'sample', n: 2400, first: 4800, last: 7199 },
    ]);
  });

  it('is completed when the market has passed its end, and outlives prices and candles', () => {
    // Raised before any price was there; end of window: 10:59.999 + 30 min.
    expect(held(anomaly(10).id)).toEqual([{ kind: 'sample', n: 2460, first: 0, last: 2459 }]);
    expect(waiting()).toEqual([{ symbol: 'ETH-USD' }]);
    const policy = { pricesDays: 1, candlesDays: 7, newsDays: 400, maxBytes: 4e9, maxPriceRows: 2e7 };
    const steps = core.writer!.retain(policy, T0 + 9 * DAY);
    while (!steps.next().done);
    expect(all('SELECT 1 FROM prices')).toEqual([]);
    expect(held(anomaly(10).id)[0]?.n).toBe(2460);
    expect(waiting()).toEqual([]);
  });

  it('reaches to 30 minutes after the end once the episode has ended', () => {
    const one = anomaly(20);
    const ended = { ...one, detection_metadata: { ...one.detection_metadata, end: T0 + 80 * 60_000 } };
    core.writer!.updateAnomaly(ended);
    core.writer!.journal(packJournal([price(7201)], []));
    expect(held(one.id)).toEqual([{ kind: 'sample', n: 6601, first: 0, last: 6600 }]);
  });
});
