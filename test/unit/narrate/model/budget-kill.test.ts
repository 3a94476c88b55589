/** kill −9 while requests are under way: each one that the endpoint has seen is in the book, and counts after the restart. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { wallTime } from '../../../../src-main/base/clock.ts';
import { seededRandom } from '../../../../src-main/base/random.ts';
import { createModelBudget, usageBookOf } from '../../../../src-main/narrate/model/budget.ts';
import { openStore } from '../../../../src-main/store/store-client.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../conformance/store-samples.ts';
import { startOpenAiServer, type OpenAiServer } from '../../../fakes/openai-server/server.ts';

const CHILD = fileURLToPath(new URL('./budget-kill-child.ts', import.meta.url));
const KILLS = 6;
const SEED = process.env.MANE_SEED ?? 'budget-kill';
let here: TemporaryFolder;
let server: OpenAiServer;
beforeEach(async () => {
  here = temporaryFolder();
  server = await startOpenAiServer({
    personality: async () => {
      await wallTime.sleep(20);
      return { content: '{}', usage: { prompt_tokens: 3, completion_tokens: 1 } };
    },
  });
});
afterEach(async () => {
  await server.close();
  here.remove();
});

async function killAfter(ms: number): Promise<void> {
  const child = spawn(process.execPath, [CHILD, here.db, server.url], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const before = server.chats().length;
  while (!said.includes('open\n') && child.exitCode === null) await wallTime.sleep(2);
  while (server.chats().length === before && child.exitCode === null) await wallTime.sleep(1);
  await wallTime.sleep(ms);
  expect(child.exitCode, complaint).toBeNull();
  child.kill('SIGKILL');
  await ended;
}

it(`keeps every call that left, ${KILLS} times`, { timeout: 120_000 }, async () => {
  console.log(`seed ${SEED} (MANE_SEED)`);
  const random = seededRandom(SEED);
  let unsettled = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    await killAfter(random.int(0, 120));
    const store = await openStore({ path: here.db, inThread: false });
    const rows = await store.reader.usage({ from: 0, limit: 100_000 });
    // A request may be booked and never have left; none may have left without being booked.
    expect(rows.length).toBeGreaterThanOrEqual(server.chats().length);
    const reserved = rows.filter(({ state }) => state === 'reserved');
    expect(reserved.every(({ completion_tokens }) => completion_tokens === 2000)).toBe(true);
    expect(
      rows.filter(({ state }) => state === 'settled').every(({ completion_tokens }) => completion_tokens === 1),
    ).toBe(true);
    unsettled = reserved.length;
    const spent = rows.reduce((sum, row) => sum + row.prompt_tokens + row.completion_tokens, 0);
    const limits = { moneyPerDay: null, moneyPerMonth: null, tokensPerDay: spent, tokensPerMonth: null };
    const budget = createModelBudget({
      book: usageBookOf(store.reader, store.writer),
      limits: () => limits,
      wall: wallTime,
      onNotice: () => undefined,
    });
    await budget.refresh();
    expect(budget.health().spent.dayTokens).toBe(spent);
    const one = { provider: 'p', model: 'm', purpose: 'narrator' as const, anomalyId: null, price: null };
    await expect(budget.reserve({ ...one, worst: { promptTokens: 1, completionTokens: 0 } })).rejects.toThrow(
      'used up',
    );
    await store.close();
  }
  console.log(`${server.chats().length} requests seen, ${unsettled} reservations left unsettled by ${KILLS} kills`);
  expect(unsettled).toBeGreaterThan(0);
});
