/**
 * Evidence: the frozen, numbered facts E1…En that a narrative may speak of, in one fixed order: the move, the market, what
 * followed similar moves, the news, the silence. Nothing outside it may be said. Pure; equal input gives equal bytes.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Evidence, PlaceboLevels } from '../../src-shared/narrative.ts';
import type { Investigation } from '../../src-shared/news.ts';
import type { MarketContext } from './market-context.ts';
import { marketFacts, marketViewOf, similarFacts } from './market-facts.ts';
import { moveFacts } from './move-facts.ts';
import { newsFacts } from './news-facts.ts';

export interface EvidenceInput {
  readonly anomaly: Anomaly;
  readonly investigation: Investigation;
  readonly context: MarketContext;
  /** Market time. */
  readonly now: EpochMs;
  readonly simulated?: boolean;
  /** What the archive had to offer around minutes in which nothing happened. */
  readonly placebo?: PlaceboLevels | null;
}

export function buildEvidence({
  anomaly,
  investigation,
  context,
  now,
  simulated = false,
  placebo = null,
}: EvidenceInput): Evidence {
  const facts = [
    ...moveFacts(anomaly, simulated),
    ...marketFacts(anomaly, context),
    ...similarFacts(anomaly, context.similar),
    ...newsFacts(anomaly, investigation, marketViewOf(anomaly, context), now),
  ];
  return deepFreeze({
    anomaly_id: anomaly.id,
    symbol: anomaly.symbol,
    venue: anomaly.venue,
    onset: anomaly.detection_metadata.onset,
    detected_at: anomaly.detected_at,
    built_at: now,
    facts: facts.map((fact, i) => ({ id: `E${i + 1}`, ...fact })),
    ...(placebo === null ? {} : { placebo }),
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
