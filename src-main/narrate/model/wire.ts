/**
 * Chat completions over the `openai` client, one request a call: no retries of its own, nothing read from the environment, no
 * log, no redirect (a key must not travel on), an answer of at most a megabyte, one deadline for head and body. What the
 * library would tell about this machine is left out. Loaded when the first question is asked.
 */
import OpenAI from 'openai';
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import { throwFault } from '../../../src-shared/fault.ts';
import type { ChatAnswer, ChatMessage, ChatRequest } from '../../../src-shared/ports/chat-model.ts';
import { signedFetch } from '../../base/egress.ts';
import type { Endpoint } from './endpoint.ts';
import { ModelError } from './model-error.ts';
import { modelErrorOf } from './model-fault.ts';

export interface WireOptions {
  readonly timeoutMs: number;
  readonly maxOutputTokens: number;
  /** Wall time. */
  readonly now: () => number;
}

export interface Wire {
  /** Throws ModelError. */
  complete(request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer>;
  /** Names of the endpoint's models. Throws ModelError. */
  models(signal: AbortSignal): Promise<string[]>;
}

const MAX_BYTES = 1_000_000;
/** The library's own marks: system, processor, runtime and its version. */
const UNSAID = Object.fromEntries(
  ['Lang', 'Package-Version', 'OS', 'Arch', 'Runtime', 'Runtime-Version', 'Retry-Count', 'Timeout'].map((name) => [
    `X-Stainless-${name}`,
    null,
  ]),
);

const count = z.number().int().min(0).max(1e9);
const CompletionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
});

export function createWire(endpoint: Endpoint, { timeoutMs, maxOutputTokens, now }: WireOptions): Wire {
  const client = new OpenAI({
    apiKey: endpoint.key ?? 'none',
    baseURL: endpoint.baseUrl,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    defaultHeaders: { ...UNSAID, 'User-Agent': 'MANE' },
    fetch: cappedFetch,
  });
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw modelErrorOf(error, endpoint, now());
    }
  };
  return {
    complete: (request, signal) =>
      guarded(async () => {
        const body = bodyOf(endpoint, request, maxOutputTokens);
        return answerOf(await client.chat.completions.create(body, { signal }), endpoint);
      }),
    models: (signal) =>
      guarded(async () => {
        const page = await client.models.list({ signal });
        return page.data.map(({ id }) => id);
      }),
  };
}

function bodyOf(
  { model, output, tools, maxTokensField }: Endpoint,
  request: ChatRequest,
  maxOutputTokens: number,
): ChatCompletionCreateParamsNonStreaming {
  const offered = tools && request.tools !== undefined && request.tools.length > 0 ? request.tools : null;
  return {
    model,
    messages: request.messages.map(paramOf),
    [maxTokensField]: maxOutputTokens,
    ...(offered && {
      tools: offered.map(({ name, description, inputSchema }) => ({
        type: 'function' as const,
        function: { name, description, parameters: { ...inputSchema } },
      })),
    }),
    ...formatOf(output, request.answer),
  };
}

function formatOf(
  output: Endpoint['output'],
  { name, schema }: ChatRequest['answer'],
): Pick<ChatCompletionCreateParamsNonStreaming, 'response_format'> {
  if (output === 'plain') return {};
  if (output === 'json_object') return { response_format: { type: 'json_object' } };
  return { response_format: { type: 'json_schema', json_schema: { name, strict: true, schema: { ...schema } } } };
}

function paramOf(message: ChatMessage): ChatCompletionMessageParam {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
  if (message.role !== 'assistant') return { role: message.role, content: message.content };
  const calls = (message.toolCalls ?? []).map(({ id, name, arguments: text }) => ({
    id,
    type: 'function' as const,
    function: { name, arguments: text },
  }));
  return { role: 'assistant', content: message.content, ...(calls.length > 0 && { tool_calls: calls }) };
}

function answerOf(completion: unknown, { label }: Endpoint): ChatAnswer {
  const parsed = CompletionSchema.safeParse(completion);
  const choice = parsed.data?.choices[0];
  if (!parsed.success || choice === undefined)
    throw new ModelError('bad_answer', `${label}: its answer is not a chat completion`);
  const { message, finish_reason } = choice;
  const { usage } = parsed.data;
  return {
    content: message.content ?? null,
    refusal: message.refusal ?? null,
    finish: finish_reason ?? 'unknown',
    toolCalls: (message.tool_calls ?? []).map(({ id, function: { name, arguments: text } }) => ({
      id,
      name,
      arguments: text,
    })),
    usage: usage == null ? null : { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens },
  };
}

const modelFetch = signedFetch('model');

async function cappedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await modelFetch(input, { ...init, redirect: 'error' });
  if (response.body === null) return response;
  let bytes = 0;
  const cap = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > MAX_BYTES) throwFault('refused', `an answer of more than ${MAX_BYTES} bytes is refused`);
      controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(cap), { status, statusText, headers });
}
