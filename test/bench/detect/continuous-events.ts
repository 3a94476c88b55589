/**
 * Each injected event seen twice: by the anomalies of a whole detection that lives through it in one continuous run, and by the
 * scores of the frozen-level measure at the very same place. Where the two differ, the event says so. Also the largest moves of
 * the untouched tape, and the onsets that anomalies gave to the events.
 */
import { anomaliesOf } from './continuous.ts';
import { AFTER, placeInjections, seenLength, type Injection } from './inject.ts';
import { alertsAt, APART, frozenLevel, largestMoves } from './measure.ts';
import { PRODUCT, scorerOf, type Placing } from './recalls.ts';
import { follow } from './score.ts';
import {
  frozenLambda,
  isCaught,
  isOpenAt,
  outcomeOf,
  raisedIn,
  rarestIn,
  spanOf,
  type Outcome,
} from './stored-recall.ts';
import type { Stored } from './stored.ts';
import { SCORED_FROM, scoredDays, type Tape } from './tape.ts';

export interface SeenEvent {
  readonly tape: string;
  readonly era: number;
  readonly kind: string;
  readonly run: number;
  /** Minutes since 1970. */
  readonly onset: number;
  readonly length: number;
  readonly outcome: Outcome;
  readonly byAnomaly: boolean;
  readonly byScore: boolean;
  /** A score reached its level within the event, whether or not an alert less than an hour before it stands for that. */
  readonly scoreReached: boolean;
  /** Rarest that any anomaly became within the event, beside the frozen λ and that of the frozen score. */
  readonly lambda: number | null;
  readonly frozenLambda: number;
  readonly scoreLambda: number;
  /** The anomaly open at the onset went the other way. */
  readonly against: boolean;
  /** Onset of the first anomaly detected within the event minus the true one, in minutes; null without one. */
  readonly onsetError: number | null;
}

const PER_DAY = 1;

/** Frozen, of the untouched tape: λ of its anomalies, and score. */
interface Levels {
  readonly lambda: number;
  readonly level: number;
}

function seenEvent(
  tape: Tape,
  injection: Injection,
  stored: readonly Stored[],
  { lambda, level }: Levels,
  byScore: boolean,
): SeenEvent {
  const { kind, run } = injection;
  const onset = tape.first + injection.onset;
  const span = spanOf(onset, kind.length);
  const outcome = outcomeOf(stored, span, lambda);
  const first = raisedIn(stored, span);
  return {
    tape: tape.name,
    era: tape.era,
    kind: kind.name,
    run,
    onset,
    length: kind.length,
    outcome,
    byAnomaly: isCaught(outcome),
    byScore,
    scoreReached: byScore,
    lambda: rarestIn(stored, span),
    frozenLambda: lambda,
    scoreLambda: Math.exp(-level),
    against: stored.some((one) => isOpenAt(one, span.from) && one.sign === -Math.sign(injection.size)),
    onsetError: first ? first.onset - onset : null,
  };
}

export function seenEvents(tape: Tape, { seed, runs, kinds }: Placing): SeenEvent[] {
  const injections = placeInjections(tape, seed, runs, kinds);
  const untouched = anomaliesOf(tape, []);
  const lambda = frozenLambda(untouched, tape.first + SCORED_FROM, Math.round(PER_DAY * scoredDays(tape)));
  const followed = follow(tape, scorerOf(PRODUCT, tape.symbol), injections);
  const level = frozenLevel(tape, followed.scores, PER_DAY);
  const byScore = new Map(
    followed.injected.map(({ injection, scores }) => [injection, scores.some((score) => score >= level)]),
  );
  const events = kinds.flatMap((kind) =>
    Array.from({ length: runs }, (_, run) => {
      const own = apart(injections.filter((one) => one.kind === kind && one.run === run));
      const stored = anomaliesOf(tape, own);
      return own.map((one) => seenEvent(tape, one, stored, { lambda, level }, byScore.get(one)!));
    }).flat(),
  );
  return [...events, ...largestSeen(tape, untouched, lambda, followed.scores, level)];
}

/** Without those that begin while the one before is still being looked at: places of neighbouring slots may come close. */
function apart(injections: readonly Injection[]): Injection[] {
  let free = -Infinity;
  return injections.filter(({ kind, onset }) => {
    if (onset < free) return false;
    free = onset + seenLength(kind) + APART;
    return true;
  });
}

function largestSeen(
  tape: Tape,
  untouched: readonly Stored[],
  lambda: number,
  scores: Float64Array,
  level: number,
): SeenEvent[] {
  const alerts = alertsAt(scores, level, SCORED_FROM);
  return [15, 60].flatMap((window) =>
    largestMoves(tape, window).map((last) => {
      const kind = { name: `top ${window} min`, length: window };
      const onset = last - window + 1;
      const span = spanOf(tape.first + onset, window);
      const outcome = outcomeOf(untouched, span, lambda);
      return {
        tape: tape.name,
        era: tape.era,
        kind: kind.name,
        run: 0,
        onset: tape.first + onset,
        length: window,
        outcome,
        byAnomaly: isCaught(outcome),
        byScore: alerts.some((at) => at >= onset && at <= last + AFTER),
        scoreReached: scores.subarray(onset, last + AFTER + 1).some((score) => score >= level),
        lambda: rarestIn(untouched, span),
        frozenLambda: lambda,
        scoreLambda: Math.exp(-level),
        against: false,
        onsetError: null,
      };
    }),
  );
}
