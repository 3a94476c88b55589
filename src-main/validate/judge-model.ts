/**
 * A judge that is a model: one question, one strict JSON answer. Everything else than a whole, well-formed, consistent answer is
 * a fault, and a fault of a judge means not validated. What it says is text from outside and is cut to a plain line.
 */
import { z } from 'zod';
import { failed, faultOf, ok, type Result } from '../../src-shared/fault.ts';
import type { Finding } from '../../src-shared/narrative.ts';
import type { ChatAnswer, ChatModel, JsonSchema } from '../../src-shared/ports/chat-model.ts';
import type { Judge } from '../../src-shared/ports/judge.ts';
import { isQuotable, oneLine } from '../../src-shared/quotation.ts';
import { judgeMessages } from './judge-prompt.ts';
import { JUDGE } from './validator.ts';

const AnswerSchema = z.strictObject({
  passed: z.boolean(),
  score: z.number().min(0).max(1),
  reason: z.string().trim().min(1).max(2000),
  claim: z.union([z.literal(0), z.literal(1), z.null()]),
});

const SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    passed: { type: 'boolean' },
    score: { type: 'number' },
    reason: { type: 'string' },
    claim: { type: ['integer', 'null'] },
  },
  required: ['passed', 'score', 'reason', 'claim'],
  additionalProperties: false,
};

/** Passing from here on: an answer whose score says the opposite of its `passed` is no answer. */
const PASS_FROM = 0.5;

export function createModelJudge(model: ChatModel): Judge {
  return {
    async judge(draft, evidence, signal) {
      try {
        const anomalyId = evidence.anomaly_id === '' ? null : evidence.anomaly_id;
        const answer = { name: 'verdict', schema: SCHEMA };
        return findingOf(await model.ask({ anomalyId, messages: judgeMessages(draft, evidence), answer }, signal));
      } catch (error) {
        const known = faultOf(error);
        if (known === null) throw error;
        return { ok: false, fault: known };
      }
    },
  };
}

function findingOf({ content, refusal, finish, toolCalls }: ChatAnswer): Result<Finding> {
  if (refusal !== null && refusal !== '') return failed('corrupt', 'the judge refused');
  if (finish !== 'stop' || toolCalls.length > 0)
    return failed('corrupt', `the judge did not finish (${finish.slice(0, 20)})`);
  const said = AnswerSchema.safeParse(jsonIn(content));
  if (!said.success) return failed('corrupt', 'the judge’s answer is not the JSON it was asked for');
  const { passed, score, reason, claim } = said.data;
  if (passed !== score >= PASS_FROM) return failed('corrupt', 'the judge’s score contradicts its answer');
  return ok({ rule: JUDGE, passed, score, claim, reason: plainReason(reason) });
}

function jsonIn(content: string | null): unknown {
  const bare = /^\s*(?:```(?:json)?\s*\n)?([\s\S]*?)(?:\n\s*```)?\s*$/.exec(content ?? '')?.[1] ?? '';
  try {
    return JSON.parse(bare) as unknown;
  } catch {
    return null;
  }
}

function plainReason(reason: string): string {
  const line = oneLine(reason).slice(0, 200);
  return isQuotable(line) ? line : 'the judge gave no reason that can be shown';
}
