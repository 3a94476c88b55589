/** The wait for another quote of the asset, decision by decision, with a crowd that says what the test wants. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createAlerting } from '../../../src-main/detect/alerting.ts';
import { createBudget, type Budget } from '../../../src-main/detect/budget.ts';
import type { Episode } from '../../../src-main/detect/episode-state.ts';
import { CONFIRM_MS, createMarketWide, type MarketWide } from '../../../src-main/detect/market-wide.ts';
import { minuteIndexOf } from '../../../src-main/market/candle-check.ts';
import type { Confirmation } from '../../../src-main/market/confirmation.ts';
import { anomalyOf } from '../../fixtures/anomaly.ts';

const T0 = Date.UTC(2024, 0, 9, 5, 0, 59, 999);
let budget: Budget;
let market: MarketWide;
let open: Map<string, Episode>;
let says: Confirmation | null;
let asked: unknown[][];
let alerting: ReturnType<typeof createAlerting>;

beforeEach(() => {
  budget = createBudget(2, 4);
  market = createMarketWide();
  open = new Map();
  says = null;
  asked = [];
  const confirmation = (...of: unknown[]) => {
    asked.push(of);
    return says;
  };
  alerting = createAlerting({ budget, market, open, crowd: { confirmation } });
});

const peer = (share: number): Confirmation => ({ symbol: 'BTC-USDT', share, confirmed: share >= 0.5 });

function add(symbol: string, more: { sign?: number; detectedAt?: number } = {}): Episode {
  const { sign = 1, detectedAt = T0 } = more;
  const metadata = { timeframe_minutes: 5, late: false, learning: false, group: null };
  const prices = { price_before: 100, price_at_detection: 103 };
  const anomaly = anomalyOf({ symbol, detected_at: detectedAt, alerted_at: null, ...prices }, metadata);
  const told = { decided: false, toldAt: -1, toldLnLambda: Infinity };
  const episode = { anomaly, sign, lastGrowth: minuteIndexOf(T0), logBefore: Math.log(100), lnLambda: -3, ...told };
  open.set(symbol, episode);
  return episode;
}
const reasonOf = (episode: Episode) => episode.anomaly.detection_metadata.reason;

describe('an alert that another quote could confirm', () => {
  it('is granted at once when there is none, or when it has gone along', () => {
    expect(alerting.ask(add('BTC-USD'), T0, 0)).toBe('granted');
    says = peer(0.9);
    const other = add('ETH-USD');
    expect(alerting.ask(other, T0, 0)).toBe('granted');
    expect(other.anomaly.detection_metadata.confirmation).toEqual({ symbol: 'BTC-USDT', share: 0.9 });
  });

  it('waits a minute, asks once more, and is kept for the digest when it is still alone', () => {
    says = peer(0.1);
    const episode = add('BTC-USD');
    expect(alerting.ask(episode, T0, 0)).toBe('held');
    expect(episode.decided).toBe(false);
    expect(alerting.release(T0 + CONFIRM_MS - 1)).toEqual([]);
    expect(alerting.release(T0 + CONFIRM_MS)).toEqual([{ episode, alerted: false }]);
    expect(episode).toMatchObject({ decided: true, anomaly: { alerted_at: null } });
    expect(reasonOf(episode)).toMatch(/^not alerted: BTC-USDT did not move along \(.+\); kept for the digest$/);
    expect(budget.health(T0 + CONFIRM_MS)).toMatchObject({ last24h: 0, digest: 1 });
    expect(alerting.release(T0 + 10 * CONFIRM_MS)).toEqual([]);
  });

  it('is granted after the wait when it was confirmed, or when nothing can be said any more', () => {
    for (const later of [peer(0.7), null]) {
      says = peer(0.1);
      const episode = add('BTC-USD');
      expect(alerting.ask(episode, T0, 0)).toBe('held');
      says = later;
      expect(alerting.release(T0 + CONFIRM_MS)).toEqual([{ episode, alerted: true }]);
      expect(episode.anomaly.alerted_at).toBe(T0 + CONFIRM_MS);
    }
  });

  it('asks for what the peer did since before the move began, the wait included', () => {
    says = peer(0.1);
    const episode = add('BTC-USD');
    alerting.ask(episode, T0, 0);
    alerting.release(T0 + CONFIRM_MS);
    const begins = asked.map(([, minute, minutes]) => (minute as number) - (minutes as number));
    expect(begins[1]).toBe(begins[0]);
    expect(begins[0]).toBeLessThanOrEqual(minuteIndexOf(T0) - episode.anomaly.detection_metadata.timeframe_minutes);
    for (const [symbol, , , move] of asked) {
      expect(symbol).toBe('BTC-USD');
      expect(move).toBeCloseTo(Math.log(1.03), 12);
    }
  });

  it('is told once: who waited joins the quote that was told meanwhile', () => {
    says = peer(0.1);
    const waited = add('BTC-USD');
    alerting.ask(waited, T0, 0);
    says = peer(1);
    const told = add('BTC-USDT');
    expect(alerting.ask(told, T0 + 10, 0)).toBe('granted');
    expect(alerting.release(T0 + CONFIRM_MS)).toEqual([{ episode: waited, alerted: false }]);
    expect(waited.anomaly).toMatchObject({ alerted_at: null, detection_metadata: { group: told.anomaly.id } });
    expect(reasonOf(waited)).toContain('the same move was alerted on BTC-USDT');
    expect(budget.usedAt(T0 + CONFIRM_MS)).toBe(1);
  });

  it('joins a quote told before, in the same direction and within the hour only', () => {
    const told = add('BTC-USDT');
    alerting.ask(told, T0, 0);
    expect(alerting.ask(add('BTC-USD'), T0 + 5000, 0)).toBe('digest');
    expect(alerting.ask(add('BTC-USDC', { sign: -1 }), T0 + 5000, 0)).toBe('granted');
    expect(alerting.ask(add('ETH-USD'), T0 + 5000, 0)).toBe('granted');
    told.anomaly.alerted_at = T0 - 61 * 60_000;
    open.delete('BTC-USDC');
    expect(alerting.ask(add('BTC-USD'), T0 + 5000, 0)).toBe('granted');
  });

  it('goes with the market when by the end of the wait many have moved', () => {
    says = peer(0.1);
    const waited = add('BTC-USD');
    alerting.ask(waited, T0, 0);
    market.lead({ id: 'leader', symbol: 'SOL-USD', sign: 1, since: T0 + 1000 });
    alerting.release(T0 + CONFIRM_MS);
    expect(waited.anomaly.detection_metadata.group).toBe('leader');
    expect(reasonOf(waited)).toContain('market-wide move led by SOL-USD');
  });

  it('says nothing of an episode that has ended or was decided meanwhile', () => {
    says = peer(0.1);
    const [ended, decided] = [add('BTC-USD'), add('ETH-USD')];
    alerting.ask(ended, T0, 0);
    alerting.ask(decided, T0, 0);
    open.delete('BTC-USD');
    decided.decided = true;
    expect(alerting.release(T0 + CONFIRM_MS)).toEqual([]);
  });
});
