import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/base/random.ts';
import { averageLink, cosine } from '../../../src-main/news/average-link.ts';
import { clusterItems, clusterTitles } from '../../../src-main/news/cluster.ts';
import { duplicateGroups } from '../../../src-main/news/duplicates.ts';
import { embedText, lexicalEmbedder, SAME_STORY } from '../../../src-main/news/embedder-lexical.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';

const near = (a: string, b: string) => cosine(embedText(a), embedText(b));

describe('lexical embedder', () => {
  it('gives 384 numbers of length 1, the same each time; zeros for no words', async () => {
    const [one, again, none] = await lexicalEmbedder.embed(['Bitcoin ETF approved', 'Bitcoin ETF approved', '…']);
    expect(one).toHaveLength(384);
    expect(Math.hypot(...(one ?? []))).toBeCloseTo(1, 5);
    expect(again).toEqual(one);
    expect(Math.hypot(...(none ?? []))).toBe(0);
  });
  it('takes words that every object has for words like others', async () => {
    const [vector] = await lexicalEmbedder.embed(['constructor __proto__ toString valueOf']);
    expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
  });
  it('is fixed for ever: stored vectors stay comparable', () => {
    const vector = embedText('SEC sues exchange');
    const places = [...vector].flatMap((value, place) => (Math.abs(value) > 0.2 ? [place] : []));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(
      [...vector.slice(0, 384)]
        .map((value) => Math.round(value * 1000))
        .reduce((sum, value, place) => sum + value * (place + 1), 0),
    ).toMatchInlineSnapshot(`66745`);
  });
  it.each([
    [
      'Breaking: Binance Sued By CFTC Over Offering Unregistered Crypto Derivate Trading Products in US',
      'What are Binance and CZ Being Accused Of? A Closer Look at the CFTC Filing',
    ],
    [
      'zkSync DEX Merlin Exploited for Over $1.8M After Code Audit',
      'CertiK, zkSync to launch compensation plan for $2M Merlin DEX exploit',
    ],
    [
      'Crypto.com pauses withdrawals due to suspicious activity',
      "Crypto.com Suspends Withdrawals After 'Unauthorized Activity'",
    ],
  ])('puts two tellings of one event together: %s', (a, b) => expect(near(a, b)).toBeGreaterThan(SAME_STORY));
  it.each([
    ['OpenSea acquires Dharma Labs and a new CTO', 'OpenSea Denies Hack and Bug Allegations'],
    ['Russian Central Bank Proposes Mining Ban', 'Near Protocol raises $150M to promote Web3 adoption'],
    ['Bitcoin payments decline as other cryptocurrencies grow', 'Bitcoin Magazine hosts a conference'],
  ])('keeps two events apart: %s', (a, b) => expect(near(a, b)).toBeLessThan(SAME_STORY));
});

describe('near-duplicates', () => {
  const item = (title: string, url: string | null = null) => ({ title, url });
  it('are found by address and by title, transitively', () => {
    const groups = duplicateGroups([
      item('Binance sued by CFTC', 'https://x.org/a?utm_source=1'),
      item('Ether upgrade goes live'),
      item('Something retitled wholly', 'http://www.x.org/a/'),
      item('CFTC: Binance sued!'),
      item('Solana halts'),
      item('Ethereum upgrade goes live'),
    ]);
    expect(groups).toEqual([0, 1, 0, 0, 4, 1]);
  });
});

/** Greedy average link as the textbook writes it: O(n³), obviously right. */
function greedy(vectors: Float32Array[], cut: number): string {
  let clusters = vectors.map((_, i) => [i]);
  const mean = (a: number[], b: number[]) =>
    a.reduce((s, x) => s + b.reduce((t, y) => t + cosine(vectors[x], vectors[y]), 0), 0) / (a.length * b.length);
  for (;;) {
    let best: [number, number, number] = [-2, 0, 0];
    clusters.forEach((a, i) =>
      clusters.slice(i + 1).forEach((b, j) => (mean(a, b) > best[0] ? (best = [mean(a, b), i, i + 1 + j]) : best)),
    );
    if (clusters.length < 2 || best[0] < cut) break;
    const [, i, j] = best;
    clusters = [...clusters.filter((_, k) => k !== i && k !== j), [...clusters[i], ...clusters[j]]];
  }
  return partition(vectors.map((_, i) => clusters.findIndex((cluster) => cluster.includes(i))));
}
const partition = (labels: number[]) => {
  const names = new Map<number, number>();
  return labels.map((label) => names.get(label) ?? (names.set(label, names.size), names.size - 1)).join(' ');
};

