/**
 * The local side of the mirror, as the store's thread offers it: what waits, what was done with it, and what came from the
 * server. Each call is one transaction and short, so that the engine's own writes do not wait for long.
 */
import type { EpochMs } from '../../../src-shared/market.ts';
import type { PackedJournal } from '../packed-journal.ts';
import type { Document, Rows } from './document.ts';
import type { Kind } from './tables.ts';

/** A series that is not pushed at the moment. */
export interface SeriesKey {
  readonly venue: string;
  readonly symbol: string;
}

/** How far a series reaches on the server; null: nothing of it is there. */
export interface SeriesReached extends SeriesKey {
  readonly price: EpochMs | null;
  readonly candle: EpochMs | null;
}

/** One key that waits, with its whole state (no rows: it is not here any more). */
export interface Job extends Document {
  readonly seq: number;
  /** Since when it waits: the same until it is done, however often it changes or is sent. */
  readonly queuedAt: EpochMs;
  /** The server's number of the state this one goes back to; null when it was never there. */
  readonly base: number | null;
}

export interface Settled {
  readonly kind: Kind;
  readonly key: string;
  readonly seq: number;
  /** The server's number now; null: it is gone there, or keeps none. */
  readonly base: number | null;
  /** What a conflict made of it, to be taken over; absent when the server holds what is here. */
  readonly outcome?: Rows;
}

export interface Parked {
  readonly kind: string;
  readonly key: string;
  readonly seq: number;
  readonly reason: string;
}

/** A row of `backfill_progress`. */
export interface BackfillJob {
  readonly key: string;
  readonly seq: number;
  readonly row: Readonly<Record<string, string | number | null>> | null;
}

/** What the server says of one key. */
export interface Change extends Document {
  readonly seq: number;
}

/** An episode raised here that gave way to the one another machine had stored on the server. */
export interface Replaced {
  readonly id: string;
  readonly by: string;
}

/** A line of the server's log, before its document is read. */
export interface Line {
  readonly kind: Kind;
  readonly key: string;
  readonly seq: number;
  /** What this machine left there. */
  readonly own: boolean;
}

export interface Wanted {
  /** Places of the lines whose documents are to be read. */
  readonly places: readonly number[];
  /** Anomalies among them that are not here yet: their windows are wanted as well, whenever those were written. */
  readonly added: readonly string[];
}

export interface Applied {
  /** Keys taken over. */
  readonly taken: readonly { readonly kind: Kind; readonly key: string; readonly added: boolean }[];
  /** Keys with a change of their own that waits: they are merged when it is pushed. */
  readonly waiting: number;
  /** What SQLite refused, one line each. */
  readonly refused: readonly string[];
  readonly replaced: readonly Replaced[];
}

export interface Backlog {
  readonly rows: number;
  readonly ranges: number;
  readonly oldestAt: EpochMs | null;
  readonly parked: number;
  /** Why one of them was refused. */
  readonly parkedReason: string | null;
  /** Of the first copy: what is left. */
  readonly initial: number;
}

export interface RangeChunk {
  readonly ids: readonly number[];
  readonly kind: 'price' | 'candle';
  readonly rows: PackedJournal;
  /** The symbols among the rows. */
  readonly keys: readonly SeriesKey[];
}

/** How far the server's changes were read. */
export interface Position {
  readonly xid: string;
  readonly seq: number;
}

export interface MirrorState {
  /** Random; of this file at this place. */
  readonly machine: string;
  readonly place: string;
  /** The server this store is a mirror of; null when it is none. */
  readonly server: string | null;
  readonly position: Position | null;
  /** Keys that the first copy queued. */
  readonly initialTotal: number;
  /** The server's newest number of a window that was sent from here; a restored backup knows an older one. */
  readonly windowSeq: number;
}

export interface MirrorSide {
  state(): MirrorState;
  /**
   * Switches the outbox on. A server that is not the one of before is copied to from the beginning: call `fill` until it
   * returns 0.
   */
  begin(server: string): MirrorState;
  /** Queues the next keys of the first copy; returns how many, 0 when all are queued. */
  fill(limit: number): number;
  /** Switches the outbox off and forgets what waits; the next `begin` copies from the beginning. */
  end(): void;
  /** Every series that is kept here or has something waiting. */
  series(): SeriesKey[];
  /**
   * The oldest keys of a kind, new ones before those of the first copy. `without`: new anomalies of these series are another
   * machine's to send, but for episodes that ended before `settledBefore`, which come last.
   */
  take(kind: Kind, limit: number, without: readonly SeriesKey[], settledBefore?: EpochMs): Job[];
  takeBackfills(limit: number): BackfillJob[];
  settle(done: readonly Settled[]): void;
  settleBackfills(done: readonly Pick<Parked, 'key' | 'seq'>[]): void;
  park(refused: readonly Parked[]): void;
  /** `without`: what waits because it is another machine's is not counted; what ended before `settledBefore` is. */
  backlog(without?: readonly SeriesKey[], settledBefore?: EpochMs): Backlog;
  /** The next rows of prices or candles, taken out of their stretches; those of `without` wait as stretches of their own. */
  takeRange(limit: number, without: readonly SeriesKey[]): RangeChunk | null;
  rangeDone(ids: readonly number[]): void;
  /** They were not pushed after all: they wait again. */
  rangeBack(ids: readonly number[]): void;
  /** Series that came to this machine, and how far another one has sent them: what waits of before goes after what is new. */
  came(series: readonly SeriesReached[]): void;
  /** Episodes that gave way lately. */
  replaced(): Replaced[];
  /** Those of `ids`, anomalies, that were raised here. */
  own(ids: readonly string[]): string[];
  /** What of the server's log is news here: not what is here already, nor what waits to be merged by a push. */
  wanted(lines: readonly Line[]): Wanted;
  /**
   * Writes what the server holds over what is here, unless that has a change of its own waiting; then what was raised here gives
   * way to the same episode of another machine's.
   */
  apply(changes: readonly Change[]): Applied;
  savePosition(position: Position): void;
  /** Of these anomalies, those that another machine raised. */
  foreign(ids: readonly string[]): string[];
  /** Takes what other machines left unfinished of these series for its own, as whoever takes over a symbol must. */
  adopt(series: readonly SeriesKey[]): void;
}

/** The same across a thread. */
export type AsyncMirrorSide = {
  readonly [M in keyof MirrorSide]: (...args: Parameters<MirrorSide[M]>) => Promise<ReturnType<MirrorSide[M]>>;
};
