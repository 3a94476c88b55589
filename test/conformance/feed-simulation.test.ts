/** The live feed on the simulated exchange at market speed 60: sent = received, an interruption is repaired to REST truth. */
import { afterEach, expect, it } from 'vitest';
import { scaledTime, wallTime } from '../../src-main/base/clock.ts';
import { createTickGuard } from '../../src-main/feed/tick-guard.ts';
import { startSimulation, type Simulation } from '../../src-main/simulate/simulation.ts';
import { defaultSettings } from '../../src-shared/settings.ts';
import { runFeed, until, type Running } from './feed-harness.ts';

const EPOCH = Date.UTC(2026, 2, 2, 13, 0, 0);
const SYMBOLS = defaultSettings().symbols;
let simulation: Simulation;
let running: Running;
afterEach(async () => {
  await running.stop();
  await simulation.close();
});

it('brings every match of eight symbols once, and after a cut the minutes that REST has', async () => {
  const market = scaledTime(EPOCH, 60);
  market.hold();
  simulation = await startSimulation({
    seed: 'feed',
    epoch: EPOCH,
    time: { market, wall: wallTime },
    symbols: SYMBOLS,
    historyDays: 1,
    faults: { badTicks: true },
  });
  running = runFeed({ exchange: simulation.exchange, symbols: SYMBOLS, market });
  const guard = createTickGuard({ market });
  market.release();
  const open = (): number => running.feed.health().gapsOpen;
  await until('all symbols stream', () => SYMBOLS.every((symbol) => running.trades(symbol).length > 5));
  await until('the start repaired', () => open() === 0);
  market.hold();
  await wallTime.sleep(500);
  const passed = running.events.flatMap((event) => guard.accept(event)).filter((event) => event.kind === 'trade');
  const sent = simulation.sent();
  for (const symbol of SYMBOLS)
    expect(passed.filter((trade) => trade.symbol === symbol).length, symbol).toBe(sent[symbol]);
  market.release();
  simulation.control.disconnectAll();
  await until(
    'the cut repaired',
    () => running.feed.health().reconnects === 1 && running.repaired().length >= 2 * SYMBOLS.length && open() === 0,
  );
  for (const { symbol, from, to, candles } of running.repaired()) {
    const truth = await running.feed.history({ symbol, from, to });
    expect(candles).toEqual(truth.map((candle) => ({ ...candle, repaired: true })));
  }
});
