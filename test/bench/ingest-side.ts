/**
 * One side of the ingest bench, in a process of its own so that neither side's garbage or compiled code helps or hurts the other:
 * `node ingest-side.ts alone|engine FRAMES`. Sends the frames through once to warm up and once to be measured, and tells
 * its parent the second outcome.
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
import { readThresholds } from '../../src-main/flow/thresholds-file.ts';
import { openStore } from '../../src-main/store/store-client.ts';
import { inFolder, perSecond } from './harness.ts';
import { openWire, type Wire } from './wire.ts';

export const INGEST_SYMBOLS = [
  'BTC-USD',
  'ETH-USD',
  'SOL-USD',
  'XRP-USD',
  'ADA-USD',
  'DOGE-USD',
  'LINK-USD',
  'AVAX-USD',
];
/** Each symbol trades ten times a second of market time. */
const EVERY_MS = 100;
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
    this.#lastId = planned / INGEST_SYMBOLS.length;
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

export interface IngestOutcome {
  readonly perSecond: number;
  readonly cpuMicros: number;
  /** Planned trades that never arrived, over all symbols. */
  readonly lost: number;
}

type Side = (wire: Wire, frames: number) => Promise<IngestOutcome>;

async function overWire(frames: number, run: Side): Promise<IngestOutcome> {
  const from = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - frames * EVERY_MS;
  const wire = await openWire({ symbols: INGEST_SYMBOLS, framesPerSymbol: frames, from, everyMs: EVERY_MS });
  try {
    return await run(wire, frames);
  } finally {
    await wire.close();
  }
}

/** Sends, waits for the last planned frame, then rings until each symbol is whole or nothing more comes. */
async function exchangeFrames(wire: Wire, tally: Tally, perSymbol: number): Promise<IngestOutcome> {
  wire.send();
  await until(() => tally.frames >= tally.planned, PATIENCE_MS);
  const missing = () => INGEST_SYMBOLS.reduce((sum, s) => sum + Math.max(0, perSymbol - (tally.counts.get(s) ?? 0)), 0);
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

async function throughCcxt(wire: Wire, frames: number): Promise<IngestOutcome> {
  const exchange = new ccxt.pro.coinbaseexchange({ rateLimit: 5 }) as unknown as CcxtExchange & {
    close(): Promise<unknown>;
  };
  exchange.urls.api = { public: wire.rest, private: wire.rest, ws: wire.ws };
  // Without it ccxt refuses a plain ws:// address.
  await exchange.loadHttpProxyAgent();
  await exchange.loadMarkets();
  const tally = new Tally(frames * INGEST_SYMBOLS.length);
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
  const loops = INGEST_SYMBOLS.map((symbol) => loop(symbol).catch(() => undefined));
  await wire.subscribed(INGEST_SYMBOLS.length);
  try {
    return await exchangeFrames(wire, tally, frames);
  } finally {
    open = false;
    await exchange.close();
    await Promise.all(loops);
  }
}

function throughEngine(wire: Wire, frames: number): Promise<IngestOutcome> {
  return inFolder(async (folder) => {
    const store = await openStore({ path: join(folder, 'mane.db') });
    const closing = new AbortController();
    const tally = new Tally(frames * INGEST_SYMBOLS.length);
    const core = counting(coreOver(wire, store, closing.signal), tally);
    const live = startLive({ core, onBackfill: () => undefined, isPaused: () => false });
    try {
      await live.ready;
      await wire.subscribed(2 * INGEST_SYMBOLS.length);
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
  const settings = { ...defaultSettings(), symbols: INGEST_SYMBOLS, backfillDays: 0 };
  const venue = simulatedVenue(wire);
  const clock = { market: wallTime, wall: wallTime };
  const random = () => 0.5;
  return assemble({
    venue: venue.id,
    symbols: INGEST_SYMBOLS,
    clock,
    feed: createLiveFeed({ venue, symbols: INGEST_SYMBOLS, clock, logger: silentLogger, random }),
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

const [side, frames] = process.argv.slice(2);
if (process.send) {
  const run = side === 'engine' ? throughEngine : throughCcxt;
  await overWire(Math.ceil(Number(frames) / 2), run);
  const outcome = await overWire(Number(frames), run);
  process.send(outcome, () => process.exit());
}
