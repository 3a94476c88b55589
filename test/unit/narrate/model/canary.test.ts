/** The key is in the request's header and nowhere else: no log, no row, no fault, no health, no settings, no error. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { wallTime } from '../../../../src-main/base/clock.ts';
import { createLogger } from '../../../../src-main/base/logger.ts';
import { openSettings } from '../../../../src-main/base/settings-file.ts';
import { createColdPath } from '../../../../src-main/flow/cold-path.ts';
import { createWalk } from '../../../../src-main/flow/walk.ts';
import { createWriting } from '../../../../src-main/flow/writing.ts';
import { usageBookOf } from '../../../../src-main/narrate/model/budget.ts';
import { openStore } from '../../../../src-main/store/store-client.ts';
import { temporaryFolder } from '../../../conformance/store-samples.ts';
import { obedient } from '../../../fakes/openai-server/obedient.ts';
import { sendError, startOpenAiServer } from '../../../fakes/openai-server/server.ts';
import { VICES } from '../../../fakes/openai-server/vices.ts';
import { modelSettings } from '../../../fixtures/model/rig.ts';
import { makeAnomaly, makeCase, namesOf } from '../../../fixtures/narrative/cases.ts';

const CANARY = 'sk-canary-7d1f0e2b9c5a4838';
/** Also halves of it: an endpoint may repeat a part. */
const PARTS = [CANARY, CANARY.slice(0, 14), CANARY.slice(-10)];

it('keeps the key out of everything that stays or is shown', async () => {
  const here = temporaryFolder();
  const lines: string[] = [];
  const logger = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  const echo = (status: number) =>
    ((_request, { response, request }) =>
      sendError(
        response,
        status,
        null,
        `Your key ${request.headers.authorization} (${CANARY.slice(0, 14)}…) is odd`,
      )) satisfies typeof obedient;
  const server = await startOpenAiServer({ personality: obedient });
  const store = await openStore({ path: here.db, inThread: false });
  const faults: string[] = [];
  const settingsFile = openSettings(here.folder);
  settingsFile.set({ model: modelSettings(server.url, { timeoutSeconds: 1, judge: { enabled: true } }) });
  const writing = createWriting({
    reader: store.reader,
    linker: { link: () => ({ assets: [], topics: [], priceReport: false }), namesOf },
    sentiment: { score: () => null },
    symbols: ['SOL-USD'],
    pollIntervalMs: 300_000,
    replay: false,
    simulated: false,
    wall: wallTime,
    model: {
      settings: () => settingsFile.get().model,
      secrets: { get: () => CANARY },
      book: usageBookOf(store.reader, store.writer),
      random: () => 0.5,
      onFault: (detail) => faults.push(detail),
    },
    signal: new AbortController().signal,
  });
  const shown: unknown[] = [];
  const walk = createWalk({
    reader: store.reader,
    writer: store.writer,
    investigate: async (anomaly) =>
      makeCase(anomaly, [{ at: -3, title: 'Solana fund approved', sentiment: 0.8 }]).investigation,
    ...writing,
    onChange: (change) => shown.push(change),
    onNarrative: (narrative) => shown.push(narrative),
  });
  const cold = createColdPath({
    reader: store.reader,
    walk,
    logger,
    concurrency: 2,
    onFault: (detail) => faults.push(detail),
  });
  const personalities = [
    obedient,
    ...[400, 401, 403, 404, 409, 429, 500].map(echo),
    VICES['a drop within the body'],
    VICES['a huge answer'],
    VICES['a body that is not JSON'],
  ];
  for (const [i, personality] of personalities.entries()) {
    server.personality = personality;
    const anomaly = makeAnomaly({ metadata: { onset: Date.UTC(2024, 4, 6, 1 + i) } });
    await store.writer.raise(anomaly, null);
    cold.raised(anomaly);
    await cold.step(anomaly.detected_at + 1);
    shown.push(writing.models.health(), await writing.models.test(undefined, new AbortController().signal));
    const error: unknown = await writing.models
      .narrator()!
      .write(makeCase(anomaly, []).evidence, [], new AbortController().signal)
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    // As a log or an uncaught error would print it, causes and all.
    shown.push(inspect(error, { depth: 9, showHidden: true }));
    logger.error({ error }, 'failed');
    logger.error(error);
  }
  expect(await store.reader.anomalies({ limit: 99, verdict: 'accepted' })).not.toEqual([]);
  await store.close();
  const sent = server.received.filter(({ headers }) => headers.authorization === `Bearer ${CANARY}`);
  expect(sent.length).toBeGreaterThan(10);
  const files = readdirSync(here.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['mane.db', 'settings.json']));
  const everything = [
    ...files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')),
    lines.join('\n'),
    faults.join('\n'),
    JSON.stringify(shown),
    server.received.map(({ body, path }) => body + path).join('\n'),
  ];
  for (const part of PARTS)
    expect(
      everything
        .filter((text) => text.includes(part))
        .map((text) => text.slice(Math.max(0, text.indexOf(part) - 80), text.indexOf(part) + 30)),
      part,
    ).toEqual([]);
  await server.close();
  here.remove();
});
