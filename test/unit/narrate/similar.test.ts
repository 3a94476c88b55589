/** Which past moves are near a move, and what is said of what came after them; over a real database file. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { findSimilar } from '../../../src-main/narrate/similar/find-similar.ts';
import { distanceOf, moveDistance, shapeOf, type Move } from '../../../src-main/narrate/similar/likeness.ts';
import { changesAfter, outcomesOf } from '../../../src-main/narrate/similar/outcomes.ts';
import { storyOf } from '../../../src-main/narrate/similar/story.ts';
import { openStore, type OpenStore } from '../../../src-main/store/store-client.ts';
import { makeAnomaly } from '../../fixtures/narrative/cases.ts';
import { candleAt } from '../../fixtures/narrative/memory-reader.ts';
import { temporaryFolder } from '../../fixtures/run-mane.ts';

const move: Move = { price_change_pct: 4, volume_change_pct: 900, timeframe_minutes: 15, breadth: 0.1 };

describe('likeness', () => {
  it('is 0 to itself, symmetric, and grows with each difference', () => {
    expect(moveDistance(move, move)).toBe(0);
    for (const other of [
      { price_change_pct: 6 },
      { volume_change_pct: 100 },
      { timeframe_minutes: 60 },
      { breadth: 0.9 },
    ]) {
      const changed = { ...move, ...other };
      expect(moveDistance(move, changed), JSON.stringify(other)).toBeGreaterThan(0.5);
      expect(moveDistance(changed, move)).toBeCloseTo(moveDistance(move, changed), 12);
    }
    expect(moveDistance(move, { ...move, volume_change_pct: null })).toBe(0.5);
  });

  it('tells a straight rise from a late jump, and one story from another', () => {
    const straight = shapeOf([1, 2, 3, 4, 5]);
    const jump = shapeOf([1, 1, 1, 1, 5]);
    const apart = distanceOf({ move, shape: straight }, { move, shape: jump });
    expect(distanceOf({ move, shape: straight }, { move, shape: shapeOf([10, 20, 30, 40, 50]) })).toBeCloseTo(0, 12);
    expect(apart).toBeGreaterThan(1);
    expect(distanceOf({ move, shape: straight, story: [1, 0] }, { move, shape: straight, story: [0, 1] })).toBeCloseTo(
      2,
      12,
    );
    expect(distanceOf({ move, shape: straight, story: [1, 0] }, { move, shape: straight })).toBe(0.5);
    expect(shapeOf([1, null, 2])).toBeNull();
    expect(shapeOf([3, 3, 3])).toBeNull();
  });

  it('takes the largest cluster for the story', () => {
    const article = (cluster_id: number, value: number) => ({ cluster_id, embedding: [value, 0] });
    const cluster = (cluster_number: number, size: number) => ({ cluster_number, size });
    const made = {
      articles: [article(0, 1), article(1, 0.2), article(1, 0.4), article(-1, 9)],
      clusters: [cluster(0, 1), cluster(1, 2)],
    };
    expect(storyOf(made as never)?.[0]).toBeCloseTo(0.3, 12);
    expect(storyOf({ articles: [], clusters: [] })).toBeNull();
  });
});

const ONSET = Date.UTC(2024, 4, 6, 12);
const pastAt = (hoursBefore: number, change: Partial<ReturnType<typeof makeAnomaly>> = {}, minutes = 15) =>
  makeAnomaly({
    price_change_pct: 4,
    volume_change_pct: 900,
    ...change,
    metadata: { onset: ONSET - hoursBefore * HOUR_MS, timeframe_minutes: minutes, breadth: 0.1 },
  });

describe('findSimilar', () => {
  const folder = temporaryFolder();
  let store: OpenStore;
  const near = pastAt(40);
  const far = pastAt(60, { price_change_pct: 7.5, volume_change_pct: -50 }, 60);
  const recent = pastAt(2);
  const request = { symbol: 'SOL-USD', venue: 'simulated', before: ONSET, changePct: 4 };

  beforeAll(async () => {
    store = await openStore({ path: `${folder.path}/mane.db`, logger: silentLogger, inThread: false });
    // Rises 0.1 a minute: after each hour the price stands 6 higher.
    const candles = Array.from({ length: 70 * 60 }, (_, k) =>
      candleAt('SOL-USD', ONSET - 70 * HOUR_MS + k * MINUTE_MS, 100 + k / 10),
    );
    await store.writer.journal({ prices: [], candles });
    for (const one of [
      near,
      far,
      recent,
      pastAt(30, { price_change_pct: -4 }),
      pastAt(20, { venue: 'other', id: '00000000-0000-4000-8000-000000000001' }),
    ])
      await store.writer.raise(one, null);
    await store.writer.flush();
  });
  afterAll(async () => {
    await store.close();
    folder.remove();
  });

  it('puts the nearest first, leaves out other directions and venues, and counts outcomes that were over', async () => {
    const looks = { move, detectedAt: ONSET + 15 * MINUTE_MS, story: null };
    const found = await findSimilar(store.reader, { ...request, looks });
    expect(found.count).toBe(3);
    expect(found.moves.map(({ id }) => id)).toEqual([recent.id, near.id]);
    expect(found.outcomes.map(({ hours, known, rose }) => [hours, known, rose])).toEqual([
      [1, 2, 2],
      [4, 1, 1],
      [24, 1, 1],
    ]);
    expect(found.outcomes[0]).toMatchObject({ medianLowPct: null, roseHigh: 1 });
  });

  it('goes by size and direction alone where nothing else is known, newest first', async () => {
    const found = await findSimilar(store.reader, request);
    expect(found.moves.map(({ id, distance }) => [id, distance])).toEqual([
      [recent.id, null],
      [near.id, null],
      [far.id, null],
    ]);
    expect((await findSimilar(store.reader, { ...request, symbol: 'ADA-USD' })).moves).toEqual([]);
  });

  it('never looks behind the onset', async () => {
    const rows = await store.reader.pastAnomalies({ symbol: 'SOL-USD', limit: 10 });
    const one = rows.find(({ id }) => id === recent.id)!;
    const at = (hours: number) => changesAfter(store.reader, [one], one.detected_at + hours * HOUR_MS);
    expect((await at(0.99))[0]).toEqual([null, null, null]);
    expect((await at(1))[0][0]).toBeGreaterThan(0);
    expect(outcomesOf(await at(0.5))).toEqual([]);
  });
});
