/**
 * Every procedure of the contract under random input, over a real message port, and random frames below it: each call is
 * answered with a value or an error of the contract, no bug is logged, nothing is thrown where nobody catches.
 */
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMessagePortHost } from '../../src-main/api/message-port-host.ts';
import { readEnvelope } from '../../src-main/api/envelope.ts';
import { createLogger } from '../../src-main/base/logger.ts';
import { type Random, seededRandom } from '../../src-main/base/random.ts';
import { contract } from '../../src-shared/contract.ts';
import type { Metrics } from '../../src-shared/health.ts';
import { ANOMALY_ID, createStubEngine } from '../fakes/stub-engine.ts';

const SEED = process.env.MANE_FUZZ_SEED ?? '20260105';
const PER_PROCEDURE = Number(process.env.MANE_FUZZ_COUNT ?? 320);

const metrics: Metrics = {
  totals: { prices: 0, candles: 0, anomalies: 0, alerts: 0, news_items: 0, news_articles: 0, narratives: 0, gaps: 0 },
  per_symbol: {},
  pass_rate: [],
  budget: { promised_per_day: 5, realised_per_day: null, days: 0 },
  health: { open_gaps: 0, unfinished: 0, size_bytes: 0, schema_version: 1 },
};

function pathsOf(node: object, path: string[] = []): string[][] {
  if ('~orpc' in node) return [path];
  return Object.entries(node).flatMap(([key, child]) => pathsOf(child as object, [...path, key]));
}
const PATHS = pathsOf(contract);

const STRINGS = [
  '',
  'BTC-USD',
  ANOMALY_ID,
  '__proto__',
  'constructor',
  "'; DROP TABLE anomalies; --",
  '%',
  '\u0000',
  '\ud800',
  '🙂'.repeat(50),
  'x'.repeat(5000),
];
const NUMBERS = [
  0,
  -1,
  1,
  0.5,
  NaN,
  Infinity,
  -Infinity,
  Number.MAX_VALUE,
  2 ** 53,
  8.64e15 + 1,
  1_767_600_000_000,
  -0,
];
const KEYS = [
  'symbol',
  'from',
  'to',
  'limit',
  'id',
  'vote',
  'note',
  'text',
  'days',
  'paused',
  'before',
  'type',
  'minConfidence',
  'verdict',
  'alertsPerDay',
  'symbols',
  'settings',
  'thresholds',
  'job',
  '__proto__',
  'constructor',
  'toJSON',
  'then',
];

function value(random: Random, depth = 0): unknown {
  const kind = random.int(0, depth > 3 ? 5 : 10);
  if (kind <= 1) return random.pick(STRINGS);
  if (kind <= 3) return random.pick(NUMBERS);
  if (kind === 4) return random.pick([null, undefined, true, false]);
  if (kind === 5)
    return random.pick([
      new Date(NaN),
      new Date(0),
      10n ** 40n,
      /a+/,
      new Set([1]),
      new Map([['a', 1]]),
      new URL('http://x/'),
    ]);
  if (kind === 6) return Array.from({ length: random.int(0, 5) }, () => value(random, depth + 1));
  return Object.fromEntries(
    Array.from({ length: random.int(0, 6) }, () => [random.pick(KEYS), value(random, depth + 1)]),
  );
}

/** An input of each procedure that is right, to be spoiled in one place. */
const RIGHT: Record<string, Record<string, unknown>> = {
  candles: { symbol: 'BTC-USD', from: 0, to: 10, limit: 5 },
  levels: { symbol: 'SOL-USD' },
  gaps: { symbol: 'SOL-USD' },
  why: { from: 0, to: 10 },
  alertDays: { bounds: [0, 86_400_000] },
  'anomalies.list': { symbol: 'SOL-USD', limit: 3, verdict: 'accepted' },
  'anomalies.detail': { id: ANOMALY_ID },
  'anomalies.similar': { id: ANOMALY_ID },
  'anomalies.bundle': { id: ANOMALY_ID },
  'anomalies.search': { text: 'fell', limit: 2 },
  'anomalies.feedback': { id: ANOMALY_ID, vote: 'up', note: null },
  'anomalies.seen': { id: ANOMALY_ID },
  'anomalies.seenUntil': { until: 10 },
  'postgres.test': { pasted: null },
  'postgres.connect': { pasted: 'postgres://ann@h/x', createDatabase: false },
  news: { from: 0, to: 1 },
  alerts: { from: 0 },
  'settings.set': { alertsPerDay: 3 },
  'settings.testEmbedder': { embedder: { kind: 'lexical' } },
  'settings.testNews': { source: { kind: 'service', service: 'newsapi' } },
  'symbols.markets': { venue: 'binance' },
  'backfill.start': { days: 3 },
  'care.run': { job: 'retention' },
  pause: { paused: false },
  'streams.minutesOf': { symbols: ['SOL-USD'] },
  rehearse: { days: 3, settings: { alertsPerDay: 2 } },
};

