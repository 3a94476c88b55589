/** Stretches of time, [from, to): cut, joined, and what a list of them leaves open. Plain arithmetic. */
import type { EpochMs } from '../../../src-shared/market.ts';

export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** The part inside; null when there is none. */
export function cut<T extends Span>(span: T, { from, to }: Span): T | null {
  const inside = { ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) };
  return inside.to > inside.from ? inside : null;
}

export const cutAll = <T extends Span>(spans: readonly T[], within: Span): T[] =>
  spans.flatMap((span) => cut(span, within) ?? []);

/** In order of time, those that touch or overlap as one. */
export function joined(spans: readonly Span[]): Span[] {
  const result: { from: EpochMs; to: EpochMs }[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

/** What of `within` no span covers. */
export function between(spans: readonly Span[], within: Span): Span[] {
  const holes: Span[] = [];
  let at = within.from;
  for (const { from, to } of joined(cutAll(spans, within))) {
    if (from > at) holes.push({ from: at, to: from });
    at = to;
  }
  return at < within.to ? [...holes, { from: at, to: within.to }] : holes;
}

export const lengthOf = (spans: readonly Span[]): number =>
  joined(spans).reduce((sum, { from, to }) => sum + to - from, 0);
