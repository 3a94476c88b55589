/** A story as the engine would have stored it: anomaly, articles, evidence, draft, verdict, narrative. */
import { confidenceOf, type Alert, type Anomaly } from '../../../src-shared/anomaly.ts';
import { MINUTE_MS, baseOf } from '../../../src-shared/market.ts';
import type { EvidenceFact, Finding, Narrative, NarrativeRevision } from '../../../src-shared/narrative.ts';
import type { NewsArticle, NewsCluster } from '../../../src-shared/news.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { percentText, rarityText, TYPE_LABELS } from '../../../src-shared/text/labels.ts';
import type { createRandom } from './random.ts';
import type { Story } from './stories.ts';

type Random = ReturnType<typeof createRandom>;

export function detailOf(
  story: Story,
  now: number,
  price: number,
  random: Random,
  leader: string | null,
): AnomalyDetail {
  const onset = Math.floor(now / MINUTE_MS) * MINUTE_MS - story.ago * MINUTE_MS;
  const anomaly = anomalyOf(story, onset, price, random, leader);
  const articles = story.news.map((news) => articleOf(news, anomaly, onset, random));
  const facts = factsOf(story, articles, onset);
  const written = story.state === 'accepted' || story.state === 'withheld';
  const revision = revisionOf(story, anomaly, onset, facts, random);
  return {
    anomaly,
    narrative: written ? narrativeOf(story, anomaly, revision, random) : null,
    newsCount: articles.length,
    clusterCount: new Set(articles.map(({ cluster_id }) => cluster_id).filter((cluster) => cluster >= 0)).size,
    articles,
    clusters: clustersOf(articles, anomaly.id, random),
    revisions: written ? [revision] : [],
    alerts: story.alerted ? [alertOf(anomaly, story.held ?? null, random)] : [],
    feedback: null,
  };
}

function anomalyOf(story: Story, onset: number, price: number, random: Random, leader: string | null): Anomaly {
  const id = random.uuid();
  const detected = onset + Math.max(1, Math.min(2, story.minutes)) * MINUTE_MS - 21_000;
  const before = price / (1 + story.percent / 100);
  const type =
    Math.abs(story.percent) < 1
      ? 'volume_spike'
      : story.volume > 400
        ? 'combined'
        : story.percent > 0
          ? 'price_spike'
          : 'price_drop';
  return {
    id,
    symbol: story.symbol,
    venue: 'coinbaseexchange',
    detected_at: detected,
    anomaly_type: type,
    z_score: story.percent * 1.7,
    price_change_pct: story.percent,
    volume_change_pct: story.volume,
    confidence: confidenceOf(story.lambda),
    baseline_window_minutes: 1440,
    price_before: before,
    price_at_detection: price,
    volume_before: 1200,
    volume_at_detection: 1200 * (1 + story.volume / 100),
    detection_metadata: {
      timeframe_minutes: story.minutes,
      volatility_tier: 'moderate',
      asset_threshold: 4.4,
      threshold_source: 'tier',
      detector: type === 'volume_spike' ? 'VolumeSpikeDetector' : 'MultiTimeframeDetector',
      scores: { '1': story.percent, '5': story.percent * 1.7 },
      sigma: 0.0007,
      season: 1.08,
      lambda_per_day: story.lambda,
      onset,
      peak: { time: onset + story.minutes * MINUTE_MS, price, change_pct: story.percent },
      end: story.ago > 10 ? onset + (story.minutes + 9) * MINUTE_MS : null,
      breadth: story.group === undefined ? 0.1 : 0.7,
      beta: story.symbol === 'BTC-USD' ? null : 1.18,
      group: story.group === undefined ? null : (leader ?? id),
      learning: false,
      late: false,
      level: 3,
      reason: reasonOf(story),
    },
    stage: story.state,
    alerted_at: story.alerted ? detected + 300 : null,
    created_at: detected,
  };
}

/** As the detection words it (src-main/detect/reason.ts). */
function reasonOf({ alerted, group, lambda }: Story): string {
  const rarity = rarityText(lambda);
  if (alerted) return `alerted: ${rarity}, 3 of 5 today`;
  if (group !== undefined)
    return `not alerted: part of the market-wide move led by BTC-USD (${rarity}); kept for the digest`;
  return `not alerted: below the alert level (${rarity}; alerts begin at about once in 2 days)`;
}

