/** The simulated messages against captured ones: same keys in the same order, same types, same shape of numbers and times. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createMarket } from '../../../src-main/simulate/simulation.ts';
import type { Tape } from '../../../src-main/simulate/tape.ts';
import { matchMessage, subscriptionsMessage, tickerMessage } from '../../../src-main/simulate/wire.ts';
import { EPOCH, type Message } from './clients.ts';

const captured = readFileSync(new URL('../../fixtures/wire-simulate/coinbase-exchange.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Message);
const example = (type: string): Message => captured.find((message) => message.type === type)!;

const SHAPES: readonly [string, RegExp][] = [
  ['time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/],
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ['decimal with 8 places', /^\d+\.\d{8}$/],
  ['decimal', /^\d+(\.\d+)?$/],
  ['product', /^[A-Z0-9]+-[A-Z0-9]+$/],
  ['word', /^[a-z_]+$/],
];
const shapeOf = (value: unknown): string =>
  typeof value === 'string' ? (SHAPES.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text') : typeof value;

/** Key and shape in order; the venue's own messages differ in how many places a plain decimal has. */
const outline = (message: object): string[] =>
  Object.entries(message).map(
    ([key, value]) =>
      `${key}: ${/^(price|.*_24h|size|last_size|best_.*)$/.test(key) && key !== 'volume_24h' ? shapeOf(value).replace(/ with 8 places/, '') : shapeOf(value)}`,
  );

describe('messages on the wire', () => {
  let tape: Tape;
  beforeAll(() => {
    tape = createMarket({ seed: 'wire', epoch: EPOCH, historyDays: 1 }).tapes.get('LINK-USD')!;
  });
  const trades = () => tape.tradesBelow(Infinity, 200, EPOCH);

  test('match and last_match', () => {
    for (const trade of trades()) {
      expect(outline(matchMessage(trade))).toEqual(outline(example('match')));
      expect(outline(matchMessage(trade, 'last_match'))).toEqual(outline(example('last_match')));
    }
  });

  test('ticker', () => {
    for (const trade of trades())
      expect(outline(tickerMessage(trade, tape.day(EPOCH)))).toEqual(outline(example('ticker')));
  });

  test('a ticker names the taker side, a match the maker side, of the same trade and sequence', () => {
    const trade = trades()[0];
    const ticker = tickerMessage(trade, tape.day(EPOCH));
    const match = matchMessage(trade);
    const real = captured.filter((message) => message['trade_id'] === 881613);
    expect(real.map((message) => message['side'])).toEqual(['buy', 'sell']);
    expect([ticker.side, match.side].sort()).toEqual(['buy', 'sell']);
    expect([ticker.sequence, ticker.trade_id, ticker.time]).toEqual([match.sequence, match.trade_id, match.time]);
  });

  test('subscriptions', () => {
    const real = example('subscriptions') as unknown as { channels: object[] };
    const ours = subscriptionsMessage([{ name: 'ticker', product_ids: ['LINK-USD'] }]);
    expect(outline(ours)).toEqual(outline(real));
    expect(outline(ours.channels[0])).toEqual(outline(real.channels[0]));
  });

  test('sequences grow with trade ids', () => {
    const sequences = trades().map((trade) => matchMessage(trade).sequence);
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => b - a));
  });
});
