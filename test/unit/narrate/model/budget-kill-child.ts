/** Asks a model through the budget of a real store, one call after another, until it is killed. Arguments: database, endpoint. */
import { writeSync } from 'node:fs';
import PQueue from 'p-queue';
import { wallTime } from '../../../../src-main/base/clock.ts';
import { createModelBudget, usageBookOf } from '../../../../src-main/narrate/model/budget.ts';
import { createChatModel } from '../../../../src-main/narrate/model/chat-model.ts';
import { endpointOf } from '../../../../src-main/narrate/model/endpoint.ts';
import { openStore } from '../../../../src-main/store/store-client.ts';
import { modelSettings } from '../../../fixtures/model/rig.ts';

const [path = '', url = ''] = process.argv.slice(2);
const store = await openStore({ path });
const settings = modelSettings(url);
const endpoint = endpointOf(settings, { get: () => 'k' });
if (!endpoint.ok) throw new Error(endpoint.fault.detail);
const budget = createModelBudget({
  book: usageBookOf(store.reader, store.writer),
  limits: () => ({ moneyPerDay: null, moneyPerMonth: null, tokensPerDay: null, tokensPerMonth: null }),
  wall: wallTime,
  onNotice: () => undefined,
});
const model = createChatModel({
  endpoint: endpoint.value,
  purpose: 'narrator',
  budget,
  queue: new PQueue({ concurrency: 2 }),
  wall: wallTime,
  random: () => 0.5,
  timeoutMs: 20_000,
});
writeSync(1, 'open\n');
const ask = async (): Promise<void> => {
  for (;;)
    await model.ask(
      { anomalyId: null, messages: [{ role: 'user', content: 'Hello' }], answer: { name: 'a', schema: {} } },
      new AbortController().signal,
    );
};
await Promise.all([ask(), ask()]);
