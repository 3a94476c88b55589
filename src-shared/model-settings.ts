/**
 * Settings of the language model: which endpoint and model, how it wants to be asked, what a million tokens cost, and how much
 * may be spent. Off by default. Keys are secrets and never here.
 */
import { z } from 'zod';

export const ModelPresetSchema = z.enum(['openai', 'anthropic', 'deepseek', 'ollama', 'llamacpp', 'custom']);
export type ModelPreset = z.infer<typeof ModelPresetSchema>;

/** How a structured answer is asked for: by schema, as any JSON object, or in words alone. */
export const ModelOutputSchema = z.enum(['json_schema', 'json_object', 'plain']);

/** US dollars for a million tokens. */
export const ModelPriceSchema = z.object({
  prompt: z.number().min(0).max(10_000),
  completion: z.number().min(0).max(10_000),
});
export type ModelPrice = z.infer<typeof ModelPriceSchema>;

/** null = what the preset says. */
const endpoint = {
  preset: ModelPresetSchema.default('openai'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  model: z.string().trim().min(1).max(50).nullable().default(null),
  output: ModelOutputSchema.nullable().default(null),
  tools: z.boolean().nullable().default(null),
  price: ModelPriceSchema.nullable().default(null),
};
export const ModelEndpointSchema = z.object(endpoint);
export type ModelEndpointSettings = z.infer<typeof ModelEndpointSchema>;

const limit = (fallback: number) => z.number().min(0).nullable().default(fallback);

export const ModelSettingsSchema = z
  .object({
    enabled: z.boolean().default(false),
    ...endpoint,
    /** Wall seconds for one answer. */
    timeoutSeconds: z.number().min(1).max(600).default(60),
    /** null = no limit. Days and months are UTC; money is US dollars and counts only where the price is known. */
    budget: z
      .object({
        moneyPerDay: limit(0.5),
        moneyPerMonth: limit(5),
        tokensPerDay: limit(300_000),
        tokensPerMonth: limit(5_000_000),
      })
      .prefault({}),
    /** A second opinion on every text that passed the rules; `endpoint` null = the narrator's own. */
    judge: z
      .object({ enabled: z.boolean().default(false), endpoint: ModelEndpointSchema.nullable().default(null) })
      .prefault({}),
  })
  .prefault({});
export type ModelSettings = z.infer<typeof ModelSettingsSchema>;
