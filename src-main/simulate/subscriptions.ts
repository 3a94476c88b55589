/**
 * One client's subscriptions on the simulated socket: reads `subscribe` and `unsubscribe` as Coinbase Exchange does
 * (channels by name or as {name, product_ids}) and answers with what is now subscribed, or with the venue's error.
 */
import { errorMessage, subscriptionsMessage } from './wire.ts';

export const CHANNELS = ['ticker', 'matches', 'heartbeat'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Subscriptions {
  has(channel: Channel, product: string): boolean;
  /** Takes one frame of the client. `added` are new pairs, in the order asked. */
  take(frame: string): { readonly reply: object; readonly added: readonly (readonly [Channel, string])[] };
}

type Pair = readonly [Channel, string];
class Refusal extends Error {}

export function createSubscriptions(products: ReadonlySet<string>): Subscriptions {
  const held = new Map<Channel, Set<string>>();
  const add = ([channel, product]: Pair) => {
    const set = held.get(channel) ?? new Set();
    held.set(channel, set);
    const fresh = !set.has(product);
    set.add(product);
    return fresh;
  };
  const remove = ([channel, product]: Pair) => held.get(channel)?.delete(product);
  const current = () =>
    subscriptionsMessage(
      [...held].filter(([, set]) => set.size > 0).map(([name, set]) => ({ name, product_ids: [...set] })),
    );

  return {
    has: (channel, product) => held.get(channel)?.has(product) ?? false,
    take(frame) {
      try {
        const { type, pairs } = parseRequest(frame, products);
        if (type === 'unsubscribe') pairs.forEach(remove);
        const added = type === 'subscribe' ? pairs.filter(add) : [];
        return { reply: current(), added };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const [message = '', reason] = error.message.split('|');
        return { reply: errorMessage(message, reason), added: [] };
      }
    },
  };
}

function parseRequest(
  frame: string,
  products: ReadonlySet<string>,
): { type: 'subscribe' | 'unsubscribe'; pairs: Pair[] } {
  const request = parseObject(frame);
  const { type } = request;
  if (type !== 'subscribe' && type !== 'unsubscribe')
    throw new Refusal('Type has to be either subscribe or unsubscribe');
  const common = textsOf(request['product_ids']);
  const channels = Array.isArray(request['channels']) ? (request['channels'] as unknown[]) : [];
  if (channels.length === 0) throw new Refusal('Failed to subscribe|channels must be given');
  return { type, pairs: channels.flatMap((channel) => pairsOf(channel, common, products)) };
}

function parseObject(frame: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(frame);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // answered below in the venue's words
  }
  throw new Refusal('Malformed JSON');
}

function pairsOf(channel: unknown, common: readonly string[], products: ReadonlySet<string>): Pair[] {
  const named =
    typeof channel === 'string' ? { name: channel } : (channel as { name?: unknown; product_ids?: unknown } | null);
  const name = CHANNELS.find((known) => known === named?.name);
  if (!name) throw new Refusal(`Failed to subscribe|${textOf(named?.name)} is not a valid channel`);
  const ids = [...common, ...textsOf((named as { product_ids?: unknown }).product_ids)];
  if (ids.length === 0) throw new Refusal(`Failed to subscribe|product_ids must be given for ${name}`);
  const unknown = ids.find((id) => !products.has(id));
  if (unknown !== undefined) throw new Refusal(`Failed to subscribe|${unknown} is not a valid product`);
  return ids.map((id) => [name, id] as const);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : 'undefined');
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
