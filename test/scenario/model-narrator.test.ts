/**
 * A language model in the whole engine: simulated market, sockets, ccxt, news feeds, SQLite, and an endpoint on loopback that plays
 * OpenAI's protocol. One move after another, each with another model behind the same address.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallTime } from '../../src-main/base/clock.ts';
import type { ScriptedEvent } from '../../src-main/simulate/event.ts';
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { minuteOf, MINUTE_MS } from '../../src-shared/market.ts';
import type { AnomalyDetail } from '../../src-shared/ports/reader.ts';
import { LIES, liar } from '../fakes/openai-server/liars.ts';
import { isJudge, obedient } from '../fakes/openai-server/obedient.ts';
import { sendError, startOpenAiServer, type OpenAiServer, type Personality } from '../fakes/openai-server/server.ts';
import { eventfulCandles } from '../fixtures/eventful-candles.ts';
import { anomaliesOf, historyFrom } from '../fixtures/live-history.ts';
import { temporaryFolder } from '../fixtures/run-mane.ts';
import { launchStepped, type SteppedMarket } from '../fixtures/stepped-market.ts';

const SEED = process.env.MANE_SEED ?? 'model-narrator';
console.log(`model-narrator seed ${SEED} (MANE_SEED)`);
const EPOCH = Date.UTC(2026, 2, 9, 10);
const HISTORY_DAYS = 3;
const KEY = 'canary-key-77d0';
const PATIENCE_MS = 60_000;
const at = (minute: number): number => EPOCH + minute * MINUTE_MS;

/** The minutes of the moves, one for each model. */
const MOVES = { obedient: 60, liar: 180, down: 300, slow: 420, judge: 540, budget: 660 };
const STORY = 'Harbour fund wins approval for a spot Solana product';
const story: ScriptedEvent = {
  cause: 'likely_cause',
  symbol: 'SOL-USD',
  minute: MOVES.obedient,
  returns: [],
  volume: [],
  headlines: [{ outlet: 'nodepost', title: STORY, summary: '', minute: MOVES.obedient - 5, symbol: 'SOL-USD', priceReport: false }], // prettier-ignore
};

const model = (url: string, change: Record<string, unknown> = {}) => ({
  model: { enabled: true, preset: 'openai', baseUrl: url, model: 'm-1', price: { prompt: 1, completion: 5 }, timeoutSeconds: 5, judge: { enabled: true }, ...change }, // prettier-ignore
});

const folder = temporaryFolder();
let [server, live]: [OpenAiServer, SteppedMarket] = [undefined!, undefined!];
beforeAll(async () => {
  server = await startOpenAiServer({ personality: obedient, keys: [KEY] });
  const moves = new Map(
    Object.values(MOVES).map((minute, k) => [minute, { move: k % 2 === 0 ? 0.03 : -0.03, volume: 7 }]),
  );
  const candles = eventfulCandles({
    seed: SEED,
    epoch: EPOCH,
    historyMinutes: (EPOCH - historyFrom(EPOCH, HISTORY_DAYS)) / MINUTE_MS,
    minutes: 800,
    symbols: [{ symbol: 'SOL-USD', price: 150, moves }, { symbol: 'BTC-USD', price: 64_000 }], // prettier-ignore
  });
  live = await launchStepped({
    folder: folder.path,
    candles,
    epoch: EPOCH,
    seed: SEED,
    historyDays: HISTORY_DAYS,
    script: [story],
    change: { news: { pollMinutes: 1, feeds: [], useDefaults: true, allowPrivateHosts: [] }, ...model(server.url) },
    secrets: { get: (name) => (name === 'MANE_MODEL_KEY' ? KEY : null) },
  });
}, 120_000);
afterAll(async () => {
  await live.close();
  await server.close();
  folder.remove();
});

const narrated = async (id: string): Promise<AnomalyDetail | null> => {
  const detail = await live.core.reader.anomaly(id);
  return detail?.narrative == null ? null : detail;
};

/** Plays up to a move with a model behind the address, and waits for what is written of it first. */
async function play(minute: number, personality: Personality): Promise<AnomalyDetail> {
  await live.playTo(at(minute) - 1);
  await settled();
  server.personality = personality;
  const end = wallTime.now() + PATIENCE_MS;
  for (let k = 3; wallTime.now() < end; k++) {
    await live.playTo(at(minute + Math.min(k, 20)));
    const found = (await anomaliesOf(live)).find((one) => isOf(one, minute));
    const detail = found === undefined ? null : await narrated(found.id);
    if (detail !== null) return detail;
    await wallTime.sleep(20);
  }
  throw new Error(`nothing was written of the move at minute ${minute}`);
}
const isOf = (anomaly: Anomaly, minute: number): boolean =>
  anomaly.symbol === 'SOL-USD' && Math.abs(minuteOf(anomaly.detected_at) - at(minute)) <= 2 * MINUTE_MS;

