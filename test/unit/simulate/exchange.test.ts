import { afterEach, describe, expect, test } from 'vitest';
import {
  connect,
  EPOCH,
  MINUTE,
  stage,
  type Message,
  type Stage,
  type StageOptions,
  type TestClient,
} from './clients.ts';

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(options?: StageOptions): Promise<Stage> {
  const made = await stage(options);
  open.push(() => made.simulation.close());
  return made;
}

async function client(from: Stage, channels: string[] = [], products: string[] = []): Promise<TestClient> {
  const made = await connect(from.simulation.exchange.ws);
  open.push(() => made.close());
  if (channels.length > 0) await made.subscribe(channels, products);
  return made;
}

/** Waits until everything sent so far has arrived. */
const settle = (to: TestClient) => to.subscribe(['heartbeat'], ['BTC-USD']);
const json = async <T>(response: Promise<Response>): Promise<T> => (await (await response).json()) as T;
const ids = (messages: Message[]) => messages.map((message) => message['trade_id'] as number);
const between = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, k) => first + k);

describe('the simulated exchange', () => {
  test('what the stream said of a minute is what REST says of it', async () => {
    const set = await start();
    const listener = await client(set, ['matches'], ['SOL-USD']);
    for (let minute = 0.05; minute <= 12; minute += 0.05) set.advance(minute);
    await settle(listener);
    const rows = await json<number[][]>(
      set.get(
        `/products/SOL-USD/candles?granularity=60&start=${new Date(EPOCH).toISOString()}&end=${new Date(EPOCH + 11 * MINUTE).toISOString()}`,
      ),
    );
    expect(rows.map(([time]) => time)).toEqual(between(0, 11).map((k) => EPOCH / 1000 + 60 * (11 - k)));
    for (const [time = 0, low, high, openPrice, close, volume = 0] of rows) {
      const minute = listener
        .of('match')
        .filter((match) => Math.floor(Date.parse(match['time'] as string) / MINUTE) * 60 === time);
      const prices = minute.map((match) => Number(match['price']));
      expect([Math.min(...prices), Math.max(...prices), prices[0], prices.at(-1)]).toEqual([
        low,
        high,
        openPrice,
        close,
      ]);
      expect(minute.reduce((sum, match) => sum + Number(match['size']), 0)).toBeCloseTo(volume, 8);
    }
    expect(set.simulation.sent()['SOL-USD']).toBe(listener.of('match').length);
  });

  test('matches have contiguous ids, come in order of time, and only for what was subscribed', async () => {
    const set = await start();
    const listener = await client(set, ['matches'], ['BTC-USD', 'XRP-USD']);
    for (let minute = 0.05; minute <= 3; minute += 0.05) set.advance(minute);
    await settle(listener);
    for (const product of ['BTC-USD', 'XRP-USD']) {
      const got = ids(listener.of('match', product));
      expect(got.length).toBeGreaterThan(20);
      expect(got).toEqual(between(got[0], got.at(-1)!));
      expect(got[0]).toBe(ids(listener.of('last_match', product))[0] + 1);
    }
    const times = listener.of('match').map((match) => match['time'] as string);
    expect(times).toEqual([...times].sort());
    expect(new Set(listener.of('match').map((match) => match['product_id']))).toEqual(new Set(['BTC-USD', 'XRP-USD']));
  });

  test('a restart whose clock goes on later continues the same tape', async () => {
    const first = await start();
    const before = await client(first, ['matches'], ['ADA-USD']);
    first.advance(2.5);
    await settle(before);
    const second = await start({ startMinutes: 2.5 });
    const after = await client(second, ['matches'], ['ADA-USD']);
    first.advance(5);
    second.advance(5);
    await Promise.all([settle(before), settle(after)]);
    const resumed = after.of('match');
    expect(resumed.length).toBeGreaterThan(10);
    expect(before.of('match').slice(-resumed.length)).toEqual(resumed);
    expect(after.of('last_match')[0]['trade_id']).toBe((resumed[0]['trade_id'] as number) - 1);
  });

  test('nothing is emitted while market time stands still', async () => {
    const set = await start();
    const listener = await client(set, ['matches', 'ticker'], ['ETH-USD']);
    set.advance(1);
    await settle(listener);
    const got = listener.frames.length;
    for (let k = 0; k < 9; k++) set.advance(1, 25);
    await settle(listener);
    expect(listener.frames.length).toBe(got + 1);
  });

  test('tickers carry the newest print, at most four a second', async () => {
    const set = await start();
    const listener = await client(set, ['ticker', 'matches'], ['DOGE-USD']);
    for (let k = 1; k <= 80; k++) set.advance(k / 40, 25);
    await settle(listener);
    const tickers = listener.of('ticker').slice(1);
    expect(tickers.length).toBeGreaterThan(4);
    expect(tickers.length).toBeLessThanOrEqual(9);
    const matches = new Map(listener.of('match').map((match) => [match['trade_id'], match]));
    for (const ticker of tickers) expect(matches.get(ticker['trade_id'])?.['price']).toBe(ticker['price']);
  });

  test('heartbeats come once a second with the last trade', async () => {
    const set = await start();
    const listener = await client(set, ['heartbeat'], ['BTC-USD']);
    set.advance(0.5, 1000);
    set.advance(1, 1000);
    await settle(listener);
    expect(listener.of('heartbeat')).toHaveLength(2);
    expect(Object.keys(listener.of('heartbeat')[0])).toEqual([
      'type',
      'last_trade_id',
      'product_id',
      'sequence',
      'time',
    ]);
  });

  test('unknown products, channels, types and broken JSON get the venue’s errors and break nothing', async () => {
    const set = await start();
    const listener = await client(set);
    const reason = async (channels: string[], products: string[]) =>
      (await listener.subscribe(channels, products))['reason'];
    expect(await reason(['ticker'], ['FOO-USD'])).toBe('FOO-USD is not a valid product');
    expect(await reason(['level9'], ['BTC-USD'])).toBe('level9 is not a valid channel');
    listener.send('{"type":');
    listener.send({ type: 'hello' });
    listener.send('null');
    expect((await listener.subscribe(['matches'], ['BTC-USD'])).type).toBe('error');
    await settle(listener);
    expect(listener.of('error').map((error) => error['message'])).toEqual([
      'Failed to subscribe',
      'Failed to subscribe',
      'Malformed JSON',
      'Type has to be either subscribe or unsubscribe',
      'Malformed JSON',
    ]);
    set.advance(1);
    await settle(listener);
    expect(listener.of('match', 'BTC-USD').length).toBeGreaterThan(0);
  });

  test('unsubscribe stops a channel', async () => {
    const set = await start();
    const listener = await client(set, ['matches'], ['BTC-USD', 'ETH-USD']);
    listener.send({ type: 'unsubscribe', product_ids: ['ETH-USD'], channels: ['matches'] });
    expect((await settle(listener))['channels']).toBeDefined();
    set.advance(1);
    await settle(listener);
    expect(listener.of('match', 'ETH-USD')).toEqual([]);
    expect(listener.of('match', 'BTC-USD').length).toBeGreaterThan(0);
  });
});

