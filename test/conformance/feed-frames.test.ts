/** 1,000 malformed frames among sound ones, through real sockets and ccxt: no crash, nothing impossible passes tick-guard. */
import { afterEach, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { wallTime } from '../../src-main/base/clock.ts';
import { resourcePath } from '../../src-main/base/paths.ts';
import { seededRandom } from '../../src-main/base/random.ts';
import { createDetection } from '../../src-main/detect/detection.ts';
import { parseThresholds } from '../../src-main/detect/thresholds.ts';
import { createCandleBuilder } from '../../src-main/market/candle-builder.ts';
import { isSoundCandle } from '../../src-main/market/candle-check.ts';
import { DAY_MS, MINUTE_MS, minuteOf, type FeedEvent } from '../../src-shared/market.ts';
import { createTickGuard } from '../../src-main/feed/tick-guard.ts';
import { heavyFrames, malformedFrames, type SoundFrame } from '../corpora/frames.ts';
import { matchFrame, startLoopExchange, tickerFrame, type LoopExchange } from './feed-loopback.ts';
import { runFeed, until, type Running } from './feed-harness.ts';

const SEED = process.env.MANE_SEED ?? 'frames-1';
let exchange: LoopExchange;
let running: Running;
afterEach(async () => {
  await running.stop();
  await exchange.close();
});

it(`survives them and passes on every sound trade (seed ${SEED})`, async () => {
  exchange = await startLoopExchange(['BTC-USD', 'ETH-USD']);
  running = runFeed({ exchange, symbols: ['BTC-USD', 'ETH-USD'], tuning: { backoffBaseMs: 50, backoffCapMs: 200 } });
  await until('subscribed', () => exchange.seen.subscribes.length === 4);
  const guard = createTickGuard({ market: wallTime });
  const sound = (i: number): SoundFrame => {
    const trade = { id: 500_000 + i, symbol: 'BTC-USD', price: 100 + (i % 5) / 10, size: 1, time: Date.now() };
    return JSON.parse(
      i % 3 === 0 ? tickerFrame(trade.symbol, trade.price, trade.time) : matchFrame(trade),
    ) as SoundFrame;
  };
  const frames = malformedFrames(SEED, 1_000, sound);
  for (const [i, { frame }] of frames.entries()) {
    exchange.raw(frame);
    if (i % 10 === 0) exchange.trade('ETH-USD', 50 + (i % 7) / 10, 2, Date.now());
    if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await until('the sound trades', () => running.trades('ETH-USD').length >= 100);
  expect(exchange.seen.connections).toBe(1);
  for (const frame of heavyFrames(sound(1))) {
    exchange.raw(frame);
    await until('streaming again', () => heard());
  }
  const passed = running.events.flatMap((event) => guard.accept(event));
  for (const event of passed) {
    if (event.kind !== 'trade' && event.kind !== 'ticker') continue;
    expect(event.price, JSON.stringify(event)).toBeGreaterThan(0);
    expect(event.price).toBeLessThan(1e6);
    expect(Math.abs(event.eventTime - Date.now())).toBeLessThan(15 * 60_000 + 60_000);
    if (event.kind === 'trade') expect(Number.isFinite(event.amount) && event.amount > 0).toBe(true);
  }
  raisesNothing(passed);
  const eth = passed.filter((event) => event.kind === 'trade' && event.symbol === 'ETH-USD').length;
  expect(eth).toBe(running.trades('ETH-USD').length);
  const reasons = Object.keys(guard.counts());
  for (const reason of ['not_a_number', 'not_positive', 'absurd', 'bad_time', 'future', 'duplicate', 'out_of_order'])
    expect(reasons).toContain(reason);
  expect(running.feed.health().refused.bad_frame).toBeGreaterThan(10);
  expect(running.failure()).toBeNull();
  console.log(
    `refused by tick-guard: ${JSON.stringify(guard.counts())}; bad frames: ${running.feed.health().refused.bad_frame}`,
  );
});

/** Eight quiet days teach the detection what is usual; then what passed is detected on: no anomaly, no candle that is not one. */
function raisesNothing(passed: readonly FeedEvent[]): void {
  const symbols = ['BTC-USD', 'ETH-USD'];
  const thresholds = parseThresholds(readFileSync(resourcePath('thresholds.yaml'), 'utf8'), 'thresholds.yaml');
  if (!thresholds.ok) throw new Error(thresholds.fault.detail);
  const detection = createDetection({ venue: 'loop', symbols, thresholds: thresholds.value, budgetPerDay: 5 });
  const random = seededRandom(SEED);
  const start = minuteOf(Date.now()) - 8 * DAY_MS;
  for (let time = start; time < minuteOf(Date.now()) - MINUTE_MS; time += MINUTE_MS) {
    for (const [symbol, price] of [['BTC-USD', 100.2] as const, ['ETH-USD', 50.3] as const]) {
      const [open, close] = [price * (1 + 0.002 * random.normal()), price * (1 + 0.002 * random.normal())];
      const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) * 0.999];
      const volume = 500 + 200 * random.next();
      detection.warm({
        symbol,
        venue: 'loop',
        openTime: time,
        open,
        high,
        low,
        close,
        volume,
        trades: 9,
        repaired: false,
      });
    }
  }
  const builders = new Map(symbols.map((symbol) => [symbol, createCandleBuilder({ symbol, venue: 'loop' })]));
  for (const event of passed) {
    if (event.kind !== 'trade') continue;
    const { forming, closed } = builders.get(event.symbol)!.onTrade(event);
    for (const candle of [forming, closed]) if (candle !== null) expect(isSoundCandle(candle)).toBe(true);
    const raised = [
      ...(closed === null ? [] : detection.onClosed(closed)),
      ...(forming === null ? [] : detection.onForming(forming, event.eventTime)),
    ];
    expect(raised).toEqual([]);
  }
}

/** Trades until one is heard: the connection works. */
function heard(): boolean {
  const known = running.trades('ETH-USD').at(-1)?.tradeId;
  exchange.trade('ETH-USD', 50, 2, Date.now());
  return running.trades('ETH-USD').at(-1)?.tradeId !== known || Number(known) >= exchange.trades.at(-1)!.id - 1;
}
