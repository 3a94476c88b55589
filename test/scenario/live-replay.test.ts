/**
 * Live = history: the same candles, once as trades through the simulated venue's sockets into a live engine, once as a replay with
 * the same history, raise the same anomalies in the same minutes, whatever happens to the connection or the program on the way.
 */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { minuteOf, MINUTE_MS } from '../../src-shared/market.ts';
import { eventfulCandles, type EventfulSymbol } from '../fixtures/eventful-candles.ts';
import { alertsByMinute, anomaliesOf, byMinute, historyFrom, raised, told } from '../fixtures/live-history.ts';
import { replayCandles } from '../fixtures/replayed-candles.ts';
import { temporaryFolder } from '../fixtures/run-mane.ts';
import { noSharedData } from '../fixtures/shared-data.ts';
import { cutOfTape } from '../fixtures/tape-cut.ts';
import { launchStepped, type SteppedMarket } from '../fixtures/stepped-market.ts';

const SEED = process.env.MANE_SEED ?? 'live-replay';
console.log(`live-replay seed ${SEED} (MANE_SEED)`);
const EPOCH = Date.UTC(2026, 2, 9, 10);
const HISTORY_DAYS = 5;
const FROM = historyFrom(EPOCH, HISTORY_DAYS);
const at = (minute: number): number => EPOCH + minute * MINUTE_MS;

const folder = temporaryFolder();
afterAll(() => folder.remove());
const place = (name: string): string => join(folder.path, name);

const moving = (...moves: [minute: number, move: number, volume: number][]) =>
  new Map(moves.map(([minute, move, volume]) => [minute, { move, volume }]));
const ramp = (from: number, minutes: number, move: number) =>
  moving(...Array.from({ length: minutes }, (_, k): [number, number, number] => [from + k, move / minutes, 2]));
const market = (minutes: number, symbols: EventfulSymbol[], common?: ReadonlyMap<number, number>) =>
  eventfulCandles({ seed: SEED, epoch: EPOCH, historyMinutes: (EPOCH - FROM) / MINUTE_MS, minutes, symbols, common });

const launch = (name: string, candles: ReturnType<typeof market>, badTicks = false, onAlert?: (id: string) => void) =>
  launchStepped({
    folder: place(name),
    candles,
    epoch: EPOCH,
    seed: SEED,
    historyDays: HISTORY_DAYS,
    badTicks,
    onAlert: (_alert, anomaly) => onAlert?.(anomaly.id),
  });

/** One print far from the market, with an id of its own: nothing confirms it. */
function sendLonePrint(live: SteppedMarket, price: number, id: number): void {
  const time = new Date(live.now() - 1000).toISOString();
  const frame = { type: 'match', trade_id: id, side: 'buy', size: '900', price: String(price), product_id: 'BTC-USD', sequence: id, time }; // prettier-ignore
  live.simulation.control.sendRaw(JSON.stringify(frame));
}

