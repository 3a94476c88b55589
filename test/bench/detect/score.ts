/**
 * A scorer turns candles of one symbol into one number a minute, larger = rarer, from what it has seen so far; −∞ for none.
 * `follow` runs it over a tape and, from its state at each onset, over each injected event: one pass for all events.
 */
import { injectedCandle, seenLength, type Injection } from './inject.ts';
import type { Tape } from './tape.ts';

/** [open, high, low, close, volume] */
export type Row = Float64Array;

export interface Scorer {
  /** Scores the closed candle of `minute` (since 1970) and takes it in. Minutes without a row are not given. */
  step(minute: number, row: Row): number;
  save(): unknown;
  load(state: unknown): void;
}

export interface Followed {
  readonly tape: Tape;
  readonly scores: Float64Array;
  /** Scores from onset to the end of what is seen of each injection. */
  readonly injected: readonly { readonly injection: Injection; readonly scores: Float64Array }[];
}

export function rowOf(tape: Tape, i: number, out: Row): void {
  out[0] = tape.open[i];
  out[1] = tape.high[i];
  out[2] = tape.low[i];
  out[3] = tape.close[i];
  out[4] = tape.volume[i];
}

export function follow(tape: Tape, scorer: Scorer, injections: readonly Injection[] = []): Followed {
  const scores = new Float64Array(tape.length).fill(-Infinity);
  const injected: { injection: Injection; scores: Float64Array }[] = [];
  const row = new Float64Array(5);
  let next = 0;

  function divert(injection: Injection): void {
    const state = scorer.save();
    const seen = Float64Array.from({ length: seenLength(injection.kind) }, (_, k) => {
      injectedCandle(tape, injection, k, row);
      return Number.isNaN(row[3]) ? -Infinity : scorer.step(tape.first + injection.onset + k, row);
    });
    injected.push({ injection, scores: seen });
    scorer.load(state);
  }

  for (let i = 0; i < tape.length; i++) {
    for (; next < injections.length && injections[next].onset === i; next++) divert(injections[next]);
    if (Number.isNaN(tape.close[i])) continue;
    rowOf(tape, i, row);
    scores[i] = scorer.step(tape.first + i, row);
  }
  return { tape, scores, injected };
}
