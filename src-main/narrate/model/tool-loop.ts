/**
 * The conversation: the model asks for tools, gets their results, and at last answers; at most ten rounds. A tool's input comes
 * from a model and is checked as such: what is wrong with it goes back to the model as that tool's error.
 */
import { faultOf } from '../../../src-shared/fault.ts';
import { ToolNameSchema, type ToolName } from '../../../src-shared/narrative.ts';
import type {
  ChatAnswer,
  ChatMessage,
  ChatModel,
  ChatRequest,
  ChatToolCall,
} from '../../../src-shared/ports/chat-model.ts';
import type { Tools } from '../tools/create-tools.ts';
import { ModelError } from './model-error.ts';
import { tokensOf } from './tokens.ts';

export const MAX_ROUNDS = 10;
/** Calls that one round may ask for. */
const MAX_CALLS = 8;
/** Tokens that all results together may add to the prompt. */
const MAX_RESULT_TOKENS = 3000;

export interface LoopInput {
  readonly model: ChatModel;
  readonly tools: Tools;
  readonly request: ChatRequest;
  readonly signal: AbortSignal;
}

export interface LoopResult {
  readonly answer: ChatAnswer;
  readonly toolsUsed: ToolName[];
  /** By tool: its last result, or its last fault when it never gave one. */
  readonly toolResults: Record<string, unknown>;
}

/** Throws ModelError; `bad_answer` when ten rounds bring no answer. */
export async function runToolLoop({ model, tools, request, signal }: LoopInput): Promise<LoopResult> {
  const messages: ChatMessage[] = [...request.messages];
  const results: Record<string, unknown> = {};
  let room = MAX_RESULT_TOKENS;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const answer = await model.ask({ ...request, messages }, signal);
    if (answer.toolCalls.length === 0)
      return { answer, toolsUsed: Object.keys(results) as ToolName[], toolResults: results };
    messages.push({ role: 'assistant', content: answer.content?.slice(0, 500) ?? null, toolCalls: answer.toolCalls });
    for (const [i, call] of answer.toolCalls.entries()) {
      const text =
        i < MAX_CALLS && room > 0 ? await toolText(tools, call, results) : '{"error":"too many calls: answer now"}';
      room -= tokensOf(text) + tokensOf(call.arguments);
      messages.push({ role: 'tool', toolCallId: call.id, content: text });
    }
  }
  throw new ModelError('bad_answer', `no answer after ${MAX_ROUNDS} rounds`);
}

async function toolText(tools: Tools, call: ChatToolCall, results: Record<string, unknown>): Promise<string> {
  const name = ToolNameSchema.safeParse(call.name);
  if (!name.success) return errorText(`there is no such tool; there are ${ToolNameSchema.options.join(', ')}`);
  try {
    const value = await tools[name.data].call(inputOf(call.arguments));
    results[name.data] = value;
    return JSON.stringify(value).slice(0, 4000);
  } catch (error) {
    const known = faultOf(error);
    if (known === null) throw error;
    results[name.data] ??= { fault: `${known.kind}: ${known.detail}` };
    return errorText(known.detail);
  }
}

const errorText = (error: string): string => JSON.stringify({ error: error.slice(0, 300) });

/** Not JSON is no input: the tool's own schema says what it expected. */
function inputOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
