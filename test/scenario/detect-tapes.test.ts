/** Recorded weeks: what must be raised, how often the user is alerted, and that ticks and candles agree. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DetectionEvent } from '../../src-main/detect/detection.ts';
import { DAY_MS, MINUTE_MS, type Candle, type EpochMs } from '../../src-shared/market.ts';
import { noSharedData, sharedData } from '../fixtures/shared-data.ts';
import { detectionOf, feed, merged, raisedIn, ticksOf } from '../unit/detect/synthetic.ts';

const WARM_DAYS = 8;

function tapeOf(name: string): Candle[] {
  const text = gunzipSync(readFileSync(join(sharedData()!, 'tapes', `${name}.csv.gz`))).toString();
  const symbol = name.slice(0, name.indexOf('.'));
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [time, open, high, low, close, volume] = line.split(',').map(Number) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      return {
        symbol,
        venue: 'binance',
        openTime: time * 1000,
        open,
        high,
        low,
        close,
        volume,
        trades: null,
        repaired: false,
      };
    });
}

function run(candles: readonly Candle[], symbols: string[], budgetPerDay: number) {
  const detection = detectionOf(symbols, budgetPerDay);
  const events = feed(detection, candles);
  events.push(...detection.flush(candles.at(-1)!.openTime + MINUTE_MS));
  const scoredFrom = candles[0].openTime + WARM_DAYS * DAY_MS;
  const days = (candles.at(-1)!.openTime - scoredFrom) / DAY_MS;
  const alerts = alertTimes(events);
  return { detection, events, alerts, perDay: alerts.filter((time) => time >= scoredFrom).length / days };
}

function alertTimes(events: readonly DetectionEvent[]): EpochMs[] {
  const granted = events.filter((e) => e.kind === 'alerted' || (e.kind === 'raised' && e.alert === 'granted'));
  return granted.map((e) => e.anomaly.alerted_at!).sort((a, b) => a - b);
}

const mostIn24h = (times: readonly EpochMs[]) =>
  Math.max(...times.map((from) => times.filter((t) => t >= from && t < from + DAY_MS).length));
const near = (events: readonly DetectionEvent[], symbol: string, time: string, minutes: number) => {
  const centre = Date.parse(time);
  return raisedIn(events).filter(
    (e) => e.anomaly.symbol === symbol && Math.abs(e.anomaly.detected_at - centre) <= minutes * MINUTE_MS,
  );
};

describe.skipIf(noSharedData('detection on recorded tapes'))('recorded tapes', () => {
  it('BTC, spring 2023, five a day: the CFTC move is raised and alerted, with its onset', () => {
    const { events, alerts, perDay } = run(tapeOf('BTC-USD.2023-03-05'), ['BTC-USD'], 5);
    const [found] = near(events, 'BTC-USD', '2023-03-27T14:57:00Z', 4);
    expect(found?.alert).toBe('granted');
    expect(found.anomaly).toMatchObject({ anomaly_type: 'price_drop' });
    expect(Math.abs(found.anomaly.detection_metadata.onset - Date.parse('2023-03-27T14:58:00Z'))).toBeLessThanOrEqual(
      2 * MINUTE_MS,
    );
    expect(perDay).toBeGreaterThan(4);
    expect(perDay).toBeLessThan(6.25);
    expect(mostIn24h(alerts)).toBeLessThanOrEqual(10);
  });

  it('DOGE, spring 2023: the logo move is raised and alerted within minutes', () => {
    const { events, perDay, alerts } = run(tapeOf('DOGE-USD.2023-03-05'), ['DOGE-USD'], 5);
    // A small rise in the minute before may be an anomaly below the alert level.
    const found = near(events, 'DOGE-USD', '2023-04-03T17:33:00Z', 6).find((e) => e.alert === 'granted')!;
    expect(found.anomaly.price_change_pct).toBeGreaterThan(4);
    expect(found.anomaly.confidence).toBeGreaterThan(0.9);
    expect(perDay).toBeGreaterThan(4);
    expect(perDay).toBeLessThan(6.25);
    expect(mostIn24h(alerts)).toBeLessThanOrEqual(10);
  });

  it('five symbols, spring 2023: all fall with the CFTC move, in one group, with few notifications', () => {
    const symbols = ['ADA-USD', 'BTC-USD', 'DOGE-USD', 'ETH-USD', 'SOL-USD'];
    const { events, alerts, perDay } = run(merged(symbols.map((symbol) => tapeOf(`${symbol}.2023-03-05`))), symbols, 5);
    const members = symbols.map((symbol) => near(events, symbol, '2023-03-27T14:58:00Z', 5).at(-1)!);
    expect(members.map((e) => e?.anomaly.symbol)).toEqual(symbols);
    expect(new Set(members.map((e) => e.anomaly.detection_metadata.group)).size).toBe(1);
    const hour = Date.parse('2023-03-27T14:10:00Z');
    expect(alerts.filter((time) => time >= hour && time < hour + 60 * MINUTE_MS).length).toBeLessThanOrEqual(4);
    expect(perDay).toBeGreaterThan(3.5);
    expect(perDay).toBeLessThan(6.25);
    expect(mostIn24h(alerts)).toBeLessThanOrEqual(10);
  });

  it('raises the same anomalies from ticks as from candles', () => {
    const tape = tapeOf('ETH-USD.2021-09-10').slice(0, 20_000);
    const [closed, live] = [detectionOf(['ETH-USD']), detectionOf(['ETH-USD'])];
    const idsOf = (events: readonly DetectionEvent[]) => raisedIn(events).map((e) => [e.anomaly.id, e.anomaly.symbol]);
    const expected = idsOf(feed(closed, tape));
    const got = tape.flatMap((candle) => [
      ...ticksOf(candle).flatMap(({ forming, eventTime }) => live.onForming(forming, eventTime)),
      ...live.onClosed(candle),
    ]);
    expect(expected.length).toBeGreaterThan(50);
    expect(idsOf(got)).toEqual(expected);
  });
});
