/**
 * The evidence bundle: everything one narrative was judged on, in one JSON file that anyone can check. Each part has the SHA-256 of its
 * canonical JSON (keys sorted, no spaces); from evidence, draft and tool results the rules give the same verdict again.
 */
import { z } from 'zod';
import { AnomalySchema } from './anomaly.ts';
import { CandleSchema } from './market.ts';
import { NarrativeRevisionSchema, NarrativeSchema, PromptMessageSchema } from './narrative.ts';
import { NewsArticleSchema, NewsClusterSchema } from './news.ts';

export const BUNDLE_FORMAT = 'mane.bundle/1';

export const BundlePartsSchema = z.object({
  anomaly: AnomalySchema,
  /** One-minute candles of the symbol from an hour before the onset to three hours after it, as stored. */
  candles: z.array(CandleSchema),
  /** Without embeddings. */
  news: z.array(NewsArticleSchema),
  clusters: z.array(NewsClusterSchema),
  narrative: NarrativeSchema,
  /** Every draft with its evidence and verdict; the last one is the narrative's. */
  revisions: z.array(NarrativeRevisionSchema).min(1, 'expected at least one judged draft'),
  /** What was sent to a language model for the last draft, when one wrote it. */
  prompt: z.array(PromptMessageSchema).nullable(),
});
export type BundleParts = z.infer<typeof BundlePartsSchema>;

const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal');

export const BundleSchema = BundlePartsSchema.extend({
  format: z.literal(BUNDLE_FORMAT, `expected ${BUNDLE_FORMAT}`),
  program: z.string(),
  exported_at: z.iso.datetime(),
  /** Of the alias table that names were checked with. */
  alias_table_sha256: Hash,
  sha256: z.record(z.string(), Hash),
});
export type Bundle = z.infer<typeof BundleSchema>;
