/**
 * Words for the scripted events: invented outlets, firms and people. Each story is told by two outlets in their own
 * words; a story before an event agrees with its direction, stories afterwards name its subject, and an unexplained
 * event has none. Price reports ("falls 4%") are marked: they are effects, never causes.
 */
import { baseOf } from '../../src-shared/market.ts';
import { seededRandom, type Random } from '../base/random.ts';
import type { PlannedHeadline, TrueCause } from './event.ts';
import { OUTLETS, type OutletId } from './outlets.ts';
import { productOf } from './product.ts';
import { CAST, STORIES, type Story } from './stories.ts';

export interface HeadlineRequest {
  readonly cause: TrueCause;
  readonly symbol: string | null;
  /** Minute of the onset. */
  readonly minute: number;
  readonly up: boolean;
  /** Same key, same words. */
  readonly key: string;
}

/** Minutes between publication and onset: early enough that a poll every five minutes sees it in time. */
const BEFORE = [-3.33, -2.17];
const AFTERWARDS = [6.9, 9.6];
const PRICE_REPORT_AFTER = 3.4;

export function headlinesFor(request: HeadlineRequest): PlannedHeadline[] {
  if (request.cause === 'cause_unknown') return [];
  const random = seededRandom(`${request.key}|words`);
  const story = pickStory(request, random.next());
  const [one, two] = pickOutlets(random.next());
  const offsets = request.cause === 'likely_cause' ? BEFORE : AFTERWARDS;
  const cast = castFor(random, request.key);
  const told = [one, two].map((outlet, k) =>
    tell(request, cast(story.tellings[k] ?? story.tellings[0]), outlet, offsets[k] ?? 0),
  );
  if (request.cause === 'likely_cause' || request.symbol === null) return told;
  return [priceReport(request, request.symbol, one), ...told];
}

function pickStory({ symbol, up, key }: HeadlineRequest, draw: number): Story {
  const stories = symbol === null ? STORIES.market : STORIES.asset;
  const fitting = stories.filter((story) => story.up === up);
  const index = isDemo(key) ? 0 : Math.floor(draw * fitting.length);
  const story = fitting[index];
  if (!story) throw new Error(`no story for ${symbol ?? 'the market'}, ${up ? 'up' : 'down'}`);
  return story;
}

/** The demo always tells the same stories. */
const isDemo = (key: string): boolean => key.startsWith('demo-');

function pickOutlets(draw: number): [OutletId, OutletId] {
  const first = Math.floor(draw * OUTLETS.length);
  const at = (index: number) => OUTLETS[index % OUTLETS.length]?.id ?? '';
  return [at(first), at(first + 1)];
}

type Telling = readonly [title: string, summary: string];

function castFor(random: Random, key: string): (telling: Telling) => Telling {
  const roles = Object.entries(CAST).map(
    ([role, names]) => [role, isDemo(key) ? (names[0] ?? '') : random.pick(names)] as const,
  );
  const fill = (text: string) => roles.reduce((filled, [role, name]) => filled.replaceAll(`{${role}}`, name), text);
  return ([title, summary]) => [fill(title), fill(summary)];
}

function tell(request: HeadlineRequest, [title, summary]: Telling, outlet: OutletId, offset: number): PlannedHeadline {
  const { symbol, minute } = request;
  return {
    outlet,
    title: fillIn(title, symbol),
    summary: fillIn(summary, symbol),
    minute: minute + offset,
    symbol,
    priceReport: false,
  };
}

/** `{name}` becomes "Solana", `{label}` "Solana (SOL)". */
export function fillIn(text: string, symbol: string | null): string {
  if (symbol === null) return text;
  const { name } = productOf(symbol);
  const base = baseOf(symbol);
  return text.replaceAll('{label}', name === base ? name : `${name} (${base})`).replaceAll('{name}', name);
}

function priceReport(request: HeadlineRequest, symbol: string, outlet: OutletId): PlannedHeadline {
  const verb = request.up ? 'jumps' : 'drops';
  const title = fillIn(`{label} price ${verb} 3% within minutes`, symbol);
  const summary = fillIn(`{name} ${verb} sharply on heavy trading; traders see no trigger so far.`, symbol);
  return { outlet, title, summary, minute: request.minute + PRICE_REPORT_AFTER, symbol, priceReport: true };
}
