/**
 * Anomalies that are hard to show, made from the stories: a headline of 4,000 characters, right-to-left and emoji texts, a hundred
 * reports, prices of six digits and of twelve decimals, and ones without narrative, without news, or with a withheld one.
 */
import { MINUTE_MS } from '../../../src-shared/market.ts';
import type { NewsArticle } from '../../../src-shared/news.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { createRandom } from './random.ts';
import type { FakeState } from './state.ts';

export const LONG_HEADLINE =
  `Exchange ${'halts-withdrawals-'.repeat(60)} ${'and says very little about it '.repeat(97)}`.slice(0, 4000);
export const RTL_HEADLINE = 'هيئة الأوراق المالية تقاضي BTC 4.2 % منصة \u202eعكس\u202c 🚀🚀🚀 שוק הקריפטו';
const EMOJI = '👩‍👩‍👧‍👦🇺🇳 ';

export const HOSTILE = ['long', 'rtl', 'hundred', 'tiny', 'huge', 'unwritten', 'withheld', 'silent'] as const;
export type Hostile = (typeof HOSTILE)[number];

/** Puts them on top of the stories; returns their ids. */
export function addHostile(state: FakeState): Readonly<Record<Hostile, string>> {
  const random = createRandom(99);
  const of = (symbol: string): AnomalyDetail => state.details.find(({ anomaly }) => anomaly.symbol === symbol)!;
  const [sol, ada, ltc] = [of('SOL-USD'), of('ADA-USD'), of('LTC-USD')];
  const made: Record<Hostile, AnomalyDetail> = {
    long: retitled(sol, LONG_HEADLINE, 'a source with a name that goes on and on and on and on and on'),
    rtl: retitled(sol, EMOJI + RTL_HEADLINE, 'صحيفة السوق'),
    hundred: { ...sol, articles: hundred(sol, random), newsCount: 100 },
    tiny: priced(sol, 0.000000001234, -8.1),
    huge: priced(sol, 123_456.78, 3.3),
    unwritten: { ...sol, anomaly: { ...sol.anomaly, stage: 'raised' }, narrative: null, revisions: [], alerts: [] },
    withheld: ada,
    silent: { ...ltc, articles: [], clusters: [], newsCount: 0, clusterCount: 0 },
  };
  const ids = HOSTILE.map((name, k) => {
    const id = random.uuid();
    const { anomaly } = made[name];
    const moved = { ...anomaly, id, detected_at: state.market.now() - (k + 1) * MINUTE_MS };
    state.details.unshift({ ...made[name], anomaly: moved });
    return [name, id] as const;
  });
  return Object.fromEntries(ids) as Record<Hostile, string>;
}

function retitled(detail: AnomalyDetail, title: string, source: string): AnomalyDetail {
  const articles = detail.articles.map((article) => ({ ...article, title, source }));
  const clusters = detail.clusters.map((cluster) => ({ ...cluster, centroid_summary: title }));
  const revisions = detail.revisions.map((revision) => {
    const facts = revision.evidence.facts.map((fact) =>
      fact.news === null ? fact : { ...fact, text: title, news: { ...fact.news, title, source } },
    );
    return { ...revision, evidence: { ...revision.evidence, facts } };
  });
  return { ...detail, articles, clusters, revisions };
}

function priced(detail: AnomalyDetail, price: number, percent: number): AnomalyDetail {
  const { anomaly } = detail;
  const peak = { ...anomaly.detection_metadata.peak, price, change_pct: percent };
  const before = price / (1 + percent / 100);
  const detection_metadata = { ...anomaly.detection_metadata, peak };
  return { ...detail, anomaly: { ...anomaly, price_before: before, price_at_detection: price, price_change_pct: percent, detection_metadata } }; // prettier-ignore
}

/** Twenty stories of up to five reports, and single ones, within three hours of the onset. */
function hundred(detail: AnomalyDetail, random: ReturnType<typeof createRandom>): NewsArticle[] {
  const [first] = detail.articles;
  return Array.from({ length: 100 }, (_, k): NewsArticle => {
    const minutes = Math.round((random.unit() - 0.5) * 360);
    const title = `Report number ${k + 1} on validators, restarts and what is known by now`;
    return { ...first, id: random.uuid(), title, time_diff_minutes: minutes, timing_tag: minutes < 0 ? 'pre_event' : 'post_event', cluster_id: k % 5 === 0 ? -1 : k % 2 }; // prettier-ignore
  });
}
