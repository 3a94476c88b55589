import { describe, expect, it } from 'vitest';
import { AnomalySchema } from '../../../src-shared/anomaly.ts';
import { MINUTE_MS, type Candle } from '../../../src-shared/market.ts';
import { anomalyId } from '../../../src-main/base/ids.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import type { Detection, DetectionEvent } from '../../../src-main/detect/detection.ts';
import { DAY_MINUTES, detectionOf, feed, merged, raisedIn, START, tape, ticksOf } from './synthetic.ts';

const DAYS = 8 * DAY_MINUTES;
const JUMP_AT = DAYS + 300;
const at = (minute: number) => START + minute * MINUTE_MS;
const withJump = (jump = 0.03, seed = 'jump') => tape({ seed, minutes: DAYS + 700, jumps: new Map([[JUMP_AT, jump]]) });

function warmed(candles: readonly Candle[], symbols = ['BTC-USD'], until = at(DAYS)): Detection {
  const detection = detectionOf(symbols);
  for (const candle of candles) if (candle.openTime < until) detection.warm(candle);
  return detection;
}
const after = (candles: readonly Candle[], time = at(DAYS)) => candles.filter((candle) => candle.openTime >= time);
const about = (events: readonly DetectionEvent[], minute: number) =>
  raisedIn(events).find((e) => Math.abs(e.anomaly.detected_at - at(minute)) <= 3 * MINUTE_MS);

describe('a jump after eight quiet days', () => {
  const candles = withJump();
  const detection = warmed(candles);
  const events = feed(detection, after(candles));
  const raised = about(events, JUMP_AT)!;

  it('is raised in its minute, alerted, with every field filled', () => {
    const { anomaly } = raised;
    expect(AnomalySchema.parse(anomaly)).toEqual(anomaly);
    expect(anomaly.id).toBe(anomalyId('test', 'BTC-USD', at(JUMP_AT)));
    expect(anomaly.detected_at).toBe(at(JUMP_AT) + 59_999);
    expect(anomaly.created_at).toBe(anomaly.detected_at);
    expect(raised.alert).toBe('granted');
    expect(anomaly.alerted_at).toBe(anomaly.detected_at);
    expect(anomaly.anomaly_type).toBe('combined');
    expect(anomaly.price_change_pct).toBeGreaterThan(2.5);
    expect(anomaly.price_at_detection! / anomaly.price_before! - 1).toBeCloseTo(anomaly.price_change_pct! / 100, 6);
    expect(anomaly.volume_change_pct).toBeGreaterThan(0);
    expect(anomaly.confidence).toBeGreaterThan(0.8);
    expect(anomaly.stage).toBe('raised');
    expect(anomaly.detection_metadata).toMatchObject({
      volatility_tier: 'stable',
      threshold_source: 'asset_override',
      detector: 'CombinedDetector',
      onset: at(JUMP_AT),
      end: null,
      beta: null,
      breadth: null,
      group: null,
      learning: false,
      late: false,
      level: 10,
    });
    expect(Object.keys(anomaly.detection_metadata.scores)).toEqual(['1', '5', '15', '30', '60', 'volume']);
    expect(anomaly.detection_metadata.sigma).toBeGreaterThan(0.0004);
    expect(anomaly.detection_metadata.sigma).toBeLessThan(0.0009);
    expect(anomaly.detection_metadata.reason).toMatch(/^alerted: .+, \d of 5 today$/);
  });

  it('stays one row until it has been quiet, then ends', () => {
    const ended = events.find((e) => e.kind === 'ended' && e.anomaly.id === raised.anomaly.id)!;
    expect(ended.anomaly.detected_at).toBe(raised.anomaly.detected_at);
    expect(ended.anomaly.detection_metadata.end).toBeGreaterThanOrEqual(at(JUMP_AT + 1));
    const inBetween = raisedIn(events).filter(
      (e) => e.anomaly.detected_at > raised.anomaly.detected_at && e.anomaly.detected_at < at(JUMP_AT + 45),
    );
    expect(inBetween).toEqual([]);
  });

  it('shows in rarity history, levels and budget', () => {
    const point = detection.rarityHistory('BTC-USD', at(JUMP_AT), at(JUMP_AT))[0];
    expect(point.lambdaPerDay).toBeLessThan(0.2);
    const levels = detection.levels('BTC-USD');
    expect(levels.lower!).toBeLessThan(candles.at(-1)!.close);
    expect(levels.upper!).toBeGreaterThan(candles.at(-1)!.close);
    expect(detection.spark('BTC-USD')).toHaveLength(60);
    expect(detection.spark('BTC-USD').at(-1)).toBeCloseTo(candles.at(-1)!.close, 4);
    expect(detection.budget()).toMatchObject({ perDay: 5, hardStop: 10 });
    expect(detection.rarity('BTC-USD').lambdaPerDay).toBeGreaterThan(0);
  });
});

