/**
 * In which parts of a stretch not everything was watched: the program was not running (or the machine slept), it was paused, or
 * prices were missed. What lies before the first record is unknown, not "not running".
 */
import { MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { GapRow } from '../../../src-shared/ports/reader.ts';
import type { Unwatched } from '../../../src-shared/why.ts';
import type { WatchRecord } from '../watch-log.ts';
import { between, cut, cutAll, joined, lengthOf, type Span } from './spans.ts';

/** A hole in the record shorter than this is the record's own rounding. */
const LEAST_HOLE_MS = 2 * MINUTE_MS;

export interface WatchedStretch {
  readonly unwatched: Unwatched[];
  /** Minutes in which the program watched; null when that is not known for all of it. */
  readonly watchedMinutes: number | null;
}

export interface UnwatchedOptions {
  readonly stretch: Span;
  readonly record: WatchRecord;
  readonly gaps: readonly GapRow[];
  readonly symbols: readonly string[];
}

export function watchedIn({ stretch, record, gaps, symbols }: UnwatchedOptions): WatchedStretch {
  const of = (state: 'watching' | 'paused') => joined(record.spans.filter((span) => span.state === state));
  const [watching, paused] = [of('watching'), cutAll(of('paused'), stretch)];
  const begun = Math.min(Infinity, ...record.spans.map(({ from }) => from));
  const holes = between([...watching, ...paused], stretch);
  const unknown = holes.flatMap((hole) => cut(hole, { from: 0, to: begun }) ?? []);
  const stopped = holes.flatMap((hole) => cut(hole, { from: begun, to: Infinity }) ?? []);
  const told = [
    ...unknown.map((span) => unwatched(span, 'unknown', [], null)),
    ...stopped.filter(isLong).map((span) => unwatched(span, 'stopped', [], repairedIn(span, gaps))),
    ...paused.filter(isLong).map((span) => unwatched(span, 'paused', [], repairedIn(span, gaps))),
    ...missed(gaps, stretch, [...stopped, ...paused, ...unknown], symbols),
  ];
  return {
    unwatched: told.sort((a, b) => a.from - b.from),
    watchedMinutes: unknown.length > 0 ? null : Math.round(lengthOf(cutAll(watching, stretch)) / MINUTE_MS),
  };
}

const isLong = ({ from, to }: Span): boolean => to - from >= LEAST_HOLE_MS;
const unwatched = (
  { from, to }: Span,
  kind: Unwatched['kind'],
  symbols: string[],
  repaired: boolean | null,
): Unwatched => ({ from, to, kind, symbols, repaired });

/** Null when no gap of the feed tells. */
function repairedIn(span: Span, gaps: readonly GapRow[]): boolean | null {
  const inside = gaps.filter((gap) => cut(gap, span) !== null);
  return inside.length === 0 ? null : inside.every(({ repaired_at }) => repaired_at !== null);
}

/** Gaps of the feed while the program ran, those of one moment together. */
function missed(
  gaps: readonly GapRow[],
  stretch: Span,
  elsewhere: readonly Span[],
  symbols: readonly string[],
): Unwatched[] {
  // prettier-ignore
  const groups = new Map<EpochMs, GapRow[]>();
  for (const gap of gaps) {
    if (!symbols.includes(gap.symbol)) continue;
    const minute = Math.floor(gap.from / MINUTE_MS);
    groups.set(minute, [...(groups.get(minute) ?? []), gap]);
  }
  return [...groups.values()].flatMap((rows) => {
    const whole = { from: Math.min(...rows.map(({ from }) => from)), to: Math.max(...rows.map(({ to }) => to)) };
    const open = cut(whole, stretch) === null ? [] : between(elsewhere, cut(whole, stretch)!);
    const names = [...new Set(rows.map(({ symbol }) => symbol))];
    const repaired = rows.every(({ repaired_at }) => repaired_at !== null);
    return open.map((span) => unwatched(span, 'gap', names.length === symbols.length ? [] : names, repaired));
  });
}
