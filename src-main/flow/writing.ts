/** The writing half of the cold path, put together: context and evidence, the template, a model when one is on, the rules,
 * and the composer over them. */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Investigation } from '../../src-shared/news.ts';
import type { Evidence, Narrative } from '../../src-shared/narrative.ts';
import { baseOf } from '../../src-shared/market.ts';
import type { ModelSettings } from '../../src-shared/model-settings.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Linker } from '../../src-shared/ports/linker.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { SentimentScorer } from '../../src-shared/ports/sentiment.ts';
import { classifyCause } from '../narrate/cause.ts';
import { composeNarrative, type Validate } from '../narrate/compose.ts';
import { buildEvidence } from '../narrate/evidence.ts';
import { gatherContext } from '../narrate/market-context.ts';
import { createTemplateNarrator } from '../narrate/template-narrator.ts';
import { createTools } from '../narrate/tools/create-tools.ts';
import type { Secrets } from '../base/secrets.ts';
import type { UsageBook } from '../narrate/model/budget.ts';
import { createValidator } from '../validate/validator.ts';
import { createModels, noModels, type Models } from './models.ts';
import { createPlacebos } from './placebos.ts';
import { createRecall } from './recall.ts';
import { standingOf, type Standing } from './revision.ts';
import type { Composed } from './walk.ts';

export interface WritingOptions {
  readonly reader: Reader;
  readonly linker: Linker;
  readonly sentiment: SentimentScorer;
  readonly symbols: readonly string[];
  readonly pollIntervalMs: number;
  /** Publishers' times are all there is (a replay). */
  readonly replay: boolean;
  readonly simulated: boolean;
  readonly wall: TimeSource;
  /** Absent: the template alone writes. */
  readonly model?: {
    readonly settings: () => ModelSettings;
    readonly secrets: Secrets;
    readonly book: UsageBook;
    readonly random: () => number;
    readonly onFault: (detail: string) => void;
  };
  /** Aborts what is being written when the engine closes. */
  readonly signal: AbortSignal;
}

export interface Writing {
  readonly models: Models;
  evidenceOf(anomaly: Anomaly, investigation: Investigation, now: EpochMs): Promise<Evidence>;
  standingOf(evidence: Evidence): Standing;
  compose(anomaly: Anomaly, evidence: Evidence, previous: Narrative | null, now: EpochMs): Promise<Composed>;
}

export function createWriting({
  reader,
  linker,
  sentiment,
  symbols,
  pollIntervalMs,
  replay,
  simulated,
  wall,
  model,
  signal,
}: WritingOptions): Writing {
  const namesOf = (asset: string) => linker.namesOf(asset);
  const recall = createRecall(reader, replay);
  const placeboOf = createPlacebos({ reader, pollIntervalMs, replay, namesOf });
  const tools = createTools({ reader: recall, linker, sentiment });
  const template = createTemplateNarrator({ tools, pollIntervalMs, replay, namesOf });
  const models = model ? createModels({ ...model, tools, namesOf, pollIntervalMs, replay, wall }) : noModels;
  const validate: Validate = (draft, facts, trace, abort) =>
    createValidator({ namesOf, judge: models.judge() ?? undefined }).validate(draft, facts, trace, abort);
  return {
    models,
    async evidenceOf(anomaly, investigation, now) {
      recall.begin(now);
      const context = await gatherContext({ reader: recall, anomaly, investigation, symbols });
      const placebo = await placeboOf(anomaly, context);
      return buildEvidence({ anomaly, investigation, context, placebo, now, simulated });
    },
    standingOf(evidence) {
      const names = namesOf(baseOf(evidence.symbol));
      return standingOf(evidence, classifyCause(evidence, { pollIntervalMs, replay, names }));
    },
    compose: (anomaly, evidence, previous, now) =>
      composeNarrative({
        anomaly,
        evidence,
        narrator: models.narrator() ?? template,
        fallback: template,
        validator: validate,
        onDegraded: (provider, fault) => models.degraded(provider, fault),
        previousRevision: previous?.revision ?? 0,
        createdAt: previous?.created_at,
        now,
        wallNow: () => wall.now(),
        signal,
      }),
  };
}
