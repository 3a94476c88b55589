/** Every lie of the lying models is caught, and the user reads the template's truth instead. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src-main/base/random.ts';
import { LIES, liar } from '../../../fakes/openai-server/liars.ts';
import { obedient } from '../../../fakes/openai-server/obedient.ts';
import { startOpenAiServer, type OpenAiServer } from '../../../fakes/openai-server/server.ts';
import { openRig, type Rig } from '../../../fixtures/model/rig.ts';
import { KINDS, randomCase, type Case } from '../../../fixtures/narrative/cases.ts';

const UNLIMITED = { moneyPerDay: null, moneyPerMonth: null, tokensPerDay: null, tokensPerMonth: null };
/** Cases a lie is told in; MANE_LIES=40 for the long count. */
const CASES = Number(process.env.MANE_LIES ?? 2) * KINDS.length;
let server: OpenAiServer;
let rig: Rig;
let cases: Case[];
beforeAll(async () => {
  const random = seededRandom('lies');
  cases = Array.from({ length: CASES }, (_, i) => randomCase(random, KINDS[i % KINDS.length]));
  server = await startOpenAiServer({ personality: obedient });
  rig = await openRig({ url: server.url, change: { budget: UNLIMITED } });
});
afterAll(async () => {
  await rig.close();
  await server.close();
});

const totals = { told: 0, caught: 0 };
afterAll(() => console.log(`lies told ${totals.told}, caught ${totals.caught}, kinds ${Object.keys(LIES).length}`));

describe('a lying model', () => {
  it('would be accepted without its lie', async () => {
    server.personality = obedient;
    const drafts = await Promise.all(cases.map((made) => rig.compose(made)));
    expect(drafts.map(({ narrative }) => [narrative.llm_provider, narrative.validation_passed])).toEqual(
      cases.map(() => ['openai', true]),
    );
  });

  it.each(Object.entries(LIES))('with %s', async (_name, lie) => {
    let told = 0;
    for (const made of cases) {
      let skipped = false;
      server.personality = liar(lie, () => (skipped = true));
      const { narrative, drafts, stage } = await rig.compose(made);
      if (skipped) continue;
      told += 1;
      const said = JSON.stringify(
        drafts.map(({ draft, verdict }) => [draft, verdict.findings.filter((f) => !f.passed)]),
      );
      expect(
        drafts.map(({ llm_provider, verdict }) => [llm_provider, verdict.verdict]),
        said,
      ).toEqual([
        ['openai', 'withheld'],
        ['openai', 'withheld'],
        ['template', 'accepted'],
      ]);
      expect([narrative.llm_provider, narrative.llm_model, stage]).toEqual(['template', null, 'accepted']);
      totals.caught += 1;
    }
    totals.told += told;
    expect(told).toBeGreaterThan(0);
  });
});
