/**
 * A model that may be asked: booked in the budget before each request leaves and settled after it, tried again with backoff
 * when the endpoint is busy, down or out of reach, at most two requests at once over everything that shares the queue.
 */
import type PQueue from 'p-queue';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { ChatAnswer, ChatModel, ChatRequest } from '../../../src-shared/ports/chat-model.ts';
import type { UsagePurpose } from '../../../src-shared/ports/usage-book.ts';
import { createBackoff } from '../../base/backoff.ts';
import type { ModelBudget } from './budget.ts';
import type { Endpoint } from './endpoint.ts';
import { cancelledError, ModelError, type ModelProblem } from './model-error.ts';
import { promptTokens, tokensOf } from './tokens.ts';
import type { Wire } from './wire.ts';

/** Requests under way at once. */
export const MAX_AT_ONCE = 2;
/** Room for reasoning that some models count as output. */
export const MAX_OUTPUT_TOKENS = 2000;

export interface RetryTuning {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
  /** A Retry-After beyond this ends the try at once: a narrative is not worth a longer wait. */
  readonly mostWaitMs: number;
}
export const RETRIES: RetryTuning = { attempts: 3, baseMs: 500, capMs: 8_000, mostWaitMs: 20_000 };

export interface ChatModelOptions {
  readonly endpoint: Endpoint;
  readonly purpose: UsagePurpose;
  readonly budget: Pick<ModelBudget, 'reserve'>;
  readonly queue: PQueue;
  readonly wall: TimeSource;
  readonly random: () => number;
  readonly timeoutMs: number;
  readonly retries?: RetryTuning;
  readonly maxOutputTokens?: number;
  /** What the book refused to settle: told, not thrown; the worst case stays spent. */
  readonly onFault?: (detail: string) => void;
}

const AGAIN: ReadonlySet<ModelProblem> = new Set(['rate_limited', 'unavailable', 'unreachable', 'timeout']);

export function createChatModel(options: ChatModelOptions): ChatModel {
  const { endpoint, queue } = options;
  let wire: Promise<Wire> | null = null;
  return {
    provider: endpoint.provider,
    model: endpoint.model,
    tools: endpoint.tools,
    async ask(request, signal) {
      try {
        wire ??= openWire(options);
        const opened = await wire;
        return await queue.add(() => persist(options, opened, request, signal), { signal });
      } catch (error) {
        if (signal.aborted) throw cancelledError();
        throw error;
      }
    },
  };
}

async function openWire({
  endpoint,
  timeoutMs,
  wall,
  maxOutputTokens = MAX_OUTPUT_TOKENS,
}: ChatModelOptions): Promise<Wire> {
  const { createWire } = await import('./wire.ts');
  return createWire(endpoint, { timeoutMs, maxOutputTokens, now: () => wall.now() });
}

async function persist(
  o: ChatModelOptions,
  wire: Wire,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<ChatAnswer> {
  const { wall, random, retries = RETRIES } = o;
  const backoff = createBackoff({ ...retries, random });
  for (;;) {
    try {
      return await once(o, wire, request, signal);
    } catch (error) {
      if (!(error instanceof ModelError) || !AGAIN.has(error.problem)) throw error;
      const wait = backoff.next(error.fault);
      // A slow answer is paid for each time: twice is enough.
      const most = error.problem === 'timeout' ? Math.min(2, retries.attempts) : retries.attempts;
      if (backoff.attempts >= most || wait > retries.mostWaitMs) throw error;
      await wall.sleep(wait, signal);
    }
  }
}

async function once(o: ChatModelOptions, wire: Wire, request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer> {
  const reservation = await o.budget.reserve({ ...o.endpoint, ...planOf(o, request) });
  const settle = async (usage: ChatAnswer['usage']): Promise<void> => {
    try {
      await reservation.settle(usage);
    } catch (error) {
      o.onFault?.(`the model's usage could not be settled: ${String(error)}`);
    }
  };
  try {
    const answer = await wire.complete(request, signal);
    await settle(answer.usage);
    return answer;
  } catch (error) {
    const free = error instanceof ModelError && !error.charged;
    await settle(free ? { promptTokens: 0, completionTokens: 0 } : null);
    throw error;
  }
}

function planOf({ purpose, endpoint, maxOutputTokens = MAX_OUTPUT_TOKENS }: ChatModelOptions, request: ChatRequest) {
  const shape = endpoint.output === 'json_schema' ? tokensOf(JSON.stringify(request.answer.schema)) : 0;
  const tools = endpoint.tools ? request.tools : [];
  return {
    purpose,
    anomalyId: request.anomalyId,
    worst: { promptTokens: promptTokens(request.messages, tools) + shape, completionTokens: maxOutputTokens },
  };
}