describe('a large move soon after a small one', () => {
  /** Noise, and the same noise with a minute of `total` log return twelve minutes after its first anomaly that `alert` was the answer to. */
  function scene(budgetPerDay: number, alert: string, total: number) {
    const options = { seed: 'two', minutes: DAYS + 4000, sigma: 0.001, jumpVolume: 1 };
    const run = (candles: readonly Candle[]) => {
      const detection = detectionOf(['BTC-USD'], budgetPerDay);
      for (const candle of candles) if (candle.openTime < at(DAYS)) detection.warm(candle);
      return feed(detection, after(candles));
    };
    const plain = run(tape(options));
    const told = new Set(plain.flatMap((e) => (e.kind === 'alerted' ? [e.anomaly.id] : [])));
    const small = raisedIn(plain).find((e) => e.alert === alert && !told.has(e.anomaly.id))!;
    const jumpAt = Math.floor((small.anomaly.detected_at - START) / MINUTE_MS) + 12;
    const { open, close } = tape(options)[jumpAt];
    const jump = total - Math.log(close / open);
    return { small, jumpAt, events: run(tape({ ...options, jumps: new Map([[jumpAt, jump]]) })) };
  }

  it('is an episode of its own, with its own onset, when the small one was not told', () => {
    const { small, jumpAt, events } = scene(0.5, 'below_level', 0.05);
    const large = raisedIn(events).find((e) => e.anomaly.detected_at === at(jumpAt) + 59_999)!;
    // One alert in 24 hours is the limit at half an alert a day.
    expect(['granted', 'digest']).toContain(large.alert);
    expect(large.anomaly.detection_metadata.onset).toBe(at(jumpAt));
    const end = events.findIndex((e) => e.kind === 'ended' && e.anomaly.id === small.anomaly.id);
    expect(events[end + 1]).toBe(large);
  });

  it('is one too when the user was told minutes ago, but of something a hundred times as common', () => {
    const { jumpAt, events } = scene(5, 'granted', 0.05);
    expect(raisedIn(events).find((e) => e.anomaly.detected_at === at(jumpAt) + 59_999)?.alert).toBe('granted');
  });

  it('stays part of it when the user was told of it minutes ago and it is of its kind', () => {
    const { small, jumpAt, events } = scene(5, 'granted', 0.0035);
    expect(raisedIn(events).some((e) => e.anomaly.detected_at === at(jumpAt) + 59_999)).toBe(false);
    const ended = events.findIndex((e) => e.kind === 'ended' && e.anomaly.id === small.anomaly.id);
    const raisedNext = events.findIndex(
      (e) => e.kind === 'raised' && e.anomaly.detected_at > small.anomaly.detected_at,
    );
    expect(ended).toBeGreaterThan(-1);
    expect(raisedNext).toBeGreaterThan(ended);
  });
});

describe('determinism', () => {
  it('gives byte-equal events for the same candles', () => {
    const candles = withJump();
    const run = () => JSON.stringify([...feed(detectionOf(['BTC-USD']), candles)]);
    expect(run()).toBe(run());
  });

  it('continues alike after serialise and restore through JSON, open episode included', () => {
    const candles = withJump();
    const cut = at(JUMP_AT + 2);
    const original = warmed(candles);
    feed(
      original,
      after(candles).filter((c) => c.openTime < cut),
    );
    const restored = detectionOf(['BTC-USD']);
    expect(restored.restore('BTC-USD', JSON.parse(JSON.stringify(original.serialise('BTC-USD'))))).toBe(true);
    expect(restored.restoreShared(JSON.parse(JSON.stringify(original.serialiseShared())))).toBe(true);
    expect(restored.openAnomalies()).toEqual(original.openAnomalies());
    const rest = after(candles, cut);
    expect(JSON.stringify(feed(restored, rest))).toBe(JSON.stringify(feed(original, rest)));
    expect(restored.serialise('BTC-USD')).toEqual(original.serialise('BTC-USD'));
  });

  it('refuses a state of another layout and stays as it was', () => {
    const detection = detectionOf(['BTC-USD']);
    expect(detection.restore('BTC-USD', { arrays: {} })).toBe(false);
    expect(detection.restore('BTC-USD', null)).toBe(false);
    expect(detection.restoreShared({ version: 99 })).toBe(false);
    expect(detection.restoreShared(null)).toBe(false);
  });

  it('keeps a symbol within 64 KB', () => {
    const detection = warmed(withJump());
    expect(JSON.stringify(detection.serialise('BTC-USD')).length).toBeLessThan(65_536);
  });
});

