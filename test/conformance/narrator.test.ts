/** What every narrator must do, whoever writes: one suite over the template and over a model behind a real endpoint. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultError, fault, faultOf } from '../../src-shared/fault.ts';
import { DraftSchema } from '../../src-shared/narrative.ts';
import type { Narrator } from '../../src-shared/ports/narrator.ts';
import { seededRandom } from '../../src-main/base/random.ts';
import { createModelNarrator } from '../../src-main/narrate/model/model-narrator.ts';
import { createTemplateNarrator } from '../../src-main/narrate/template-narrator.ts';
import { createTools } from '../../src-main/narrate/tools/create-tools.ts';
import { createChatModel } from '../../src-main/narrate/model/chat-model.ts';
import { endpointOf } from '../../src-main/narrate/model/endpoint.ts';
import { judgeByRules } from '../../src-main/validate/verdict.ts';
import { wallTime } from '../../src-main/base/clock.ts';
import PQueue from 'p-queue';
import { obedient } from '../fakes/openai-server/obedient.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openai-server/server.ts';
import { KEY, modelSettings, QUICK } from '../fixtures/model/rig.ts';
import { KINDS, makeAnomaly, makeCase, namesOf, randomCase } from '../fixtures/narrative/cases.ts';
import { memoryReader } from '../fixtures/narrative/memory-reader.ts';

type Held = ReturnType<typeof memoryReader>;
const toolsOver = (reader: Held) =>
  createTools({
    reader,
    linker: { link: () => ({ assets: [], topics: [], priceReport: false }), namesOf },
    sentiment: { score: () => null },
  });

let server: OpenAiServer;
beforeAll(async () => {
  server = await startOpenAiServer({ personality: obedient });
});
afterAll(() => server.close());

function modelOver(reader: Held): Narrator {
  const endpoint = endpointOf(modelSettings(server.url), { get: () => KEY });
  if (!endpoint.ok) throw new Error(endpoint.fault.detail);
  const model = createChatModel({
    endpoint: endpoint.value,
    purpose: 'narrator',
    budget: { reserve: async () => ({ settle: async () => undefined }) },
    queue: new PQueue({ concurrency: 2 }),
    wall: wallTime,
    random: () => 0.5,
    timeoutMs: 5000,
    retries: QUICK,
  });
  return createModelNarrator({
    model,
    shapeInWords: false,
    tools: toolsOver(reader),
    namesOf,
    wall: wallTime,
    deadlineMs: 20_000,
    pollIntervalMs: 300_000,
    replay: false,
  });
}
const NARRATORS: [string, (reader: Held) => Narrator][] = [
  ['template', (reader) => createTemplateNarrator({ tools: toolsOver(reader), namesOf, pollIntervalMs: 300_000 })],
  ['model', modelOver],
];
const signal = () => new AbortController().signal;
const broken = (error: Error): Held => {
  const fail = () => Promise.reject(error);
  return Object.fromEntries(Object.keys(memoryReader()).map((method) => [method, fail])) as unknown as Held;
};

describe.each(NARRATORS)('narrator: %s', (_name, open) => {
  it('writes two sentences that cite what exists, and is accepted, whatever the news', async () => {
    const random = seededRandom('narrators');
    const narrator = open(memoryReader());
    for (const kind of [...KINDS, ...KINDS, ...KINDS]) {
      const { evidence } = randomCase(random, kind);
      const { draft, toolsUsed, toolResults, refused = [] } = await narrator.write(evidence, [], signal());
      expect(DraftSchema.parse(draft)).toEqual(draft);
      expect(draft.sentences).toHaveLength(2);
      const known = new Set(evidence.facts.map(({ id }) => id));
      for (const { text, cites } of draft.sentences) {
        expect(text).toMatch(/^[\p{Lu}\d].*\.$/u);
        expect(cites.length).toBeGreaterThan(0);
        expect(cites.every((id) => known.has(id))).toBe(true);
        expect(new Set(cites).size).toBe(cites.length);
      }
      expect(Object.keys(toolResults).sort()).toEqual([...toolsUsed].sort());
      expect(refused).toEqual([]);
      const verdict = judgeByRules(draft, evidence, { namesOf, toolsUsed, toolResults });
      expect(
        verdict.verdict,
        `${kind}: ${JSON.stringify(verdict.findings.filter((f) => !f.passed))} ${JSON.stringify(draft)}`,
      ).toBe('accepted');
    }
  });

  it('makes the same of the same evidence and leaves it as it was', async () => {
    const { evidence } = makeCase(makeAnomaly(), [{ at: -2, title: 'Solana fund approved', sentiment: 0.8 }]);
    const before = JSON.stringify(evidence);
    const [one, two] = [
      await open(memoryReader()).write(evidence, [], signal()),
      await open(memoryReader()).write(evidence, [], signal()),
    ];
    expect(JSON.stringify(one)).toBe(JSON.stringify(two));
    expect(JSON.stringify(evidence)).toBe(before);
  });

  it('takes findings and writes again', async () => {
    const { evidence } = makeCase(makeAnomaly(), []);
    const findings = [
      { rule: 'grounding', passed: false, score: 0, reason: '“9 %” is not in the cited evidence', claim: 0 },
    ];
    expect((await open(memoryReader()).write(evidence, findings, signal())).draft.sentences).toHaveLength(2);
  });

  it('stops when it is cancelled', async () => {
    const { evidence } = makeCase(makeAnomaly(), []);
    await expect(open(memoryReader()).write(evidence, [], AbortSignal.abort())).rejects.toThrow();
  });

  it('writes although the store cannot be read, and says so in its trace', async () => {
    const { evidence } = makeCase(makeAnomaly(), [{ at: -2, title: 'Solana fund approved', sentiment: 0.8 }]);
    const { draft, toolResults } = await open(broken(new FaultError(fault('storage', 'the disk is gone')))).write(
      evidence,
      [],
      signal(),
    );
    expect(draft.sentences).toHaveLength(2);
    expect(toolResults.verify_timestamp).toEqual({ fault: 'storage: the disk is gone' });
  });

  it('lets a bug through', async () => {
    const { evidence } = makeCase(makeAnomaly(), [{ at: -2, title: 'Solana fund approved', sentiment: 0.8 }]);
    const error: unknown = await open(broken(new TypeError('a bug')))
      .write(evidence, [], signal())
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    expect(error).toBeInstanceOf(TypeError);
    expect(faultOf(error)).toBeNull();
  });
});
