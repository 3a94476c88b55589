/**
 * The same wire frames twice: through ccxt alone (its own watchTrades loop a symbol, doing nothing with the trades) and through
 * the whole live engine (ccxt → feed → tick-guard → candles → detection → sampler → a real store). Trades a second from the
 * first frame to the last, and whether every trade sent was received.
 *
 * A loop over ccxt learns of a trade only when the symbol's next message finds it waiting: one that lands while the loop
 * re-arms stays unseen until the next, so the last trades of a burst never arrive and a loop that counts to "all" waits for
 * ever. Hence the bell (one more trade of each symbol after the last) and hence the clock of both stops at the last frame
 * that was handled, not at what the bell woke.
 */
import { join } from 'node:path';
import ccxt from 'ccxt';
import { MINUTE_MS } from '../../src-shared/market.ts';
import { defaultSettings } from '../../src-shared/settings.ts';
import { wallTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { assemble } from '../../src-main/engine.ts';
import type { CcxtExchange } from '../../src-main/feed/ccxt-types.ts';
import { createLiveFeed } from '../../src-main/feed/live-feed.ts';
import { simulatedVenue } from '../../src-main/feed/venues.ts';
import type { Core } from '../../src-main/flow/core.ts';
import { noBackfill } from '../../src-main/flow/health.ts';
import { startLive } from '../../src-main/flow/live.ts';
import { readThresholds } from '../../src-main/launch.ts';
import { openStore } from '../../src-main/store/store-client.ts';
import { type Bench, inFolder, median, perSecond, promise, rate, ratio, sideBySide, spread } from './harness.ts';
import { openWire, type Wire } from './wire.ts';

const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD', 'ADA-USD', 'DOGE-USD', 'LINK-USD', 'AVAX-USD'];
const FRAMES_PER_SYMBOL = 15_000;
const QUICK_FRAMES = 4_000;
/** Each symbol trades ten times a second of market time. */
const EVERY_MS = 100;
const PROMISED_SHARE = 0.7;
const PATIENCE_MS = 30_000;
const BELL_AFTER_MS = 40;

/** What a side saw: trades by symbol, the CPU it took, and the moments of its first and last planned frame. */
class Tally {
  readonly counts = new Map<string, number>();
  readonly planned: number;
  readonly #lastId: number;
  frames = 0;
  ms = NaN;
  #started = NaN;
  #cpu = process.threadCpuUsage();
  cpuMs = NaN;

  constructor(planned: number) {
    this.planned = planned;
    this.#lastId = planned / SYMBOLS.length;
  }

  frame(): void {
    this.frames += 1;
    if (this.frames === 1) {
      this.#started = performance.now();
      this.#cpu = process.threadCpuUsage();
    }
    if (this.frames !== this.planned) return;
    this.ms = performance.now() - this.#started;
    const { user, system } = process.threadCpuUsage(this.#cpu);
    this.cpuMs = (user + system) / 1000;
  }

  /** The bell's trades are not among those planned. */
  isPlanned = (id: string | null | undefined): boolean => Number(id) <= this.#lastId;

  trade(symbol: string, id: string | null | undefined): void {
    if (this.isPlanned(id)) this.counts.set(symbol, (this.counts.get(symbol) ?? 0) + 1);
  }
}

interface Outcome {
  readonly perSecond: number;
  readonly cpuMicros: number;
  /** Planned trades that never arrived, over all symbols. */
  readonly lost: number;
}

export const ingestBench: Bench = {
  name: 'ingest',
  what: 'wire frames to candles, detection and store, beside the same frames through ccxt alone',
  async run({ quick, rounds, print }) {
    const framesPerSymbol = quick ? QUICK_FRAMES : FRAMES_PER_SYMBOL;
    const cpu = { alone: [] as number[], engine: [] as number[] };
    const lost = { alone: 0, engine: 0 };
    const run = (side: 'alone' | 'engine', one: (wire: Wire, frames: number) => Promise<Outcome>) => async () => {
      const outcome = await overWire(framesPerSymbol, one);
      cpu[side].push(outcome.cpuMicros);
      lost[side] += outcome.lost;
      return outcome.perSecond;
    };
    const results = await sideBySide(rounds, {
      alone: run('alone', throughCcxt),
      engine: run('engine', throughEngine),
    });
    const sent = framesPerSymbol * SYMBOLS.length;
    const micros = (value: number) => `${value.toFixed(1)} µs`;
    print(`${sent} trades of ${SYMBOLS.length} symbols a round, the sender in its own thread, ${rounds} rounds`);
    print(
      `ccxt alone     ${spread(results.alone, rate)}, ${spread(cpu.alone, micros)} CPU a frame, lost ${lost.alone}`,
    );
    print(
      `whole engine   ${spread(results.engine, rate)}, ${spread(cpu.engine, micros)} CPU a frame, lost ${lost.engine}`,
    );
    const share = median(results.engine) / median(results.alone);
    print(`engine's rate of ccxt's: ${promise(share, '≥', PROMISED_SHARE, ratio)}`);
    print(`by CPU of the receiving thread: ${ratio(median(cpu.alone) / median(cpu.engine))}`);
    if (lost.engine > 0) throw new Error(`sent is not received: the engine lost ${lost.engine} trades`);
  },
};

async function overWire(frames: number, run: (wire: Wire, frames: number) => Promise<Outcome>): Promise<Outcome> {
  const from = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - frames * EVERY_MS;
  const wire = await openWire({ symbols: SYMBOLS, framesPerSymbol: frames, from, everyMs: EVERY_MS });
  try {
    return await run(wire, frames);
  } finally {
    await wire.close();
  }
}

/** Sends, waits for the last planned frame, then rings until each symbol is whole or nothing more comes. */
async function exchangeFrames(wire: Wire, tally: Tally, perSymbol: number): Promise<Outcome> {
  wire.send();
  await until(() => tally.frames >= tally.planned, PATIENCE_MS);
  const missing = () => SYMBOLS.reduce((sum, s) => sum + Math.max(0, perSymbol - (tally.counts.get(s) ?? 0)), 0);
  for (let bells = 0; missing() > 0 && bells < 3; bells++) {
    wire.bell();
    await wallTime.sleep(BELL_AFTER_MS);
  }
  if (Number.isNaN(tally.ms)) throw new Error(`only ${tally.frames} of ${tally.planned} frames in ${PATIENCE_MS} ms`);
  return {
    perSecond: perSecond(tally.planned, tally.ms),
    cpuMicros: (1000 * tally.cpuMs) / tally.planned,
    lost: missing(),
  };
}

async function until(holds: () => boolean, withinMs: number): Promise<void> {
  for (const end = performance.now() + withinMs; !holds() && performance.now() < end;) await wallTime.sleep(5);
}

async function throughCcxt(wire: Wire, frames: number): Promise<Outcome> {
  const exchange = new ccxt.pro.coinbaseexchange({ rateLimit: 5 }) as unknown as CcxtExchange & {
    close(): Promise<unknown>;
  };
  exchange.urls.api = { public: wire.rest, private: wire.rest, ws: wire.ws };
  // Without it ccxt refuses a plain ws:// address.
  await exchange.loadHttpProxyAgent();
  await exchange.loadMarkets();
  const tally = new Tally(frames * SYMBOLS.length);
  const handle = exchange.handleMessage.bind(exchange);
  exchange.handleMessage = (socket, message) => {
    const done = handle(socket, message);
    if ((message as { type?: string }).type === 'match') tally.frame();
    return done;
  };
  let open = true;
  const loop = async (symbol: string): Promise<void> => {
    while (open) for (const { id } of await exchange.watchTrades(symbol.replace('-', '/'))) tally.trade(symbol, id);
  };
  const loops = SYMBOLS.map((symbol) => loop(symbol).catch(() => undefined));
  await wire.subscribed(SYMBOLS.length);
  try {
    return await exchangeFrames(wire, tally, frames);
  } finally {
    open = false;
    await exchange.close();
    await Promise.all(loops);
  }
}

function throughEngine(wire: Wire, frames: number): Promise<Outcome> {
  return inFolder(async (folder) => {
    const store = await openStore({ path: join(folder, 'mane.db') });
    const closing = new AbortController();
    const tally = new Tally(frames * SYMBOLS.length);
    const core = counting(coreOver(wire, store, closing.signal), tally);
    const live = startLive({ core, onBackfill: () => undefined, isPaused: () => false });
    try {
      await live.ready;
      await wire.subscribed(2 * SYMBOLS.length);
      const outcome = await exchangeFrames(wire, tally, frames);
      const { refused } = core.health().feed;
      if (Object.keys(refused).length > 0)
        throw new Error(`the engine refused sound frames: ${JSON.stringify(refused)}`);
      return outcome;
    } finally {
      await live.stop();
      closing.abort();
      await store.close();
    }
  });
}

function coreOver(wire: Wire, store: Awaited<ReturnType<typeof openStore>>, signal: AbortSignal): Core {
  const settings = { ...defaultSettings(), symbols: SYMBOLS, backfillDays: 0 };
  const venue = simulatedVenue(wire);
  const clock = { market: wallTime, wall: wallTime };
  const random = () => 0.5;
  return assemble({
    venue: venue.id,
    symbols: SYMBOLS,
    clock,
    feed: createLiveFeed({ venue, symbols: SYMBOLS, clock, logger: silentLogger, random }),
    reader: store.reader,
    writer: store.writer,
    newsSources: [],
    senders: [],
    settings: () => settings,
    thresholds: readThresholds(''),
    alertsPerDay: 5,
    state: { startedAt: wallTime.now(), speed: 1, simulated: true, paused: false, backfill: noBackfill },
    live: true,
    journalCandles: true,
    logger: silentLogger,
    random,
    signal,
  });
}

/** Counts a trade once the hot path is through with it. */
function counting(core: Core, tally: Tally): Core {
  const handle: Core['hot']['handle'] = (event) => {
    core.hot.handle(event);
    if (event.kind !== 'trade') return;
    tally.trade(event.symbol, event.tradeId);
    if (tally.isPlanned(event.tradeId)) tally.frame();
  };
  return { ...core, hot: { ...core.hot, handle } };
}
