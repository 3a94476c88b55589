/** What a try of the model's settings says: one word, and one line with what to do. */
import { z } from 'zod';

export const ModelTestOutcomeSchema = z.enum([
  'ok',
  'off',
  'not_set_up', // no address, no model or no key
  'wrong_key', // the endpoint answered 401 or 403, and only then
  'no_such_model',
  'wrong_address',
  'unreachable',
  'rate_limited',
  'quota',
  'timeout',
  'unavailable', // 5xx
  'bad_request',
  'bad_answer', // it answers, but not in the form it was asked for
  'budget',
  'cancelled',
]);
export const ModelTestSchema = z.object({
  outcome: ModelTestOutcomeSchema,
  detail: z.string(),
  provider: z.string(),
  model: z.string().nullable(),
  /** Wall milliseconds to the answer; null without one. */
  ms: z.number().nullable(),
});
export type ModelTest = z.infer<typeof ModelTestSchema>;
