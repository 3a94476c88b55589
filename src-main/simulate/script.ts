/**
 * What happens in the simulated market and why: events with the truth about their cause, at market minutes counted from
 * the epoch. `demoScript` holds the three of the demo; `createScript` goes on for ever from the seed, one event every
 * 30–60 minutes. Unexplained events take symbols that no story of those twelve hours is about.
 */
import { MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import { defaultSettings } from '../../src-shared/settings.ts';
import { seededRandom, type Random } from '../base/random.ts';
import type { ScriptedEvent, TimedEvent, TrueCause } from './event.ts';
import { headlinesFor } from './headlines.ts';

export interface Script {
  /** Every event with an onset before `minute`, in order. */
  until(minute: number): readonly ScriptedEvent[];
}

const SHAPES = {
  likely_cause: [0.52, 0.3, 0.12, 0.04, 0.02],
  reported_afterwards: [0.56, 0.3, 0.1, 0.04],
  cause_unknown: [0.62, 0.3, 0.08],
} as const;
const VOLUME_SHAPE = [10, 12, 10, 8, 6, 5, 4, 3.5, 3, 2.5, 2.2, 1.9, 1.6, 1.4, 1.2];
const BLOCK_MINUTES = 720;
const FRESH_MINUTES = 150;

interface Plan {
  readonly cause: TrueCause;
  readonly symbol: string | null;
  readonly minute: number;
  /** Simple return over the whole move. */
  readonly move: number;
  /** Names the choice of words. */
  readonly key: string;
}

function eventOf({ cause, symbol, minute, move, key }: Plan): ScriptedEvent {
  const returns = SHAPES[cause].map((share) => share * Math.log1p(move));
  const headlines = headlinesFor({ cause, symbol, minute, up: move > 0, key });
  return { cause, symbol, minute, returns, volume: VOLUME_SHAPE, headlines };
}

/** Those of the demo that make news, and the one that moves without. */
const DEMO = { news: ['SOL-USD', 'ADA-USD'], silent: 'AVAX-USD' } as const;

/** The demo's three events; on another watch-list its last symbols move, never more than there are. */
export function demoScript(symbols: readonly string[] = [...DEMO.news, DEMO.silent]): ScriptedEvent[] {
  const wanted = [...DEMO.news, DEMO.silent];
  const chosen = wanted.every((symbol) => symbols.includes(symbol)) ? wanted : symbols.slice(-wanted.length);
  const plans: Omit<Plan, 'symbol'>[] = [
    { cause: 'likely_cause', minute: 8, move: 0.046, key: 'demo-1' },
    { cause: 'reported_afterwards', minute: 20, move: -0.041, key: 'demo-2' },
    { cause: 'cause_unknown', minute: 35, move: 0.036, key: 'demo-3' },
  ];
  return chosen.map((symbol, k) => eventOf({ ...(plans[k] as Plan), symbol }));
}

export const fixedScript = (events: readonly ScriptedEvent[]): Script => {
  const ordered = [...events].sort((a, b) => a.minute - b.minute);
  return { until: (minute) => ordered.filter((event) => event.minute < minute) };
};

/** The demo's events, then more of every kind; directions of a symbol alternate, so that no price drifts away. */
export function createScript(seed: string, symbols: readonly string[]): Script {
  const events = demoScript(symbols);
  const rose = new Map<string | null, boolean>(events.map((event) => [event.symbol, (event.returns[0] ?? 0) > 0]));
  const random = seededRandom(`${seed}|script`);
  const rotation = rotationOf(symbols);
  const addOne = () => {
    const minute = (events.at(-1)?.minute ?? 0) + random.int(30, 60);
    const plan = planNext({ random, rotation, events }, minute, `event|${seed}|${events.length}`);
    const up = !(rose.get(plan.symbol) ?? random.next() < 0.5);
    rose.set(plan.symbol, up);
    events.push(eventOf({ ...plan, move: up ? plan.move : -plan.move }));
  };
  return {
    until(minute) {
      while ((events.at(-1)?.minute ?? 0) < minute) addOne();
      let count = events.length;
      while (count > 0 && (events[count - 1]?.minute ?? 0) >= minute) count -= 1;
      return events.slice(0, count);
    },
  };
}

/** The first half makes news in the first half day: the demo's newsworthy symbols lead, its silent one comes last. */
function rotationOf(symbols: readonly string[]): string[] {
  const news: string[] = DEMO.news.filter((symbol) => symbols.includes(symbol));
  const rest = symbols.filter((symbol) => !news.includes(symbol) && symbol !== DEMO.silent);
  return [...news, ...rest, ...symbols.filter((symbol) => symbol === DEMO.silent)];
}

interface Planning {
  readonly random: Random;
  readonly rotation: readonly string[];
  readonly events: readonly ScriptedEvent[];
}

function planNext(planning: Planning, minute: number, key: string): Plan {
  const draw = planning.random.next();
  const move = 0.03 + 0.02 * planning.random.next();
  if (draw < 0.08) return { cause: 'likely_cause', symbol: null, minute, move: 0.6 * move, key };
  const drawn: TrueCause = draw < 0.42 ? 'likely_cause' : draw < 0.74 ? 'reported_afterwards' : 'cause_unknown';
  const marketNews = recent(planning.events, minute).includes(null);
  const cause = drawn === 'cause_unknown' && marketNews ? 'likely_cause' : drawn;
  return { cause, symbol: pickSymbol(planning, minute, cause), minute, move, key };
}

/** What moved lately: its stories are still in every reader's mind. */
const recent = (events: readonly ScriptedEvent[], minute: number): (string | null)[] =>
  events.filter((event) => event.minute > minute - FRESH_MINUTES).map((event) => event.symbol);

/** In each half day one half of the list makes news and the other half stays without. */
function pickSymbol({ random, rotation, events }: Planning, minute: number, cause: TrueCause): string | null {
  const half = Math.ceil(rotation.length / 2);
  const turned = Math.floor(minute / BLOCK_MINUTES) % 2 === 1;
  const newsworthy = turned ? rotation.slice(-half) : rotation.slice(0, half);
  const silent = rotation.filter((symbol) => !newsworthy.includes(symbol));
  const pool = cause === 'cause_unknown' && silent.length > 0 ? silent : newsworthy;
  const rested = pool.filter((symbol) => !recent(events, minute).includes(symbol));
  const choice = rested.length > 0 ? rested : pool;
  return choice.length === 0 ? null : random.pick(choice);
}

/** The truth for tests and reports: events with onset before `horizonMs` of market time after the epoch. */
export function scriptFor(
  seed: string,
  epoch: EpochMs,
  horizonMs: number,
  symbols: readonly string[] = defaultSettings().symbols,
): TimedEvent[] {
  const timed = (minute: number) => epoch + Math.round(minute * 60) * 1000;
  return createScript(seed, symbols)
    .until(horizonMs / MINUTE_MS)
    .map((event) => ({
      ...event,
      onset: timed(event.minute),
      headlines: event.headlines.map((headline) => ({ ...headline, publishedAt: timed(headline.minute) })),
    }));
}
