/** However an endpoint fails, the template writes, in bounded time, and the reason can be read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { obedient } from '../../../fakes/openai-server/obedient.ts';
import { startOpenAiServer, type OpenAiServer } from '../../../fakes/openai-server/server.ts';
import { VICES } from '../../../fakes/openai-server/vices.ts';
import { KEY, openRig } from '../../../fixtures/model/rig.ts';
import { makeAnomaly, makeCase } from '../../../fixtures/narrative/cases.ts';

const made = makeCase(makeAnomaly(), []);
let server: OpenAiServer;
beforeAll(async () => {
  server = await startOpenAiServer({ personality: obedient });
});
afterAll(() => server.close());

describe('an endpoint with', () => {
  it.each(Object.entries(VICES))('%s', async (name, vice) => {
    server.personality = vice;
    const rig = await openRig({ url: server.url, change: { timeoutSeconds: 1 } });
    const { narrative, drafts, stage } = await rig.compose(made);
    expect([narrative.llm_provider, stage, drafts.length]).toEqual(['template', 'accepted', 1]);
    expect(rig.faults.length).toBeGreaterThan(0);
    expect(rig.models.health()).toMatchObject({ state: 'failing' });
    const seen = JSON.stringify([rig.faults, narrative, drafts, rig.models.health()]);
    expect(seen).not.toContain(KEY);
    const rows = await rig.store.reader.usage({ from: 0, limit: 100 });
    expect(rows.length, name).toBeGreaterThan(0);
    expect(rows.every(({ state }) => state === 'settled')).toBe(true);
    await rig.close();
  });

  it('nobody at its address', async () => {
    const gone = await startOpenAiServer({ personality: obedient });
    await gone.close();
    const rig = await openRig({ url: gone.url });
    const { narrative } = await rig.compose(made);
    expect(narrative.llm_provider).toBe('template');
    expect(rig.faults.join()).toContain(`cannot be reached at ${new URL(gone.url).origin} (ECONNREFUSED)`);
    const [row] = await rig.store.reader.usage({ from: 0, limit: 1 });
    expect(row).toMatchObject({ prompt_tokens: 0, completion_tokens: 0, cost: 0 });
    await rig.close();
  });
});
