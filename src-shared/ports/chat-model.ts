/**
 * One question to a language model behind an OpenAI-compatible endpoint. Whoever implements it owns the deadline, the retries
 * and the budget; whoever asks gets a whole answer or a FaultError.
 */
import type { Usage } from './usage-book.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ChatToolCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote it: not yet parsed, maybe not JSON. */
  readonly arguments: string;
}

export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string | null; readonly toolCalls?: readonly ChatToolCall[] }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly content: string };

export interface ChatTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
}

export interface ChatRequest {
  readonly anomalyId: string | null;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ChatTool[];
  /** The shape of the answer; endpoints without structured output are told it in words. */
  readonly answer: { readonly name: string; readonly schema: JsonSchema };
}

export interface ChatAnswer {
  readonly content: string | null;
  /** What the model says instead of an answer when it will not give one. */
  readonly refusal: string | null;
  /** `stop`, `length` (cut off), `tool_calls`, `content_filter`, or whatever else the endpoint says. */
  readonly finish: string;
  readonly toolCalls: readonly ChatToolCall[];
  /** Null when the endpoint does not say. */
  readonly usage: Usage | null;
}

export interface ChatModel {
  /** The preset's name; stored as llm_provider. */
  readonly provider: string;
  readonly model: string;
  /** Whether the endpoint understands tools. */
  readonly tools: boolean;
  /** Throws FaultError, `cancelled` when the signal aborts. */
  ask(request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer>;
}
