/**
 * `doctor`'s question to the language model. Booked in the database like the engine's own, so that the budget knows of it; not where
 * there is no database yet, or a running engine holds it, and then the line says so.
 */
import { existsSync } from 'node:fs';
import { faultOf, throwFault } from '../../src-shared/fault.ts';
import type { ModelSettings } from '../../src-shared/model-settings.ts';
import type { ModelTest } from '../../src-shared/model-test.ts';
import { wallTime } from '../base/clock.ts';
import { environmentSecrets } from '../base/secrets.ts';
import { createModelBudget, usageBookOf, type ModelBudget } from '../narrate/model/budget.ts';
import { testModel } from '../narrate/model/test-model.ts';
import type { CommandContext } from './context.ts';
import { databaseOf, withWriting } from './store-access.ts';

interface Asked {
  readonly answer: ModelTest;
  /** Why it was not booked; empty when it was. */
  readonly unbooked: string;
}

/** Optional: without one the template writes. One short question is asked, which may cost a fraction of a cent. */
export async function checkModel(
  settings: ModelSettings,
  context: CommandContext,
  signal: AbortSignal,
): Promise<string> {
  if (!settings.enabled) return 'off; the template writes (settings: model.enabled)';
  const ask = (budget?: ModelBudget): Promise<ModelTest> =>
    testModel({ settings, secrets: environmentSecrets(), wall: wallTime, budget, signal });
  const { answer, unbooked } = await asked(settings, context, ask);
  const detail = `${answer.detail}${unbooked}`;
  return answer.outcome === 'ok' ? detail : throwFault('unavailable', detail);
}

async function asked(
  { budget: limits }: ModelSettings,
  context: CommandContext,
  ask: (budget?: ModelBudget) => Promise<ModelTest>,
): Promise<Asked> {
  if (!existsSync(databaseOf(context))) return { answer: await ask(), unbooked: ' (not booked: no database yet)' };
  try {
    return await withWriting(context, async ({ reader, writer }) => {
      const book = usageBookOf(reader, writer);
      const budget = createModelBudget({ book, limits: () => limits, wall: wallTime, onNotice: () => undefined });
      return { answer: await ask(budget), unbooked: '' };
    });
  } catch (error) {
    if (faultOf(error)?.kind !== 'conflict') throw error;
    return { answer: await ask(), unbooked: ' (not booked: a running engine holds the database)' };
  }
}
