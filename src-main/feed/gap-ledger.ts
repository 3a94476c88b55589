/**
 * Knows what may be missing, per symbol: intervals of a lost or silent connection, and holes in contiguous trade ids.
 * Promises that overlapping gaps become one repair window of whole minutes, that a window is due only once its last minute
 * has closed on the venue, and that minutes which surely had a trade are named so that a repair can be checked. Pure: all
 * times are arguments, in venue time. Bounded by the symbols and their open windows.
 */
import { type EpochMs, type Gap, MINUTE_MS, minuteOf } from '../../src-shared/market.ts';

export interface RepairWindow {
  readonly symbol: string;
  /** First minute (inclusive) and the minute after the last. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Minutes of the window in which a trade was received, so that the venue's candles must hold them. */
  readonly mustHave: readonly EpochMs[];
}

export interface GapLedger {
  /** Opens a gap (or extends the open one) from `from`; what is known to be missing up to `now`. */
  lost(symbol: string, from: EpochMs, now: EpochMs, reason: string): Gap;
  /** The symbol streams again, by this trade when there is one: the closed gap, or null when none was open. */
  resumed(symbol: string, at: EpochMs, tradeId?: string | null): Gap | null;
  /** A gap with both ends known (a queue that overflowed). */
  hole(symbol: string, from: EpochMs, to: EpochMs, reason: string): Gap;
  /** A received trade; the gap before it when its id shows one. Call `resumed` first. */
  seen(symbol: string, tradeId: string | null, eventTime: EpochMs): Gap | null;
  /** Windows whose last minute closed `settleMs` ago. */
  due(now: EpochMs, settleMs: number): RepairWindow[];
  repaired(window: RepairWindow): void;
  isOpen(symbol: string): boolean;
  counts(): { readonly open: number; readonly repaired: number };
}

interface Interval {
  from: EpochMs;
  to: EpochMs;
}

interface SymbolState {
  open: { from: EpochMs; reason: string } | null;
  windows: Interval[];
  lastId: number | null;
  lastTime: EpochMs;
  /** A closed gap whose missing trades are not counted yet. */
  uncounted: boolean;
  /** Where the last gap was closed without a trade: that the symbol streams from there on is taken on trust. */
  trustedFrom: EpochMs | null;
  /** A strange jump of ids, believed when the next id follows it. */
  jumpedTo: number | null;
  /** Minutes next to a gap in which a trade was received. */
  edges: Set<EpochMs>;
  wantsEdge: boolean;
}

/** A larger jump is a corrupt id, or a counter that was reset, unless the next trade follows it. */
const STRANGE_JUMP = 100_000;

