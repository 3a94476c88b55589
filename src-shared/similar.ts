/**
 * Earlier moves like one anomaly, aligned at their onsets, and what the price did afterwards. Only the past counts: nothing of it was
 * still going on when the anomaly began. Changes are percent; a path is percent from the price at the onset.
 */
import { z } from 'zod';
import { CauseSchema } from './narrative.ts';

/** Hours after the detection. */
export const HORIZON_HOURS = [1, 4, 24] as const;
/** A path has a price every five minutes, from half an hour before the onset to four hours after it. */
export const PATH = { stepMinutes: 5, fromMinutes: -30, toMinutes: 240 } as const;

export const SimilarMoveSchema = z.object({
  id: z.string(),
  detected_at: z.number(),
  onset: z.number(),
  price_change_pct: z.number().nullable(),
  cause: CauseSchema.nullable(),
  /** After 1, 4 and 24 hours; null where it is not known. */
  after: z.array(z.number().nullable()),
  path: z.array(z.number().nullable()),
});
export type SimilarMove = z.infer<typeof SimilarMoveSchema>;

export const SimilarEventsSchema = z.object({
  /** Of the same symbol and direction, half to twice the size; `moves` are the nearest of them. */
  count: z.number(),
  moves: z.array(SimilarMoveSchema),
  /** The move itself, as far as it is known by now. */
  own: z.array(z.number().nullable()),
});
export type SimilarEvents = z.infer<typeof SimilarEventsSchema>;

/** How many of the known outcomes after each horizon went on in the direction of their move. */
export function wentOn(
  moves: readonly SimilarMove[],
  horizon: number,
): { readonly on: number; readonly known: number } {
  const known = moves.filter((move) => move.price_change_pct !== null && (move.after[horizon] ?? null) !== null);
  const on = known.filter((move) => (move.after[horizon] ?? 0) * (move.price_change_pct ?? 0) > 0);
  return { on: on.length, known: known.length };
}
