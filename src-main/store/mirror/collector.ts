/**
 * Holds leases of symbols for as long as this run lives: renews them every two seconds, takes over what has expired, shares
 * with the other machines, gives everything back at a stop. What it holds it knows by its own passing time, counted from before
 * each question, so that a process that was frozen or cut off knows without asking that its leases may be gone. Never throws.
 */
import { messageOf } from '../../../src-shared/fault.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import { createPassage, wallTime } from '../../base/clock.ts';
import { type Logger, silentLogger } from '../../base/logger.ts';
import { LEASE_TTL_MS, type Holding, type Leases, type Survey } from '../postgres/leases.ts';
import { seriesName } from './fence.ts';
import type { LeaseBook } from './lease-fence.ts';
import { decideShare, decideVisit, type ShareDecision } from './share.ts';

export interface CollectorOptions {
  readonly leases: Leases;
  readonly owner: string;
  readonly machine: string;
  readonly venue: string;
  readonly symbols: readonly string[];
  /** It only sends: see `decideVisit`. Its `leases` are a visitor's too. */
  readonly visiting?: boolean;
  /** Called when symbols came to this run or left it. */
  readonly onChange?: () => void;
  readonly wall?: TimeSource;
  /** Milliseconds that have passed since some moment, never going back. */
  readonly passed?: () => number;
  readonly logger?: Logger;
}

export interface Collector extends LeaseBook {
  /** Symbols held here and by others; null while this run is alone there. */
  state(): { readonly machine: string; readonly held: number; readonly others: number } | null;
  /** One round, as the loop does it every two seconds. */
  round(): Promise<void>;
  start(): void;
  /** Ends the loop and gives everything back, if the server can be reached. */
  stop(): Promise<void>;
}

const RENEW_EVERY_MS = 2000;
/** Looks again this long after another's lease has run out. */
const AFTER_EXPIRY_MS = 50;
const SOONEST_MS = 200;
/** After this long the next round asks as well, on another connection. */
const ROUND_WITHIN_MS = 3000;

interface Held {
  readonly token: number;
  /** By this process's passing time. */
  readonly until: number;
}

export function createCollector(options: CollectorOptions): Collector {
  const { leases, owner, machine, venue, symbols, onChange, wall = wallTime, logger = silentLogger } = options;
  const passed = options.passed ?? createPassage(wall);
  const decide = options.visiting === true ? decideVisit : decideShare;
  let held = new Map<string, Held>();
  let last: Pick<Survey, 'others' | 'collectors'> = { others: [], collectors: [] };
  let before: ShareDecision | null = null;
  /** What the server said no to, and until when that is believed. */
  const denied = new Map<string, number>();
  const watched = new Set(symbols);
  /** When the last question that was answered was asked. */
  let answered = -Infinity;
  let told = '';
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();

  const adopt = (holdings: readonly Holding[], asked: number): Map<string, Held> =>
    new Map(holdings.map(({ symbol, token }) => [symbol, { token, until: asked + LEASE_TTL_MS }]));

  let rounds = 0;
  let newest = 0;
  /** An answer that comes late still counts, from when it was asked; a later question's answer stands. */
  async function ask(mine: number): Promise<void> {
    const asked = passed();
    const survey = await leases.renew(symbols);
    if (mine < newest || stopping.signal.aborted) return;
    newest = mine;
    held = adopt(survey.held, asked);
    last = survey;
    before = decide({ ...survey, me: owner, wanted: symbols, held: [...held.keys()], before });
    const { take, give } = before;
    const leaving = survey.held.filter(({ symbol }) => give.includes(symbol));
    for (const { symbol } of leaving) held.delete(symbol);
    await leases.give(leaving);
    const taking = passed();
    const taken = await leases.take(take);
    if (stopping.signal.aborted) return;
    held = new Map([...held, ...adopt(taken, taking)]);
    answered = asked;
  }

  async function round(): Promise<void> {
    const asking = ask(++rounds).catch((error: unknown) => {
      logger.warn({ detail: messageOf(error) }, 'leases could not be renewed');
    });
    await within(asking);
    tellChange();
  }

  /** Waits for an answer, but not for long. */
  async function within(answer: Promise<void>): Promise<void> {
    const patience = new AbortController();
    await Promise.race([answer, wall.sleep(ROUND_WITHIN_MS, patience.signal).catch(() => undefined)]);
    patience.abort();
  }

  function tellChange(): void {
    const now = symbols.filter((symbol) => tokenOf(venue, symbol) !== null).join();
    if (now === told) return;
    told = now;
    onChange?.();
  }

  function tokenOf(atVenue: string, symbol: string): number | null {
    const lease = atVenue === venue ? held.get(symbol) : undefined;
    return lease && passed() < lease.until ? lease.token : null;
  }

  const isElsewhere = (atVenue: string, symbol: string): boolean =>
    passed() < (denied.get(seriesName({ venue: atVenue, symbol })) ?? 0) ||
    (atVenue === venue && last.others.some((lease) => lease.symbol === symbol));

  function lose(atVenue: string, symbol: string): void {
    denied.set(seriesName({ venue: atVenue, symbol }), passed() + LEASE_TTL_MS);
    if (atVenue === venue) held.delete(symbol);
  }

  /** Not later than the next expiry of what another holds and this run wants. */
  function pauseMs(): number {
    const soonest = Math.min(...last.others.filter(({ symbol }) => watched.has(symbol)).map(({ leftMs }) => leftMs));
    return Math.max(SOONEST_MS, Math.min(RENEW_EVERY_MS, soonest + AFTER_EXPIRY_MS));
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await round();
      await wall.sleep(pauseMs(), stopping.signal).catch(() => undefined);
    }
  }

  return {
    owner,
    isKnown: () => passed() < answered + LEASE_TTL_MS,
    watches: (atVenue, symbol) => atVenue === venue && watched.has(symbol),
    tokenOf,
    isElsewhere,
    lose,
    round,
    state() {
      if (last.others.length === 0 && last.collectors.every((collector) => collector.owner === owner)) return null;
      const others = last.others.filter(({ symbol }) => watched.has(symbol)).length;
      return { machine, held: symbols.filter((symbol) => tokenOf(venue, symbol) !== null).length, others };
    },
    start: () => void (loop = run()),
    async stop() {
      stopping.abort();
      await loop;
      held.clear();
      await within(leases.leave().catch(() => undefined));
    },
  };
}
