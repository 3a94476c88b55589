/** What `mane replay` may be told. */
import { z } from 'zod';
import { CountSchema, ListSchema, TextSchema } from './options.ts';

export const ReplayOptionsSchema = z.object({
  candles: ListSchema.default([]),
  fromStore: z.boolean().default(false),
  days: CountSchema.optional(),
  symbol: TextSchema.transform((s) => s.toUpperCase()).optional(),
  news: ListSchema.default([]),
  budget: z
    .number()
    .min(0.1, 'expected 0.1 to 100 alerts a day')
    .max(100, 'expected 0.1 to 100 alerts a day')
    .default(5),
  thresholds: TextSchema.optional(),
  venue: TextSchema.default('replay'),
  into: TextSchema.optional(),
  narrate: z.boolean().default(true),
  store: z.boolean().default(true),
});
export type ReplayWanted = z.infer<typeof ReplayOptionsSchema>;
