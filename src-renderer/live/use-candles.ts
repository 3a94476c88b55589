/**
 * One-minute candles of a symbol from the engine, as far back as the timeframe needs. First the minutes that fill the view, at
 * once on the screen; then, unless the symbol is left again at once, the older ones in pages of 5,000, until an empty page. A
 * symbol seen a moment ago is shown from memory and only its newest minutes are read again.
 */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { MINUTE_MS, minuteOf, type Candle } from '../../src-shared/market.ts';
import type { Timeframe } from '../chart/aggregate.ts';
import type { EngineClient } from '../client/connection.ts';
import { useConnection, useEngine, useMarketKnown, type Engine } from '../client/engine.tsx';

export interface Minutes {
  /** Oldest first. */
  readonly candles: readonly Candle[];
  readonly rarity: ReadonlyMap<number, number | null>;
  /** First minute that was asked for, epoch ms: what lies before it is not known yet. */
  readonly from: number;
}
const PAGE_MINUTES = 5000;
const SPAN_MINUTES: Record<Timeframe, number> = { '1m': 1500, '5m': 5000, '15m': 10_000, '1h': 20_000, '1d': 60_000 };
/** About what the first view shows. */
const HEAD_MINUTES: Record<Timeframe, number> = { '1m': 180, '5m': 700, '15m': 1900, '1h': 4500, '1d': 5000 };
/** Read again of what is held: repairs reach about this far back. */
const TAIL_MINUTES = 60;
const HELD_MS = 120_000;
/** Who steps through symbols wants the next one, not the past of the one before. */
const REST_MS = 250;

export interface ReadOptions {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly now: number;
  readonly held?: Minutes | undefined;
  /** Asked before the rest is read; false leaves it at what there is. */
  readonly goesOn?: () => Promise<boolean>;
  /** What the view needs is here; the rest follows. */
  readonly onHead?: (head: Minutes) => void;
}

export async function readMinutes(client: EngineClient, options: ReadOptions): Promise<Minutes> {
  const { symbol, timeframe, now, held, onHead, goesOn } = options;
  const end = minuteOf(now) + MINUTE_MS;
  const first = Math.max(0, end - SPAN_MINUTES[timeframe] * MINUTE_MS);
  const page = async (from: number, to: number): Promise<Minutes> => {
    const answer = await client.candles({ symbol, from, to, limit: PAGE_MINUTES });
    const rarity = new Map(answer.rarity.map(({ openTime, lambdaPerDay }) => [openTime, lambdaPerDay]));
    return { candles: answer.candles, rarity, from };
  };
  const known = tailOf(held, end, first);
  let minutes = await page(known ?? Math.max(first, end - HEAD_MINUTES[timeframe] * MINUTE_MS), end);
  if (held !== undefined && known !== null) minutes = joined(held, minutes);
  else onHead?.(minutes);
  if (minutes.from > first && (await goesOn?.()) === false) return minutes;
  while (minutes.from > first) {
    const from = Math.max(first, minutes.from - PAGE_MINUTES * MINUTE_MS);
    const older = await page(from, minutes.from);
    if (older.candles.length === 0) break;
    minutes = joined(older, minutes);
  }
  return minutes;
}

/** Where to read on from what is held; null when it is of no use. */
function tailOf(held: Minutes | undefined, end: number, first: number): number | null {
  const last = held?.candles.at(-1)?.openTime;
  if (held === undefined || last === undefined || end - last > PAGE_MINUTES * MINUTE_MS) return null;
  return Math.max(held.from, first, Math.min(last, end - TAIL_MINUTES * MINUTE_MS));
}

/** `older` up to where `newer` begins, then `newer`. */
function joined(older: Minutes, newer: Minutes): Minutes {
  return {
    candles: [...older.candles.filter(({ openTime }) => openTime < newer.from), ...newer.candles],
    rarity: new Map([...older.rarity, ...newer.rarity]),
    from: Math.min(older.from, newer.from),
  };
}

export function useCandles(symbol: string | null, timeframe: Timeframe) {
  return useQuery(useMinutes(symbol, timeframe));
}

const isThere = (): boolean => true;

/** Whether there is something to draw; asks for it. */
export function useHasCandles(symbol: string | null, timeframe: Timeframe): boolean {
  return useQuery({ ...useMinutes(symbol, timeframe), select: isThere, notifyOnChangeProps: ['data'] }).data === true;
}

function useMinutes(symbol: string | null, timeframe: Timeframe) {
  const engine = useEngine();
  const online = useConnection().kind === 'online';
  const timed = useMarketKnown();
  return { ...minutesOf(engine, symbol ?? '', timeframe), enabled: online && timed && symbol !== null };
}

/** Asks for a symbol that is about to be shown, before the window has begun to draw itself anew. */
export function useMinutesAhead(timeframe: Timeframe): (symbol: string) => void {
  const engine = useEngine();
  return useCallback(
    (symbol) => {
      if (engine.store.clock.now() !== null) void engine.queries.prefetchQuery(minutesOf(engine, symbol, timeframe));
    },
    [engine, timeframe],
  );
}

function minutesOf({ client, store, queries }: Engine, symbol: string, timeframe: Timeframe) {
  const queryKey = ['minutes', symbol, timeframe];
  const goesOn = async (): Promise<boolean> => {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    return (queries.getQueryCache().find({ queryKey })?.getObserversCount() ?? 0) > 0;
  };
  return queryOptions({
    queryKey,
    staleTime: 0,
    gcTime: HELD_MS,
    // What comes is new: comparing thousands of minutes with the ones before would only cost.
    structuralSharing: false,
    // Its signal is not taken: a query that is given up on the way forgets what it has read.
    queryFn: () => {
      store.minutes.want(symbol);
      return readMinutes(client, {
        symbol,
        timeframe,
        now: store.clock.now() ?? 0,
        held: queries.getQueryState<Minutes>(queryKey)?.isInvalidated ? undefined : queries.getQueryData(queryKey),
        goesOn,
        onHead: (head) => {
          if (queries.getQueryData(queryKey) === undefined) queries.setQueryData(queryKey, head);
        },
      });
    },
  });
}
