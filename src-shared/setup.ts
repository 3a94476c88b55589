/**
 * Words of setting MANE up while it runs: the venues to choose from, what a try of one setting found, which keys are there (never
 * what they are), and what the engine is. Times are epoch ms.
 */
import { z } from 'zod';
import { NewsFeedSchema } from './settings.ts';

export const VenueInfoSchema = z.object({
  id: z.string(),
  label: z.string(),
  /** How far MANE was tried on it; a venue nobody tried is selectable and says so. */
  tried: z.enum(['simulated_and_captures', 'captures', 'untried']),
});
export type VenueInfo = z.infer<typeof VenueInfoSchema>;

/** What a try found, in one line for people. `ms`: wall milliseconds to the answer, null without one. */
export const TrySchema = z.object({ ok: z.boolean(), detail: z.string(), ms: z.number().nullable() });
export type Try = z.infer<typeof TrySchema>;

export const NewsTrySchema = TrySchema.extend({
  /** Null when nothing was read. */
  items: z.number().nullable(),
  newest: z.number().nullable(),
});
export type NewsTry = z.infer<typeof NewsTrySchema>;

export const NEWS_SERVICES = ['cryptopanic', 'newsapi', 'reddit'] as const;
/** One source, saved or not. */
export const NewsSourceChoiceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('feed'), feed: NewsFeedSchema }),
  z.object({ kind: z.literal('service'), service: z.enum(NEWS_SERVICES) }),
  z.object({ kind: z.literal('file'), path: z.string().min(1).max(4096) }),
]);
export type NewsSourceChoice = z.infer<typeof NewsSourceChoiceSchema>;

export const SenderTrySchema = TrySchema.extend({ sender: z.string() });
export type SenderTry = z.infer<typeof SenderTrySchema>;

/** A key by the name of its environment variable. */
export const KeySchema = z.object({ name: z.string(), present: z.boolean() });
export type Key = z.infer<typeof KeySchema>;

/** Every key an outside service may want, in the order in which they are told. */
export const KEY_NAMES = [
  'MANE_CRYPTOPANIC_KEY',
  'MANE_NEWSAPI_KEY',
  'MANE_REDDIT_ID',
  'MANE_REDDIT_SECRET',
  'MANE_OPENAI_KEY',
  'MANE_ANTHROPIC_KEY',
  'MANE_DEEPSEEK_KEY',
  'MANE_MODEL_KEY',
  'MANE_JUDGE_KEY',
  'MANE_EMBEDDINGS_KEY',
] as const;

export const EngineInfoSchema = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  dataFolder: z.string(),
  database: z.string(),
  /** Settings that were changed since the start and wait for the next one. */
  waiting: z.array(z.string()),
  /** It can start over by itself, with the window open. */
  restarts: z.boolean(),
});
export type EngineInfo = z.infer<typeof EngineInfoSchema>;
