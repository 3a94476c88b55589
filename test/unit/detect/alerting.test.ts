import { beforeEach, describe, expect, it } from 'vitest';
import { createAlerting } from '../../../src-main/detect/alerting.ts';
import { createBudget, type Budget } from '../../../src-main/detect/budget.ts';
import type { Episode } from '../../../src-main/detect/episode-state.ts';
import { createMarketWide, HOLD_MS } from '../../../src-main/detect/market-wide.ts';
import { openEpisode } from '../../../src-main/detect/raise.ts';
import { createReading } from '../../../src-main/detect/reading.ts';
import { lookUp } from '../../../src-main/detect/thresholds.ts';
import { Watch } from '../../../src-main/detect/watch.ts';
import { shippedThresholds, tape } from './synthetic.ts';

const candles = tape({ seed: 'alerting', minutes: 600 });
const last = candles.at(-1)!;
const T0 = last.openTime + 59_999;

/** A real episode of a symbol, its rarity set to e^lnLambda a day. */
function episodeOf(symbol: string, lnLambda: number, extra: { late?: boolean; sign?: number } = {}): Episode {
  const watch = new Watch({ symbol, prior: lookUp(shippedThresholds(), symbol) });
  const reading = createReading();
  for (const candle of candles.slice(0, -1)) if (watch.read(candle, true, reading)) watch.learn(candle, reading, 0);
  expect(watch.read(last, true, reading)).toBe(true);
  Object.assign(reading, { lnLambda, place: 1, sign: extra.sign ?? -1 });
  const context = { venue: 'test', detectedAt: T0, late: extra.late ?? false, level: 3, breadth: null, beta: null };
  return openEpisode(watch, last, reading, context);
}

let budget: Budget;
let open: Map<string, Episode>;
let alerting: ReturnType<typeof createAlerting>;
beforeEach(() => {
  budget = createBudget(2, 4);
  open = new Map();
  alerting = createAlerting({ budget, market: createMarketWide(), open, crowd: { confirmation: () => null } });
});
const add = (symbol: string, lnLambda: number, extra = {}) => {
  const episode = episodeOf(symbol, lnLambda, extra);
  open.set(symbol, episode);
  return episode;
};
const reasonOf = (episode: Episode) => episode.anomaly.detection_metadata.reason;

