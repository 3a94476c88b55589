import { describe, expect, it } from 'vitest';
import { FaultError, fault } from '../../../src-shared/fault.ts';
import { NarrativeRevisionSchema, NarrativeSchema, type Draft, type Finding } from '../../../src-shared/narrative.ts';
import type { Narrator } from '../../../src-shared/ports/narrator.ts';
import { composeNarrative, type ComposeInput } from '../../../src-main/narrate/compose.ts';
import { createValidator } from '../../../src-main/validate/validator.ts';
import { makeAnomaly, makeCase, namesOf } from '../../fixtures/narrative/cases.ts';
import { template } from '../../fixtures/narrative/write.ts';

const made = makeCase(makeAnomaly(), []);
const honest = template();
const TRUE = (await honest.write(made.evidence, [], new AbortController().signal)).draft;
const lie: Draft = { ...TRUE, sentences: TRUE.sentences.map((s) => ({ ...s, text: s.text.replace('4.2 %', '44 %') })) };

/** A writer that gives these drafts in turn; an error is thrown. Records the findings it was given. */
function model(...answers: (Draft | Error)[]): Narrator & { readonly told: (readonly Finding[])[] } {
  const told: (readonly Finding[])[] = [];
  return {
    provider: 'openai',
    told,
    async write(_evidence, findings) {
      told.push(findings);
      const answer = answers[told.length - 1] ?? lie;
      if (answer instanceof Error) throw answer;
      return { draft: answer, toolsUsed: [], toolResults: {}, model: 'm-1' };
    },
  };
}
const compose = (change: Partial<ComposeInput> = {}) => {
  const validator = createValidator({ namesOf });
  return composeNarrative({
    anomaly: made.anomaly,
    evidence: made.evidence,
    narrator: honest,
    fallback: honest,
    validator: (draft, evidence, trace, signal) => validator.validate(draft, evidence, trace, signal),
    previousRevision: 0,
    now: made.now,
    wallNow: () => 5,
    signal: new AbortController().signal,
    ...change,
  });
};