describe('the same candles live and replayed', () => {
  it('raise the same: jumps, ramps, all together, minutes without a trade, wicks, bad ticks', async () => {
    const wicks = { btc: [70, 260], eth: [120] };
    const candles = market(
      340,
      [
        {
          symbol: 'BTC-USD',
          price: 64_000,
          moves: moving([40, 0.02, 6], [95, -0.012, 4], [200, 0.03, 0.5], [320, -0.025, 5]),
          wicks: new Map(wicks.btc.map((minute) => [minute, minute % 100 === 70 ? 0.03 : -0.04])),
        },
        { symbol: 'ETH-USD', price: 3_100, moves: ramp(150, 12, 0.05), wicks: new Map(wicks.eth.map((minute) => [minute, -0.03])) }, // prettier-ignore
        { symbol: 'DOT-USD', price: 7.3, traded: 0.5, moves: moving([180, 0.03, 6]) },
      ],
      new Map([[290, -0.02]]),
    );
    const replayed = await replayCandles(place('a-replay'), candles, EPOCH, FROM);
    const live = await launch('a', candles, true);
    for (const [k, minute] of [20, 110, 240].entries()) {
      await live.playTo(at(minute));
      sendLonePrint(live, k % 2 === 0 ? 80_000 : 40_000, 9_000_000 + 1_000 * k);
    }
    await live.playTo(at(350));
    const found = await anomaliesOf(live);
    const { refused } = live.core.health().feed;
    await live.close();
    expect(replayed.length).toBeGreaterThan(7);
    expect(byMinute(found).map(told)).toEqual(byMinute(replayed).map(told));
    expect(alertsByMinute(found)).toEqual(alertsByMinute(replayed));
    for (const minute of [...wicks.btc, ...wicks.eth]) expect(found.filter(({ detected_at }) => minuteOf(detected_at) === at(minute))).toEqual([]); // prettier-ignore
    // Tickers have a gate of their own, and may lose one too.
    expect(refused['lone_print']).toBeGreaterThanOrEqual(3);
    expect(Object.keys(refused)).toEqual(expect.arrayContaining(['not_positive', 'future']));
  }, 120_000);

  it('raise the same when the connection is cut: what fell into the gap is marked late, told to nobody', async () => {
    const candles = market(330, [
      { symbol: 'BTC-USD', price: 64_000, moves: moving([60, 0.02, 6], [131, -0.02, 6], [250, 0.025, 6]) },
      { symbol: 'ETH-USD', price: 3_100, moves: moving([134, 0.03, 6]), traded: 0.8 },
    ]);
    const alerted: string[] = [];
    const replayed = await replayCandles(place('b-replay'), candles, EPOCH, FROM);
    const live = await launch('b', candles, false, (id) => alerted.push(id));
    await live.playTo(at(129.6));
    await live.cutUntil(at(134.4));
    await live.playTo(at(340));
    const found = await anomaliesOf(live);
    const gaps = await live.core.reader.gaps({ venue: 'simulated', openOnly: false, limit: 100 });
    await live.close();
    expect(byMinute(found).map(told)).toEqual(byMinute(replayed).map(told));
    const late = found.filter((anomaly) => anomaly.detection_metadata.late);
    expect(late.map(({ symbol, detected_at }) => [symbol, minuteOf(detected_at)])).toEqual([
      ['BTC-USD', at(131)],
      ['ETH-USD', at(134)],
    ]);
    expect(late.filter(({ id, alerted_at }) => alerted_at !== null || alerted.includes(id))).toEqual([]);
    expect(found.filter(({ symbol, detected_at }) => symbol === 'BTC-USD' && minuteOf(detected_at) === at(250))).toHaveLength(1); // prettier-ignore
    expect(gaps.filter((gap) => gap.reason === 'disconnect')).toHaveLength(2);
    expect(gaps.filter((gap) => gap.repaired_at === null)).toEqual([]);
  });

  it('raise the same when the engine is started anew in the middle of a move; nobody is told twice', async () => {
    const candles = market(330, [
      { symbol: 'BTC-USD', price: 64_000, moves: moving([60, 0.02, 6], [131, -0.02, 6], [136, -0.02, 6]) },
      { symbol: 'ETH-USD', price: 3_100, moves: ramp(126, 10, 0.05), traded: 0.8 },
    ]);
    const alerted: string[] = [];
    const replayed = await replayCandles(place('c-replay'), candles, EPOCH, FROM);
    for (const until of [131.9, 340]) {
      const live = await launch('c', candles, false, (id) => alerted.push(id));
      await live.playTo(at(until));
      if (until > 330) {
        const found = await anomaliesOf(live);
        expect(byMinute(found).map(told)).toEqual(byMinute(replayed).map(told));
        expect(found.filter((anomaly) => anomaly.alerted_at !== null).map(({ id }) => id)).toEqual(expect.arrayContaining(alerted)); // prettier-ignore
      }
      await live.close();
    }
    expect(alerted.length).toBeGreaterThan(1);
    expect(new Set(alerted).size).toBe(alerted.length);
  });
});

describe.skipIf(noSharedData('recorded days live and replayed'))('recorded days live and replayed', () => {
  it('raise the same on the day of the CFTC suit, history over REST', async () => {
    const epoch = Date.UTC(2023, 2, 27, 4);
    const from = historyFrom(epoch, 8);
    const end = epoch + 18 * 60 * MINUTE_MS;
    const symbols = ['BTC-USD', 'ETH-USD'];
    const candles = new Map(symbols.map((symbol) => [symbol, cutOfTape(`${symbol}.2023-03-05`, from, end)]));
    const replayed = await replayCandles(place('tape-replay'), candles, epoch, from);
    const live = await launchStepped({ folder: place('tape'), candles, epoch, seed: SEED, historyDays: 8 });
    await live.playTo(end + 10 * MINUTE_MS);
    const found = await anomaliesOf(live);
    await live.close();
    expect(byMinute(found).map(raised)).toEqual(byMinute(replayed).map(raised));
    expect(alertsByMinute(found)).toEqual(alertsByMinute(replayed));
    // Within its minute a move is detected before the close that would also place its begin: a minute or two apart.
    const onsets = (of: readonly Anomaly[]) => byMinute(of).map((one) => one.detection_metadata.onset);
    const apart = onsets(found).map((onset, k) => Math.abs(onset - onsets(replayed)[k]));
    expect(Math.max(...apart)).toBeLessThanOrEqual(2 * MINUTE_MS);
    expect(apart.filter((ms) => ms > 0).length).toBeLessThanOrEqual(0.2 * apart.length);
    const suit = Date.UTC(2023, 2, 27, 14, 57);
    const cftc = found.filter((one) => Math.abs(one.detected_at - suit) <= 5 * MINUTE_MS && one.alerted_at !== null);
    expect(cftc.length).toBeGreaterThan(0);
  }, 120_000);
});
