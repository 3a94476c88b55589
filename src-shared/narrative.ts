/** evidence → claim → draft → finding → verdict → narrative. */
import { z } from 'zod';

export const CauseSchema = z.enum(['likely_cause', 'reported_afterwards', 'coincident_news', 'cause_unknown']);
export type Cause = z.infer<typeof CauseSchema>;

export const EvidenceKindSchema = z.enum([
  'move',
  'volume',
  'rarity',
  'market',
  'news',
  'quiet',
  'source_down',
  'similar',
]);

export const EvidenceNewsSchema = z.object({
  article_id: z.string(),
  source: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  published_at: z.number(),
  first_seen_at: z.number(),
  timing_tag: z.enum(['pre_event', 'post_event']),
  /** Minutes from the onset; negative = before. */
  time_diff_minutes: z.number(),
  sentiment: z.number().nullable(),
  cluster_id: z.number(),
  price_report: z.boolean(),
  /** The item names this asset (or a market topic while the move is market-wide). */
  linked: z.boolean(),
  /** How directly it is about this asset, 0–1; absent = not known. */
  relevance: z.number().optional(),
});
export type EvidenceNews = z.infer<typeof EvidenceNewsSchema>;

/** One numbered fact. `value` and `unit` are what a number in a sentence is checked against. */
export const EvidenceFactSchema = z.object({
  id: z.string().regex(/^E[1-9]\d*$/, 'evidence ids are E1…En'),
  kind: EvidenceKindSchema,
  text: z.string(),
  /** When it was true, epoch ms. */
  time: z.number(),
  value: z.number().nullable().default(null),
  /** percent | percent_from_onset | minutes | times | per_day | days | sources | symbols | anomalies | z | share | beta | null for none. */
  unit: z.string().nullable().default(null),
  news: EvidenceNewsSchema.nullable().default(null),
});
export type EvidenceFact = z.infer<typeof EvidenceFactSchema>;

/** What linked reports did around minutes of the archive's own days in which nothing happened: a reason has to stand out from it. */
export const PlaceboLevelsSchema = z.object({
  /** How many minutes were looked at, and over how many days. */
  minutes: z.number(),
  days: z.number(),
  /** A likely cause scores more than this; 0 when hardly any of those minutes had a candidate at all. */
  likely_score: z.number(),
  /** Two sources telling one story must be there sooner after the onset than this; null when that was rare anyway. */
  pair_minutes: z.number().nullable(),
  /** The same of one source alone; absent in evidence that was frozen before one could count. */
  single_minutes: z.number().nullish(),
});
export type PlaceboLevels = z.infer<typeof PlaceboLevelsSchema>;

export const EvidenceSchema = z.object({
  anomaly_id: z.string(),
  symbol: z.string(),
  venue: z.string().optional(),
  onset: z.number(),
  detected_at: z.number(),
  built_at: z.number(),
  facts: z.array(EvidenceFactSchema),
  placebo: PlaceboLevelsSchema.nullish(),
});
export type Evidence = z.infer<typeof EvidenceSchema>;

export const DraftSentenceSchema = z.object({ text: z.string(), cites: z.array(z.string()) });
export const DraftSchema = z.object({ sentences: z.array(DraftSentenceSchema), cause: CauseSchema });
/** What a narrator proposes; nothing of it is shown before a verdict. */
export type Draft = z.infer<typeof DraftSchema>;

export const FindingSchema = z.object({
  rule: z.string(),
  passed: z.boolean(),
  /** 0–1; null when the rule does not apply. */
  score: z.number().nullable(),
  reason: z.string(),
  /** The sentence (0 or 1) it is about, or null for the whole draft. */
  claim: z.number().nullable(),
});
export type Finding = z.infer<typeof FindingSchema>;

export const VerdictSchema = z.object({
  verdict: z.enum(['accepted', 'withheld']),
  score: z.number(),
  findings: z.array(FindingSchema),
});
export type Verdict = z.infer<typeof VerdictSchema>;

export const ToolNameSchema = z.enum([
  'verify_timestamp',
  'sentiment_check',
  'search_historical',
  'check_market_context',
  'check_social_sentiment',
]);
export type ToolName = z.infer<typeof ToolNameSchema>;

export const CitationSchema = z.object({ claim: z.string(), evidence_ids: z.array(z.string()) });

/** A row of the seed's `narratives` with our columns after it. One per anomaly: the last judged text. */
export const NarrativeSchema = z.object({
  id: z.string(),
  anomaly_id: z.string(),
  narrative_text: z.string(),
  confidence_score: z.number().nullable(),
  tools_used: z.array(ToolNameSchema),
  tool_results: z.record(z.string(), z.unknown()),
  validated: z.boolean(),
  validation_passed: z.boolean().nullable(),
  validation_reason: z.string().nullable(),
  llm_provider: z.string(),
  llm_model: z.string().nullable(),
  generation_time_seconds: z.number(),
  created_at: z.number(),
  validated_at: z.number().nullable(),
  cause: CauseSchema,
  citations: z.array(CitationSchema),
  revision: z.number(),
  updated_at: z.number(),
});
export type Narrative = z.infer<typeof NarrativeSchema>;

export const PromptMessageSchema = z.object({ role: z.string(), content: z.string() });
export type PromptMessage = z.infer<typeof PromptMessageSchema>;

/** Every draft ever judged, accepted or not, with what it was judged on. */
export const NarrativeRevisionSchema = z.object({
  id: z.string(),
  anomaly_id: z.string(),
  revision: z.number(),
  attempt: z.number(),
  draft: DraftSchema,
  evidence: EvidenceSchema,
  verdict: VerdictSchema,
  llm_provider: z.string(),
  created_at: z.number(),
  /** What a language model was sent for it; absent for the template. */
  prompt: z.array(PromptMessageSchema).optional(),
});
export type NarrativeRevision = z.infer<typeof NarrativeRevisionSchema>;
