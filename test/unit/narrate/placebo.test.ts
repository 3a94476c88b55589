/** The levels drawn from an archive's quiet minutes: none for a quiet wire, high ones for a wire that always has a story. */
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import type { NewsItem } from '../../../src-shared/news.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import { createPlacebos } from '../../../src-main/flow/placebos.ts';
import { classifyCause } from '../../../src-main/narrate/cause.ts';
import { emptyContext } from '../../../src-main/narrate/market-context.ts';
import { placeboLevels, type PlaceboRequest } from '../../../src-main/narrate/placebo.ts';
import { quietMinutes } from '../../../src-main/narrate/quiet-minutes.ts';
import { HEARD, makeAnomaly, makeCase, namesOf } from '../../fixtures/narrative/cases.ts';
import { itemOf, memoryReader } from '../../fixtures/narrative/memory-reader.ts';

const SEED = process.env.MANE_SEED ?? 'placebo-levels';
console.log(`seed ${SEED} (MANE_SEED)`);
const ONSET = Date.UTC(2024, 4, 20, 14, 22);
const request: PlaceboRequest = {
  symbol: 'SOL-USD',
  onset: ONSET,
  direction: 1,
  market: { state: 'quiet', ownShare: null },
};
const options = { pollIntervalMs: 5 * MINUTE_MS, replay: true, names: ['SOL', 'Solana'] };
const VERBS = ['wins', 'opens', 'adds', 'ships', 'signs', 'grows', 'joins', 'funds', 'builds', 'doubles'];

/** `perDay` glad stories of Solana at random minutes over `days`, each of its own words. */
function wire(perDay: number, days = 14): NewsItem[] {
  const random = seededRandom(`${SEED}|${perDay}|${days}`);
  return Array.from({ length: perDay * days }, (_, k) => {
    const at = ONSET - 6 * HOUR_MS - Math.floor(random.next() * days * DAY_MS);
    return itemOf(at, `Solana w${k}a ${random.pick(VERBS)} q${k}b`, {
      assets: ['SOL'],
      sentiment: 0.6,
      source: `Outlet ${k % 5}`,
    });
  });
}
/** Three times a day six stories, twenty minutes apart. */
function bursts(which: number): NewsItem[] {
  const random = seededRandom(`${SEED}|bursts|${which}`);
  return Array.from({ length: 42 }, (_, k) => {
    const at = ONSET - 6 * HOUR_MS - Math.floor(random.next() * 14 * DAY_MS);
    return Array.from({ length: 6 }, (__, j) => itemOf(at + 20 * j * MINUTE_MS, `Solana w${k}a${j} q${k}b${j}`, { assets: ['SOL'], sentiment: 0.6, source: `Outlet ${j % 4}` })); // prettier-ignore
  }).flat();
}
const levels = (news: readonly NewsItem[], change: Partial<PlaceboRequest> = {}) =>
  placeboLevels({ ...request, ...change }, { ...options, reader: memoryReader({ news }) });