describe('its REST', () => {
  test('candles: newest first, at most 300, the forming minute included, no future', async () => {
    const set = await start({ startMinutes: 10.5 });
    const newest = await json<number[][]>(set.get('/products/BTC-USD/candles?granularity=60'));
    expect(newest).toHaveLength(300);
    expect(newest[0][0]).toBe(EPOCH / 1000 + 600);
    expect(newest.every((row, k) => k === 0 || row[0] === newest[k - 1][0] - 60)).toBe(true);
    const past = await json<number[][]>(
      set.get(`/products/BTC-USD/candles?granularity=60&start=${EPOCH / 1000}&end=${EPOCH / 1000 + 3600}`),
    );
    expect(past).toHaveLength(11);
    const hour = await json<number[][]>(
      set.get(`/products/BTC-USD/candles?granularity=3600&start=${EPOCH / 1000 - 3600}&end=${EPOCH / 1000 - 1}`),
    );
    const minutes = await json<number[][]>(
      set.get(`/products/BTC-USD/candles?granularity=60&start=${EPOCH / 1000 - 3600}&end=${EPOCH / 1000 - 1}`),
    );
    expect(hour[0].slice(1, 5)).toEqual([
      Math.min(...minutes.map((row) => row[1])),
      Math.max(...minutes.map((row) => row[2])),
      minutes.at(-1)![3],
      minutes[0][4],
    ]);
  });

  test.each([
    ['/products/FOO-USD/candles?granularity=60', 404, 'NotFound'],
    ['/products/FOO-USD/ticker', 404, 'NotFound'],
    ['/products/BTC-USD/nothing', 404, 'NotFound'],
    ['/elsewhere', 404, 'NotFound'],
    ['/products/BTC-USD/candles?granularity=61', 400, 'Unsupported granularity'],
    ['/products/BTC-USD/candles?granularity=60&start=soon&end=later', 400, 'Invalid start or end'],
    [
      '/products/BTC-USD/candles?granularity=60&start=0&end=99999999',
      400,
      'granularity too small for the requested time range. Count of aggregations requested exceeds 300',
    ],
    ['/products/BTC-USD/trades?after=x', 400, 'Invalid cursor'],
  ])('%s is refused with %i', async (path, status, message) => {
    const response = await (await start()).get(path);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message });
  });

  test('trades page backwards by cursor without a hole, and forwards to what is new', async () => {
    const set = await start({ startMinutes: 5 });
    type Row = { trade_id: number; time: string };
    const collected: Row[] = [];
    let cursor = '';
    for (let page = 0; page < 5; page++) {
      const response = await set.get(`/products/LINK-USD/trades?limit=37${cursor}`);
      collected.push(...((await response.json()) as Row[]));
      expect(response.headers.get('cb-after')).toBe(String(collected.at(-1)!.trade_id));
      cursor = `&after=${response.headers.get('cb-after')}`;
    }
    const newest = collected[0].trade_id;
    expect(collected.map((row) => row.trade_id)).toEqual(between(newest - 5 * 37 + 1, newest).reverse());
    expect(Date.parse(collected[0].time)).toBeLessThanOrEqual(EPOCH + 5 * MINUTE);
    set.advance(6);
    const fresh = await json<Row[]>(set.get(`/products/LINK-USD/trades?before=${newest}`));
    expect(fresh.at(-1)!.trade_id).toBe(newest + 1);
  });

  test('ticker, stats and time agree with the tape', async () => {
    const set = await start({ startMinutes: 3 });
    const [row] = await json<number[][]>(set.get('/products/ETH-USD/candles?granularity=60'));
    const ticker = await json<Record<string, string>>(set.get('/products/ETH-USD/ticker'));
    const stats = await json<Record<string, string>>(set.get('/products/ETH-USD/stats'));
    const time = await json<{ iso: string; epoch: number }>(set.get('/time'));
    expect([Number(ticker['price']), Number(stats['last'])]).toEqual([row[4], row[4]]);
    expect(Number(ticker['bid'])).toBeLessThan(Number(ticker['ask']));
    expect(Number(stats['low'])).toBeLessThan(Number(stats['high']));
    expect(time).toEqual({ iso: new Date(EPOCH + 3 * MINUTE).toISOString(), epoch: EPOCH / 1000 + 180 });
  });
});