describe('live = history', () => {
  /** Minute index in which an anomaly was alerted, null for never. */
  function alertMinute(events: readonly DetectionEvent[], id: string): number | null {
    const time = events.findLast((e) => e.anomaly.id === id)!.anomaly.alerted_at;
    return time === null ? null : Math.floor(time / MINUTE_MS);
  }

  it('raises the same anomalies in the same minutes from ticks as from closed candles', () => {
    const random = seededRandom('live');
    const jumps = new Map(
      Array.from({ length: 24 }, (_, i) => [DAYS + 100 + i * 180, (random.next() - 0.5) * 0.03] as const),
    );
    const candles = tape({ seed: 'live', minutes: DAYS + 4500, jumps });
    const closedEvents = feed(warmed(candles), after(candles));
    const live = warmed(candles);
    const liveEvents = after(candles).flatMap((candle) => [
      ...ticksOf(candle).flatMap(({ forming, eventTime }) => live.onForming(forming, eventTime)),
      ...live.onClosed(candle),
    ]);
    const [closed, ticked] = [raisedIn(closedEvents), raisedIn(liveEvents)];
    // Inside the minute less counts than at its close: an anomaly may be raised there and alerted at the close.
    expect(ticked.map((e) => [e.anomaly.id, alertMinute(liveEvents, e.anomaly.id)])).toEqual(
      closed.map((e) => [e.anomaly.id, alertMinute(closedEvents, e.anomaly.id)]),
    );
    expect(closed.filter((e) => alertMinute(closedEvents, e.anomaly.id) !== null).length).toBeGreaterThan(5);
    expect(closed.length).toBeGreaterThan(15);
    const early = ticked.filter((e) => e.anomaly.detected_at % MINUTE_MS !== 59_999);
    expect(early.length).toBeGreaterThan(5);
    for (const [i, e] of ticked.entries())
      expect(e.anomaly.detected_at).toBeLessThanOrEqual(closed[i].anomaly.detected_at);
  });

  it('lets a wick without volume pass: it neither raises nor enters the tail', () => {
    const candles = withJump(0);
    const quiet = after(candles).slice(0, 50);
    const wick = { ...quiet[40], high: quiet[40].close * 1.04, volume: 0.5 };
    const [a, b] = [warmed(candles), warmed(candles)];
    feed(a, quiet.slice(0, 40));
    feed(b, quiet.slice(0, 40));
    expect(a.onForming({ ...wick, close: wick.high }, wick.openTime + 5000)).toEqual([]);
    expect(a.onClosed(wick)).toEqual(b.onClosed({ ...wick, high: quiet[40].high }));
    expect(a.serialise('BTC-USD')).toEqual(b.serialise('BTC-USD'));
  });
});

