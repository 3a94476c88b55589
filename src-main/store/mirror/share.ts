/**
 * Who should collect what: each run that wants a symbol has an equal part of it, and its share is the sum of these parts. Pure;
 * every run decides for itself from the same rows, so that nobody has to be asked. Gives away only what somebody lacks, a
 * quarter of the surplus at a time; takes what is free, its share at once and the rest when nobody else came for it.
 */
import { seededRandom } from '../../base/random.ts';

export interface ShareInput {
  readonly me: string;
  readonly wanted: readonly string[];
  readonly held: readonly string[];
  readonly collectors: readonly { readonly owner: string; readonly symbols: readonly string[] }[];
  readonly others: readonly { readonly symbol: string; readonly owner: string }[];
  /** What was decided a round ago; null at the first. */
  readonly before: ShareDecision | null;
}

export interface ShareDecision {
  readonly take: readonly string[];
  readonly give: readonly string[];
  readonly free: ReadonlySet<string>;
}

/** Parts are sums of fractions: this much is rounding. */
const ROUNDING = 1e-9;

export function decideShare(input: ShareInput): ShareDecision {
  const { me, wanted, held, others, before } = input;
  const taken = new Set([...held, ...others.map((lease) => lease.symbol)]);
  const free = byPreference(
    me,
    wanted.filter((symbol) => !taken.has(symbol)),
  );
  const share = shareOf(me, input);
  const room = Math.max(0, Math.ceil(share - ROUNDING) - held.length);
  // What was just given away is for another; what another left lying for a round is for anybody.
  const atOnce = free.filter((symbol) => !before?.give.includes(symbol)).slice(0, room);
  const left = free.filter((symbol) => before?.free.has(symbol) && !atOnce.includes(symbol));
  return {
    take: [...atOnce, ...left],
    give: give(input, held.length - Math.floor(share + ROUNDING)),
    free: new Set(free),
  };
}

/** What a run that only sends may hold: what nobody holds and nobody there would collect; it gives way to whoever comes. */
export function decideVisit({ me, wanted, held, collectors, others }: ShareInput): ShareDecision {
  const claimed = new Set(collectors.filter(({ owner }) => owner !== me).flatMap(({ symbols }) => symbols));
  const taken = new Set([...held, ...others.map(({ symbol }) => symbol)]);
  const free = wanted.filter((symbol) => !taken.has(symbol));
  return {
    take: free.filter((symbol) => !claimed.has(symbol)),
    give: held.filter((symbol) => claimed.has(symbol)),
    free: new Set(free),
  };
}

/** The symbols a run would hold if all were shared evenly; a fraction. */
function shareOf(owner: string, { collectors }: ShareInput): number {
  const wanting = new Map<string, number>();
  for (const { symbols } of collectors)
    for (const symbol of symbols) wanting.set(symbol, (wanting.get(symbol) ?? 0) + 1);
  const own = collectors.find((collector) => collector.owner === owner)?.symbols ?? [];
  return own.reduce((sum, symbol) => sum + 1 / (wanting.get(symbol) ?? 1), 0);
}

function give(input: ShareInput, surplus: number): string[] {
  if (surplus <= 0) return [];
  const given: string[] = [];
  const atMost = Math.ceil(surplus / 4);
  const least = byPreference(input.me, input.held).reverse();
  for (const collector of input.collectors.filter(({ owner }) => owner !== input.me)) {
    const holds = input.others.filter(({ owner }) => owner === collector.owner).length;
    const lack = Math.floor(shareOf(collector.owner, input) + ROUNDING) - holds;
    const wants = new Set(collector.symbols);
    const fitting = least.filter((symbol) => wants.has(symbol) && !given.includes(symbol));
    given.push(...fitting.slice(0, Math.max(0, Math.min(lack, atMost - given.length))));
  }
  return given;
}

/** An order of its own for each run, so that two of them do not reach for the same symbol first. */
function byPreference(owner: string, symbols: readonly string[]): string[] {
  const drawn = new Map(symbols.map((symbol) => [symbol, seededRandom(`${owner}|${symbol}`).next()]));
  return [...symbols].sort((a, b) => (drawn.get(a) ?? 0) - (drawn.get(b) ?? 0));
}
