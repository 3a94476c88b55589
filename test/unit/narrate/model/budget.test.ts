/** The budget over a real store and a real endpoint: never exceeded, never forgotten, told in time. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../../src-shared/market.ts';
import { settableTime } from '../../../../src-main/base/clock.ts';
import { createModelBudget, usageBookOf } from '../../../../src-main/narrate/model/budget.ts';
import { windowsAt, type Limits, type PlannedCall } from '../../../../src-main/narrate/model/budget-windows.ts';
import { openStore, type OpenStore } from '../../../../src-main/store/store-client.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../conformance/store-samples.ts';
import { obedient } from '../../../fakes/openai-server/obedient.ts';
import { startOpenAiServer } from '../../../fakes/openai-server/server.ts';
import { openRig } from '../../../fixtures/model/rig.ts';
import { makeAnomaly, makeCase } from '../../../fixtures/narrative/cases.ts';

const NOON = Date.UTC(2026, 10, 29, 12);
const FREE: Limits = { moneyPerDay: null, moneyPerMonth: null, tokensPerDay: null, tokensPerMonth: null };
const CALL: PlannedCall = {
  provider: 'openai',
  model: 'm-1',
  purpose: 'narrator',
  anomalyId: null,
  worst: { promptTokens: 600, completionTokens: 400 },
  price: { prompt: 1, completion: 10 },
};
let here: TemporaryFolder;
let store: OpenStore;
beforeEach(async () => {
  here = temporaryFolder();
  store = await openStore({ path: here.db, inThread: false });
});
afterEach(async () => {
  await store.close();
  here.remove();
});

function budgetOf(limits: Partial<Limits>, start = NOON) {
  const wall = settableTime(start);
  const notices: string[] = [];
  let current: Limits = { ...FREE, ...limits };
  const budget = createModelBudget({
    book: usageBookOf(store.reader, store.writer),
    limits: () => current,
    wall,
    onNotice: (detail) => notices.push(detail),
  });
  return { wall, notices, budget, change: (next: Partial<Limits>) => (current = { ...FREE, ...next }) };
}
const refusal = (until: string) => `model budget used up until ${until} UTC: the template writes`;

describe('the model budget', () => {
  it('books the worst case first and what it took afterwards', async () => {
    const { budget } = budgetOf({ tokensPerDay: 10_000 });
    const reservation = await budget.reserve(CALL);
    const only = async () => (await store.reader.usage({ from: 0, limit: 9 }))[0];
    expect(await only()).toMatchObject({ state: 'reserved', prompt_tokens: 600, completion_tokens: 400, cost: 0.0046 });
    await reservation.settle({ promptTokens: 100, completionTokens: 20 });
    expect(await only()).toMatchObject({ state: 'settled', prompt_tokens: 100, completion_tokens: 20, cost: 0.0003 });
    await (await budget.reserve(CALL)).settle(null);
    expect(await store.reader.usageSums([0])).toEqual([{ tokens: 1120, money: 0.0049, calls: 2 }]);
  });

  it.each<[string, Partial<Limits>, number, string]>([
    ['tokens a day', { tokensPerDay: 3500 }, 3, '2026-11-30 00:00'],
    ['tokens a month', { tokensPerMonth: 3500 }, 3, '2026-12-01 00:00'],
    ['money a day', { moneyPerDay: 0.0092 }, 2, '2026-11-30 00:00'],
    ['money a month', { moneyPerMonth: 0.0092 }, 2, '2026-12-01 00:00'],
    ['both days and months', { tokensPerDay: 1000, tokensPerMonth: 1500 }, 1, '2026-12-01 00:00'],
    ['nothing at all', { tokensPerDay: 0 }, 0, '2026-11-30 00:00'],
    ['no money at all', { moneyPerDay: 0 }, 0, '2026-11-30 00:00'],
  ])('refuses beyond %s', async (_name, limits, calls, until) => {
    const { budget, notices } = budgetOf(limits);
    for (let i = 0; i < calls; i++) await budget.reserve(CALL);
    await expect(budget.reserve(CALL)).rejects.toMatchObject({ problem: 'budget', message: refusal(until) });
    await expect(budget.reserve(CALL)).rejects.toThrow('used up');
    expect(notices.filter((line) => line.includes('used up'))).toEqual([refusal(until)]);
    expect(budget.health()).toMatchObject({ state: 'budget_used', detail: refusal(until) });
    expect((await store.reader.usageSums([0]))[0]?.calls).toBe(calls);
  });

  it('opens again with the next day, with a larger limit, and with what was settled lower', async () => {
    const { budget, wall, change } = budgetOf({ tokensPerDay: 1000 });
    await budget.reserve(CALL);
    await expect(budget.reserve(CALL)).rejects.toThrow('used up');
    wall.set(NOON + 12 * HOUR_MS - 1);
    await expect(budget.reserve(CALL)).rejects.toThrow('used up');
    wall.set(NOON + 12 * HOUR_MS);
    expect([budget.usedUntil(), budget.health().spent.dayTokens]).toEqual([null, 0]);
    const second = await budget.reserve(CALL);
    await expect(budget.reserve(CALL)).rejects.toThrow('used up');
    change({ tokensPerDay: 2000 });
    expect(budget.usedUntil()).toBeNull();
    await budget.reserve(CALL);
    await expect(budget.reserve(CALL)).rejects.toThrow('used up');
    await second.settle({ promptTokens: 0, completionTokens: 0 });
    await budget.reserve(CALL);
    expect(budget.usedUntil()).toBeNull();
  });

  it('counts money only where the price is known', async () => {
    const { budget } = budgetOf({ moneyPerDay: 0, tokensPerDay: 2000 });
    const unpriced = { ...CALL, price: null };
    await budget.reserve(unpriced);
    await budget.reserve({ ...CALL, price: { prompt: 0, completion: 0 } });
    await expect(budget.reserve(unpriced)).rejects.toThrow('used up');
    expect((await store.reader.usage({ from: 0, limit: 9 })).map(({ cost }) => cost).sort()).toEqual([0, null].sort());
  });

  it('says once when four fifths are used', async () => {
    const { budget, notices } = budgetOf({ tokensPerDay: 10_000, tokensPerMonth: 1_000_000 });
    for (let i = 0; i < 10; i++) await budget.reserve(CALL);
    expect(notices).toEqual(['80 % of the model budget of this day is used']);
    expect(budget.health()).toMatchObject({
      state: 'budget_low',
      detail: '100 % of the model budget of this day is used',
    });
  });

  it('knows UTC days and months, and counts what an earlier run reserved and never settled', async () => {
    expect(windowsAt(NOON, FREE).map(({ from }) => from)).toEqual([Date.UTC(2026, 10, 29), Date.UTC(2026, 10, 1)]);
    await budgetOf({}, NOON - 20 * DAY_MS).budget.reserve(CALL);
    await budgetOf({}, NOON - HOUR_MS).budget.reserve(CALL);
    const { budget } = budgetOf({ tokensPerMonth: 2500 });
    await budget.refresh();
    expect(budget.health().spent).toMatchObject({ dayTokens: 1000, monthTokens: 2000 });
    await expect(budget.reserve(CALL)).rejects.toThrow('until 2026-12-01');
  });

  it('takes no call twice when its answer was lost', async () => {
    const row = {
      id: '0'.repeat(36),
      time: NOON,
      provider: 'p',
      model: 'm',
      purpose: 'judge' as const,
      prompt_tokens: 5,
      completion_tokens: 5,
      cost: null,
      anomaly_id: null,
    };
    const windows = windowsAt(NOON, { ...FREE, tokensPerDay: 10 });
    for (let i = 0; i < 3; i++) expect((await store.writer.reserveUsage(row, windows)).granted).toBe(true);
    expect(await store.reader.usage({ from: 0, limit: 9 })).toEqual([{ ...row, state: 'reserved' }]);
  });
});

describe('50 narratives at the edge of the budget', () => {
  it('never spend more than it, whatever comes at once', async () => {
    const server = await startOpenAiServer({
      // Claims all that it may: the worst case comes true.
      personality: async (request, call) => ({
        ...(await obedient(request, call)),
        usage: { prompt_tokens: Math.ceil(JSON.stringify(request.messages).length / 5), completion_tokens: 2000 },
      }),
    });
    const limit = 30_000;
    const rig = await openRig({ url: server.url, change: { budget: { ...FREE, tokensPerDay: limit }, tools: false } });
    const cases = Array.from({ length: 50 }, (_, i) =>
      makeCase(makeAnomaly({ metadata: { onset: NOON + i * HOUR_MS } }), []),
    );
    const written = await Promise.all(cases.map((made) => rig.compose(made)));
    const by = (provider: string) => written.filter(({ narrative }) => narrative.llm_provider === provider).length;
    const spent = server.claimed.reduce((sum, usage) => sum + usage.prompt_tokens + usage.completion_tokens, 0);
    expect(by('openai')).toBeGreaterThan(3);
    expect(by('template')).toBe(50 - by('openai'));
    expect(written.every(({ stage }) => stage === 'accepted')).toBe(true);
    expect(server.chats()).toHaveLength(by('openai'));
    expect(spent).toBeLessThanOrEqual(limit);
    const [sum] = await rig.store.reader.usageSums([0]);
    expect(sum).toMatchObject({ tokens: spent, calls: by('openai') });
    expect(rig.faults.filter((line) => line.includes('used up'))).toHaveLength(1);
    expect(rig.models.health()).toMatchObject({
      state: 'budget_used',
      detail: expect.stringMatching(/^model budget used up until /) as string,
    });
    console.log(
      `50 narratives, limit ${limit}: ${by('openai')} by the model, ${spent} tokens claimed, ${by('template')} by the template`,
    );
    await rig.close();
    await server.close();
  });

  it('go over it by no more than what one call took beyond its bound', async () => {
    // An endpoint that counts three times what could be expected.
    const server = await startOpenAiServer({
      personality: async (request, call) => ({
        ...(await obedient(request, call)),
        usage: { prompt_tokens: 9_000, completion_tokens: 2000 },
      }),
    });
    const limit = 30_000;
    const rig = await openRig({ url: server.url, change: { budget: { ...FREE, tokensPerDay: limit }, tools: false } });
    const cases = Array.from({ length: 50 }, (_, i) =>
      makeCase(makeAnomaly({ metadata: { onset: NOON + i * HOUR_MS } }), []),
    );
    await Promise.all(cases.map((made) => rig.compose(made)));
    const spent = server.claimed.reduce((sum, usage) => sum + usage.prompt_tokens + usage.completion_tokens, 0);
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(limit + 11_000);
    await rig.close();
    await server.close();
  });
});
