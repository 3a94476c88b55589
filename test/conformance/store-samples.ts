/** Whole, valid rows for store tests; every field can be overridden. Times start at a fixed Monday, 2024-01-01 UTC. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert, Anomaly } from '../../src-shared/anomaly.ts';
import { MINUTE_MS, type Candle, type PriceSample } from '../../src-shared/market.ts';
import type { Narrative, NarrativeRevision } from '../../src-shared/narrative.ts';
import type { Investigation, NewsArticle, NewsItem } from '../../src-shared/news.ts';
import { anomalyId, childId, newsId } from '../../src-main/base/ids.ts';

export const T0 = Date.UTC(2024, 0, 1);
export const VENUE = 'coinbaseexchange';

export interface TemporaryFolder {
  readonly folder: string;
  readonly db: string;
  readonly remove: () => void;
}

export function temporaryFolder(): TemporaryFolder {
  const folder = mkdtempSync(join(tmpdir(), 'mane-store-'));
  return { folder, db: join(folder, 'mane.db'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function candle(minute: number, overrides: Partial<Candle> = {}): Candle {
  const close = 100 + (minute % 7);
  return {
    symbol: 'BTC-USD',
    venue: VENUE,
    openTime: T0 + minute * MINUTE_MS,
    open: close - 0.5,
    high: close + 1,
    low: close - 1,
    close,
    volume: 3 + (minute % 5),
    trades: 12,
    repaired: false,
    ...overrides,
  };
}

export function price(second: number, overrides: Partial<PriceSample> = {}): PriceSample {
  return {
    symbol: 'BTC-USD',
    timestamp: T0 + second * 1000,
    price: 100 + (second % 9),
    volume_24h: 1234.5,
    high_24h: null,
    low_24h: 90,
    bid: 99.5,
    ask: null,
    source: VENUE,
    ...overrides,
  };
}

export function anomaly(minute: number, overrides: Partial<Anomaly> = {}): Anomaly {
  const symbol = overrides.symbol ?? 'BTC-USD';
  const at = T0 + minute * MINUTE_MS;
  return {
    id: anomalyId(VENUE, symbol, at),
    symbol,
    venue: VENUE,
    detected_at: at + 59_999,
    anomaly_type: 'price_drop',
    z_score: -6.25,
    price_change_pct: -4.2,
    volume_change_pct: null,
    confidence: 0.9,
    baseline_window_minutes: 240,
    price_before: 100,
    price_at_detection: 95.8,
    volume_before: 10,
    volume_at_detection: null,
    detection_metadata: {
      timeframe_minutes: 15,
      volatility_tier: 'stable',
      asset_threshold: 3.5,
      threshold_source: 'asset_override',
      detector: 'MultiTimeframeDetector',
      scores: { '1': -2.5, '15': -6.25 },
      sigma: 0.0007,
      season: 1,
      lambda_per_day: 0.11,
      onset: at - 5 * MINUTE_MS,
      peak: { time: at, price: 95.8, change_pct: -4.2 },
      end: null,
      breadth: 0.25,
      beta: null,
      group: null,
      learning: false,
      late: false,
      level: 3,
      reason: 'within the budget',
    },
    stage: 'raised',
    alerted_at: null,
    created_at: at + 60_000,
    ...overrides,
  };
}

export function alertOf(of: Anomaly, overrides: Partial<Alert> = {}): Alert {
  return {
    id: childId(of.id, 'alert', 'first'),
    anomaly_id: of.id,
    raised_at: of.detected_at,
    state: 'raised',
    delivered_at: null,
    seen_at: null,
    reason: null,
    title: `${of.symbol} −4.2 %`,
    body: 'about once in 9 days',
    ...overrides,
  };
}

export function newsItem(key: string, overrides: Partial<NewsItem> = {}): NewsItem {
  const url = `https://news.example/${key}`;
  return {
    id: newsId(url),
    source: 'example',
    title: `Exchange halts withdrawals after ${key}`,
    url,
    summary: null,
    published_at: T0,
    first_seen_at: T0 + 1000,
    assets: ['BTC'],
    topics: ['exchange_incident'],
    price_report: false,
    sentiment: -0.4,
    ...overrides,
  };
}

export function articleOf(of: Anomaly, item: NewsItem, overrides: Partial<NewsArticle> = {}): NewsArticle {
  return {
    ...item,
    id: childId(of.id, 'article', item.url ?? item.title),
    anomaly_id: of.id,
    cluster_id: 0,
    embedding: [0.5, -0.25],
    timing_tag: 'pre_event',
    time_diff_minutes: -12.5,
    ...overrides,
  };
}

export function investigationOf(of: Anomaly, articles: readonly NewsArticle[]): Investigation {
  const ids = articles.map((article) => article.id);
  const cluster = {
    id: childId(of.id, 'cluster', ids.join()),
    anomaly_id: of.id,
    cluster_number: 0,
    article_ids: ids,
    centroid_summary: articles[0]?.title ?? '',
    dominant_sentiment: -0.4,
    size: ids.length,
  };
  return {
    anomaly_id: of.id,
    articles,
    clusters: ids.length > 0 ? [cluster] : [],
    unreadable_sources: [],
    built_at: of.detected_at + 5000,
  };
}

export function narrativeOf(of: Anomaly, overrides: Partial<Narrative> = {}): Narrative {
  return {
    id: childId(of.id, 'narrative', 'narrative'),
    anomaly_id: of.id,
    narrative_text: `${of.symbol} fell 4.2 % in 15 minutes. An exchange halted withdrawals twelve minutes before.`,
    confidence_score: 0.8,
    tools_used: ['verify_timestamp', 'sentiment_check'],
    tool_results: { verify_timestamp: { before: true } },
    validated: true,
    validation_passed: true,
    validation_reason: null,
    llm_provider: 'template',
    llm_model: null,
    generation_time_seconds: 0.02,
    created_at: of.detected_at + 6000,
    validated_at: of.detected_at + 6500,
    cause: 'likely_cause',
    citations: [{ claim: 'halted withdrawals', evidence_ids: ['E1'] }],
    revision: 1,
    updated_at: of.detected_at + 6500,
    ...overrides,
  };
}

export function revisionOf(of: Anomaly, revision: number, attempt: number, accepted: boolean): NarrativeRevision {
  return {
    id: childId(of.id, 'revision', `${revision}.${attempt}`),
    anomaly_id: of.id,
    revision,
    attempt,
    draft: { sentences: [{ text: 'BTC-USD fell.', cites: ['E1'] }], cause: 'likely_cause' },
    evidence: {
      anomaly_id: of.id,
      symbol: of.symbol,
      onset: of.detected_at,
      detected_at: of.detected_at,
      built_at: of.detected_at,
      facts: [],
    },
    verdict: { verdict: accepted ? 'accepted' : 'withheld', score: accepted ? 1 : 0, findings: [] },
    llm_provider: 'template',
    created_at: of.detected_at + 6000 + attempt,
  };
}
