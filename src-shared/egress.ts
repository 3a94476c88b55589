/** Egress words: every host the engine talked to, who asked, how much went over the wire. No paths, no queries, no secrets. */
import { z } from 'zod';

/** feed: prices of the venue; news: publishers and news services; model: the language model; embedder: vectors of headlines, or the
 *  download of their model; postgres: the database beside the store. */
export const EgressAskerSchema = z.enum(['feed', 'news', 'model', 'embedder', 'postgres']);
export type EgressAsker = z.infer<typeof EgressAskerSchema>;

export const EgressRowSchema = z.object({
  /** Lower case, as it was asked for: a name, or an address where there was none. */
  host: z.string(),
  port: z.number(),
  /** Empty: a connection nobody has signed for. It is shown all the same. */
  askers: z.array(EgressAskerSchema),
  requests: z.number(),
  /** Attempts included. */
  connections: z.number(),
  received: z.number(),
  sent: z.number(),
  /** Wall time, epoch ms. */
  firstAt: z.number(),
  lastAt: z.number(),
});
export type EgressRow = z.infer<typeof EgressRowSchema>;

export const EgressSchema = z.object({
  /** Wall time from which this is complete. */
  since: z.number(),
  /** Last talked to first. */
  rows: z.array(EgressRowSchema),
});
export type Egress = z.infer<typeof EgressSchema>;
