/**
 * A small exchange on loopback that speaks Coinbase Exchange's REST and WebSocket messages, for tests of the live feed: what
 * it trades is the truth its candles are made of, whether or not a socket was there to hear it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export interface LoopTrade {
  readonly id: number;
  readonly symbol: string;
  readonly price: number;
  readonly size: number;
  readonly time: number;
}

export interface LoopExchange {
  readonly rest: string;
  readonly ws: string;
  readonly trades: LoopTrade[];
  /** Requests and subscriptions so far. */
  readonly seen: { requests: string[]; subscribes: string[]; connections: number };
  /** Executes a trade and sends it to who subscribed. */
  trade(symbol: string, price: number, size: number, time: number): LoopTrade;
  ticker(symbol: string, price: number, time: number): void;
  /** Sends a frame as it is. */
  raw(frame: string | Buffer): void;
  /** Resets every socket. */
  kill(): void;
  /** Sockets stay open and nothing passes any more, not even a pong. */
  freeze(): void;
  /** Sockets stay healthy but carry no data (of one channel), though the exchange trades on. */
  mute(on: boolean | string): void;
  /** Answers every request with this instead. */
  answer(with_: { status: number; body: string; headers?: Record<string, string> } | null): void;
  candles(symbol: string, from: number, to: number): number[][];
  close(): Promise<void>;
}

export const iso = (time: number): string => new Date(time).toISOString().replace('Z', '000Z');

export async function startLoopExchange(
  symbols: readonly string[],
  now: () => number = Date.now,
): Promise<LoopExchange> {
  const trades: LoopTrade[] = [];
  const seen = { requests: [] as string[], subscribes: [] as string[], connections: 0 };
  const channels = new Map<WebSocket, Set<string>>();
  const raw = new Set<Socket>();
  let override: { status: number; body: string; headers?: Record<string, string> } | null = null;
  const frozen = new Set<WebSocket>();
  let muted: boolean | string = false;
  const nextId = new Map(symbols.map((symbol, i) => [symbol, 1_000 * (i + 1)]));

  const candles = (symbol: string, from: number, to: number): number[][] => {
    const rows = new Map<number, number[]>();
    for (const t of trades) {
      if (t.symbol !== symbol || t.time < from || t.time >= to) continue;
      const minute = Math.floor(t.time / 60_000) * 60;
      const row = rows.get(minute);
      if (row === undefined) rows.set(minute, [minute, t.price, t.price, t.price, t.price, t.size]);
      else
        rows.set(minute, [
          minute,
          Math.min(row[1], t.price),
          Math.max(row[2], t.price),
          row[3],
          t.price,
          row[5] + t.size,
        ]);
    }
    return [...rows.values()].sort((a, b) => b[0] - a[0]);
  };
  const answers = (url: URL): unknown => {
    const [, head, id, what] = url.pathname.split('/');
    if (head === 'currencies')
      return [...new Set(symbols.flatMap((s) => s.split('-')))].map((c) => ({
        id: c,
        name: c,
        status: 'online',
        details: {},
      }));
    if (head === 'time') return { iso: iso(now()), epoch: now() / 1000 };
    if (head === 'products' && id === undefined) return symbols.map(product);
    if (what === 'candles')
      return candles(id, Date.parse(url.searchParams.get('start')!), Date.parse(url.searchParams.get('end')!) + 60_000);
    if (what === 'trades') return trades.filter((t) => t.symbol === id).slice(-10).reverse().map((t) => ({ trade_id: t.id, side: 'buy', size: String(t.size), price: String(t.price), time: iso(t.time) })); // prettier-ignore
    return null;
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    seen.requests.push(request.url!);
    const body = answers(new URL(request.url!, 'http://x'));
    const answer = override ?? {
      status: body === null ? 404 : 200,
      body: JSON.stringify(body ?? { message: 'NotFound' }),
    };
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body);
  });
  server.on('connection', (socket) => {
    raw.add(socket);
    socket.on('close', () => raw.delete(socket));
  });
  const hub = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (override === null) hub.handleUpgrade(request, socket, head, (ws) => hub.emit('connection', ws));
    else
      socket.end(
        `HTTP/1.1 ${override.status} OK\r\ncontent-type: text/html\r\ncontent-length: ${override.body.length}\r\n\r\n${override.body}`,
      );
  });
  hub.on('connection', (ws: WebSocket) => {
    seen.connections += 1;
    channels.set(ws, new Set());
    ws.on('error', () => undefined);
    ws.on('close', () => channels.delete(ws));
    ws.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { product_ids: string[]; channels: string[] };
      for (const id of message.product_ids)
        for (const channel of message.channels) channels.get(ws)?.add(`${channel}:${id}`);
      seen.subscribes.push(...message.product_ids.map((id) => `${message.channels[0]}:${id}`));
      ws.send(JSON.stringify({ type: 'subscriptions', channels: [] }));
    });
  });
  const send = (channel: string | null, frame: string | Buffer): void => {
    for (const [ws, wanted] of channels)
      if (
        muted !== true &&
        (channel === null || muted !== channel) &&
        !frozen.has(ws) &&
        (channel === null || wanted.has(channel))
      )
        ws.send(frame, { binary: false });
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    rest: `http://127.0.0.1:${port}`,
    ws: `ws://127.0.0.1:${port}`,
    trades,
    seen,
    trade(symbol, price, size, time) {
      const id = nextId.get(symbol)!;
      nextId.set(symbol, id + 1);
      const done = { id, symbol, price, size, time };
      trades.push(done);
      send(`matches:${symbol}`, matchFrame(done));
      return done;
    },
    ticker: (symbol, price, time) => send(`ticker:${symbol}`, tickerFrame(symbol, price, time)),
    raw: (frame) => send(null, frame),
    kill: () => channels.forEach((_, ws) => ws.terminate()),
    freeze: () =>
      channels.forEach((_, ws) => {
        frozen.add(ws);
        ws.pause();
      }),
    mute: (on) => (muted = on),
    answer: (with_) => (override = with_),
    candles,
    async close() {
      channels.forEach((_, ws) => ws.terminate());
      raw.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const matchFrame = (t: LoopTrade): string =>
  JSON.stringify({ type: 'match', trade_id: t.id, maker_order_id: 'm', taker_order_id: 't', side: 'sell', size: String(t.size), price: String(t.price), product_id: t.symbol, sequence: t.id, time: iso(t.time) }); // prettier-ignore

export const tickerFrame = (symbol: string, price: number, time: number): string =>
  JSON.stringify({ type: 'ticker', sequence: 1, product_id: symbol, price: String(price), open_24h: '1', volume_24h: '10', low_24h: '1', high_24h: '9', volume_30d: '1', best_bid: String(price), best_ask: String(price), side: 'buy', time: iso(time), trade_id: 1, last_size: '1' }); // prettier-ignore

const product = (id: string) => ({ id, base_currency: id.split('-')[0], quote_currency: id.split('-')[1], base_increment: '0.00000001', quote_increment: '0.01', min_market_funds: '1', status: 'online', margin_enabled: false }); // prettier-ignore