describe('averageLink', () => {
  it('equals greedy merging on 60 random sets', () => {
    const random = seededRandom('average-link');
    for (let round = 0; round < 60; round++) {
      const centres = Array.from({ length: 3 }, () => Array.from({ length: 6 }, () => random.normal()));
      const vectors = Array.from({ length: random.int(2, 16) }, () =>
        Float32Array.from(random.pick(centres), (value) => value + random.normal() * 0.5),
      );
      const labels = averageLink(vectors, { minClusterSize: 1, minSimilarity: 0.5 });
      expect(partition(labels)).toBe(greedy(vectors, 0.5));
    }
  });
  it('handles none, one, two, zeros and duplicates', () => {
    const at = (...values: number[]) => Float32Array.from(values);
    const options = { minClusterSize: 2, minSimilarity: 0.5 };
    expect(averageLink([], options)).toEqual([]);
    expect(averageLink([at(1, 0)], options)).toEqual([-1]);
    expect(averageLink([at(1, 0), at(1, 0)], options)).toEqual([0, 0]);
    expect(averageLink([at(1, 0), at(0, 1)], options)).toEqual([-1, -1]);
    expect(averageLink([at(0, 0), at(0, 0), at(0, 0)], options)).toEqual([-1, -1, -1]);
    expect(averageLink([at(1, 0), at(0, 1), at(1, 0), at(0, 1), at(-1, -1)], options)).toEqual([0, 1, 0, 1, -1]);
    expect(averageLink([at(1, 0)], { ...options, weights: [3] })).toEqual([0]);
  });
  it('does not depend on the order of items', () => {
    const random = seededRandom('order');
    const vectors = Array.from({ length: 40 }, () => Float32Array.from({ length: 5 }, () => random.normal()));
    const order = vectors.map((_, i) => i).sort((a, b) => ((a * 17) % 40) - ((b * 17) % 40));
    const straight = averageLink(vectors, { minClusterSize: 1, minSimilarity: 0.3 });
    const shuffled = averageLink(
      order.map((i) => vectors[i]),
      { minClusterSize: 1, minSimilarity: 0.3 },
    );
    expect(partition(order.map((i) => straight[i]))).toBe(partition(shuffled));
  });
});

describe('clusterItems', () => {
  const titles = [
    'CFTC sues Binance and CEO Changpeng Zhao',
    'Near Protocol raises $150M',
    'Binance sued by CFTC over derivatives',
    'CFTC lawsuit: Binance and Zhao respond',
    'A museum sells a picture',
  ];
  it('gives stories with a headline of their own and a mean tone; the rest is noise', async () => {
    const { labels, stories } = await clusterTitles(titles, lexicalEmbedder, 2, (text) => lexiconSentiment.score(text));
    expect(labels).toEqual([0, -1, 0, 0, -1]);
    expect(stories).toEqual([
      {
        cluster_number: 0,
        members: [0, 2, 3],
        size: 3,
        centroid_summary: expect.stringContaining('CFTC') as string,
        dominant_sentiment: expect.any(Number) as number,
      },
    ]);
    expect(stories[0]?.dominant_sentiment).toBeLessThan(0);
  });
  it('obeys the minimum size and counts duplicates as members', () => {
    const items = ['Same headline here', 'Same headline here', 'Other'].map((title) => ({
      title,
      url: null,
      sentiment: null,
    }));
    const vectors = items.map(({ title }) => embedText(title));
    expect(clusterItems(items, vectors, 2).labels).toEqual([0, 0, -1]);
    expect(clusterItems(items, vectors, 3).labels).toEqual([-1, -1, -1]);
    expect(clusterItems([], [], 2)).toEqual({ labels: [], stories: [] });
  });
});
