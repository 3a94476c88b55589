/**
 * Recall from stored anomalies instead of scores. The level is frozen as a λ: that of the untouched tape's anomalies of which there
 * is one a day, in hindsight. An event is caught by an anomaly at least that rare, detected from its first minute to 15 minutes
 * after its last, or by one already open that grows past that λ in this time. Why an event was missed is said in one word.
 */
import { AFTER } from './inject.ts';
import { finalLambda, minuteBeyond, type Stored } from './stored.ts';

/** Minutes since 1970, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type Outcome =
  | 'caught'
  /** An anomaly that was open before grew past λ. */
  | 'grown past'
  /** Within an anomaly that was open and as rare already before the event: no new one came. */
  | 'already told'
  /** An anomaly came, or one was open, but it never became rare enough. */
  | 'too common'
  /** An anomaly came and became rare enough only after the event and its 15 minutes, before it was over: counts as caught. */
  | 'late'
  | 'nothing';

export const isCaught = (outcome: Outcome): boolean =>
  outcome === 'caught' || outcome === 'late' || outcome === 'grown past';

export const spanOf = (onset: number, length: number): Span => ({ from: onset, to: onset + length - 1 + AFTER });

/** λ of the untouched tape's anomalies (detected from `from` on) that gives `wanted` of them; 0 for none. */
export function frozenLambda(stored: readonly Stored[], from: number, wanted: number): number {
  const lambdas = stored.filter(({ detected }) => detected >= from).map(finalLambda);
  return lambdas.sort((a, b) => a - b)[Math.min(wanted, lambdas.length) - 1] ?? 0;
}

export const isOpenAt = ({ detected, ended }: Stored, minute: number) =>
  detected < minute && (ended ?? Infinity) >= minute;

/** The first anomaly detected within the span. */
export const raisedIn = (stored: readonly Stored[], { from, to }: Span): Stored | undefined =>
  stored.find(({ detected }) => detected >= from && detected <= to);

/** Smallest λ that any anomaly told within the span, or null. */
export function rarestIn(stored: readonly Stored[], { from, to }: Span): number | null {
  const told = stored.flatMap(({ trail }) => trail.filter(({ minute }) => minute >= from && minute <= to));
  return told.length > 0 ? Math.min(...told.map(({ lambda }) => lambda)) : null;
}

export function outcomeOf(stored: readonly Stored[], span: Span, lambda: number): Outcome {
  const raised = stored.filter(({ detected }) => detected >= span.from && detected <= span.to);
  const rare = raised.filter((one) => finalLambda(one) <= lambda);
  if (rare.length > 0) return rare.some((one) => minuteBeyond(one, lambda) <= span.to) ? 'caught' : 'late';
  const before = stored.filter((one) => isOpenAt(one, span.from));
  const passes = before.map((one) => minuteBeyond(one, lambda));
  if (passes.some((minute) => minute >= span.from && minute <= span.to)) return 'grown past';
  if (passes.some((minute) => minute < span.from)) return 'already told';
  return raised.length + before.length > 0 ? 'too common' : 'nothing';
}