function inputOf(random: Random, name: string): unknown {
  const right = RIGHT[name];
  if (right === undefined || random.next() < 0.4) return value(random);
  return random.next() < 0.1 ? right : { ...right, [random.pick([...Object.keys(right), ...KEYS])]: value(random) };
}

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

function startPort() {
  const logged: string[] = [];
  const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void logged.push(line) } });
  const { port1, port2 } = new MessageChannel();
  const engine = createStubEngine({ engine: { metrics: async () => metrics } });
  createMessagePortHost({ engine, logger })(port1);
  port2.start();
  return { engine, logged, port: port2, close: () => port2.close() };
}

type AnyCall = (input: unknown, options: { signal: AbortSignal }) => Promise<unknown>;
function callOf(client: unknown, path: readonly string[]): AnyCall {
  return path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], client) as AnyCall;
}

/** What became of one call. */
async function outcome(call: AnyCall, input: unknown): Promise<string> {
  const gone = new AbortController();
  try {
    const result = await call(input, { signal: gone.signal });
    const isStream = typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
    if (isStream) await (result as AsyncGenerator).return(undefined);
    return 'answered';
  } catch (error) {
    if (!(error instanceof ORPCError)) return `not an error of the contract: ${String(error)}`;
    return error.code === 'FAULT' || error.code === 'BAD_REQUEST' ? 'refused' : `${error.code}: ${error.message}`;
  }
}

describe(`API under random input (seed ${SEED})`, () => {
  beforeEach(() => {
    unhandled.length = 0;
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
  });
  afterEach(() => {
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  });

  it('knows every procedure', () => {
    expect(PATHS.length).toBeGreaterThanOrEqual(22);
  });

  it.each(PATHS.map((path) => [path.join('.'), path] as const))('%s', async (name, path) => {
    const random = seededRandom(`${SEED}|${name}`);
    const { logged, port, close, engine } = startPort();
    const call = callOf(createORPCClient(new RPCLink({ port: port })), path);
    const seen = new Map<string, number>();
    for (let i = 0; i < PER_PROCEDURE; i++) {
      const became = await outcome(call, i === 0 ? undefined : inputOf(random, name));
      seen.set(became, (seen.get(became) ?? 0) + 1);
    }
    close();
    expect([...seen.keys()].filter((key) => key !== 'answered' && key !== 'refused')).toEqual([]);
    // The stub has no narrative whose bundle it could give.
    if (name !== 'anomalies.bundle') expect(seen.get('answered') ?? 0).toBeGreaterThan(0);
    expect(logged).toEqual([]);
    expect(unhandled).toEqual([]);
    expect(engine.settings().alertsPerDay).toBeGreaterThan(0);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('ignores frames that are no requests, and still answers', async () => {
    const random = seededRandom(`${SEED}|frames`);
    const { logged, port, close } = startPort();
    for (let i = 0; i < 3000; i++) port.postMessage(frame(random));
    const client: Record<string, () => Promise<unknown>> = createORPCClient(new RPCLink({ port }));
    expect(await client.health()).toMatchObject({ paused: false });
    close();
    expect(logged).toEqual([]);
    expect(unhandled).toEqual([]);
  });

  it('lets only requests and cancellations through', () => {
    const request = { i: '1', p: { u: '/health' } };
    expect(JSON.parse(readEnvelope(JSON.stringify(request))!)).toEqual(request);
    expect(readEnvelope('{"i":"1","t":4}')).toBe('{"i":"1","t":4}');
    const refused = [
      request,
      Buffer.from('{}'),
      '',
      'null',
      '[]',
      '{"i":1,"p":{"u":"/health"}}',
      '{"i":"1","t":3,"p":{"e":"message"}}',
      '{"i":"1","p":{"u":"http://elsewhere/health"}}',
      '{"i":"1","p":{"u":"/health","m":"GET"}}',
      '{"i":"1","p":{"u":"/../health"}}',
      '{"i":"1"}',
    ];
    for (const text of refused) expect(readEnvelope(text)).toBeNull();
    const uploads = readEnvelope('{"i":"1","p":{"u":"/health","h":{"content-type":"multipart/form-data"},"b":1}}');
    expect(uploads).toBe('{"i":"1","p":{"u":"/health","b":1}}');
  });
});

function frame(random: Random): unknown {
  const kind = random.int(0, 5);
  if (kind === 0) return random.int(-5, 1000);
  if (kind === 1) return Buffer.from(random.pick(STRINGS));
  if (kind === 2) return random.pick(STRINGS);
  const body = { i: String(random.int(1, 9)), t: random.pick([undefined, 1, 2, 3, 4, 'x']), p: value(random) };
  const text = JSON.stringify(body, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
  return kind === 3 ? text : text.slice(0, random.int(0, text.length));
}
