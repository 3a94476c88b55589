/** Two quotes of one asset in a watch-list: who moves alone waits, who moves together is told once, and every anomaly is kept. */
import { describe, expect, it } from 'vitest';
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import { MINUTE_MS, type Candle } from '../../../src-shared/market.ts';
import type { Detection, DetectionEvent } from '../../../src-main/detect/detection.ts';
import { CONFIRM_MS } from '../../../src-main/detect/market-wide.ts';
import { after, at, DAYS, JUMP_AT, warmed } from './scene.ts';
import { merged, tape, ticksOf } from './synthetic.ts';

const [USD, USDT] = ['BTC-USD', 'BTC-USDT'];
type Jumps = ReadonlyMap<number, number>;
const jumpAt = (minute: number, size = 0.03): Jumps => new Map([[minute, size]]);

function candlesOf(jumps: Readonly<Record<string, Jumps>>): Candle[] {
  return merged(
    Object.entries(jumps).map(([symbol, of]) => tape({ symbol, seed: symbol, minutes: DAYS + 420, jumps: of })),
  );
}

const closed = (detection: Detection, candle: Candle) => detection.onClosed(candle);
const live = (detection: Detection, candle: Candle) => [
  ...ticksOf(candle).flatMap(({ forming, eventTime }) => detection.onForming(forming, eventTime)),
  ...detection.onClosed(candle),
];

function play(jumps: Readonly<Record<string, Jumps>>, feedOne = closed): DetectionEvent[] {
  const candles = candlesOf(jumps);
  const detection = warmed(candles, Object.keys(jumps), at(JUMP_AT - 5));
  return after(candles, at(JUMP_AT - 5)).flatMap((candle) => feedOne(detection, candle));
}

/** The row of each symbol's episode around the jump, as it last was. */
function rows(events: readonly DetectionEvent[]): Record<string, Anomaly> {
  const around = events.filter(({ anomaly: { detected_at } }) => Math.abs(detected_at - at(JUMP_AT)) < 4 * MINUTE_MS);
  return Object.fromEntries(around.map(({ anomaly }) => [anomaly.symbol, anomaly]));
}
const raisedAlert = (events: readonly DetectionEvent[], symbol: string) =>
  events.find((e) => e.kind === 'raised' && e.anomaly.symbol === symbol && e.anomaly.detected_at >= at(JUMP_AT));

describe.each([
  ['closed candles', closed],
  ['ticks', live],
] as const)('a move seen by both quotes, from %s', (_, feedOne) => {
  it.each([0, 1])('%d minutes apart: is told once, and the other joins it with the reason', (later) => {
    const both = rows(play({ [USD]: jumpAt(JUMP_AT), [USDT]: jumpAt(JUMP_AT + later) }, feedOne));
    expect(Object.keys(both).sort()).toEqual([USD, USDT]);
    const told = Object.values(both).filter((row) => row.alerted_at !== null);
    expect(told).toHaveLength(1);
    const silent = Object.values(both).find((row) => row.alerted_at === null)!;
    expect(told[0].detection_metadata.reason).toMatch(/^alerted: /);
    expect(told[0].detection_metadata.confirmation).toMatchObject({ symbol: silent.symbol });
    expect(told[0].detection_metadata.confirmation!.share).toBeGreaterThan(0.5);
    if (later > 0) return;
    expect(silent.detection_metadata.group).toBe(told[0].id);
    expect(silent.detection_metadata.reason).toContain(`the same move was alerted on ${told[0].symbol}`);
  });
});

describe('a move that only one quote makes', () => {
  const events = play({ [USD]: jumpAt(JUMP_AT), [USDT]: new Map() });

  it('waits a minute, and is then kept for the digest', () => {
    const raised = raisedAlert(events, USD)!;
    expect(raised).toMatchObject({ kind: 'raised', alert: 'held' });
    expect(raised.anomaly.detection_metadata.reason).toContain('waiting up to a minute: BTC-USDT has not moved along');
    const row = rows(events)[USD];
    expect(row.alerted_at).toBeNull();
    expect(row.detection_metadata.reason).toContain('BTC-USDT did not move along');
    expect(row.detection_metadata.reason).toContain('digest');
    expect(Math.abs(row.detection_metadata.confirmation!.share)).toBeLessThan(0.2);
  });

  it('is an anomaly all the same: what it is and how rare does not depend on the other quote', () => {
    const [alone, together] = [rows(events)[USD], rows(play({ [USD]: jumpAt(JUMP_AT), [USDT]: jumpAt(JUMP_AT) }))[USD]];
    const own = ({ alerted_at: _told, detection_metadata, ...row }: Anomaly) => {
      const { confirmation: _of, reason: _why, group: _with, ...metadata } = detection_metadata;
      return { ...row, ...metadata };
    };
    expect(alone.detection_metadata.confirmation).not.toEqual(together.detection_metadata.confirmation);
    expect(own(alone)).toEqual(own(together));
  });

  it('is told after the wait when the other quote has gone along by then, and nothing else was told', () => {
    // Large enough to confirm, too little for an alert of its own.
    const row = rows(play({ [USD]: jumpAt(JUMP_AT, 0.009), [USDT]: jumpAt(JUMP_AT, 0.0052) }))[USD];
    expect(row.alerted_at).toBe(row.detected_at + CONFIRM_MS);
    expect(row.detection_metadata.confirmation!.share).toBeGreaterThan(0.5);
  });

  it('is not held against a quote that stood still because it was not received', () => {
    const candles = candlesOf({ [USD]: jumpAt(JUMP_AT), [USDT]: new Map() });
    const detection = warmed(candles, [USD, USDT], at(JUMP_AT - 5));
    const received = after(candles, at(JUMP_AT - 5)).filter((candle) => candle.symbol === USD);
    const row = rows(received.flatMap((candle) => detection.onClosed(candle)))[USD];
    expect(row.alerted_at).toBe(row.detected_at);
    expect(row.detection_metadata.confirmation).toBeNull();
  });
});

describe('a slow burn seen by both quotes', () => {
  it('is told once, however long it took', () => {
    const ramp = new Map(Array.from({ length: 300 }, (_, i) => [JUMP_AT - 280 + i, 0.08 / 300] as const));
    const events = play({ [USD]: ramp, [USDT]: ramp });
    const first = events.filter((e) => e.anomaly.detected_at < at(JUMP_AT + 40));
    const alerted = new Map(first.filter((e) => e.anomaly.alerted_at !== null).map((e) => [e.anomaly.id, e.anomaly]));
    expect(new Set([...alerted.values()].map((row) => row.symbol)).size).toBe(1);
    for (const { anomaly } of first) expect(anomaly.detection_metadata.reason).not.toMatch(/did not move along/);
  });
});
