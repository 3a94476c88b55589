/** Facts about the market around the move and about similar moves before it. */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { baseOf, type EpochMs } from '../../src-shared/market.ts';
import { fact, isFlat, movedText, percentDigits, settled, type Fact } from './fact.ts';
import type { MarketContext } from './market-context.ts';
import type { SimilarPast } from './similar/find-similar.ts';
import type { Outcome } from './similar/outcomes.ts';

/** Share of watched symbols from which a move counts as the whole market's. */
export const MARKET_WIDE = 0.5;

export type MarketState = 'moves' | 'quiet' | 'unknown';

/** The market around a move: whether it moves at large, and what share of the move it leaves to the asset itself (0–1). */
export interface MarketView {
  readonly state: MarketState;
  /** Null for BTC, and where its change is not known. */
  readonly ownShare: number | null;
}

/** Share of a move that beta × BTC must explain to make it the market's. */
const EXPLAINED = 0.6;

/** By breadth, because the anomaly belongs to a market-wide group, or because beta × BTC explains most of it. */
export function marketViewOf(anomaly: Anomaly, context: MarketContext): MarketView {
  const { breadth } = context;
  const ownShare = ownShareOf(anomaly, context);
  const isExplained = ownShare !== null && 1 - ownShare >= EXPLAINED;
  if (isExplained || anomaly.detection_metadata.group !== null) return { state: 'moves', ownShare };
  return { state: breadth === null ? 'unknown' : breadth >= MARKET_WIDE ? 'moves' : 'quiet', ownShare };
}

function ownShareOf(anomaly: Anomaly, { btcChangePct, beta }: MarketContext): number | null {
  const change = anomaly.price_change_pct;
  if (btcChangePct === null || change === null || isFlat(change) || baseOf(anomaly.symbol) === 'BTC') return null;
  const explained = ((beta ?? 1) * btcChangePct) / change;
  return 1 - Math.min(1, Math.max(0, explained));
}

export function marketFacts(anomaly: Anomaly, context: MarketContext): Fact[] {
  const time = settled(anomaly.detected_at);
  const minutes = anomaly.detection_metadata.timeframe_minutes;
  const over = (name: string, change: number) =>
    fact('market', time, `${name} ${movedText(change)} over the same ${minutes} min`, change, 'percent');
  const { btcChangePct, breadth, beta, peers } = context;
  return [
    ...(btcChangePct === null || baseOf(anomaly.symbol) === 'BTC' ? [] : [over('BTC', btcChangePct)]),
    ...(breadth === null ? [] : [fact('market', time, breadthText(breadth), breadth, 'share')]),
    ...(beta === null
      ? []
      : [fact('market', time, `Beta of ${baseOf(anomaly.symbol)} to BTC is ${beta.toFixed(2)}`, beta, 'beta')]),
    ...peers.map(({ symbol, changePct }) => over(symbol, changePct)),
  ];
}

const breadthText = (share: number): string => `${Math.round(share * 100)} % of the watched symbols moved the same way`;

export function similarFacts(anomaly: Anomaly, similar: SimilarPast | null): Fact[] {
  if (similar === null) return [];
  const time = anomaly.detection_metadata.onset;
  const { count, outcomes } = similar;
  const base = baseOf(anomaly.symbol);
  const text =
    count === 0
      ? `No similar move of ${base} is on record`
      : `${count} similar ${count === 1 ? 'move' : 'moves'} of ${base} on record`;
  return [fact('similar', time, text, count, 'anomalies'), ...outcomes.map((outcome) => outcomeFact(outcome, time))];
}

/** `1 h after the 12 nearest the price was higher in 7 (95 % interval 32 to 81 %); median change +0.41 % (−0.20 to +1.3 %)`. */
function outcomeFact(of: Outcome, time: EpochMs): Fact {
  const [low, high] = [of.roseLow, of.roseHigh].map((share) => Math.round(share * 100));
  const range =
    of.medianLowPct === null || of.medianHighPct === null
      ? ''
      : ` (${signed(of.medianLowPct)} to ${signed(of.medianHighPct)} %)`;
  const nearest = of.known === 1 ? 'the nearest' : `the ${of.known} nearest`;
  const text = `${of.hours} h after ${nearest} the price was higher in ${of.rose} (95 % interval ${low} to ${high} %); median change ${signed(of.medianPct)} %${range}`;
  return fact('similar', time, text, of.medianPct, 'percent');
}

const signed = (percent: number): string => `${percent < 0 ? '−' : '+'}${percentDigits(percent)}`;