/** No request is under way any more: what is written again of earlier moves meets the model of its time. */
async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 5;) {
    const before = server.received.length;
    await wallTime.sleep(20);
    quiet = server.received.length === before ? quiet + 1 : 0;
  }
}

const drafts = ({ revisions, narrative }: AnomalyDetail) =>
  revisions.filter(({ revision }) => revision === narrative?.revision).map(({ llm_provider, verdict }) => [llm_provider, verdict.verdict]); // prettier-ignore
const usageOf = async ({ anomaly }: AnomalyDetail) =>
  (await live.core.reader.usage({ from: 0, limit: 1000 })).filter(({ anomaly_id }) => anomaly_id === anomaly.id);
const sentFor = (from: number) => server.received.slice(from).flatMap(({ chat }) => chat ?? []);

describe('a language model in the whole engine', { timeout: 120_000 }, () => {
  it('writes, is judged, and is booked: what stands is its text, with its name', async () => {
    const detail = await play(MOVES.obedient, obedient);
    expect(detail.narrative).toMatchObject({ llm_provider: 'openai', llm_model: 'm-1', validation_passed: true });
    expect(drafts(detail)).toEqual([['openai', 'accepted']]);
    expect(detail.narrative).toMatchObject({ cause: 'likely_cause' });
    expect(detail.narrative?.narrative_text).toContain(`“${STORY}”`);
    expect(detail.revisions[0]?.verdict.findings.map(({ rule }) => rule)).toContain('judge');
    const used = await usageOf(detail);
    expect(new Set(used.map(({ purpose }) => purpose))).toEqual(new Set(['narrator', 'judge']));
    expect(used.every(({ state, prompt_tokens, cost }) => state === 'settled' && prompt_tokens > 0 && (cost ?? 0) > 0)).toBe(true); // prettier-ignore
    expect(live.core.models.health()).toMatchObject({ state: 'ready', detail: null });
  });

  it('that lies is told why once, and then the template’s truth stands', async () => {
    const before = server.received.length;
    const detail = await play(MOVES.liar, (request, call) =>
      isJudge(request) ? obedient(request, call) : liar(LIES['a number of its own'])(request, call),
    );
    expect(drafts(detail)).toEqual([['openai', 'withheld'], ['openai', 'withheld'], ['template', 'accepted']]); // prettier-ignore
    expect(detail.narrative).toMatchObject({ llm_provider: 'template', llm_model: null, validation_passed: true });
    expect(detail.narrative?.narrative_text).not.toContain('9.9');
    const asked = sentFor(before).filter((request) => !isJudge(request) && request.messages.every(({ role }) => role !== 'tool')); // prettier-ignore
    expect(asked.map(({ messages }) => /FINDINGS-/.test(messages[1]?.content ?? ''))).toEqual([false, true]);
  });

  it('that is down is stepped over: the template writes at once, and Health says why', async () => {
    const detail = await play(
      MOVES.down,
      (request, call) =>
      isJudge(request) ? obedient(request, call) : sendError(call.response, 503, null, 'overloaded', { 'retry-after': '60' }), // prettier-ignore
    );
    expect(drafts(detail)).toEqual([['template', 'accepted']]);
    expect(live.core.models.health()).toMatchObject({ state: 'failing' });
    expect(live.core.models.health()?.detail).toContain('503');
  });

  it('that is slow is not waited for longer than was said', async () => {
    live.settings.set(model(server.url, { timeoutSeconds: 1 }));
    const detail = await play(MOVES.slow, (request, call) => (isJudge(request) ? obedient(request, call) : undefined));
    expect(drafts(detail)).toEqual([['template', 'accepted']]);
    expect(live.core.models.health()?.state).toBe('failing');
    // Nobody knows what the endpoint took: the worst case stays spent.
    const asked = (await usageOf(detail)).filter(({ purpose }) => purpose === 'narrator');
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(({ completion_tokens }) => completion_tokens === 2000)).toBe(true);
  });

  it('whose judge fails is not validated, and neither is the template then', async () => {
    live.settings.set(model(server.url));
    const detail = await play(MOVES.judge, (request, call) =>
      isJudge(request) ? sendError(call.response, 400, null, 'no verdict today') : obedient(request, call),
    );
    expect(drafts(detail)).toEqual([['openai', 'withheld'], ['openai', 'withheld'], ['template', 'withheld']]); // prettier-ignore
    expect(detail.narrative).toMatchObject({ validation_passed: false });
    expect(detail.anomaly.stage).toBe('withheld');
  });

  it('with no budget left rests, its judge too, and Health says until when', async () => {
    live.settings.set(model(server.url, { budget: { tokensPerDay: 1 } }));
    const before = server.received.length;
    const detail = await play(MOVES.budget, obedient);
    expect(drafts(detail)).toEqual([['template', 'accepted']]);
    expect(sentFor(before)).toEqual([]);
    expect(await usageOf(detail)).toEqual([]);
    expect(live.core.models.health()).toMatchObject({ state: 'budget_used' });
    expect(live.core.models.health()?.detail).toMatch(/^model budget used up until /);
  });
});