describe('composeNarrative', () => {
  it('stores what was judged', async () => {
    const { narrative, drafts, stage } = await compose();
    expect(NarrativeSchema.parse(narrative)).toEqual(narrative);
    expect(drafts.map((draft) => NarrativeRevisionSchema.parse(draft))).toEqual(drafts);
    expect(stage).toBe('accepted');
    expect(narrative).toMatchObject({
      narrative_text: TRUE.sentences.map(({ text }) => text).join(' '),
      validated: true,
      validation_passed: true,
      validation_reason: 'all rules hold',
      confidence_score: 1,
      llm_provider: 'template',
      llm_model: null,
      cause: 'cause_unknown',
      revision: 1,
      created_at: made.now,
      updated_at: made.now,
      validated_at: made.now,
      citations: TRUE.sentences.map(({ text, cites }) => ({ claim: text, evidence_ids: cites })),
    });
    expect(narrative.tools_used).toHaveLength(5);
  });

  it('gives equal bytes for equal input but for the duration', async () => {
    let wall = 0;
    const [a, b] = [await compose(), await compose({ wallNow: () => (wall += 1234) })];
    expect([a.narrative.generation_time_seconds, b.narrative.generation_time_seconds]).toEqual([0, 1.234]);
    expect(JSON.stringify({ ...a.narrative, generation_time_seconds: 0 })).toBe(
      JSON.stringify({ ...b.narrative, generation_time_seconds: 0 }),
    );
    expect(JSON.stringify(a.drafts)).toBe(JSON.stringify(b.drafts));
  });

  it('tries once more with the findings, then the template', async () => {
    const writer = model(lie, lie);
    const { narrative, drafts, stage } = await compose({ narrator: writer });
    expect(writer.told.map((findings) => findings.length > 0)).toEqual([false, true]);
    expect(writer.told[1].every(({ passed }) => !passed)).toBe(true);
    expect(drafts.map(({ llm_provider, attempt, verdict }) => [llm_provider, attempt, verdict.verdict])).toEqual([
      ['openai', 1, 'withheld'],
      ['openai', 2, 'withheld'],
      ['template', 3, 'accepted'],
    ]);
    expect(new Set(drafts.map(({ id }) => id)).size).toBe(3);
    expect([stage, narrative.llm_provider]).toEqual(['accepted', 'template']);
  });

  it('takes the second draft when it holds', async () => {
    const { narrative, drafts } = await compose({ narrator: model(lie, TRUE) });
    expect([drafts.length, narrative.llm_provider, narrative.llm_model]).toEqual([2, 'openai', 'm-1']);
  });

  it.each(['timeout', 'network', 'refused', 'rate_limited', 'storage'] as const)(
    'goes to the template at once when a model cannot be asked (%s), and says so',
    async (kind) => {
      const writer = model(new FaultError(fault(kind, 'no answer')), TRUE);
      const told: unknown[] = [];
      const { drafts } = await compose({
        narrator: writer,
        onDegraded: (provider, why) => told.push([provider, why.kind]),
      });
      expect(drafts.map(({ llm_provider, attempt }) => [llm_provider, attempt])).toEqual([['template', 1]]);
      expect([writer.told.length, told]).toEqual([1, [['openai', kind]]]);
    },
  );

  it('asks once more for an answer that was none, and says what was wrong with it', async () => {
    const writer = model(new FaultError(fault('corrupt', 'the answer is not JSON')), TRUE);
    const { drafts } = await compose({ narrator: writer });
    expect(drafts.map(({ llm_provider }) => llm_provider)).toEqual(['openai']);
    expect(writer.told[1]).toEqual([
      { rule: 'answer', passed: false, score: 0, reason: 'the answer is not JSON', claim: null },
    ]);
  });

  it('withholds what its own narrator refuses, without asking the validator', async () => {
    const finding = {
      rule: 'placeholders',
      passed: false,
      score: 0,
      reason: 'a number outside a placeholder',
      claim: 0,
    };
    const told: (readonly Finding[])[] = [];
    const refusing: Narrator = {
      provider: 'openai',
      async write(_evidence, findings) {
        told.push(findings);
        return {
          draft: TRUE,
          toolsUsed: [],
          toolResults: {},
          model: 'm-1',
          refused: told.length === 1 ? [finding] : [],
        };
      },
    };
    let asked = 0;
    const rules = createValidator({ namesOf });
    const { drafts } = await compose({
      narrator: refusing,
      validator: (d, e, t, s) => ((asked += 1), rules.validate(d, e, t, s)),
    });
    expect(drafts.map(({ verdict }) => verdict.verdict)).toEqual(['withheld', 'accepted']);
    expect(drafts[0].verdict).toEqual({ verdict: 'withheld', score: 0, findings: [finding] });
    expect([told[1], asked]).toEqual([[finding], 1]);
  });

  it('withholds, and keeps the last judged text, when even the template fails', async () => {
    const broken: Narrator = { ...model(lie), provider: 'template' };
    const { narrative, stage } = await compose({ narrator: model(lie, lie), fallback: broken });
    expect(stage).toBe('withheld');
    expect(narrative).toMatchObject({
      validated: true,
      validation_passed: false,
      confidence_score: 0,
      llm_provider: 'template',
    });
    expect(narrative.narrative_text).toContain('44 %');
    expect(narrative.validation_reason).toContain('grounding: “44 %” is not in the cited evidence');
  });

  it('is not validated when the judge did not answer', async () => {
    const validator = createValidator({ namesOf, judge: { judge: () => Promise.reject(new Error('down')) } });
    const { narrative, stage } = await compose({ validator: (d, e, t, s) => validator.validate(d, e, t, s) });
    expect([stage, narrative.validated, narrative.validation_passed]).toEqual(['withheld', false, false]);
  });

  it('counts revisions and keeps identity', async () => {
    const [one, two] = [await compose(), await compose({ previousRevision: 1, createdAt: 77, now: made.now + 1 })];
    expect(two.narrative).toMatchObject({
      id: one.narrative.id,
      revision: 2,
      created_at: 77,
      updated_at: made.now + 1,
    });
    expect(two.drafts[0].id).not.toBe(one.drafts[0].id);
  });

  it('lets bugs and cancellation through', async () => {
    await expect(compose({ narrator: model(new TypeError('a bug')) })).rejects.toThrow('a bug');
    await expect(compose({ signal: AbortSignal.abort() })).rejects.toMatchObject({ fault: { kind: 'cancelled' } });
    await expect(
      compose({ narrator: model(lie, lie), fallback: model(new FaultError(fault('storage', 'gone'))) }),
    ).rejects.toMatchObject({ fault: { kind: 'storage' } });
  });
});