export function createGapLedger({ contiguousIds }: { readonly contiguousIds: boolean }): GapLedger {
  const states = new Map<string, SymbolState>();
  let repairedCount = 0;

  const stateOf = (symbol: string): SymbolState => {
    const known = states.get(symbol);
    if (known) return known;
    const fresh: SymbolState = { open: null, windows: [], lastId: null, lastTime: -Infinity, uncounted: false, trustedFrom: null, jumpedTo: null, edges: new Set(), wantsEdge: false }; // prettier-ignore
    states.set(symbol, fresh);
    return fresh;
  };
  const remember = (state: SymbolState, from: EpochMs, to: EpochMs): void => {
    if (state.lastTime >= from - MINUTE_MS) state.edges.add(minuteOf(state.lastTime));
    state.wantsEdge = true;
    state.windows = merged([
      ...state.windows,
      { from: minuteOf(from), to: minuteOf(Math.max(from, to - 1)) + MINUTE_MS },
    ]);
  };
  const gap = (symbol: string, from: EpochMs, to: EpochMs, reason: string, missingTrades: number | null): Gap => ({
    kind: 'gap',
    symbol,
    from,
    to: Math.max(to, from + 1),
    reason,
    missingTrades,
  });

  return {
    lost(symbol, from, now, reason) {
      const state = stateOf(symbol);
      state.open ??= { from, reason };
      return gap(symbol, state.open.from, now, state.open.reason, null);
    },
    resumed(symbol, at, tradeId = null) {
      const state = stateOf(symbol);
      if (state.open === null) return null;
      const { from, reason } = state.open;
      const to = Math.max(at, from + 1);
      state.open = null;
      state.uncounted = true;
      state.trustedFrom = tradeId === null ? to : null;
      remember(state, from, to);
      return gap(symbol, from, to, reason, contiguousIds ? countedMissing(state, tradeId) : null);
    },
    hole(symbol, from, to, reason) {
      const state = stateOf(symbol);
      state.uncounted = true;
      remember(state, from, Math.max(to, from + 1));
      return gap(symbol, from, to, reason, null);
    },
    seen(symbol, tradeId, eventTime) {
      const state = stateOf(symbol);
      const before = state.lastTime;
      const missing = contiguousIds ? missingBefore(state, tradeId) : 0;
      const { uncounted: known, trustedFrom } = state;
      [state.uncounted, state.trustedFrom] = [false, null];
      state.lastTime = Math.max(before, eventTime);
      if (state.wantsEdge) state.edges.add(minuteOf(eventTime));
      state.wantsEdge = false;
      // Trades missing after a known gap are that gap's, whose window is being repaired, unless it was closed on trust: a
      // subscription that took longer than was thought loses what comes in between.
      if (missing === 0 || before === -Infinity || (known && trustedFrom === null)) return null;
      const from = trustedFrom ?? Math.min(before, eventTime);
      const to = Math.max(before, eventTime, from + 1);
      remember(state, from, to);
      state.wantsEdge = false;
      state.edges.add(minuteOf(eventTime));
      return gap(symbol, from, to, 'trade_ids', trustedFrom === null ? missing : null);
    },
    due(now, settleMs) {
      return [...states].flatMap(([symbol, state]) =>
        state.windows
          .filter((window) => now >= window.to + settleMs)
          .map((window) => ({ symbol, ...window, mustHave: edgesOf(state, window) })),
      );
    },
    repaired({ symbol, from, to }) {
      const state = stateOf(symbol);
      const before = state.windows.length;
      state.windows = state.windows.filter((window) => window.from < from || window.to > to);
      repairedCount += before - state.windows.length;
      state.edges = new Set([...state.edges].filter((minute) => minute < from || minute >= to));
    },
    isOpen: (symbol) => states.get(symbol)?.open != null,
    counts() {
      let open = 0;
      for (const state of states.values()) open += state.windows.length + (state.open === null ? 0 : 1);
      return { open, repaired: repairedCount };
    },
  };
}

const idNumber = (tradeId: string | null): number | null => {
  const id = tradeId === null ? NaN : Number(tradeId);
  return Number.isSafeInteger(id) && id >= 0 ? id : null;
};

/** Trades missing before this one; null when the ids cannot say. */
function countedMissing({ lastId }: SymbolState, tradeId: string | null): number | null {
  const id = idNumber(tradeId);
  if (id === null || lastId === null || id <= lastId || id - lastId > STRANGE_JUMP) return null;
  return id - lastId - 1;
}

/** The same, as a number; moves the state on. */
function missingBefore(state: SymbolState, tradeId: string | null): number {
  const id = idNumber(tradeId);
  if (id === null) return 0;
  const last = state.lastId;
  if (last === null) {
    state.lastId = id;
    return 0;
  }
  if (Math.abs(id - last) > STRANGE_JUMP && state.jumpedTo !== id - 1) {
    state.jumpedTo = id;
    return 0;
  }
  if (state.jumpedTo === id - 1 && Math.abs(id - last) > STRANGE_JUMP) {
    [state.lastId, state.jumpedTo] = [id, null];
    return 0;
  }
  state.lastId = Math.max(last, id);
  return id > last ? id - last - 1 : 0;
}

function edgesOf(state: SymbolState, { from, to }: Interval): EpochMs[] {
  return [...state.edges].filter((minute) => minute >= from && minute < to);
}

function merged(windows: Interval[]): Interval[] {
  const sorted = windows.sort((a, b) => a.from - b.from);
  const out: Interval[] = [];
  for (const window of sorted) {
    const last = out.at(-1);
    if (last && window.from <= last.to) last.to = Math.max(last.to, window.to);
    else out.push({ ...window });
  }
  return out;
}