function alertOf(anomaly: Anomaly, held: string | null, random: Random): Alert {
  const { timeframe_minutes: minutes, lambda_per_day: lambda } = anomaly.detection_metadata;
  const raised = anomaly.detected_at + 300;
  return {
    id: random.uuid(),
    anomaly_id: anomaly.id,
    raised_at: raised,
    state: held === null ? 'delivered' : 'suppressed',
    delivered_at: held === null ? raised + 200 : null,
    seen_at: null,
    reason: held,
    title: `${anomaly.symbol} ${percentText(anomaly.price_change_pct ?? 0)} in ${minutes} min`,
    body: `${TYPE_LABELS[anomaly.anomaly_type]}, ${rarityText(lambda)} for ${anomaly.symbol}`,
  };
}

function articleOf(news: Story['news'][number], anomaly: Anomaly, onset: number, random: Random): NewsArticle {
  const id = random.uuid();
  return {
    id,
    anomaly_id: anomaly.id,
    source: news.source,
    title: news.title,
    url: news.url ?? `https://news.example/${id.slice(0, 8)}`,
    published_at: onset + news.at * MINUTE_MS,
    summary: null,
    cluster_id: news.cluster,
    embedding: null,
    timing_tag: news.at < 0 ? 'pre_event' : 'post_event',
    time_diff_minutes: news.at,
    first_seen_at: onset + (news.at + 2) * MINUTE_MS,
    assets: [baseOf(anomaly.symbol)],
    topics: [],
    price_report: news.priceReport === true,
    sentiment: anomaly.price_change_pct! > 0 ? 0.4 : -0.5,
  };
}

function clustersOf(articles: readonly NewsArticle[], anomalyId: string, random: Random): NewsCluster[] {
  const numbers = [...new Set(articles.map(({ cluster_id }) => cluster_id))].filter((number) => number >= 0);
  return numbers.map((cluster_number) => {
    const members = articles.filter(({ cluster_id }) => cluster_id === cluster_number);
    return {
      id: random.uuid(),
      anomaly_id: anomalyId,
      cluster_number,
      article_ids: members.map(({ id }) => id),
      centroid_summary: members[0].title,
      dominant_sentiment: members[0].sentiment,
      size: members.length,
    };
  });
}

/** The letters of a story's cites, in the order of the evidence. */
const KEYS = ['m', 'v', 'r', 'k', 'q', 'd'] as const;

function factsOf(story: Story, articles: readonly NewsArticle[], onset: number): EvidenceFact[] {
  const asset = baseOf(story.symbol);
  const fixed: Record<(typeof KEYS)[number], [EvidenceFact['kind'], string, number, string]> = {
    m: ['move', `${asset} moved ${percentText(story.percent)} in ${story.minutes} min`, story.percent, 'percent'],
    v: ['volume', `Volume ${percentText(story.volume, 0)} against the same hour class`, story.volume, 'percent'],
    r: ['rarity', `A move this large: ${rarityText(story.lambda)}`, 1 / story.lambda, 'days'],
    k: [
      'market',
      `${story.group === undefined ? 1 : 7} of 10 watched symbols beyond half their level, same sign`,
      story.group === undefined ? 1 : 7,
      'symbols',
    ],
    q: ['quiet', 'No linked report from 6 h before to 3 h after', 0, 'sources'],
    d: ['source_down', 'CoinDesk could not be read around that time', 1, 'sources'],
  };
  const used = KEYS.filter(
    (key) => story.sentences.some(([, cites]) => cites.split(' ').includes(key)) || key === 'r' || key === 'k',
  );
  const measures = used.map((key) => ({
    kind: fixed[key][0],
    text: fixed[key][1],
    value: fixed[key][2],
    unit: fixed[key][3],
    time: onset,
    news: null,
  }));
  const news = articles.map((article, index) => ({
    kind: 'news' as const,
    text: article.title,
    value: null,
    unit: null,
    time: article.published_at,
    news: {
      article_id: article.id,
      source: article.source,
      title: article.title,
      url: article.url,
      published_at: article.published_at,
      first_seen_at: article.first_seen_at,
      timing_tag: article.timing_tag,
      time_diff_minutes: article.time_diff_minutes,
      sentiment: article.sentiment,
      cluster_id: article.cluster_id,
      price_report: article.price_report,
      linked: story.news[index].linked !== false,
    },
  }));
  return [...measures, ...news].map((fact, index) => ({ id: `E${index + 1}`, ...fact }));
}

