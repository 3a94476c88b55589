/**
 * The simulated Coinbase Exchange on one loopback port: REST over HTTP, the market stream over WebSocket. Sends only what
 * it is given (`publish`), to the clients that subscribed to it, and counts the matches that at least one client got.
 */
import { WebSocketServer, type WebSocket } from 'ws';
import type { EpochMs } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import { openLoopback, type Answer } from './loopback.ts';
import { answerRest, type Tapes } from './rest.ts';
import { createSubscriptions, type Channel, type Subscriptions } from './subscriptions.ts';
import { HTML_PAGE, type Weather } from './weather.ts';
import { matchMessage, tickerMessage } from './wire.ts';

export interface ExchangeServer {
  readonly rest: string;
  readonly ws: string;
  /** True when at least one client listens to it and is not silenced. `make` is called only then. */
  publish(channel: Channel, product: string, make: () => object): boolean;
  sendRaw(frame: string | Buffer): void;
  disconnectAll(): void;
  /** Clients that are connected now get nothing for `ms` of wall time; what passes meanwhile is lost to them. */
  silence(ms: number): void;
  clients(): number;
  close(): Promise<void>;
}

interface Client {
  readonly socket: WebSocket;
  readonly subscriptions: Subscriptions;
  silentUntil: number;
}

const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;

export interface ExchangeOptions {
  readonly tapes: Tapes;
  readonly market: TimeSource;
  readonly wall: TimeSource;
  readonly weather: Weather;
}

export async function openExchange({ tapes, market, wall, weather }: ExchangeOptions): Promise<ExchangeServer> {
  const clients = new Set<Client>();
  const products = new Set(tapes.keys());
  const loopback = await openLoopback(
    (_request, url) => restAnswer(url, tapes, market.now(), weather),
    () => market.now(),
  );
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  const deliver = (client: Client, frame: string | Buffer): boolean => {
    if (wall.now() < client.silentUntil || client.socket.readyState !== client.socket.OPEN) return false;
    if (client.socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      client.socket.terminate();
      return false;
    }
    client.socket.send(frame);
    return true;
  };

  const greet = (client: Client, [channel, product]: readonly [Channel, string]) => {
    const message = snapshotOf(channel, product, tapes, market.now());
    if (message) deliver(client, JSON.stringify(message));
  };

  const welcome = (socket: WebSocket) => {
    const client: Client = { socket, subscriptions: createSubscriptions(products), silentUntil: -Infinity };
    clients.add(client);
    socket.on('message', (data: Buffer) => {
      const { reply, added } = client.subscriptions.take(data.toString('utf8'));
      added.forEach((pair) => greet(client, pair));
      deliver(client, JSON.stringify(reply));
    });
    socket.on('close', () => clients.delete(client));
    socket.on('error', () => socket.terminate());
  };

  loopback.server.on('upgrade', (request, socket, head) => {
    if (weather.refusing()) socket.destroy();
    else sockets.handleUpgrade(request, socket, head, welcome);
  });

  return {
    rest: `http://${loopback.host}`,
    ws: `ws://${loopback.host}`,
    publish(channel, product, make) {
      const listeners = [...clients].filter((client) => client.subscriptions.has(channel, product));
      if (listeners.length === 0) return false;
      const frame = JSON.stringify(make());
      return listeners.filter((client) => deliver(client, frame)).length > 0;
    },
    sendRaw: (frame) => clients.forEach((client) => deliver(client, frame)),
    disconnectAll: () => clients.forEach((client) => client.socket.terminate()),
    silence(ms) {
      const until = wall.now() + ms;
      clients.forEach((client) => (client.silentUntil = until));
    },
    clients: () => clients.size,
    async close() {
      clients.forEach((client) => client.socket.terminate());
      sockets.close();
      await loopback.close();
    },
  };
}

function restAnswer(url: URL, tapes: Tapes, now: EpochMs, weather: Weather): Answer | null {
  if (weather.refusing()) return null;
  if (weather.html()) return { status: 503, type: 'text/html', body: HTML_PAGE };
  const retryAfter = weather.limited();
  const { status, json, headers } =
    retryAfter === null
      ? answerRest(url, tapes, now)
      : {
          status: 429,
          json: { message: 'Public rate limit exceeded' },
          headers: { 'retry-after': String(retryAfter) },
        };
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(json), headers: headers ?? {} };
}

/** The first message of a new subscription: the ticker as it stands, or the last match. */
function snapshotOf(channel: Channel, product: string, tapes: Tapes, now: EpochMs): object | null {
  const tape = tapes.get(product);
  const last = tape?.lastTrade(now);
  if (!tape || !last || channel === 'heartbeat') return null;
  return channel === 'ticker' ? tickerMessage(last, tape.day(now)) : matchMessage(last, 'last_match');
}
