/** The model narrator over a real HTTP endpoint: what it sends, how tools fail, how it ends, what it never lets out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultOf } from '../../../../src-shared/fault.ts';
import { MAX_ROUNDS } from '../../../../src-main/narrate/model/tool-loop.ts';
import { obedient } from '../../../fakes/openai-server/obedient.ts';
import { sendError, startOpenAiServer, type OpenAiServer } from '../../../fakes/openai-server/server.ts';
import { VICES } from '../../../fakes/openai-server/vices.ts';
import { heldOf, KEY, openRig, type Rig, type RigOptions } from '../../../fixtures/model/rig.ts';
import { makeAnomaly, makeCase } from '../../../fixtures/narrative/cases.ts';

const made = makeCase(makeAnomaly(), [{ at: -3, title: 'Solana fund approved', sentiment: 0.8 }]);
let server: OpenAiServer;
beforeAll(async () => {
  server = await startOpenAiServer({ personality: obedient });
});
afterAll(() => server.close());

async function withRig<T>(run: (rig: Rig) => Promise<T>, options: Partial<RigOptions> = {}): Promise<T> {
  server.received.length = 0;
  const rig = await openRig({ url: server.url, held: heldOf(made), ...options });
  try {
    return await run(rig);
  } finally {
    await rig.close();
  }
}
const write = (rig: Rig, signal = new AbortController().signal) =>
  rig.models.narrator()!.write(made.evidence, [], signal);
const faultFrom = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return faultOf(error) ?? Promise.reject(new Error(`no fault: ${String(error)}`));
};

describe('the model narrator', () => {
  it('asks tools, answers in placeholders, and is accepted', async () => {
    server.personality = obedient;
    await withRig(async (rig) => {
      const { narrative, drafts } = await rig.compose(made);
      expect(narrative).toMatchObject({
        llm_provider: 'openai',
        llm_model: 'm-1',
        cause: 'likely_cause',
        validation_passed: true,
        tools_used: ['verify_timestamp', 'check_market_context'],
        narrative_text:
          'SOL-USD rose 4.2 % from 14:22 UTC, on 12 times its usual volume, about once in 9 days for SOL, while BTC rose 0.10 %. ' +
          'The move was probably caused by the news “Solana fund approved” (CoinDesk, 14:19 UTC), published 3 min before the onset.',
      });
      expect(drafts).toHaveLength(1);
      // Kept for the evidence bundle: what the endpoint was sent first.
      expect(drafts[0].prompt).toEqual(
        server.received[0].chat?.messages.map(({ role, content }) => ({ role, content })),
      );
      expect(narrative.tool_results).toMatchObject({
        verify_timestamp: { items: [{ archived: true, timing_tag: 'pre_event' }] },
      });
    });
  });

  it('sends the key in its header and nothing of this machine', async () => {
    server.personality = obedient;
    await withRig(write);
    const [{ headers, body }] = server.received as [(typeof server.received)[number]];
    expect(headers.authorization).toBe(`Bearer ${KEY}`);
    expect(Object.keys(headers).filter((name) => /stainless|cookie|openai/i.test(name))).toEqual([]);
    expect(headers['user-agent']).toBe('MANE');
    expect(body).not.toContain(KEY);
    expect(body).not.toMatch(/https?:\/\//);
  });

  it.each([
    ['json_schema', { type: 'json_schema' }, false],
    ['json_object', { type: 'json_object' }, true],
    ['plain', undefined, true],
  ] as const)('asks for %s', async (output, format, inWords) => {
    server.personality = obedient;
    await withRig(write, { change: { output } });
    const chat = server.chats()[0];
    if (format === undefined) expect(chat.response_format).toBeUndefined();
    else expect(chat.response_format).toMatchObject(format);
    expect(chat.messages[0].content!.includes('Answer with one JSON object')).toBe(inWords);
  });

  it('lets a model choose only among the licensed classes', async () => {
    server.personality = obedient;
    await withRig(write);
    const schema = server.chats()[0].response_format!.json_schema!.schema;
    expect(schema.properties.cause.enum).toEqual(['likely_cause', 'coincident_news', 'cause_unknown']);
  });

  it('works without tools, and names the bound of the answer as the endpoint does', async () => {
    server.personality = obedient;
    await withRig(
      async (rig) => {
        expect((await write(rig)).toolsUsed).toEqual([]);
      },
      { change: { preset: 'custom', tools: false } },
    );
    expect(server.chats()[0]).toMatchObject({ max_tokens: 2000 });
    expect(server.chats()[0].tools).toBeUndefined();
  });

  it('gives a tool’s wrong input back to the model as that tool’s error', async () => {
    const calls = [
      { name: 'verify_timestamp', arguments: 'not json' },
      { name: 'sentiment_check', arguments: '{"direction":"sideways","items":[]}' },
      { name: 'run_shell', arguments: '{"cmd":"id"}' },
      { name: 'search_historical', arguments: '{"symbol":"SOL-USD","before":1,"price_change_pct":null}' },
    ];
    server.personality = (request, call) => (server.chats().length === 1 ? { calls } : obedient(request, call));
    await withRig(async (rig) => {
      const result = await write(rig);
      expect(result.toolsUsed).toEqual(['verify_timestamp', 'sentiment_check', 'search_historical']);
      expect(result.toolResults).toMatchObject({
        verify_timestamp: { fault: expect.stringContaining('bad_input') as string },
        search_historical: { count: 0 },
      });
      const told = server
        .chats()[1]
        .messages.filter(({ role }) => role === 'tool')
        .map(({ content }) => content);
      expect(told[0]).toContain('verify_timestamp');
      expect(told[1]).toContain('direction');
      expect(told[2]).toContain('no such tool');
      expect(JSON.parse(told[3]!)).toMatchObject({ count: 0 });
      expect(result.refused).toEqual([]);
    });
  });

  it('does not talk for ever', async () => {
    server.personality = VICES['endless tool calls'];
    await withRig(async (rig) => {
      expect(await faultFrom(write(rig))).toMatchObject({
        kind: 'corrupt',
        detail: `no answer after ${MAX_ROUNDS} rounds`,
      });
      expect(server.chats()).toHaveLength(MAX_ROUNDS);
      // What the results add is bounded too.
      expect(JSON.stringify(server.chats().at(-1)!.messages).length).toBeLessThan(40_000);
    });
  });

  it('stops at once when it is cancelled', async () => {
    const controller = new AbortController();
    server.personality = () => {
      controller.abort();
      return new Promise<void>(() => undefined);
    };
    await withRig(async (rig) => {
      expect(await faultFrom(write(rig, controller.signal))).toMatchObject({ kind: 'cancelled' });
      expect(await faultFrom(write(rig, AbortSignal.abort()))).toMatchObject({ kind: 'cancelled' });
      expect(server.chats()).toHaveLength(1);
      // Nobody knows what the endpoint has charged for it: the worst case stays spent.
      const [row] = await rig.store.reader.usage({ from: 0, limit: 5 });
      expect(row).toMatchObject({ state: 'settled', completion_tokens: 2000 });
    });
  });

  it('tries again when the endpoint is busy or down, as long as it was asked to wait, and no longer', async () => {
    const waits: number[] = [];
    let last = 0;
    server.personality = (request, call) => {
      const now = performance.now();
      if (last > 0) waits.push(now - last);
      last = now;
      const failures = server.chats().length;
      if (failures === 1) return sendError(call.response, 429, null, 'Slow down', { 'retry-after': '1' });
      if (failures === 2) return sendError(call.response, 503, null, 'Overloaded');
      return obedient(request, call);
    };
    await withRig(async (rig) => {
      expect((await write(rig)).draft.cause).toBe('likely_cause');
      expect(waits[0]).toBeGreaterThanOrEqual(990);
      const rows = await rig.store.reader.usage({ from: 0, limit: 9 });
      expect(rows.filter(({ prompt_tokens }) => prompt_tokens === 0)).toHaveLength(2);
    });
    server.personality = VICES['too many requests, for an hour'];
    await withRig(async (rig) => {
      expect(await faultFrom(write(rig))).toMatchObject({ kind: 'rate_limited', retryAfterMs: 3_600_000 });
      expect(server.chats()).toHaveLength(1);
    });
  });

  it('has at most two requests under way', async () => {
    let [open, most] = [0, 0];
    server.personality = async (request, call) => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 15));
      open -= 1;
      return obedient(request, call);
    };
    await withRig(async (rig) => {
      await Promise.all(Array.from({ length: 12 }, () => write(rig)));
      expect(most).toBe(2);
    });
  });

  it('is not there while it is off or has no key, and says why', async () => {
    await withRig(
      async (rig) => {
        expect(rig.models.narrator()).toBeNull();
        expect(rig.models.health()).toMatchObject({
          state: 'failing',
          detail: expect.stringContaining('MANE_OPENAI_KEY') as string,
        });
        expect(rig.faults.join()).toContain('MANE_OPENAI_KEY');
        rig.settings = { ...rig.settings, enabled: false };
        expect([rig.models.narrator(), rig.models.judge(), rig.models.health()]).toEqual([null, null, undefined]);
      },
      { key: null },
    );
    expect(server.received).toEqual([]);
  });
});
