/** `doctor`'s question is in the book where there is one to write, and the line says when it is not. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { acquireEngineLock } from '../../../src-main/base/lock-file.ts';
import { checkModel } from '../../../src-main/cli/doctor-model.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { obedient } from '../../fakes/openai-server/obedient.ts';
import { startOpenAiServer, type OpenAiServer } from '../../fakes/openai-server/server.ts';
import { modelSettings } from '../../fixtures/model/rig.ts';
import { temporaryFolder } from '../../fixtures/run-mane.ts';

const folder = temporaryFolder();
const db = join(folder.path, 'mane.db');
const { signal } = new AbortController();
const context = {
  signal,
  out: () => undefined,
  err: () => undefined,
  json: false,
  isTerminal: false,
  debug: false,
  db,
};
let server: OpenAiServer;
beforeAll(async () => {
  vi.stubEnv('MANE_MODEL_KEY', 'canary-doctor');
  server = await startOpenAiServer({ personality: obedient, keys: ['canary-doctor'] });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
  folder.remove();
});

const check = (change = {}) => checkModel(modelSettings(server.url, change), context, signal);
async function booked() {
  const store = await openStore({ path: db, inThread: false });
  const rows = await store.reader.usage({ from: 0, limit: 9 });
  await store.close();
  return rows.map(({ purpose, state }) => [purpose, state]);
}

describe('the question of doctor to a model', () => {
  it('is not asked of one that is off', async () => {
    expect(await check({ enabled: false })).toMatch(/^off/);
    expect(server.received).toEqual([]);
  });

  it('goes into no book before there is one, and creates none', async () => {
    expect(await check()).toMatch(/answers with m-1 .*\(not booked: no database yet\)$/);
  });

  it('is booked, and kept to the limits', async () => {
    await (await openStore({ path: db, inThread: false })).close();
    expect(await check()).toMatch(/answers with m-1 in \d+ ms$/);
    expect(await booked()).toEqual([['test', 'settled']]);
    await expect(check({ budget: { tokensPerDay: 1 } })).rejects.toThrow(/budget/);
    expect(await booked()).toHaveLength(1);
  });

  it('is asked beside a running engine without its book', async () => {
    const lock = acquireEngineLock(db, { pid: process.pid });
    expect(await check()).toMatch(/\(not booked: a running engine holds the database\)$/);
    if (lock.ok) lock.value.release();
    expect(await booked()).toHaveLength(1);
  });
});
