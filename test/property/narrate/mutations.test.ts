/** Lies about true narratives are rejected (≥ 99 %), the truth is not (≤ 2 %). Counts and seed are printed. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/base/random.ts';
import { judgeByRules } from '../../../src-main/validate/verdict.ts';
import { MUTATIONS } from '../../corpora/mutations/mutate.ts';
import { KINDS, namesOf, randomCase } from '../../fixtures/narrative/cases.ts';
import { writeAndJudge } from '../../fixtures/narrative/write.ts';

const SEED = process.env.MANE_SEED ?? 'mutations-1';
const CASES = 84;

describe('mutations', () => {
  it('are rejected, and untouched narratives are not', async () => {
    const random = seededRandom(SEED);
    const counts = new Map<string, { made: number; missed: number }>();
    const missed: string[] = [];
    let refused = 0;
    for (let i = 0; i < CASES; i++) {
      const { evidence } = randomCase(random, KINDS[i % KINDS.length]);
      const { draft, verdict, toolsUsed, toolResults } = await writeAndJudge(evidence);
      if (verdict.verdict === 'withheld') refused += 1;
      for (const [name, mutate] of Object.entries(MUTATIONS)) {
        const lie = mutate(draft, evidence, random);
        if (lie === null) continue;
        const count = counts.get(name) ?? { made: 0, missed: 0 };
        counts.set(name, count);
        count.made += 1;
        if (judgeByRules(lie, evidence, { namesOf, toolsUsed, toolResults }).verdict === 'withheld') continue;
        count.missed += 1;
        missed.push(`${name}: ${lie.sentences.map(({ text }) => text).join(' ')}`);
      }
    }
    const made = [...counts.values()].reduce((sum, count) => sum + count.made, 0);
    console.log(
      `mutations: seed ${SEED}, ${made} lies of ${counts.size} kinds, ${missed.length} missed; ${CASES} true narratives, ${refused} refused`,
      ...missed,
    );
    expect([...counts.keys()].sort()).toEqual(Object.keys(MUTATIONS).sort());
    expect(made).toBeGreaterThanOrEqual(1000);
    expect(missed.length / made, missed.slice(0, 5).join('\n')).toBeLessThanOrEqual(0.01);
    expect(refused / CASES).toBeLessThanOrEqual(0.02);
  });
});
