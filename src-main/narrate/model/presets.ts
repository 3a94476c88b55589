/**
 * Endpoints that speak OpenAI's chat completions, each with how it wants to be asked. A preset's price belongs to its own
 * model: for another model the price is unknown until the user gives one, and then only tokens are counted.
 */
import type { ModelEndpointSettings, ModelPreset, ModelPrice } from '../../../src-shared/model-settings.ts';

export interface Preset {
  readonly label: string;
  /** Null: the user has to say. */
  readonly baseUrl: string | null;
  readonly model: string | null;
  readonly output: 'json_schema' | 'json_object' | 'plain';
  readonly tools: boolean;
  /** The name of the field that bounds the answer. */
  readonly maxTokensField: 'max_completion_tokens' | 'max_tokens';
  readonly price: ModelPrice | null;
  /** Environment variable of its key; null when it needs none. */
  readonly keyName: string | null;
}

const FREE: ModelPrice = { prompt: 0, completion: 0 };

export const PRESETS: Readonly<Record<ModelPreset, Preset>> = {
  // Reasoning models refuse `max_tokens`. Price: as published in March 2026.
  openai: {
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    model: 'gpt-5.4-mini',
    output: 'json_schema',
    tools: true,
    maxTokensField: 'max_completion_tokens',
    price: { prompt: 0.75, completion: 4.5 },
    keyName: 'MANE_OPENAI_KEY',
  },
  // `response_format` is ignored there: the shape is asked for in words. https://platform.claude.com/docs/en/api/openai-sdk
  anthropic: {
    label: 'Anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    model: 'claude-haiku-4-5',
    output: 'plain',
    tools: true,
    maxTokensField: 'max_tokens',
    price: { prompt: 1, completion: 5 },
    keyName: 'MANE_ANTHROPIC_KEY',
  },
  // Its price changes with the hour and the cache: unknown here. https://api-docs.deepseek.com
  deepseek: {
    label: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com',
    model: 'deepseek-chat',
    output: 'json_object',
    tools: true,
    maxTokensField: 'max_tokens',
    price: null,
    keyName: 'MANE_DEEPSEEK_KEY',
  },
  ollama: {
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    model: 'llama3.1',
    output: 'json_schema',
    tools: true,
    maxTokensField: 'max_tokens',
    price: FREE,
    keyName: null,
  },
  // Whatever model it was started with; tools only when it was started with a tool template, so not unless asked for.
  llamacpp: {
    label: 'llama.cpp',
    baseUrl: 'http://127.0.0.1:8080/v1',
    model: 'default',
    output: 'json_schema',
    tools: false,
    maxTokensField: 'max_tokens',
    price: FREE,
    keyName: null,
  },
  custom: {
    label: 'The endpoint',
    baseUrl: null,
    model: null,
    output: 'json_object',
    tools: false,
    maxTokensField: 'max_tokens',
    price: null,
    keyName: null,
  },
};

/** The user's price, else the preset's for its own model at its own address. */
export function priceOf(settings: ModelEndpointSettings): ModelPrice | null {
  const preset = PRESETS[settings.preset];
  const isPreset =
    (settings.model === null || settings.model === preset.model) &&
    (settings.baseUrl ?? preset.baseUrl) === preset.baseUrl;
  const isLocal = preset.price === FREE;
  return settings.price ?? (isPreset || isLocal ? preset.price : null);
}
