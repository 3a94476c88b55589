/**
 * The product's detection of one symbol as a scorer: −ln λ of its closed candle (what may raise), tracker, budget and hard stop not
 * involved. Also whole detections over tapes, everything on, for the alerts a user would have got.
 */
import { createDetection } from '../../../src-main/detect/detection.ts';
import { lookUp, parseThresholds, type Thresholds } from '../../../src-main/detect/thresholds.ts';
import { partsWithout, type Part } from '../../../src-main/detect/parts.ts';
import { raisersOf } from '../../../src-main/detect/side-raisers.ts';
import { createReading } from '../../../src-main/detect/reading.ts';
import { Watch } from '../../../src-main/detect/watch.ts';
import { MINUTE_MS, type Candle, type EpochMs } from '../../../src-shared/market.ts';
import { readFileSync } from 'node:fs';
import type { Row, Scorer } from './score.ts';
import type { Tape } from './tape.ts';

export function shippedThresholds(): Thresholds {
  const file = new URL('../../../resources/thresholds.yaml', import.meta.url);
  const parsed = parseThresholds(readFileSync(file, 'utf8'), 'thresholds.yaml');
  if (!parsed.ok) throw new Error(parsed.fault.detail);
  return parsed.value;
}

export function candleOf(symbol: string, minute: number, row: Row): Candle {
  const [open, high, low, close, volume] = row;
  const openTime = minute * MINUTE_MS;
  return { symbol, venue: 'tape', openTime, open, high, low, close, volume, trades: null, repaired: false };
}

/** Of the product's own options: whether volume raises by itself, and parts to leave out. */
export interface Variant {
  readonly volumeRaises?: boolean;
  readonly without?: ReadonlySet<string>;
}

export function createProductScorer(symbol: string, { volumeRaises, without }: Variant = {}): Scorer {
  const watch = new Watch({
    symbol,
    prior: lookUp(shippedThresholds(), symbol),
    raisers: raisersOf({ volume: volumeRaises }),
    parts: partsWithout(without as ReadonlySet<Part> | undefined),
  });
  const reading = createReading();
  return {
    step(minute, row) {
      const candle = candleOf(symbol, minute, row);
      if (!watch.read(candle, true, reading)) return -Infinity;
      const score = -reading.lnLambda;
      watch.learn(candle, reading, 0);
      return score;
    },
    save: () => watch.serialise(),
    load(state) {
      if (!watch.restore(state)) throw new Error('the state of a watch was not restored');
    },
  };
}

export interface Alerted {
  readonly symbol: string;
  readonly time: EpochMs;
}

/** Alerts granted to a watch-list over its tapes, candles of all in order of time, then symbol. */
export function alertsOf(tapes: readonly Tape[], budgetPerDay: number): { alerts: Alerted[]; anomalies: Alerted[] } {
  const symbols = tapes.map((tape) => tape.symbol);
  const detection = createDetection({ venue: 'tape', symbols, thresholds: shippedThresholds(), budgetPerDay });
  const [alerts, anomalies]: [Alerted[], Alerted[]] = [[], []];
  const row = new Float64Array(5);
  const note = (events: ReturnType<typeof detection.onClosed>) => {
    for (const event of events) {
      const { symbol } = event.anomaly;
      if (event.kind === 'raised') anomalies.push({ symbol, time: event.anomaly.detected_at });
      const granted = event.kind === 'alerted' || (event.kind === 'raised' && event.alert === 'granted');
      if (granted) alerts.push({ symbol, time: event.anomaly.alerted_at! });
    }
  };
  const from = Math.min(...tapes.map((tape) => tape.first));
  const to = Math.max(...tapes.map((tape) => tape.first + tape.length));
  for (let minute = from; minute < to; minute++) {
    for (const tape of tapes) {
      const i = minute - tape.first;
      if (!(tape.close[i] > 0)) continue;
      row.set([tape.open[i], tape.high[i], tape.low[i], tape.close[i], tape.volume[i]]);
      note(detection.onClosed(candleOf(tape.symbol, minute, row)));
    }
  }
  note(detection.flush(to * MINUTE_MS));
  return { alerts, anomalies };
}
