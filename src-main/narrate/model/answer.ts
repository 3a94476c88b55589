/**
 * A model's answer: two sentences, the facts each rests on, and a cause class, as JSON of a schema that holds only the allowed
 * classes. Read into a draft whose placeholders are filled, with everything that is wrong with it; what is not an answer at all
 * is an error.
 */
import { z } from 'zod';
import type { Cause, Draft, Evidence, Finding } from '../../../src-shared/narrative.ts';
import type { ChatAnswer, JsonSchema } from '../../../src-shared/ports/chat-model.ts';
import { describeIssues } from '../../../src-shared/settings.ts';
import type { CauseFinding } from '../cause.ts';
import { beyondLicence } from './licence.ts';
import { ModelError } from './model-error.ts';
import { ownWords } from './own-words.ts';
import { fillText, namesIn } from './placeholders.ts';

const SentenceSchema = z.strictObject({
  text: z.string().min(1).max(2000),
  evidence_ids: z.array(z.string().max(8)).max(40),
});
const AnswerSchema = z.strictObject({ first: SentenceSchema, second: SentenceSchema, cause: z.string() });
type Answer = z.infer<typeof AnswerSchema>;

export const ANSWER_NAME = 'narrative';

/** Exactly two sentences by construction: they have a name each. No bounds in it: not every endpoint knows them. */
export function answerSchema(allowed: readonly Cause[]): JsonSchema {
  const sentence = object({ text: { type: 'string' }, evidence_ids: { type: 'array', items: { type: 'string' } } });
  return object({ first: sentence, second: sentence, cause: { type: 'string', enum: [...allowed] } });
}

const object = (properties: Record<string, unknown>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** The same in words. */
export const answerShape = (allowed: readonly Cause[]): string =>
  `Answer with one JSON object and nothing else: {"first":{"text":"…","evidence_ids":["E1"]},"second":{"text":"…","evidence_ids":["E9"]},"cause":"${allowed.join('" or "')}"}`;

export interface ReadAnswer {
  readonly draft: Draft;
  readonly refused: readonly Finding[];
}

export interface ReadContext {
  readonly evidence: Evidence;
  readonly licence: CauseFinding;
  /** Names of the asset. */
  readonly names: readonly string[];
}

/** Throws ModelError `bad_answer` for what is no answer: refused, cut off, empty, not JSON, another shape. */
export function readAnswer(answer: ChatAnswer, context: ReadContext): ReadAnswer {
  const { first, second, cause } = parsed(answer);
  const refused: Finding[] = [];
  const sentences = [first, second].map((sentence, i) => readSentence(sentence, i, context, refused));
  const known = CAUSES.find((name) => name === cause);
  if (known === undefined) throw new ModelError('bad_answer', 'the answer’s cause is none of the four classes');
  const draft = { sentences, cause: known };
  for (const reason of beyondLicence(draft, context.evidence, context.licence))
    refused.push(finding('licence', reason, null));
  return { draft, refused };
}

const CAUSES: readonly Cause[] = ['likely_cause', 'reported_afterwards', 'coincident_news', 'cause_unknown'];

function parsed({ content, refusal, finish }: ChatAnswer): Answer {
  const refuse = (why: string): never => {
    throw new ModelError('bad_answer', `the answer ${why}`);
  };
  if (refusal !== null && refusal !== '') refuse('is a refusal');
  if (finish === 'length') refuse('was cut off at its longest length');
  if (finish === 'content_filter') refuse('was filtered out');
  if (content === null || content.trim() === '') return refuse('is empty');
  const value = AnswerSchema.safeParse(jsonIn(content) ?? refuse('is not JSON'));
  return value.success ? value.data : refuse(`has another shape: ${describeIssues(value.error).slice(0, 200)}`);
}

/** A whole JSON object, alone or inside a fence; null when there is none. */
function jsonIn(content: string): unknown {
  const bare = /^\s*(?:```(?:json)?\s*\n)?([\s\S]*?)(?:\n\s*```)?\s*$/.exec(content)?.[1] ?? content;
  try {
    return JSON.parse(bare) as unknown;
  } catch {
    return null;
  }
}

function readSentence(
  { text, evidence_ids }: Answer['first'],
  index: number,
  { evidence, names }: ReadContext,
  refused: Finding[],
): Draft['sentences'][number] {
  const allowed = namesIn(evidence, names);
  const filled = fillText(text.trim(), evidence, allowed);
  for (const reason of filled.wrong) refused.push(finding('placeholders', reason, index));
  for (const reason of ownWords(text, evidence, allowed)) refused.push(finding('own words', reason, index));
  const known = new Set(evidence.facts.map(({ id }) => id));
  for (const id of new Set(evidence_ids))
    if (!known.has(id)) refused.push(finding('citations', `there is no ${id.slice(0, 8)}`, index));
  return { text: filled.text, cites: [...new Set([...evidence_ids, ...filled.ids])] };
}

const finding = (rule: string, reason: string, claim: number | null): Finding => ({
  rule,
  passed: false,
  score: 0,
  reason,
  claim,
});
