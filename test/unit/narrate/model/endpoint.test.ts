/** Endpoints from settings: where a key may go, what needs one, what a price belongs to; and how a try of the settings reads. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelSettingsSchema } from '../../../../src-shared/model-settings.ts';
import { ModelTestSchema } from '../../../../src-shared/model-test.ts';
import { wallTime } from '../../../../src-main/base/clock.ts';
import { environmentSecrets, type Secrets } from '../../../../src-main/base/secrets.ts';
import { endpointOf, judgeEndpointOf } from '../../../../src-main/narrate/model/endpoint.ts';
import { PRESETS } from '../../../../src-main/narrate/model/presets.ts';
import { testModel } from '../../../../src-main/narrate/model/test-model.ts';
import { startOpenAiServer, type OpenAiServer, type Personality } from '../../../fakes/openai-server/server.ts';
import { VICES } from '../../../fakes/openai-server/vices.ts';
import { KEY, modelSettings, type ModelChange } from '../../../fixtures/model/rig.ts';

const keys = (held: Record<string, string>): Secrets => ({ get: (name) => held[name] ?? null });
const of = (change: ModelChange, held: Record<string, string> = {}) =>
  endpointOf(ModelSettingsSchema.parse(change), keys(held));
const ALL = { MANE_OPENAI_KEY: 'o', MANE_ANTHROPIC_KEY: 'a', MANE_DEEPSEEK_KEY: 'd' };

describe('an endpoint', () => {
  it.each(Object.entries(PRESETS).filter(([name]) => name !== 'custom'))(
    '%s needs no more than its key',
    (name, preset) => {
      const made = of({ preset: name as 'openai' }, ALL);
      expect(made).toMatchObject({
        ok: true,
        value: { provider: name, baseUrl: preset.baseUrl, model: preset.model, price: preset.price },
      });
      if (preset.keyName !== null)
        expect(of({ preset: name as 'openai' })).toMatchObject({
          ok: false,
          fault: { detail: expect.stringContaining(preset.keyName) as string },
        });
      else expect(of({ preset: name as 'openai' }).ok).toBe(true);
      expect(name.length).toBeLessThanOrEqual(20);
    },
  );

  it('takes the general key first, and gives a preset’s key to that preset’s address alone', () => {
    expect(of({}, { ...ALL, MANE_MODEL_KEY: 'm' })).toMatchObject({ value: { key: 'm' } });
    expect(of({}, ALL)).toMatchObject({ value: { key: 'o' } });
    expect(of({ baseUrl: 'https://proxy.example/v1' }, ALL)).toMatchObject({ ok: false });
    expect(of({ baseUrl: 'https://proxy.example/v1' }, { MANE_MODEL_KEY: 'm' })).toMatchObject({ value: { key: 'm' } });
    expect(of({ preset: 'custom', baseUrl: 'https://proxy.example/v1', model: 'x' }, ALL)).toMatchObject({
      value: { key: null, label: 'proxy.example' },
    });
  });

  it.each<[string, boolean]>([
    ['http://127.0.0.1:8080/v1', true],
    ['http://localhost:11434/v1', true],
    ['http://[::1]:8080/v1', true],
    ['http://192.168.1.20:8080/v1', true],
    ['http://nas:8080/v1', true],
    ['http://box.local/v1', true],
    ['http://api.example.com/v1', false],
    ['http://8.8.8.8/v1', false],
    ['https://name:word@api.example.com/v1', false],
    ['https://api.example.com/v1', true],
  ])('%s: allowed %s', (baseUrl, allowed) => {
    expect(of({ preset: 'custom', baseUrl, model: 'x' }).ok).toBe(allowed);
  });

  it('needs an address and a model that are nobody’s preset', () => {
    expect(of({ preset: 'custom' })).toMatchObject({
      ok: false,
      fault: { detail: expect.stringContaining('model.baseUrl') as string },
    });
    expect(of({ preset: 'custom', baseUrl: 'https://x.example' })).toMatchObject({
      ok: false,
      fault: { detail: expect.stringContaining('model.model') as string },
    });
  });

  it('has a price only for what the price was for', () => {
    const price = (change: ModelChange) => {
      const made = of(change, { ...ALL, MANE_MODEL_KEY: 'm' });
      return made.ok ? made.value.price : 'none';
    };
    expect(price({})).toEqual(PRESETS.openai.price);
    expect(price({ model: 'gpt-5.4' })).toBeNull();
    expect(price({ baseUrl: 'https://proxy.example/v1' })).toBeNull();
    expect(price({ model: 'gpt-5.4', price: { prompt: 2.5, completion: 15 } })).toEqual({
      prompt: 2.5,
      completion: 15,
    });
    expect(price({ preset: 'ollama', model: 'qwen3' })).toEqual({ prompt: 0, completion: 0 });
    expect(price({ preset: 'deepseek' })).toBeNull();
  });

  it('for the judge gets the narrator’s key at the narrator’s address alone', () => {
    const judge = (endpoint: object, held: Record<string, string>) =>
      judgeEndpointOf(ModelSettingsSchema.parse({ judge: { enabled: true, endpoint } }), keys(held));
    expect(judge({ model: 'gpt-5.4' }, { MANE_MODEL_KEY: 'm' })).toMatchObject({
      value: { key: 'm', model: 'gpt-5.4' },
    });
    expect(judge({ preset: 'anthropic' }, { MANE_MODEL_KEY: 'm' })).toMatchObject({ ok: false });
    expect(judge({ preset: 'anthropic' }, { MANE_MODEL_KEY: 'm', ...ALL })).toMatchObject({ value: { key: 'a' } });
    expect(judge({ preset: 'anthropic' }, { MANE_JUDGE_KEY: 'j', ...ALL })).toMatchObject({ value: { key: 'j' } });
    expect(judgeEndpointOf(ModelSettingsSchema.parse({}), keys({ MANE_MODEL_KEY: 'm' }))).toMatchObject({
      value: { key: 'm' },
    });
  });

  it('reads keys from the environment, what could not stand in a header as none', () => {
    const held = environmentSecrets({ BLANK: '  ', KEY: ' k-1 ', ODD: 'a b\nc' });
    expect(['BLANK', 'KEY', 'ODD', 'NONE'].map((name) => held.get(name))).toEqual([null, 'k-1', null, null]);
  });
});

describe('a try of the settings', () => {
  let server: OpenAiServer;
  beforeAll(async () => {
    server = await startOpenAiServer({ personality: () => ({ content: '' }), keys: [KEY] });
  });
  afterAll(() => server.close());
  const tried = (personality: Personality, change: ModelChange = {}, key = KEY) => {
    server.personality = personality;
    return testModel({
      settings: modelSettings(server.url, { timeoutSeconds: 1, ...change }),
      secrets: keys({ MANE_MODEL_KEY: key }),
      wall: wallTime,
      signal: new AbortController().signal,
    });
  };
  const works: Personality = () => ({ content: '{"works":true}' });

  it('says that it works', async () => {
    const result = await tried(works);
    expect(ModelTestSchema.parse(result)).toMatchObject({ outcome: 'ok', provider: 'openai', model: 'm-1' });
    expect(result.detail).toMatch(/^OpenAI answers with m-1 in \d+ ms$/);
    expect(server.chats().length).toBe(1);
  });

  it.each<[string, Personality, ModelChange, RegExp]>([
    ['wrong_key', VICES['a forbidden key (403)'], {}, /refused the key \(403\): check it/],
    ['no_such_model', works, { model: 'm-2' }, /has no model m-2: choose another/],
    ['rate_limited', VICES['too many requests'], {}, /slow down/],
    ['quota', VICES['no quota'], {}, /top it up/],
    ['quota', VICES['no balance (402)'], {}, /top it up/],
    ['unavailable', VICES.overloaded, {}, /503/],
    ['timeout', VICES['silence (slow)'], {}, /in time/],
    ['timeout', VICES['a slow body'], {}, /in time/],
    ['bad_request', VICES['a refused request (400)'], {}, /Unsupported parameter/],
    ['bad_answer', VICES['text instead of JSON'], {}, /does not keep to the form/],
    ['bad_answer', VICES['a captive portal'], {}, /not a chat completion/],
    ['bad_answer', VICES['a huge answer'], {}, /more than 1000000 bytes/],
    ['unreachable', VICES['a drop before the head'], {}, /cannot be reached/],
    ['unreachable', VICES['a redirect'], {}, /redirect/],
  ])('tells %s', async (outcome, personality, change, detail) => {
    const result = await tried(personality, change);
    expect([result.outcome, result.ms]).toEqual([outcome, result.outcome === 'bad_answer' ? result.ms : null]);
    expect(result.detail).toMatch(detail);
    expect(JSON.stringify(result)).not.toContain(KEY);
  });

  it('tells a wrong key, without repeating it as the endpoint does, and only for 401 and 403', async () => {
    const result = await tried(works, {}, 'canary-wrong-key-123');
    expect(result).toMatchObject({
      outcome: 'wrong_key',
      detail: expect.stringContaining('refused the key (401)') as string,
    });
    expect(JSON.stringify(result)).not.toContain('canary');
    for (const vice of Object.keys(VICES).filter((name) => !/key/.test(name)) as (keyof typeof VICES)[])
      expect((await tried(VICES[vice])).outcome, vice).not.toBe('wrong_key');
  });

  it('tells a wrong address, and what is not set up', async () => {
    expect(await tried(works, { baseUrl: `${server.url}/v9` })).toMatchObject({
      outcome: 'wrong_address',
      detail: expect.stringContaining('/v1') as string,
    });
    expect(await tried(works, { preset: 'custom', baseUrl: null })).toMatchObject({ outcome: 'not_set_up' });
  });
});
