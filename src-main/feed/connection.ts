/**
 * One socket of a venue with all symbols subscribed on it: a watchTrades loop and a watchTicker loop for each (ccxt's
 * multi-symbol calls are broken on coinbaseexchange), paced at the venue's rate. Opens within a deadline of ours, never
 * reconnects: when the socket is gone `lost` says why, and the supervisor decides. A bad frame costs that frame only.
 */
import { type Fault, FaultError, fault } from '../../src-shared/fault.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import { egress } from '../base/egress.ts';
import { ccxtFault } from './ccxt-fault.ts';
import type { CcxtExchange, CcxtSocket, CcxtTicker, CcxtTrade } from './ccxt-types.ts';
import { tapBadFrames, tapTickers, tapTrades } from './taps.ts';

export interface ConnectionEvents {
  trade(symbol: string, trade: CcxtTrade): void;
  ticker(symbol: string, ticker: CcxtTicker): void;
  /** The symbol's trades have been asked for. */
  subscribed(symbol: string): void;
  /** A frame that ccxt could not take. */
  badFrame(problem: Fault): void;
}

export interface ConnectionOptions {
  /** An exchange object of this connection's own, with markets. */
  readonly exchange: CcxtExchange;
  readonly label: string;
  /** Ours → ccxt's. */
  readonly symbols: ReadonlyMap<string, string>;
  readonly wall: TimeSource;
  readonly connectDeadlineMs: number;
  readonly subscribesPerSecond: number;
  readonly on: ConnectionEvents;
  readonly signal: AbortSignal;
}

export interface Connection {
  /** Resolves with why the socket ended, `cancelled` when we closed it. Never rejects. */
  readonly lost: Promise<Fault>;
  /** Resolves when every symbol has been subscribed, or the connection is lost. */
  readonly ready: Promise<void>;
  /** False when no pong came within the deadline. Wall ms. */
  ping(deadlineMs: number): Promise<boolean>;
  close(): void;
}

const FIRST_RETRY_MS = 20;
const LAST_RETRY_MS = 5_000;

/** Resolves once the socket is open. Throws FaultError. */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { exchange, wall, label } = options;
  const life = createLife(exchange, label);
  const closing = () => life.end(fault('cancelled', `${label}: closed by us`));
  options.signal.addEventListener('abort', closing, { once: true });
  if (options.signal.aborted) closing();
  const ready = subscribeAll(options, life).catch((error: unknown) => life.end(ccxtFault(error, label)));
  await firstOf(life, wall, options.connectDeadlineMs, label);
  void life.lost.then(() => options.signal.removeEventListener('abort', closing));
  return { lost: life.lost, ready, ping: (deadlineMs) => pingAll(life.sockets, wall, deadlineMs), close: closing };
}

/** Open or closed, once and for all; `end` tears every socket down at once (a half-open one answers no close). */
interface Life {
  readonly sockets: Set<CcxtSocket>;
  readonly opened: Promise<void>;
  readonly lost: Promise<Fault>;
  readonly over: boolean;
  readonly abort: AbortSignal;
  /** Errors already told: ccxt rejects every waiting loop with the same one. */
  readonly told: WeakSet<object>;
  end(why: Fault): void;
}

function createLife(exchange: CcxtExchange, label: string): Life {
  const sockets = new Set<CcxtSocket>();
  const ended = new AbortController();
  const opened = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<Fault>();
  const end = (why: Fault): void => {
    if (ended.signal.aborted) return;
    ended.abort();
    lost.resolve(why);
    for (const socket of [...sockets, ...Object.values(exchange.clients ?? {})]) socket.connection?.terminate();
  };
  hookSockets(exchange, sockets, {
    connected: () => opened.resolve(),
    error: (error) => end(ccxtFault(error, label)),
    closed: (code) => end(fault('network', `${label}: the venue closed the connection (code ${code})`)),
  });
  return {
    sockets,
    opened: opened.promise,
    lost: lost.promise,
    abort: ended.signal,
    told: new WeakSet(),
    end,
    get over() {
      return ended.signal.aborted;
    },
  };
}

interface SocketHooks {
  connected(): void;
  error(error: unknown): void;
  closed(code: string): void;
}

function hookSockets(exchange: CcxtExchange, sockets: Set<CcxtSocket>, hooks: SocketHooks): void {
  const onConnected = exchange.onConnected.bind(exchange);
  const onError = exchange.onError.bind(exchange);
  const onClose = exchange.onClose.bind(exchange);
  exchange.onConnected = (socket, message) => {
    onConnected(socket, message);
    egress.request(socket.url, 'feed');
    sockets.add(socket);
    swallowSendFailures(socket);
    hooks.connected();
  };
  exchange.onError = (socket, error) => {
    onError(socket, error);
    egress.request(socket.url, 'feed');
    hooks.error(error);
  };
  exchange.onClose = (socket, event) => {
    onClose(socket, event);
    hooks.closed(String((event as { code?: number } | null)?.code ?? 'unknown'));
  };
}

