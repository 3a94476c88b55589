/**
 * What the rest of the market did in the window of the move, and what followed similar moves before. Past only: nothing
 * after `detected_at` enters. Changes are percent, breadth is a share 0–1. A replay flushes its journal first.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { baseOf } from '../../src-shared/market.ts';
import { MINUTE_MS } from '../../src-shared/market.ts';
import type { Investigation } from '../../src-shared/news.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { changeOver } from './tools/price-change.ts';
import { findSimilar, type SimilarPast, type SimilarRequest } from './similar/find-similar.ts';
import { storyOf } from './similar/story.ts';

export interface Peer {
  readonly symbol: string;
  readonly changePct: number;
}

export interface MarketContext {
  readonly beta: number | null;
  readonly breadth: number | null;
  /** BTC's change over the same window; null for BTC itself or without its candles. */
  readonly btcChangePct: number | null;
  /** Other watched symbols, without BTC. */
  readonly peers: readonly Peer[];
  readonly similar: SimilarPast | null;
}

export interface ContextRequest {
  readonly reader: Pick<Reader, 'candles' | 'pastAnomalies' | 'closesAt' | 'storyVectors'>;
  readonly anomaly: Anomaly;
  /** What the news around were about enters the likeness with earlier moves. */
  readonly investigation?: Pick<Investigation, 'articles' | 'clusters'>;
  /** The watch-list; at most `maxPeers` of it are read. */
  readonly symbols: readonly string[];
  readonly maxPeers?: number;
}

export const emptyContext = (anomaly: Anomaly): MarketContext => ({
  beta: anomaly.detection_metadata.beta,
  breadth: anomaly.detection_metadata.breadth,
  btcChangePct: null,
  peers: [],
  similar: null,
});

/** Reads the context of an anomaly. Throws FaultError when the store cannot be read. */
export async function gatherContext({
  reader,
  anomaly,
  investigation,
  symbols,
  maxPeers = 3,
}: ContextRequest): Promise<MarketContext> {
  const others = symbols.filter((symbol) => symbol !== anomaly.symbol);
  const btc = others.find((symbol) => baseOf(symbol) === 'BTC');
  const peers = others.filter((symbol) => symbol !== btc).slice(0, maxPeers);
  const to = anomaly.detected_at;
  const from = to - anomaly.detection_metadata.timeframe_minutes * MINUTE_MS;
  const change = (symbol: string) => changeOver(reader, { symbol, venue: anomaly.venue, from, to });
  const [btcChangePct, changes, similar] = await Promise.all([
    btc === undefined ? null : change(btc),
    Promise.all(peers.map(change)),
    findSimilar(reader, similarTo(anomaly, investigation)),
  ]);
  const known = peers.flatMap((symbol, i) => (changes[i] == null ? [] : [{ symbol, changePct: changes[i] }]));
  return { ...emptyContext(anomaly), btcChangePct, peers: known, similar };
}

function similarTo(anomaly: Anomaly, investigation: ContextRequest['investigation']): SimilarRequest {
  const { symbol, venue, price_change_pct, volume_change_pct, detected_at: detectedAt } = anomaly;
  const { onset, timeframe_minutes, breadth } = anomaly.detection_metadata;
  const move = { price_change_pct, volume_change_pct, timeframe_minutes, breadth };
  const story = investigation === undefined ? null : storyOf(investigation);
  return { symbol, venue, before: onset, changePct: price_change_pct, looks: { move, detectedAt, story } };
}