describe('its misfortunes', () => {
  test('disconnectAll cuts every socket', async () => {
    const set = await start();
    const listeners = [await client(set), await client(set)];
    set.simulation.control.disconnectAll();
    await Promise.all(listeners.map((listener) => listener.closed));
  });

  test('silence mutes the sockets of that moment for a while; a new one and REST hear on', async () => {
    const set = await start();
    const old = await client(set, ['matches'], ['BTC-USD']);
    set.simulation.control.silence(1000);
    const fresh = await client(set, ['matches'], ['BTC-USD']);
    set.advance(1, 500);
    await settle(fresh);
    expect(old.of('match')).toEqual([]);
    const lastUnheard = ids(fresh.of('match')).at(-1) ?? NaN;
    set.advance(2, 600);
    await settle(old);
    expect(ids(old.of('match'))[0]).toBe(lastUnheard + 1);
  });

  test('refuse, 429 and HTML last as long as asked', async () => {
    const set = await start();
    const { control, exchange } = set.simulation;
    control.refuse(1000);
    await expect(set.get('/time')).rejects.toThrow();
    await expect(connect(exchange.ws)).rejects.toThrow();
    set.advance(0, 1001);
    control.limitRate(1000, 7);
    const limited = await set.get('/time');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    set.advance(0, 1001);
    control.answerHtml(true);
    const html = await set.get('/products');
    expect([html.status, html.headers.get('content-type')]).toEqual([503, 'text/html']);
    control.answerHtml(false);
    expect((await set.get('/products')).status).toBe(200);
  });

  test('raw frames arrive as they are', async () => {
    const set = await start();
    const listener = await client(set, ['matches'], ['BTC-USD']);
    set.simulation.control.sendRaw('not json');
    set.simulation.control.sendRaw(Buffer.from([0, 255, 1]));
    await settle(listener);
    expect(listener.frames).toContain('not json');
    expect(set.simulation.sent()['BTC-USD']).toBe(0);
  });

  test('scripted bad ticks are rare, repeat an id and are not counted as sent', async () => {
    const set = await start({ faults: {} });
    const listener = await client(set, ['matches'], ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD']);
    set.advance(120);
    await settle(listener);
    const seen = new Set<string>();
    const bad = listener.of('match').filter((match) => {
      const key = `${match['product_id'] as string}|${match['trade_id'] as number}`;
      return seen.size === seen.add(key).size;
    });
    expect(bad.length).toBeGreaterThan(0);
    expect(bad.length).toBeLessThan(0.01 * listener.of('match').length);
    expect(Object.values(set.simulation.sent()).reduce((sum, count) => sum + count, 0)).toBe(seen.size);
  });

  test('scripted disconnects and silences happen at their market minute, once', async () => {
    const set = await start({ faults: { badTicks: false, disconnects: [2], silences: [{ minute: 4, wallMs: 1000 }] } });
    const first = await client(set, ['matches'], ['BTC-USD']);
    set.advance(1.9);
    await settle(first);
    set.advance(2.1);
    await first.closed;
    const second = await client(set, ['matches'], ['BTC-USD']);
    set.advance(3.9);
    await settle(second);
    const heard = second.of('match').length;
    expect(heard).toBeGreaterThan(0);
    set.advance(4.5, 25);
    set.advance(4.6, 25);
    set.advance(5, 2000);
    await settle(second);
    const after = ids(second.of('match')).slice(heard);
    expect(after[0]).toBeGreaterThan(ids(second.of('match'))[heard - 1] + 1);
  });
});