/** ccxt does not await a throttled send; its rejection on a dying socket would end the process. `lost` tells it anyway. */
function swallowSendFailures(socket: CcxtSocket): void {
  const send = socket.send.bind(socket);
  socket.send = async (message) => {
    try {
      return await send(message);
    } catch {
      return null;
    }
  };
}

/** Waits for the open socket, its loss, or the deadline. */
async function firstOf(life: Life, wall: TimeSource, deadlineMs: number, label: string): Promise<void> {
  const timer = new AbortController();
  const late = wall
    .sleep(deadlineMs, timer.signal)
    .then(() => life.end(fault('timeout', `${label}: no connection within ${Math.round(deadlineMs / 1000)} s`)))
    .catch(() => undefined);
  const failure = await Promise.race([life.opened.then(() => null), life.lost, late.then(() => life.lost)]);
  timer.abort();
  if (failure !== null) throw new FaultError(failure);
}

async function subscribeAll(options: ConnectionOptions, life: Life): Promise<void> {
  const { exchange, on } = options;
  tapBadFrames(exchange, (error) => on.badFrame(ccxtFault(error, options.label)));
  const ours = new Map([...options.symbols].map(([symbol, unified]) => [unified, symbol]));
  const tapped = tapTickers(exchange, (unified, ticker) => {
    const symbol = ours.get(unified);
    if (symbol !== undefined && !life.over) on.ticker(symbol, ticker);
  });
  const passTrade = (symbol: string) => (trade: CcxtTrade) => {
    if (!life.over) on.trade(symbol, trade);
  };
  for (const [symbol, unified] of options.symbols) {
    tapTrades(exchange, unified, passTrade(symbol));
    void watchLoop(options, life, async () => (await exchange.watchTrades(unified)).forEach(passTrade(symbol)));
    await pace(options, life);
    if (life.over) return;
    on.subscribed(symbol);
  }
  if (exchange.has.watchTicker !== true) return;
  for (const [symbol, unified] of options.symbols) {
    void watchLoop(options, life, async () => {
      const ticker = await exchange.watchTicker(unified);
      if (!tapped(ticker) && !life.over) on.ticker(symbol, ticker);
    });
    await pace(options, life);
    if (life.over) return;
  }
}

/** The first wait also waits for the socket: what is subscribed before it opens is sent when it does. */
async function pace({ wall, subscribesPerSecond }: ConnectionOptions, life: Life): Promise<void> {
  await Promise.race([life.opened, life.lost]);
  if (!life.over) await wall.sleep(1000 / subscribesPerSecond, life.abort).catch(() => undefined);
}

/** Keeps one subscription alive. ccxt rejects every waiting loop for one bad frame: count it and wait again. */
async function watchLoop({ wall, on, label }: ConnectionOptions, life: Life, step: () => Promise<void>): Promise<void> {
  let waitMs = FIRST_RETRY_MS;
  while (!life.over) {
    try {
      await step();
      waitMs = FIRST_RETRY_MS;
    } catch (error) {
      if (life.over) return;
      if (firstTime(life, error)) on.badFrame(ccxtFault(error, label));
      await wall.sleep(waitMs, life.abort).catch(() => undefined);
      waitMs = Math.min(LAST_RETRY_MS, waitMs * 2);
    }
  }
}

function firstTime({ told }: Life, error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return true;
  if (told.has(error)) return false;
  told.add(error);
  return true;
}

async function pingAll(sockets: Iterable<CcxtSocket>, wall: TimeSource, deadlineMs: number): Promise<boolean> {
  const answers = await Promise.all([...sockets].map((socket) => ping(socket, wall, deadlineMs)));
  return answers.every(Boolean);
}

const OPEN = 1;

async function ping(socket: CcxtSocket, wall: TimeSource, deadlineMs: number): Promise<boolean> {
  const { connection } = socket;
  if (connection?.readyState !== OPEN) return false;
  const timer = new AbortController();
  const pong = new Promise<boolean>((resolve) => connection.once('pong', () => resolve(true)));
  connection.ping();
  const late = wall.sleep(deadlineMs, timer.signal).then(
    () => false,
    () => false,
  );
  const alive = await Promise.race([pong, late]);
  timer.abort();
  return alive;
}
