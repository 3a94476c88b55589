/** The judge: asked only after the rules, and any fault of it withholds. */
import { describe, expect, it } from 'vitest';
import { failed, ok } from '../../../src-shared/fault.ts';
import type { Finding } from '../../../src-shared/narrative.ts';
import type { Judge } from '../../../src-shared/ports/judge.ts';
import { createValidator } from '../../../src-main/validate/validator.ts';
import { makeAnomaly, makeCase, namesOf } from '../../fixtures/narrative/cases.ts';
import { writeAndJudge } from '../../fixtures/narrative/write.ts';

const { evidence } = makeCase(makeAnomaly(), []);
const trace = { toolsUsed: [], toolResults: {} };
const signal = () => new AbortController().signal;
const said = (change: Partial<Finding> = {}): Finding => ({
  rule: 'judge',
  passed: true,
  score: 1,
  reason: 'holds',
  claim: null,
  ...change,
});
const judged = async (judge: Judge, change = (text: string) => text) => {
  const { draft } = await writeAndJudge(evidence);
  const sentences = draft.sentences.map((s) => ({ ...s, text: change(s.text) }));
  return createValidator({ namesOf, judge }).validate({ ...draft, sentences }, evidence, trace, signal());
};

describe('a judge', () => {
  it('adds its weight when it agrees', async () => {
    const verdict = await judged({ judge: async () => ok(said({ score: 0.5 })) });
    expect(verdict).toMatchObject({ verdict: 'accepted', score: 0.7321 });
    expect(verdict.findings.at(-1)).toMatchObject({ rule: 'judge', score: 0.5 });
  });
  it('cannot pass for another rule', async () => {
    const verdict = await judged({ judge: async () => ok(said({ rule: 'quality', passed: false, score: 0 })) });
    expect(verdict).toMatchObject({ verdict: 'withheld', score: 0 });
  });
  it('is not asked about what failed the rules', async () => {
    let asked = 0;
    const verdict = await judged({ judge: async () => ok(said({ score: ++asked })) }, (text) =>
      text.replace('4.2 %', '7.7 %'),
    );
    expect([asked, verdict.verdict]).toEqual([0, 'withheld']);
  });
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
    ],
    ['rejects', () => Promise.reject(new Error('boom'))],
    ['times out', () => Promise.reject(new DOMException('timed out', 'TimeoutError'))],
    ['answers a fault', async () => failed('rate_limited', '429')],
    ['answers nothing', async () => undefined],
    ['answers text', async () => 'looks good'],
    ['answers a wrong shape', async () => ok({ passed: 'yes' })],
    ['answers NaN', async () => ok(said({ score: Number.NaN }))],
    ['answers beyond 1', async () => ok(said({ score: 9 }))],
    ['answers null', async () => null],
    ['says no', async () => ok(said({ passed: false, score: 0 }))],
  ])('that %s withholds', async (_name, answer) => {
    expect(await judged({ judge: answer as Judge['judge'] })).toMatchObject({ verdict: 'withheld', score: 0 });
  });
  it('stops for the caller', async () => {
    const { draft } = await writeAndJudge(evidence);
    const controller = new AbortController();
    const waiting = createValidator({
      namesOf,
      judge: {
        judge: async () => {
          controller.abort();
          return ok(said());
        },
      },
    });
    await expect(waiting.validate(draft, evidence, trace, controller.signal)).rejects.toThrow();
    await expect(createValidator({ namesOf }).validate(draft, evidence, trace, AbortSignal.abort())).rejects.toThrow();
  });
});