describe('placebo levels', () => {
  it('ask nothing more where such stories are rare', async () => {
    expect(await levels(wire(2))).toMatchObject({ likely_score: 0, pair_minutes: null });
  });

  it('rise where stories come in bursts, which the rate before each minute underrates, for the direction they speak for', async () => {
    const wires = Array.from({ length: 6 }, (_, k) => bursts(k));
    const [rises, falls] = await Promise.all([
      Promise.all(wires.map((news) => levels(news))),
      Promise.all(wires.map((news) => levels(news, { direction: -1 }))),
    ]);
    expect(rises.filter((found) => (found?.likely_score ?? 0) > 0.5).length).toBeGreaterThanOrEqual(2);
    expect(falls.map((found) => found?.likely_score)).toEqual(wires.map(() => 0));
  });

  it('are the same for the same six hours, and none from an archive of a day', async () => {
    const news = wire(20);
    expect(await levels(news)).toEqual(await levels(news, { onset: ONSET + HOUR_MS }));
    expect(await levels(wire(20, 1))).toBeNull();
    expect(await levels([])).toBeNull();
  });

  it('are what a likely cause and a pair of reports must beat', () => {
    const { evidence } = makeCase(makeAnomaly(), [
      { at: -3, title: 'Calder Pacific wins approval to launch spot Solana fund', sentiment: 0.6 },
    ]);
    const withLevels = (likely_score: number) => ({
      ...evidence,
      placebo: { minutes: 240, days: 14, likely_score, pair_minutes: null },
    });
    expect(classifyCause(withLevels(0.5), options).cause).toBe('likely_cause');
    expect(classifyCause(withLevels(0.99), options).cause).toBe('coincident_news');
    const common = makeAnomaly({ metadata: { lambda_per_day: 0.9 } });
    const later = makeCase(common, [
      { at: 20, title: 'Calder Pacific wins approval to launch spot Solana fund', sentiment: 0.6 },
      { at: 40, title: 'Spot Solana fund approved, Calder Pacific confirms', source: 'Decrypt' },
    ]).evidence;
    const soon = (pair_minutes: number | null) => ({
      ...later,
      placebo: { minutes: 240, days: 14, likely_score: 0, pair_minutes },
    });
    expect(classifyCause(soon(null), options).cause).toBe('reported_afterwards');
    expect(classifyCause(soon(41), options).cause).toBe('reported_afterwards');
    expect(classifyCause(soon(40), options).cause).toBe('coincident_news');
  });

  it('are what a single report must beat as well', async () => {
    const { evidence } = makeCase(makeAnomaly(), [
      HEARD,
      { at: 40, title: 'Calder Pacific wins approval to launch spot Solana fund', sentiment: 0.6 },
    ]);
    const soon = (single_minutes: number | null) => ({
      ...evidence,
      placebo: { minutes: 240, days: 14, likely_score: 0, pair_minutes: null, single_minutes },
    });
    expect(classifyCause(soon(null), options).cause).toBe('reported_afterwards');
    expect(classifyCause(soon(41), options).cause).toBe('reported_afterwards');
    expect(classifyCause(soon(40), options).cause).toBe('coincident_news');
  });

  it('know how soon a single report comes anyway, from hours in which the archive heard of anything', async () => {
    const others = Array.from({ length: 14 * 24 }, (_, k) => itemOf(ONSET - 6 * HOUR_MS - k * HOUR_MS, `Cardano w${k}`, { assets: ['ADA'] })); // prettier-ignore
    const soonest = (await levels([...wire(1), ...others]))?.single_minutes;
    expect(soonest).toBeGreaterThan(0);
    expect(soonest).toBeLessThan(90);
    expect((await levels([...wire(0), ...others]))?.single_minutes).toBeNull();
    // Of Solana alone: where nobody told of it the archive heard nothing.
    expect((await levels(wire(1)))?.single_minutes).toBeNull();
  });
});

describe('quiet minutes', () => {
  it('are spread over the span, apart from anomalies, and the same for the same seed', () => {
    const busy = [ONSET - DAY_MS];
    const draw = () =>
      quietMinutes({ from: ONSET - 2 * DAY_MS, to: ONSET, count: 100, busy, random: seededRandom(SEED) });
    const minutes = draw();
    expect(draw()).toEqual(minutes);
    expect(minutes.length).toBeGreaterThan(80);
    expect(minutes.every((time, k) => time % MINUTE_MS === 0 && time >= (minutes[k - 1] ?? 0))).toBe(true);
    for (const time of minutes) expect(time <= busy[0] - HOUR_MS || time >= busy[0] + 3 * HOUR_MS).toBe(true);
    expect(quietMinutes({ from: 5, to: 5, count: 9, busy, random: seededRandom(SEED) })).toEqual([]);
  });
});

describe('the placebo of an anomaly', () => {
  it('reads the archive once for all symbols of six hours, and again after a failure', async () => {
    let reads = 0;
    const news = wire(10);
    const plain = memoryReader({ news });
    const reader = { ...plain, news: (query: Parameters<typeof plain.news>[0]) => ((reads += 1) === 1 ? Promise.reject(new Error('the disk is gone')) : plain.news(query)) }; // prettier-ignore
    const placeboOf = createPlacebos({ reader, namesOf, pollIntervalMs: options.pollIntervalMs, replay: true });
    const one = makeAnomaly({ metadata: { onset: ONSET } });
    const other = makeAnomaly({ symbol: 'ETH-USD', metadata: { onset: ONSET + HOUR_MS } });
    await expect(placeboOf(one, emptyContext(one))).rejects.toThrow('the disk is gone');
    const found = await placeboOf(one, emptyContext(one));
    expect(await placeboOf(one, emptyContext(one))).toBe(found);
    expect(await placeboOf(other, emptyContext(other))).toMatchObject({ likely_score: 0 });
    expect(reads).toBe(2);
  });
});
