/**
 * Live = history without sockets: random minutes of several symbols, as random trades with the same open, high, low, close and
 * volume through guard, builders and detection, and as closed candles alone, raise the same anomalies in the same minutes.
 * MANE_SEED reruns a sequence, MANE_RUNS makes it longer.
 */
import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../src-main/base/random.ts';
import type { Detection, DetectionEvent } from '../../src-main/detect/detection.ts';
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { minuteOf, MINUTE_MS, type Candle, type EpochMs, type Trade } from '../../src-shared/market.ts';
import { bareHotPath } from '../fixtures/bare-hot-path.ts';
import { DAY_MINUTES, detectionOf, merged, raisedIn, START, tape } from '../unit/detect/synthetic.ts';

const SEED = process.env.MANE_SEED ?? 'live-history';
const RUNS = Number(process.env.MANE_RUNS ?? 200);
const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'DOGE-USD'];
const HISTORY_MINUTES = 8 * DAY_MINUTES;
const MINUTES = 120;
const BEGIN: EpochMs = START + HISTORY_MINUTES * MINUTE_MS;
console.log(`live-history seed ${SEED}, ${RUNS} runs (MANE_SEED, MANE_RUNS)`);

interface Learned {
  readonly states: ReadonlyMap<string, unknown>;
  readonly closes: ReadonlyMap<string, number>;
}

function learn(): Learned {
  const detection = detectionOf(SYMBOLS);
  const tapes = SYMBOLS.map((symbol) => tape({ symbol, seed: `${SEED}|${symbol}`, minutes: HISTORY_MINUTES }));
  for (const candle of merged(tapes)) detection.warm(candle);
  return {
    states: new Map(SYMBOLS.map((symbol) => [symbol, detection.serialise(symbol)])),
    closes: new Map(tapes.map((of) => [of.at(-1)!.symbol, of.at(-1)!.close])),
  };
}

function detectionWith({ states }: Learned, symbols: readonly string[]): Detection {
  const detection = detectionOf([...symbols]);
  for (const symbol of symbols) detection.restore(symbol, structuredClone(states.get(symbol)));
  return detection;
}

const logUniform = (random: Random, from: number, to: number): number => from * (to / from) ** random.next();

/** Calm and wild minutes, jumps, volume with and without moves, wicks with and without volume, minutes without a trade. */
function wildCandles(symbol: string, last: number, random: Random): Candle[] {
  const traded = random.pick([1, 1, 0.9, 0.4]);
  const drama = random.pick([0.01, 0.03, 0.1]);
  return Array.from({ length: MINUTES }, (_, k) => {
    const isEvent = random.next() < drama;
    const sigma = 0.0006 * (isEvent ? logUniform(random, 1, 25) : 1);
    const open = last * Math.exp(0.2 * 0.0006 * random.normal());
    const close = open * Math.exp(sigma * random.normal());
    const wick = random.next() < drama ? logUniform(random, 0.001, 0.03) : 0;
    const high = Math.max(open, close) * Math.exp(0.0006 * random.next() + wick * Math.round(random.next()));
    const low = Math.min(open, close) * Math.exp(-0.0006 * random.next() - wick * Math.round(random.next()));
    const volume = Math.exp(3 + 0.6 * random.normal()) * (random.next() < 2 * drama ? logUniform(random, 0.3, 20) : 1);
    const openTime = BEGIN + k * MINUTE_MS;
    const candle = { symbol, venue: 'test', openTime, open, high, low, close, volume, trades: null, repaired: false };
    if (random.next() >= traded) return null;
    last = close;
    return candle;
  }).filter((candle) => candle !== null);
}

/** Prints at the four prices, extremes in either order, and others between; times and sizes at random. */
function tradesOf(candle: Candle, random: Random): Trade[] {
  const { symbol, open, high, low, close, openTime } = candle;
  const extremes = random.next() < 0.5 ? [high, low] : [low, high];
  const knots = [open, ...extremes, close];
  const prices = knots.flatMap((price, k) => {
    const before = knots[k - 1] ?? price;
    const between = Array.from(
      { length: k === 0 ? 0 : random.int(0, 3) },
      () => before + (price - before) * random.next(),
    );
    return [...between, price];
  });
  const weights = prices.map(() => random.next() ** 3 + 1e-3);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const times = prices.map(() => random.int(0, MINUTE_MS - 1)).sort((a, b) => a - b);
  return prices.map((price, k) => {
    const eventTime = openTime + times[k];
    const amount = (candle.volume * weights[k]) / total;
    return { kind: 'trade', symbol, price, amount, side: null, tradeId: null, eventTime, receivedTime: eventTime };
  });
}

