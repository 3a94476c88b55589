/**
 * Everything the simulated publishers have out at a moment of market time: the script's headlines and small talk that has
 * nothing to do with prices, one item every few minutes, from six hours before the epoch on. Small talk about an asset
 * keeps six hours before and three after any event of that asset free.
 */
import { MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import { seededRandom } from '../base/random.ts';
import type { PlannedHeadline, ScriptedEvent } from './event.ts';
import { fillIn } from './headlines.ts';
import { OUTLETS, type OutletId } from './outlets.ts';
import type { Script } from './script.ts';
import { ASSET_TALK, SMALL_TALK } from './stories.ts';

export interface PublishedItem {
  readonly outlet: OutletId;
  readonly title: string;
  readonly summary: string;
  readonly url: string;
  /** Whole seconds, as the feeds print it. */
  readonly publishedAt: EpochMs;
}

export interface Newsroom {
  /** The outlet's newest items at `now`, newest first. */
  items(outlet: OutletId, now: EpochMs): readonly PublishedItem[];
}

export interface NewsroomOptions {
  readonly seed: string;
  readonly epoch: EpochMs;
  readonly symbols: readonly string[];
  readonly script: Script;
}

const SHOWN = 30;
const FIRST_MINUTE = -360;
const SLOT_MINUTES = 4;
const CLEAR_BEFORE_MINUTES = 360;
const CLEAR_AFTER_MINUTES = 180;
const READ_AHEAD_MINUTES = 400;

export function createNewsroom({ seed, epoch, symbols, script }: NewsroomOptions): Newsroom {
  const perOutlet = new Map<OutletId, PlannedHeadline[]>(OUTLETS.map(({ id }) => [id, []]));
  let eventsTaken = 0;
  let nextSlot = FIRST_MINUTE / SLOT_MINUTES;
  const file = (headline: PlannedHeadline) => perOutlet.get(headline.outlet)?.push(headline);

  const extend = (minute: number) => {
    if (minute < nextSlot * SLOT_MINUTES) return;
    const events = script.until(minute + READ_AHEAD_MINUTES);
    for (; eventsTaken < events.length; eventsTaken++) events[eventsTaken]?.headlines.forEach(file);
    for (; nextSlot * SLOT_MINUTES <= minute; nextSlot++) {
      const talk = smallTalk(seed, nextSlot, (at) => withoutEvents(symbols, events, at));
      if (talk) file(talk);
    }
    perOutlet.forEach((headlines) => headlines.sort((a, b) => a.minute - b.minute));
  };

  return {
    items(outlet, now) {
      const minute = (now - epoch) / MINUTE_MS;
      extend(Math.ceil(minute / SLOT_MINUTES + 1) * SLOT_MINUTES);
      const out = (perOutlet.get(outlet) ?? []).filter((headline) => timeOf(headline, epoch) <= now);
      return out
        .slice(-SHOWN)
        .reverse()
        .map((headline) => publish(headline, epoch));
    },
  };
}

function withoutEvents(symbols: readonly string[], events: readonly ScriptedEvent[], at: number): string[] {
  const near = events.filter(({ minute }) => at >= minute - CLEAR_BEFORE_MINUTES && at <= minute + CLEAR_AFTER_MINUTES);
  const busy = new Set(near.map(({ symbol }) => symbol));
  return symbols.filter((symbol) => !busy.has(symbol));
}

const timeOf = (headline: PlannedHeadline, epoch: EpochMs): EpochMs => epoch + Math.round(headline.minute * 60) * 1000;

function publish(headline: PlannedHeadline, epoch: EpochMs): PublishedItem {
  const site = OUTLETS.find(({ id }) => id === headline.outlet)?.site ?? '';
  const slug = headline.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const publishedAt = timeOf(headline, epoch);
  const { outlet, title, summary } = headline;
  return { outlet, title, summary, url: `${site}/${slug}-${(publishedAt / 1000).toString(36)}`, publishedAt };
}

/** Two of three slots carry an item, some of them about an asset that nothing happens to. */
function smallTalk(seed: string, slot: number, freeSymbols: (minute: number) => string[]): PlannedHeadline | null {
  const random = seededRandom(`${seed}|talk|${slot}`);
  if (random.next() < 0.33) return null;
  const minute = slot * SLOT_MINUTES + random.next() * (SLOT_MINUTES - 0.1);
  const free = random.next() < 0.25 ? freeSymbols(minute) : [];
  const symbol = free.length > 0 ? random.pick(free) : null;
  const [title, summary] = random.pick(symbol === null ? SMALL_TALK : ASSET_TALK);
  const outlet = random.pick(OUTLETS).id;
  return { outlet, title: fillIn(title, symbol), summary: fillIn(summary, symbol), minute, symbol, priceReport: false };
}