function citesOf(cites: string, facts: readonly EvidenceFact[]): string[] {
  const kinds = { m: 'move', v: 'volume', r: 'rarity', k: 'market', q: 'quiet', d: 'source_down' } as const;
  const news = facts.filter((fact) => fact.news !== null);
  return cites.split(' ').flatMap((key) => {
    const fact =
      key in kinds ? facts.find(({ kind }) => kind === kinds[key as keyof typeof kinds]) : news[Number(key) - 1];
    return fact === undefined ? [] : [fact.id];
  });
}

function findingsOf(story: Story): Finding[] {
  const good = story.state !== 'withheld';
  const unknown = story.cause === 'cause_unknown';
  return [
    {
      rule: 'sentiment_match',
      passed: true,
      score: unknown ? null : 0.9,
      reason: unknown ? 'Does not apply to an unknown cause.' : 'The cited items lean the way of the move.',
      claim: null,
    },
    {
      rule: 'timing_coherence',
      passed: good,
      score: unknown ? null : good ? 1 : 0,
      reason: good
        ? 'Every cited item fits its cause class.'
        : 'The cited item was published 26 min after the onset, so it cannot be a likely cause.',
      claim: good ? null : 1,
    },
    { rule: 'magnitude_coherence', passed: true, score: 1, reason: 'The words fit the size of the move.', claim: 0 },
    {
      rule: 'tool_consistency',
      passed: true,
      score: 1,
      reason: 'The text agrees with what the tools returned.',
      claim: null,
    },
    {
      rule: 'narrative_quality',
      passed: true,
      score: 1,
      reason: 'Two sentences, no markdown, no hedging.',
      claim: null,
    },
    {
      rule: 'claim_grounding',
      passed: good,
      score: good ? 1 : 0,
      reason: good ? 'Each number and name is in the evidence.' : 'The number 40 % is in no evidence.',
      claim: good ? null : 1,
    },
  ];
}

function revisionOf(
  story: Story,
  anomaly: Anomaly,
  onset: number,
  facts: EvidenceFact[],
  random: Random,
): NarrativeRevision {
  const built = anomaly.detected_at + 40_000;
  return {
    id: random.uuid(),
    anomaly_id: anomaly.id,
    revision: 1,
    attempt: 1,
    draft: {
      cause: story.cause,
      sentences: story.sentences.map(([text, cites]) => ({ text, cites: citesOf(cites, facts) })),
    },
    evidence: {
      anomaly_id: anomaly.id,
      symbol: anomaly.symbol,
      onset,
      detected_at: anomaly.detected_at,
      built_at: built,
      facts,
    },
    verdict: {
      verdict: story.state === 'withheld' ? 'withheld' : 'accepted',
      score: story.state === 'withheld' ? 0 : 0.97,
      findings: findingsOf(story),
    },
    llm_provider: 'template',
    created_at: built,
  };
}

export function narrativeOf(story: Story, anomaly: Anomaly, revision: NarrativeRevision, random: Random): Narrative {
  const good = story.state !== 'withheld';
  return {
    id: random.uuid(),
    anomaly_id: anomaly.id,
    narrative_text: story.sentences.map(([text]) => text).join(' '),
    confidence_score: revision.verdict.score,
    tools_used: ['verify_timestamp', 'check_market_context'],
    tool_results: {
      verify_timestamp: { onset: revision.evidence.onset, within: true },
      check_market_context: { breadth: anomaly.detection_metadata.breadth, beta: anomaly.detection_metadata.beta },
    },
    validated: true,
    validation_passed: good,
    validation_reason: good ? null : 'timing_coherence, claim_grounding',
    llm_provider: 'template',
    llm_model: null,
    generation_time_seconds: 0.02,
    created_at: revision.created_at,
    validated_at: revision.created_at,
    cause: story.cause,
    citations: revision.draft.sentences.map(({ text, cites }) => ({ claim: text, evidence_ids: cites })),
    revision: 1,
    updated_at: revision.created_at,
  };
}
