/**
 * A seeded exchange (Coinbase Exchange's REST and WebSocket) and four news publishers on loopback, for the demo and for
 * tests. What happens is a function of seed, epoch, symbols and market time, so a restart whose market clock goes on later
 * continues the same market, trade ids included; the history before the epoch also depends on `historyDays`. Nothing is
 * emitted while market time is held. Nothing listens outside 127.0.0.1.
 */
import { DAY_MS, MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import { defaultSettings } from '../../src-shared/settings.ts';
import { createEffects } from './effects.ts';
import { openExchange } from './exchange-server.ts';
import { createFaults, type FaultScript } from './faults.ts';
import { createMarketFactor } from './market-factor.ts';
import { openNews } from './news-server.ts';
import { createNewsroom } from './newsroom.ts';
import { createPath } from './path.ts';
import { createPlayedPath, type PlayedCandle } from './played-path.ts';
import { productOf } from './product.ts';
import { startPump } from './pump.ts';
import type { ScriptedEvent } from './event.ts';
import { createScript, fixedScript, type Script } from './script.ts';
import { createTape, type Tape } from './tape.ts';
import { createRegimes } from './volatility.ts';
import { createWeather } from './weather.ts';

export interface SimulationOptions {
  readonly seed: string;
  /** Market time 0 of the live part, rounded down to the minute; the history lies before it. */
  readonly epoch: EpochMs;
  readonly time: { readonly market: TimeSource; readonly wall: TimeSource };
  /** Default: the settings' watch-list. */
  readonly symbols?: readonly string[];
  /** Days; default 8. */
  readonly historyDays?: number;
  /** Exactly these events; default: the demo's three and then more of every kind for ever. */
  readonly script?: readonly ScriptedEvent[];
  readonly faults?: FaultScript;
  /**
   * What these symbols do, minute by minute, before and after the epoch, instead of a generated market (and then nothing happens by
   * script unless one is given). After the last candle nothing trades.
   */
  readonly candles?: ReadonlyMap<string, readonly PlayedCandle[]>;
  /** Wall ms between two looks at market time; default 25. */
  readonly pollMs?: number;
  /** Multiplies the number of trades (prices and volumes stay); default 1. */
  readonly rate?: number;
}

export interface SimulationControl {
  /** Cuts every socket without a closing handshake. */
  disconnectAll(): void;
  /** Sockets connected now get nothing for `ms` of wall time; new ones and REST do. */
  silence(ms: number): void;
  /** No new socket and no REST request is accepted for `ms` of wall time. */
  refuse(ms: number): void;
  /** REST answers 429 with this Retry-After for `ms` of wall time. */
  limitRate(ms: number, retryAfterSeconds: number): void;
  /** One frame as it is, to every connected socket. */
  sendRaw(frame: string | Buffer): void;
  /** REST answers a challenge page with 503, the feeds one with 200. */
  answerHtml(on: boolean): void;
  newsDown(id: string, on: boolean): void;
}

export interface Simulation {
  readonly exchange: { readonly rest: string; readonly ws: string };
  readonly newsFeeds: readonly { readonly id: string; readonly url: string }[];
  readonly control: SimulationControl;
  /** Matches that at least one client was sent, per product; bad ones are not counted. */
  sent(): Record<string, number>;
  /** Market time up to which everything is out, and the time of the newest match that a client was sent. */
  progress(): { readonly until: EpochMs; readonly newest: EpochMs | null };
  close(): Promise<void>;
}

export interface Market {
  readonly epoch: EpochMs;
  readonly symbols: readonly string[];
  readonly script: Script;
  readonly tapes: ReadonlyMap<string, Tape>;
}

export type MarketOptions = Pick<SimulationOptions, 'seed' | 'epoch' | 'symbols' | 'historyDays' | 'script' | 'rate' | 'candles'>; // prettier-ignore

/** The market without its servers: what the exchange would tell. */
export function createMarket(options: MarketOptions): Market {
  const { seed, historyDays = 8, rate = 1, symbols = defaultSettings().symbols } = options;
  const epoch = Math.floor(options.epoch / MINUTE_MS) * MINUTE_MS;
  const historyMinutes = Math.round((historyDays * DAY_MS) / MINUTE_MS);
  const given = options.script ?? (options.candles ? [] : null);
  const script = given ? fixedScript(given) : createScript(seed, symbols);
  const shared = {
    seed,
    epoch,
    historyMinutes,
    rate,
    factor: createMarketFactor(seed, historyMinutes),
    regimeAt: createRegimes(seed),
    effectAt: createEffects(script),
  };
  const pathOf = (symbol: string) => {
    const candles = options.candles?.get(symbol);
    if (candles) return createPlayedPath({ symbol, candles, seed, epoch, rate });
    return createPath({ ...shared, product: productOf(symbol) });
  };
  const tapeOf = (symbol: string) => createTape(pathOf(symbol), epoch, seed);
  return { epoch, symbols, script, tapes: new Map(symbols.map((symbol) => [symbol, tapeOf(symbol)])) };
}

export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { seed, time, faults = {} } = options;
  const market = createMarket(options);
  const weather = createWeather(time.wall);
  const exchange = await openExchange({ tapes: market.tapes, market: time.market, wall: time.wall, weather });
  const news = await openNews(createNewsroom({ seed, ...market }), time.market, weather);
  const misfortunes = createFaults(faults, seed, market.epoch, time.market.now(), exchange);
  const pump = startPump({
    tapes: market.tapes,
    epoch: market.epoch,
    ...time,
    exchange,
    faults: misfortunes,
    pollMs: options.pollMs,
  });
  return {
    exchange: { rest: exchange.rest, ws: exchange.ws },
    newsFeeds: news.feeds,
    control: {
      disconnectAll: () => exchange.disconnectAll(),
      silence: (ms) => exchange.silence(ms),
      sendRaw: (frame) => exchange.sendRaw(frame),
      refuse: (ms) => weather.refuse(ms),
      limitRate: (ms, retryAfterSeconds) => weather.limitRate(ms, retryAfterSeconds),
      answerHtml: (on) => weather.answerHtml(on),
      newsDown: (id, on) => weather.newsDown(id, on),
    },
    sent: () => pump.sent(),
    progress: () => pump.progress(),
    async close() {
      pump.stop();
      await Promise.all([exchange.close(), news.close()]);
    },
  };
}