describe('what cannot be true', () => {
  const candles = withJump(0);

  it('1,000 bad candles: no event, no NaN in what is read afterwards, and the next good candle is judged as if nothing was', () => {
    const random = seededRandom('bad');
    const [a, b] = [warmed(candles), warmed(candles)];
    const next = after(candles)[0];
    const junk = [NaN, Infinity, -Infinity, 0, -1, 1e308, -1e308, Number.MIN_VALUE];
    const keys = ['open', 'high', 'low', 'close', 'volume', 'openTime'] as const;
    for (let i = 0; i < 1000; i++) {
      const bad = { ...next, [random.pick(keys)]: random.pick(junk) };
      if (i % 3 === 0)
        Object.assign(bad, {
          open: next.open * 1e4,
          high: next.high * 1e4,
          low: next.low * 1e-4,
          close: next.close * (i % 2 ? 1e4 : 1e-4),
        });
      if (bad.volume === 0 || bad.volume === 1e308 || bad.volume === Number.MIN_VALUE) bad.low = -1;
      expect(a.onForming(bad, next.openTime + 1000)).toEqual([]);
      expect(a.onClosed({ ...bad })).toEqual([]);
    }
    expect(a.onClosed(next)).toEqual(b.onClosed(next));
    expect(a.rarity('BTC-USD')).toEqual(b.rarity('BTC-USD'));
    expect(
      Object.values(a.levels('BTC-USD')).every((value) => typeof value !== 'number' || Number.isFinite(value)),
    ).toBe(true);
  });

  it('ignores symbols it does not watch, old candles and duplicates', () => {
    const detection = warmed(candles);
    const next = after(candles)[0];
    expect(detection.onClosed({ ...next, symbol: 'NEW-USD' })).toEqual([]);
    detection.onClosed(next);
    const state = JSON.stringify(detection.serialise('BTC-USD'));
    detection.onClosed({ ...next, close: next.close * 1.02, high: next.close * 1.02 });
    detection.onClosed(candles[5]);
    expect(JSON.stringify(detection.serialise('BTC-USD'))).toBe(state);
  });

  it('believes a change of twentyfold or more only when a second candle agrees, and raises nothing from it', () => {
    const detection = warmed(candles);
    const next = after(candles).map((c) => ({
      ...c,
      open: c.open / 1000,
      high: c.high / 1000,
      low: c.low / 1000,
      close: c.close / 1000,
    }));
    const events = feed(detection, next.slice(0, 60));
    expect(raisedIn(events).filter((e) => e.anomaly.price_change_pct! < -50)).toEqual([]);
    expect(detection.spark('BTC-USD', 5).at(-1)).toBeCloseTo(next[59].close, 6);
  });
});

describe('learning', () => {
  it('is silent for the first 200 traded minutes, then raises only above the prior', () => {
    const small = tape({
      seed: 'learn',
      minutes: 1000,
      jumps: new Map([
        [150, 0.05],
        [600, 0.05],
      ]),
    });
    const raised = raisedIn(feed(detectionOf(['BTC-USD']), small));
    expect(raised.every((e) => e.anomaly.detected_at > at(200))).toBe(true);
    const jump = raised.find((e) => e.anomaly.detected_at === at(600) + 59_999)!;
    expect(jump.anomaly.detection_metadata).toMatchObject({ learning: true, asset_threshold: 3.5 });
    for (const e of raised) expect(Math.abs(e.anomaly.z_score!)).toBeGreaterThanOrEqual(3.5);
  });

  it('raises nothing while being warmed, and knows no rarity until it has learned', () => {
    const candles = withJump();
    const detection = detectionOf(['BTC-USD']);
    for (const candle of candles.slice(0, 1000)) detection.warm(candle);
    expect(detection.rarity('BTC-USD')).toEqual({ lambdaPerDay: null, learning: true });
    for (const candle of candles.slice(1000)) detection.warm(candle);
    expect(detection.rarity('BTC-USD').learning).toBe(false);
    expect(detection.openAnomalies()).toEqual([]);
  });

  it('never raises what moved less than the minimum, however rare', () => {
    const calm = tape({ seed: 'calm', minutes: DAYS + 100, sigma: 0.00001, jumps: new Map([[DAYS + 50, 0.002]]) });
    expect(raisedIn(feed(detectionOf(['BTC-USD']), calm))).toEqual([]);
  });
});

describe('gaps', () => {
  const candles = withJump();
  const before = after(candles).filter((c) => c.openTime < at(JUMP_AT - 5));
  const rest = after(candles, at(JUMP_AT + 5));

  it('does not take what happened in a gap for a move', () => {
    const detection = warmed(candles);
    feed(detection, before);
    detection.onGap('BTC-USD', at(JUMP_AT - 5), at(JUMP_AT + 5));
    expect(about(feed(detection, rest.slice(0, 60)), JUMP_AT + 5)).toBeUndefined();
  });

  it('finds it in the repaired candles, marked late and never notified', () => {
    const detection = warmed(candles);
    feed(detection, before);
    detection.onGap('BTC-USD', at(JUMP_AT - 5), at(JUMP_AT + 5));
    const repaired = after(candles, at(JUMP_AT - 5))
      .filter((c) => c.openTime < at(JUMP_AT + 5))
      .map((c) => ({ ...c, repaired: true }));
    const events = repaired.flatMap((candle) => detection.onClosed(candle, { late: true }));
    const found = about(events, JUMP_AT)!;
    expect(found.alert).toBe('late');
    expect(found.anomaly.detection_metadata.late).toBe(true);
    expect(found.anomaly.alerted_at).toBeNull();
    expect(found.anomaly.detection_metadata.reason).toContain('digest');
    expect(events.filter((e) => e.kind === 'alerted')).toEqual([]);
  });

  it('an outage without a told gap is not a move either', () => {
    const detection = warmed(candles);
    feed(detection, before);
    expect(about(feed(detection, after(candles, at(JUMP_AT + 60)).slice(0, 30)), JUMP_AT + 60)).toBeUndefined();
  });
});

