/** The five tools over a real database file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';
import { gatherContext } from '../../../src-main/narrate/market-context.ts';
import { createTools, type Tools } from '../../../src-main/narrate/tools/create-tools.ts';
import { openStore, type OpenStore } from '../../../src-main/store/store-client.ts';
import { EPOCH, makeAnomaly } from '../../fixtures/narrative/cases.ts';
import { candleAt, itemOf } from '../../fixtures/narrative/memory-reader.ts';

const present = makeAnomaly();
const onset = present.detection_metadata.onset;
const past = (hoursBefore: number, pct: number) =>
  makeAnomaly({ price_change_pct: pct, metadata: { onset: onset - hoursBefore * HOUR_MS } });
const folder = mkdtempSync(join(tmpdir(), 'mane-tools-'));
let store: OpenStore;
let tools: Tools;

beforeAll(async () => {
  store = await openStore({ path: join(folder, 'mane.db'), logger: silentLogger, inThread: false });
  tools = createTools({ reader: store.reader, linker: loadLinker(), sentiment: lexiconSentiment });
  const candles = Array.from({ length: 24 * 60 }, (_, i) => {
    const time = EPOCH + i * MINUTE_MS;
    return [
      candleAt('SOL-USD', time, 100 + i / 10),
      candleAt('BTC-USD', time, time < onset + 2 * MINUTE_MS ? 1000 : 990),
      candleAt('ADA-USD', time, 1),
    ];
  }).flat();
  await store.writer.journal({ prices: [], candles });
  for (const anomaly of [past(10, 4), past(5, 8.5), past(4, -4), past(3, 3), past(0.5, 4), present])
    await store.writer.raise(anomaly, null);
  await store.writer.saveNewsItems([
    itemOf(onset - 2 * MINUTE_MS, 'Solana fund approved', { assets: ['SOL'], first_seen_at: onset }),
    itemOf(onset - 5 * MINUTE_MS, 'Solana is great, love it', { source: 'r/solana', assets: ['SOL'], sentiment: 0.5 }),
  ]);
  await store.writer.flush();
});
afterAll(async () => {
  await store.writer.close();
  await store.reader.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('tools', () => {
  it('have JSON schemas for input and output', () => {
    for (const tool of Object.values(tools)) {
      expect(tool.inputSchema).toMatchObject({ type: 'object' });
      expect(tool.outputSchema).toMatchObject({ type: 'object' });
      expect(JSON.parse(JSON.stringify(tool.inputSchema))).toEqual(tool.inputSchema);
      expect(tool.description).not.toBe('');
    }
    expect(tools.search_historical.inputSchema).toMatchObject({ required: ['symbol', 'before', 'price_change_pct'] });
  });

  it('refuse a wrong input with the field and what was expected', async () => {
    await expect(tools.verify_timestamp.call({ onset: 'now', items: [] })).rejects.toMatchObject({
      fault: { kind: 'bad_input', detail: expect.stringMatching(/^verify_timestamp: onset: .*number/) as string },
    });
    await expect(tools.check_market_context.call(null)).rejects.toMatchObject({ fault: { kind: 'bad_input' } });
  });

  it('verify_timestamp finds what is archived and when it was first seen', async () => {
    const item = (evidence_id: string, title: string, minutes: number) => ({
      evidence_id,
      title,
      published_at: onset + minutes * MINUTE_MS,
    });
    const { items } = await tools.verify_timestamp.run({
      onset,
      items: [
        item('E1', 'Solana fund approved', -2),
        item('E2', 'Solana fund approved', -3),
        item('E3', 'Never written', 0),
      ],
    });
    expect(items).toEqual([
      { evidence_id: 'E1', archived: true, first_seen_at: onset, timing_tag: 'pre_event', minutes_from_onset: -2 },
      { evidence_id: 'E2', archived: false, first_seen_at: null, timing_tag: 'pre_event', minutes_from_onset: -3 },
      { evidence_id: 'E3', archived: false, first_seen_at: null, timing_tag: 'post_event', minutes_from_onset: 0 },
    ]);
  });

  it('sentiment_check compares with the direction', async () => {
    const items = [{ evidence_id: 'E1', title: 'Hackers exploit bridge, funds stolen' }];
    expect(await tools.sentiment_check.run({ direction: 'down', items })).toMatchObject({ agrees: true });
    expect(await tools.sentiment_check.run({ direction: 'up', items })).toMatchObject({ agrees: false });
    expect(await tools.sentiment_check.run({ direction: 'none', items })).toMatchObject({ agrees: null });
    expect(await tools.sentiment_check.run({ direction: 'up', items: [] })).toEqual({
      items: [],
      mean: null,
      agrees: null,
    });
  });

  it('search_historical finds the same direction and size, and only complete outcomes from before', async () => {
    const found = await tools.search_historical.run({ symbol: 'SOL-USD', before: onset, price_change_pct: 4.2 });
    expect(found.moves.map(({ price_change_pct }) => price_change_pct)).toEqual([4, 3, 4]);
    expect(found.count).toBe(3);
    expect(found.outcomes.map(({ hours, known, rose }) => [hours, known, rose])).toEqual([
      [1, 2, 2],
      [4, 1, 1],
    ]);
    expect(found.moves[0].next_hour_pct).toBeNull();
    expect(found.outcomes[0].median_pct).toBeGreaterThan(0);
  });

  it('check_market_context looks at the window of the move and no further', async () => {
    const from = onset - 3 * MINUTE_MS;
    const ask = (to: number) =>
      tools.check_market_context.run({ venue: 'simulated', symbols: ['BTC-USD', 'ADA-USD', 'XRP-USD'], from, to });
    expect(await ask(onset + 2 * MINUTE_MS)).toEqual({
      moves: [
        { symbol: 'BTC-USD', change_pct: 0 },
        { symbol: 'ADA-USD', change_pct: 0 },
        { symbol: 'XRP-USD', change_pct: null },
      ],
    });
    expect((await ask(onset + 3 * MINUTE_MS)).moves[0]).toEqual({ symbol: 'BTC-USD', change_pct: -1 });
  });

  it('check_social_sentiment says when there is no social source', async () => {
    expect(await tools.check_social_sentiment.run({ asset: 'SOL', from: onset - HOUR_MS, to: onset })).toEqual({
      available: true,
      posts: 1,
      mean: 0.5,
    });
    expect(await tools.check_social_sentiment.run({ asset: 'BTC', from: onset - HOUR_MS, to: onset })).toEqual({
      available: false,
      posts: 0,
      mean: null,
    });
  });
});

describe('gatherContext', () => {
  it('reads BTC, peers and similar moves up to the detection', async () => {
    const context = await gatherContext({
      reader: store.reader,
      anomaly: present,
      symbols: ['SOL-USD', 'ADA-USD', 'BTC-USD', 'XRP-USD'],
    });
    expect(context).toMatchObject({
      beta: 1.2,
      breadth: 0.125,
      btcChangePct: -1,
      peers: [{ symbol: 'ADA-USD', changePct: 0 }],
      similar: { count: 3 },
    });
  });
});