function replayed(detection: Detection, candles: readonly Candle[]): readonly DetectionEvent[] {
  const hot = bareHotPath(detection, { graceMs: 2000, repairPatienceMs: null });
  for (let openTime = BEGIN; openTime < BEGIN + (MINUTES + 5) * MINUTE_MS; openTime += MINUTE_MS) {
    hot.moveTo(openTime - 1);
    hot.settle(openTime - 1, openTime);
    for (const candle of candles) if (candle.openTime === openTime) hot.handle({ kind: 'candle', candle });
  }
  return hot.events;
}

/** Trades in the order of their time, the clock looked at every now and then in between. */
function live(
  detection: Detection,
  candles: readonly Candle[],
  random: Random,
): { events: readonly DetectionEvent[]; lonePrints: number } {
  const speed = random.pick([1, 20, 60, 200]);
  const hot = bareHotPath(detection, { graceMs: Math.max(2000, 250 * speed), repairPatienceMs: 5 * MINUTE_MS });
  const trades = candles.flatMap((candle) => tradesOf(candle, random)).sort((a, b) => a.eventTime - b.eventTime);
  const everyMs = Math.max(2000, 100 * speed);
  let now = BEGIN;
  const passTo = (time: EpochMs) => {
    for (; now + everyMs <= time;) {
      now += everyMs;
      hot.moveTo(now);
      hot.settle(now);
    }
    hot.moveTo(time);
  };
  for (const trade of trades) {
    passTo(trade.eventTime);
    hot.handle(trade);
  }
  passTo(BEGIN + (MINUTES + 10) * MINUTE_MS);
  return { events: hot.events, lonePrints: hot.refused()['lone_print'] ?? 0 };
}

const minuteText = (time: EpochMs): number => (minuteOf(time) - BEGIN) / MINUTE_MS;
const told = ({ id, symbol, detected_at }: Anomaly): string => [minuteText(detected_at), symbol, id].join(' ');
const onsetOf = (anomaly: Anomaly): string => `${told(anomaly)} ${minuteText(anomaly.detection_metadata.onset)}`;
const raised = (events: readonly DetectionEvent[], as: (anomaly: Anomaly) => string): string[] =>
  raisedIn(events)
    .map((event) => as(event.anomaly))
    .sort();
const without = (some: readonly string[], others: readonly string[]) => some.filter((one) => !others.includes(one));
const alertedIn = (events: readonly DetectionEvent[]): string[] =>
  events
    .filter((e) => e.kind === 'alerted' || (e.kind === 'raised' && e.alert === 'granted'))
    .map((e) => told(e.anomaly))
    .sort();

describe('random minutes as trades and as candles', () => {
  const learned = learn();

  it.each([1, 4])(
    'raise the same anomalies in the same minutes (%i symbols)',
    (count) => {
      const symbols = SYMBOLS.slice(0, count);
      const differing: string[] = [];
      let [anomalies, onsets, left, alerts] = [0, 0, 0, 0];
      for (let run = 0; run < RUNS / 2; run++) {
        const random = seededRandom(`${SEED}|${count}|${run}`);
        const candles = merged(symbols.map((symbol) => wildCandles(symbol, learned.closes.get(symbol)!, random)));
        const { events, lonePrints } = live(detectionWith(learned, symbols), candles, random);
        // A lone print that nothing confirms is no part of the candle: then the candles are not the same.
        if (lonePrints > 0 && ++left) continue;
        const expected = replayed(detectionWith(learned, symbols), candles);
        const [only, lacks] = [
          without(raised(expected, told), raised(events, told)),
          without(raised(events, told), raised(expected, told)),
        ];
        anomalies += raisedIn(expected).length;
        onsets += without(raised(expected, onsetOf), raised(events, onsetOf)).length;
        if (alertedIn(expected).join() !== alertedIn(events).join()) alerts += 1;
        if (only.length + lacks.length > 0)
          differing.push(`run ${run}: only as candles [${only.join()}], only as trades [${lacks.join()}]`);
      }
      console.log(
        `${count} symbols: ${anomalies} anomalies; runs that differ ${differing.length}, with other alerts ${alerts}, left out ${left}; onsets that differ ${onsets}`,
      );
      for (const one of differing) console.log(one);
      // With several symbols the order of trades inside a minute decides who leads a move of all: rare, and counted here.
      expect(differing.length).toBeLessThanOrEqual(count === 1 ? 0 : Math.ceil(0.03 * (RUNS / 2)));
      expect(alerts).toBeLessThanOrEqual(count === 1 ? 0 : Math.ceil(0.04 * (RUNS / 2)));
      expect(anomalies).toBeGreaterThan(RUNS / 2);
      expect(onsets).toBeLessThan(0.02 * anomalies);
      expect(left).toBeLessThan(0.2 * RUNS);
    },
    120_000,
  );
});
