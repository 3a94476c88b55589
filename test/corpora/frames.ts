/**
 * Malformed exchange frames, seeded: truncated, wrong types, NaN, 1e309, negative, absurd, duplicate, reordered, 10 MB, bad
 * UTF-8, past and future times, alien messages. Each is made from a sound Coinbase Exchange match or ticker.
 */
import { seededRandom, type Random } from '../../src-main/base/random.ts';

export interface SoundFrame {
  readonly type: 'match' | 'ticker';
  readonly product_id: string;
  readonly trade_id: number;
  readonly price: string;
  readonly size: string;
  readonly time: string;
  readonly [key: string]: unknown;
}

type Mutation = (frame: SoundFrame, random: Random) => string | Buffer;

const withField = (frame: SoundFrame, key: string, raw: string): string =>
  JSON.stringify({ ...frame, [key]: '@' }).replace('"@"', raw);
const numbers = ['"NaN"', 'null', '"Infinity"', '1e309', '-1e309', '"1e309"', '"-5"', '-0.1', '0', '"0"', '""', '"abc"', '[]', '{}', 'true', '"1e40"', '"0x10"', '1e-320', '"1,5"', '" 7 "']; // prettier-ignore
const times = ['"1969-12-31T23:59:59Z"', '"2001-01-01T00:00:00Z"', '"2199-01-01T00:00:00Z"', '"yesterday"', '0', '-1', 'null', '"2026-13-45T99:99:99Z"', '99999999999999999999', '{}']; // prettier-ignore
const aliens = ['', '{}', '[]', 'null', '"text"', '42', '[1,2,3]', '{"type":null}', '{"type":{"a":1}}', '{"type":"match"}', '{"type":"ticker"}', '{"type":"error","message":"x","reason":"y"}', '{"type":"snapshot"}', '{"type":"l2update","product_id":"BTC-USD"}', '{"type":"subscriptions"}', '{"type":"heartbeat","product_id":"BTC-USD"}', '{"type":"done","order_id":"1"}', '{"type":"match","product_id":"__proto__"}', '{"type":"match","product_id":"constructor","trade_id":1}', '<html>502</html>']; // prettier-ignore

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  truncated: (frame, random) => JSON.stringify(frame).slice(0, random.int(0, JSON.stringify(frame).length - 1)),
  price: (frame, random) => withField(frame, 'price', random.pick(numbers)),
  size: (frame, random) => withField(frame, 'size', random.pick(numbers)),
  time: (frame, random) => withField(frame, 'time', random.pick(times)),
  tradeId: (frame, random) => withField(frame, 'trade_id', random.pick(['null', '"x"', '-3', '1e309', '{}', '0'])),
  product: (frame, random) =>
    withField(frame, 'product_id', random.pick(['"NOPE-USD"', 'null', '7', '[]', '"BTC-USD-X"', '""'])),
  side: (frame, random) => withField(frame, 'side', random.pick(['null', '"up"', '3', '{}'])),
  absurd: (frame, random) =>
    withField(frame, random.pick(['price', 'size']), random.pick(['"1e18"', '"999999999999999999999"', '"1e-18"'])),
  dropped: (frame, random) =>
    JSON.stringify(Object.fromEntries(Object.entries(frame).filter(() => random.next() < 0.6))),
  duplicate: (frame) => JSON.stringify(frame),
  reordered: (frame, random) => JSON.stringify({ ...frame, trade_id: frame.trade_id - random.int(1, 50), time: new Date(Date.parse(frame.time) - random.int(120_000, 900_000)).toISOString() }), // prettier-ignore
  nested: (frame) => JSON.stringify({ ...frame, price: { price: frame.price }, size: [[frame.size]] }),
  alien: (_frame, random) => random.pick(aliens),
  noise: (frame, random) =>
    JSON.stringify(frame).replace(/[0-9"]/g, (c) =>
      random.next() < 0.1 ? random.pick(['\\', '{', 'e', '-', '\u0000']) : c,
    ),
};

/** Frames after which RFC 6455 obliges the client to close the connection, or that are as large as one may be. */
export const heavyFrames = (frame: SoundFrame): (string | Buffer)[] => [
  Buffer.concat([Buffer.from('{"type":"match","product_id":"'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}')]),
  JSON.stringify({ ...frame, padding: 'x'.repeat(10_000_000) }),
  `${JSON.stringify(frame).slice(0, -1)},"padding":"${'y'.repeat(10_000_000)}`,
];

/** `count` frames, every kind in turn. */
export function malformedFrames(
  seed: string,
  count: number,
  sound: (i: number) => SoundFrame,
): { readonly kind: string; readonly frame: string | Buffer }[] {
  const random = seededRandom(seed);
  const kinds = Object.entries(MUTATIONS);
  return Array.from({ length: count }, (_, i) => {
    const [kind, mutate] = kinds[i % kinds.length];
    return { kind, frame: mutate(sound(i), random) };
  });
}
