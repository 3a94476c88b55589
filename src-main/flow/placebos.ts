/**
 * The placebo levels for an anomaly: drawn once for a symbol, a direction, a state of the market and six hours, then remembered
 * (the newest 200). The archive behind them is read once for all symbols of those hours. A read that fails is not remembered.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { baseOf } from '../../src-shared/market.ts';
import type { PlaceboLevels } from '../../src-shared/narrative.ts';
import type { NewsItem } from '../../src-shared/news.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { MarketContext } from '../narrate/market-context.ts';
import { marketViewOf } from '../narrate/market-facts.ts';
import { blockOf, placeboLevels } from '../narrate/placebo.ts';

export interface PlacebosOptions {
  readonly reader: Pick<Reader, 'news' | 'pastAnomalies'>;
  readonly pollIntervalMs: number;
  readonly replay: boolean;
  readonly namesOf: (asset: string) => readonly string[];
}

export type PlaceboOf = (anomaly: Anomaly, context: MarketContext) => Promise<PlaceboLevels | null>;

const KEPT = 200;
/** Shares of a move are told apart in steps of this. */
const SHARE_STEP = 0.25;

export function createPlacebos({ reader, pollIntervalMs, replay, namesOf }: PlacebosOptions): PlaceboOf {
  const levels = new Map<string, Promise<PlaceboLevels | null>>();
  const archive = newestAnswer(reader);
  return (anomaly, context) => {
    const onset = anomaly.detection_metadata.onset;
    const direction = Math.sign(anomaly.price_change_pct ?? 0);
    const { state, ownShare } = marketViewOf(anomaly, context);
    const share = ownShare === null ? null : Math.round(ownShare / SHARE_STEP) * SHARE_STEP;
    const key = [anomaly.symbol, direction, state, share, blockOf(onset)].join('|');
    const known = levels.get(key);
    if (known !== undefined) return known;
    const answer = placeboLevels(
      { symbol: anomaly.symbol, onset, direction, market: { state, ownShare: share } },
      { reader: archive, pollIntervalMs, replay, names: namesOf(baseOf(anomaly.symbol)) },
    );
    remember(levels, key, answer);
    return answer;
  };
}

function remember(
  levels: Map<string, Promise<PlaceboLevels | null>>,
  key: string,
  answer: Promise<PlaceboLevels | null>,
) {
  levels.set(key, answer);
  answer.catch(() => levels.get(key) === answer && levels.delete(key));
  const oldest = levels.keys().next().value;
  if (levels.size > KEPT && oldest !== undefined) levels.delete(oldest);
}

/** Two weeks of headlines, read once for everything that happens in the same six hours. */
function newestAnswer(reader: PlacebosOptions['reader']): PlacebosOptions['reader'] {
  let [asked, answer]: [string, Promise<NewsItem[]> | null] = ['', null];
  return {
    pastAnomalies: (filter) => reader.pastAnomalies(filter),
    news(query) {
      const key = JSON.stringify(query);
      if (answer !== null && asked === key) return answer;
      const reading = reader.news(query);
      [asked, answer] = [key, reading];
      reading.catch(() => {
        if (answer === reading) answer = null;
      });
      return reading;
    },
  };
}
