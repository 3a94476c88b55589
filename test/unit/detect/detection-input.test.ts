/** What the detection makes of its input: what cannot be true, too little history, gaps, ends, and a whole market that moves. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/base/random.ts';
import type { Detection } from '../../../src-main/detect/detection.ts';
import { AT, createSymbolCells } from '../../../src-main/detect/symbol-cells.ts';
import { unpackFloats } from '../../../src-main/stats/packed.ts';
import { about, after, at, DAYS, JUMP_AT, warmed, withJump } from './scene.ts';
import { detectionOf, feed, merged, raisedIn, tape } from './synthetic.ts';

describe('what cannot be true', () => {
  const candles = withJump(0);

  /** All that is known of the symbol; the gate is looked up anew whenever it is asked for. */
  function knownOf(detection: Detection) {
    const state = detection.serialise('BTC-USD') as { cells: string; history: unknown };
    const cells = createSymbolCells();
    expect(unpackFloats(state.cells, cells)).toBe(true);
    cells[AT.gate] = cells[AT.gateLevel] = 0;
    return { cells, history: state.history };
  }

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
    const state = knownOf(detection);
    expect(detection.onClosed({ ...next, close: next.close * 1.02, high: next.close * 1.02 })).toEqual([]);
    expect(detection.onClosed(candles[5])).toEqual([]);
    expect(knownOf(detection)).toEqual(state);
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
