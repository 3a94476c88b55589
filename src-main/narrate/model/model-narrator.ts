/**
 * The narrator with a model: it may ask the five tools and answers with two sentences whose numbers, times, headlines and
 * sources are placeholders that code fills. The class of the cause is licensed by code. What it says is a proposal; the
 * validator judges it like any other draft.
 */
import { baseOf } from '../../../src-shared/market.ts';
import type { ChatModel, ChatRequest, ChatTool } from '../../../src-shared/ports/chat-model.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Evidence, Finding } from '../../../src-shared/narrative.ts';
import type { Narrator, NarratorResult } from '../../../src-shared/ports/narrator.ts';
import { classifyCause, type CauseFinding } from '../cause.ts';
import type { CauseOptions } from '../sight.ts';
import type { Tools } from '../tools/create-tools.ts';
import { ANSWER_NAME, answerSchema, answerShape, readAnswer } from './answer.ts';
import { allowedCauses } from './licence.ts';
import { cancelledError, ModelError } from './model-error.ts';
import { buildPrompt } from './prompt.ts';
import { runToolLoop } from './tool-loop.ts';

export interface ModelNarratorOptions extends Omit<CauseOptions, 'names'> {
  readonly model: ChatModel;
  /** False where the endpoint takes a schema: then the shape needs no words. */
  readonly shapeInWords: boolean;
  readonly tools: Tools;
  readonly namesOf: (asset: string) => readonly string[];
  readonly wall: TimeSource;
  /** Wall milliseconds for the whole conversation. */
  readonly deadlineMs: number;
}

export function createModelNarrator(options: ModelNarratorOptions): Narrator {
  const { model } = options;
  return {
    provider: model.provider,
    write: (evidence, findings, signal) =>
      withDeadline(options, signal, (both) => write(options, evidence, findings, both)),
  };
}

async function write(
  o: ModelNarratorOptions,
  evidence: Evidence,
  findings: readonly Finding[],
  signal: AbortSignal,
): Promise<NarratorResult> {
  const names = o.namesOf(baseOf(evidence.symbol));
  const licence = classifyCause(evidence, { ...o, names });
  const request = requestOf(o, evidence, licence, findings);
  const { answer, toolsUsed, toolResults } = await runToolLoop({ model: o.model, tools: o.tools, request, signal });
  const { draft, refused } = readAnswer(answer, { evidence, licence, names });
  const prompt = request.messages.map(({ role, content }) => ({ role, content: content ?? '' }));
  return { draft, refused, toolsUsed, toolResults, model: o.model.model, prompt };
}

function requestOf(
  { model, tools, shapeInWords }: ModelNarratorOptions,
  evidence: Evidence,
  licence: CauseFinding,
  findings: readonly Finding[],
): ChatRequest {
  const allowed = allowedCauses(licence);
  const offered = model.tools ? Object.values(tools).map(offer) : [];
  const shape = shapeInWords ? answerShape(allowed) : null;
  const { messages } = buildPrompt({ evidence, licence, findings, tools: offered, shape });
  return {
    anomalyId: evidence.anomaly_id === '' ? null : evidence.anomaly_id,
    messages,
    tools: offered,
    answer: { name: ANSWER_NAME, schema: answerSchema(allowed) },
  };
}

const offer = ({ name, description, inputSchema }: Tools[keyof Tools]): ChatTool => {
  const { $schema: _, ...schema } = inputSchema;
  return { name, description, inputSchema: schema };
};

/** The caller's signal or our own deadline, whichever is first; the reason tells which it was. */
async function withDeadline<T>(
  { wall, deadlineMs, model }: ModelNarratorOptions,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw cancelledError();
  const [late, done] = [new AbortController(), new AbortController()];
  void wall.sleep(deadlineMs, done.signal).then(
    () => late.abort(),
    () => undefined, // the work ended first
  );
  try {
    return await run(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    if (late.signal.aborted && !signal.aborted)
      throw new ModelError('timeout', `${model.model} had not answered after ${deadlineMs / 1000} s`);
    throw error;
  } finally {
    done.abort();
  }
}