describe('end of input and changes of the watch-list', () => {
  it('flush ends what is open', () => {
    const candles = withJump();
    const detection = warmed(candles);
    feed(
      detection,
      after(candles).filter((c) => c.openTime <= at(JUMP_AT)),
    );
    const ended = detection.flush(at(JUMP_AT + 1));
    expect(ended.map((e) => e.kind)).toEqual(['ended']);
    expect(ended[0].anomaly.detection_metadata.end).toBe(at(JUMP_AT + 1));
    expect(detection.openAnomalies()).toEqual([]);
  });

  it('settle ends what time has made quiet', () => {
    const candles = withJump();
    const detection = warmed(candles);
    feed(
      detection,
      after(candles).filter((c) => c.openTime <= at(JUMP_AT)),
    );
    expect(detection.settle(at(JUMP_AT + 40))).toEqual([]);
    expect(detection.settle(at(JUMP_AT + 50)).map((e) => e.kind)).toEqual(['ended']);
  });

  it('a removed symbol ends its episode and is forgotten', () => {
    const candles = withJump();
    const detection = warmed(candles);
    feed(
      detection,
      after(candles).filter((c) => c.openTime <= at(JUMP_AT)),
    );
    expect(detection.removeSymbol('BTC-USD').map((e) => e.kind)).toEqual(['ended']);
    expect(detection.symbols()).toEqual([]);
    expect(detection.onClosed(candles.at(-1)!)).toEqual([]);
  });
});

describe('market-wide moves', () => {
  const symbols = ['ADA-USD', 'BTC-USD', 'DOGE-USD', 'ETH-USD', 'LINK-USD', 'SOL-USD', 'XRP-USD'];
  const crash = new Map([
    [JUMP_AT, -0.03],
    [JUMP_AT + 1, -0.01],
    [JUMP_AT + 20, -0.02],
  ]);
  const candles = merged(
    symbols.map((symbol, i) => tape({ symbol, seed: `m${i}`, minutes: DAYS + 500, jumps: crash })),
  );
  const detection = warmed(candles, symbols);
  const events = feed(detection, after(candles));
  const hour = (time: number | null) => time !== null && time >= at(JUMP_AT) && time < at(JUMP_AT + 60);
  const last = new Map(events.filter((e) => hour(e.anomaly.detected_at)).map((e) => [e.anomaly.id, e.anomaly]));

  it('gives all members the id of one leader, and at most three notifications besides it', () => {
    expect(new Set([...last.values()].map((a) => a.symbol)).size).toBe(7);
    const groups = new Set([...last.values()].map((a) => a.detection_metadata.group));
    expect(groups.size).toBe(1);
    const leader = last.get([...groups][0]!)!;
    expect(leader.alerted_at).not.toBeNull();
    const alerted = [...last.values()].filter((a) => hour(a.alerted_at));
    expect(alerted.length).toBeLessThanOrEqual(4);
    expect(alerted.length).toBeGreaterThanOrEqual(1);
  });

  it('knows breadth and beta', () => {
    const lastMember = [...last.values()].findLast((a) => a.symbol === 'XRP-USD')!;
    expect(lastMember.detection_metadata.breadth).toBeGreaterThan(0.5);
    expect(lastMember.detection_metadata.beta).not.toBeNull();
    const bitcoin = [...last.values()].find((a) => a.symbol === 'BTC-USD')!;
    expect(bitcoin.detection_metadata.beta).toBeNull();
  });

  it('says to the members why they were not told singly', () => {
    const members = [...last.values()].filter((a) => a.alerted_at === null);
    const told = members.filter((a) =>
      /^not alerted: part of the market-wide move led by [A-Z]+-USD/.test(a.detection_metadata.reason),
    );
    expect(told.length).toBeGreaterThanOrEqual(3);
    for (const member of members) expect(member.detection_metadata.reason).toMatch(/^not alerted: (part of|below)/);
  });
});