describe('alerting', () => {
  it('grants what is rarer than the alert level, and says how rare and how many', () => {
    const episode = add('BTC-USD', Math.log(1 / 9));
    expect(alerting.ask(episode, T0, 0)).toBe('granted');
    expect(episode.anomaly.alerted_at).toBe(T0);
    expect(reasonOf(episode)).toBe('alerted: about once in 9 days, 1 of 2 today');
  });

  it('leaves what is less rare, undecided, so that it may still grow into an alert', () => {
    const episode = add('BTC-USD', Math.log(2));
    expect(alerting.ask(episode, T0, 0)).toBe('below_level');
    expect(episode).toMatchObject({ decided: false, anomaly: { alerted_at: null } });
    expect(reasonOf(episode)).toBe(
      'not alerted: below the alert level (about 2 a day; alerts begin at about once in 2 days)',
    );
  });

  it('asks the budget for nothing of a muted symbol, and decides it once', () => {
    const rules = { 'BTC-USD': { muted: true, onceInDays: null }, 'ETH-USD': { muted: false, onceInDays: 30 } };
    const parts = { budget, market: createMarketWide(), open, crowd: { confirmation: () => null } };
    alerting = createAlerting({ ...parts, ruleOf: (symbol) => rules[symbol as keyof typeof rules] });
    const muted = add('BTC-USD', Math.log(1 / 50));
    expect(alerting.ask(muted, T0, 0)).toBe('muted');
    expect(muted).toMatchObject({ decided: true, anomaly: { alerted_at: null } });
    expect(reasonOf(muted)).toBe('not alerted: BTC-USD is muted (about once in 50 days)');
    const seldom = add('ETH-USD', Math.log(1 / 9));
    expect(alerting.ask(seldom, T0, 0)).toBe('below_level');
    expect(reasonOf(seldom)).toContain('below the level set for ETH-USD (about once in 9 days; it alerts from about once in 30 days on)'); // prettier-ignore
    expect(budget.usedAt(T0)).toBe(0);
    // Grown beyond its own level it alerts.
    seldom.lnLambda = Math.log(1 / 40);
    expect(alerting.ask(seldom, T0, 0)).toBe('granted');
  });

  it('keeps late ones for the digest', () => {
    const episode = add('BTC-USD', -3, { late: true });
    expect(alerting.ask(episode, T0, 0)).toBe('late');
    expect(episode.anomaly.alerted_at).toBeNull();
    expect(budget.health(T0)).toMatchObject({ last24h: 0, digest: 1 });
  });

  it('stops at 2N and says so; the rest goes to the digest', () => {
    const outcomes = ['A-USD', 'B-USD', 'C-USD', 'D-USD', 'E-USD'].map((symbol) => {
      const episode = add(symbol, -3);
      episode.anomaly.detection_metadata.learning = false;
      return alerting.ask(episode, T0, 0);
    });
    expect(outcomes).toEqual(['granted', 'granted', 'granted', 'granted', 'digest']);
    expect(reasonOf(open.get('E-USD')!)).toContain('but 4 alerts in the last 24 h are the limit');
    const learner = add('F-USD', -3);
    learner.anomaly.detection_metadata.learning = true;
    expect(alerting.ask(learner, T0, 0)).toBe('learning_stop');
  });

  it('holds while three others move, then the rarest leads and the rest join it', () => {
    const symbols = ['ADA-USD', 'BTC-USD', 'ETH-USD', 'SOL-USD'];
    const episodes = symbols.map((symbol, i) => add(symbol, -1 - (i === 2 ? 5 : 0)));
    expect(episodes.map((episode) => alerting.ask(episode, T0, 3))).toEqual(['held', 'held', 'held', 'held']);
    expect(alerting.release(T0 + HOLD_MS - 1)).toEqual([]);
    const released = alerting.release(T0 + HOLD_MS);
    expect(released.map((r) => [r.episode.anomaly.symbol, r.alerted])).toEqual([
      ['ETH-USD', true],
      ['ADA-USD', false],
      ['BTC-USD', false],
      ['SOL-USD', false],
    ]);
    const leader = open.get('ETH-USD')!.anomaly;
    expect(leader.alerted_at).toBe(T0 + HOLD_MS);
    expect(episodes.map((episode) => episode.anomaly.detection_metadata.group)).toEqual(Array(4).fill(leader.id));
    expect(budget.health(T0 + HOLD_MS)).toMatchObject({ last24h: 1, digest: 3 });
  });

  it('joins an alert already given: the first alerted member leads', () => {
    const first = add('BTC-USD', -1);
    const second = add('ETH-USD', -1);
    alerting.ask(first, T0 - 60_000, 0);
    alerting.ask(second, T0 - 30_000, 1);
    const third = add('SOL-USD', -4);
    expect(alerting.ask(third, T0, 3)).toBe('held');
    const changed = alerting.release(T0 + HOLD_MS).map((r) => r.episode.anomaly.symbol);
    expect(changed).toEqual(['BTC-USD', 'ETH-USD', 'SOL-USD']);
    expect(third.anomaly).toMatchObject({ alerted_at: null, detection_metadata: { group: first.anomaly.id } });
    expect(second.anomaly.alerted_at).toBe(T0 - 30_000);
    expect(alerting.ask(add('ADA-USD', -4), T0 + 60_000, 0)).toBe('digest');
    expect(alerting.ask(add('XRP-USD', -4, { sign: 1 }), T0 + 60_000, 0)).toBe('granted');
  });
});
