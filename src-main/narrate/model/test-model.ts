/**
 * Tries an endpoint as the narrator would use it: one short question in the form of its answers, one request, no retries. Tells
 * apart what a person can do something about. Booked in the budget when there is one (`doctor` has none without a database of its own to write).
 */
import type { ModelSettings } from '../../../src-shared/model-settings.ts';
import type { ModelTest } from '../../../src-shared/model-test.ts';
import type { ChatAnswer, ChatRequest } from '../../../src-shared/ports/chat-model.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Secrets } from '../../base/secrets.ts';
import PQueue from 'p-queue';
import type { ModelBudget } from './budget.ts';
import { createChatModel, RETRIES } from './chat-model.ts';
import { endpointOf, type Endpoint } from './endpoint.ts';
import { ModelError } from './model-error.ts';

export interface TestModelOptions {
  readonly settings: ModelSettings;
  readonly secrets: Secrets;
  readonly wall: TimeSource;
  readonly budget?: ModelBudget;
  readonly signal: AbortSignal;
}

const QUESTION: ChatRequest = {
  anomalyId: null,
  messages: [{ role: 'user', content: 'Answer with the JSON object {"works":true} and nothing else.' }],
  answer: {
    name: 'works',
    schema: {
      type: 'object',
      properties: { works: { type: 'boolean' } },
      required: ['works'],
      additionalProperties: false,
    },
  },
};
const UNBOOKED: Pick<ModelBudget, 'reserve'> = { reserve: async () => ({ settle: async () => undefined }) };

/** Never throws for what an endpoint does. */
export async function testModel({ settings, secrets, wall, budget, signal }: TestModelOptions): Promise<ModelTest> {
  const about = { provider: settings.preset, model: settings.model, ms: null };
  const endpoint = endpointOf(settings, secrets);
  if (!endpoint.ok) return { ...about, outcome: 'not_set_up', detail: endpoint.fault.detail };
  const { model } = endpoint.value;
  const started = wall.now();
  try {
    const chat = createChatModel({
      endpoint: endpoint.value,
      purpose: 'test',
      budget: budget ?? UNBOOKED,
      queue: new PQueue({ concurrency: 1 }),
      wall,
      random: () => 0,
      timeoutMs: settings.timeoutSeconds * 1000,
      retries: { ...RETRIES, attempts: 1 },
    });
    const answer = await chat.ask(QUESTION, signal);
    const ms = wall.now() - started;
    return { ...about, model, ms, ...judged(answer, endpoint.value, ms) };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { ...about, model, outcome: error.problem, detail: error.message };
  }
}

function judged(answer: ChatAnswer, { label, model }: Endpoint, ms: number): Pick<ModelTest, 'outcome' | 'detail'> {
  if (/^\s*(?:```(?:json)?\s*)?\{\s*"works"\s*:\s*true\s*\}\s*(?:```)?\s*$/.test(answer.content ?? ''))
    return { outcome: 'ok', detail: `${label} answers with ${model} in ${ms} ms` };
  return {
    outcome: 'bad_answer',
    detail: `${label} answers, but ${model} does not keep to the form it is asked for: choose another as model.model, or another model.output`,
  };
}
