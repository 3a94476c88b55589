/**
 * The language model as the writing uses it: narrator and judge made from the settings as they are at the moment, over one
 * budget and one queue. Without a model, or with one that cannot be set up, there is neither, and health says why.
 */
import PQueue from 'p-queue';
import type { Fault } from '../../src-shared/fault.ts';
import type { ModelHealth } from '../../src-shared/health.ts';
import type { ModelSettings } from '../../src-shared/model-settings.ts';
import type { ModelTest } from '../../src-shared/model-test.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Judge } from '../../src-shared/ports/judge.ts';
import type { Narrator } from '../../src-shared/ports/narrator.ts';
import type { UsagePurpose } from '../../src-shared/ports/usage-book.ts';
import type { Secrets } from '../base/secrets.ts';
import { createModelBudget, type UsageBook } from '../narrate/model/budget.ts';
import { createChatModel, MAX_AT_ONCE, type RetryTuning } from '../narrate/model/chat-model.ts';
import { endpointOf, judgeEndpointOf, type Endpoint } from '../narrate/model/endpoint.ts';
import { createModelNarrator, type ModelNarratorOptions } from '../narrate/model/model-narrator.ts';
import { testModel } from '../narrate/model/test-model.ts';
import { createModelJudge } from '../validate/judge-model.ts';

export interface ModelsOptions extends Pick<
  ModelNarratorOptions,
  'pollIntervalMs' | 'replay' | 'tools' | 'namesOf' | 'wall'
> {
  readonly settings: () => ModelSettings;
  readonly secrets: Secrets;
  readonly book: UsageBook;
  readonly wall: TimeSource;
  readonly random: () => number;
  readonly retries?: RetryTuning;
  /** One line for the health board. */
  readonly onFault: (detail: string) => void;
}

export interface Models {
  /** Null without a model that can be asked. */
  narrator(): Narrator | null;
  judge(): Judge | null;
  degraded(provider: string, fault: Fault): void;
  health(): ModelHealth | undefined;
  /** One question to the endpoint of these settings, by default the present ones. */
  test(settings: ModelSettings | undefined, signal: AbortSignal): Promise<ModelTest>;
}

export const noModels: Models = {
  narrator: () => null,
  judge: () => null,
  degraded: () => undefined,
  health: () => undefined,
  test: async () => ({ outcome: 'off', detail: 'there is no model here', provider: 'template', model: null, ms: null }),
};

interface Made {
  /** The settings it was made from. */
  readonly key: string;
  readonly narrator: Narrator | null;
  readonly judge: Judge | null;
  readonly endpoint: Endpoint | null;
  /** Why there is none although one is switched on. */
  readonly fault: string | null;
}

/** A whole conversation may take this many answers' time. */
const ANSWERS = 4;

export function createModels(o: ModelsOptions): Models {
  const queue = new PQueue({ concurrency: MAX_AT_ONCE });
  const budget = createModelBudget({
    book: o.book,
    limits: () => o.settings().budget,
    wall: o.wall,
    onNotice: o.onFault,
  });
  let made: Made | null = null;
  let failing: string | null = null;

  const chat = (endpoint: Endpoint, purpose: UsagePurpose, timeoutMs: number) =>
    createChatModel({ ...o, endpoint, purpose, budget, queue, timeoutMs });

  const make = (settings: ModelSettings, key: string): Made => {
    const none = { key, narrator: null, judge: null, endpoint: null };
    if (!settings.enabled) return { ...none, fault: null };
    const timeoutMs = settings.timeoutSeconds * 1000;
    const endpoint = endpointOf(settings, o.secrets);
    const judging = settings.judge.enabled ? judgeEndpointOf(settings, o.secrets) : null;
    const wrong = [endpoint, judging].find((one) => one?.ok === false);
    if (wrong?.ok === false || !endpoint.ok) return { ...none, fault: wrong?.ok === false ? wrong.fault.detail : null };
    void budget.refresh().catch((error: unknown) => o.onFault(`the model's usage could not be read: ${String(error)}`));
    return {
      key,
      endpoint: endpoint.value,
      fault: null,
      narrator: createModelNarrator({
        ...o,
        model: chat(endpoint.value, 'narrator', timeoutMs),
        shapeInWords: endpoint.value.output !== 'json_schema',
        deadlineMs: ANSWERS * timeoutMs,
      }),
      judge: judging?.ok ? createModelJudge(chat(judging.value, 'judge', timeoutMs)) : null,
    };
  };
  /** Made anew when the settings changed; the budget and the queue stay. */
  const current = (): Made => {
    const settings = o.settings();
    const key = JSON.stringify(settings);
    if (made?.key === key) return made;
    made = make(settings, key);
    failing = made.fault;
    if (made.fault !== null) o.onFault(`the model cannot be used: ${made.fault}`);
    return made;
  };
  return {
    narrator() {
      const { narrator } = current();
      if (narrator === null) return null;
      return {
        provider: narrator.provider,
        async write(...args) {
          const result = await narrator.write(...args);
          failing = null;
          return result;
        },
      };
    },
    // With the budget used up there is no judge to be had either: the rules alone judge the template, as without a model.
    judge: () => (budget.usedUntil() === null ? current().judge : null),
    degraded(provider, fault) {
      failing = fault.detail;
      if (budget.usedUntil() === null) o.onFault(`${provider}: ${fault.detail}; the template writes`);
    },
    health() {
      const { endpoint } = current();
      const settings = o.settings();
      if (!settings.enabled) return undefined;
      const state = budget.health();
      const names = { provider: settings.preset, model: endpoint?.model ?? settings.model ?? '' };
      const isFailing = state.state !== 'budget_used' && failing !== null;
      return { ...names, ...state, ...(isFailing && { state: 'failing' as const, detail: failing }) };
    },
    test: (settings = o.settings(), signal) => testModel({ ...o, settings, budget, signal }),
  };
}
