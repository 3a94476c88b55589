import { describe, expect, it } from 'vitest';
import { clusterItems } from '../../../src-main/news/cluster.ts';
import { embedText, SAME_STORY } from '../../../src-main/news/embedder-lexical.ts';
import { FEW, storyClusterer } from '../../../src-main/news/story-clusterer.ts';

const WIDTH = 64;
/** Unit vectors in the plane of the first two axes, by angle in degrees: cosines are easy to see. */
const at = (...degrees: number[]) =>
  degrees.map((degree) => {
    const vector = new Float32Array(WIDTH);
    vector.set([Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)]);
    return vector;
  });
/** Vectors with nothing in common. */
const apart = (count: number) =>
  Array.from({ length: count }, (_, i) => new Float32Array(WIDTH).map((_, place) => (place === i + 2 ? 1 : 0)));
const ones = (vectors: readonly unknown[]) => vectors.map(() => 1);
const cut = Math.cos((25 * Math.PI) / 180);

describe('storyClusterer', () => {
  const chain = at(0, 10, 20.2, 30.1, 40.4, 50.3, 60.2);
  const far = apart(FEW - chain.length);
  it('joins by average link while there are few, by density from 20 on', () => {
    const few = [...chain, ...far.slice(1)];
    const enough = [...chain, ...far];
    expect(few).toHaveLength(FEW - 1);
    // A chain of near neighbours is one dense thing, yet on average its ends are far apart.
    expect(new Set(storyClusterer(cut)(few, 2, ones(few)).slice(0, 7)).size).toBeGreaterThan(1);
    expect(storyClusterer(cut)(enough, 2, ones(enough))).toEqual([...chain.map(() => 0), ...far.map(() => -1)]);
  });
  it('counts what a vector stands for, and never joins across the cut', () => {
    const lone = apart(24);
    const weights = lone.map((_, i) => (i === 5 ? 3 : 1));
    expect(storyClusterer(cut)(lone, 2, ones(lone))).toEqual(lone.map(() => -1));
    expect(storyClusterer(cut)(lone, 3, weights)).toEqual(lone.map((_, i) => (i === 5 ? 0 : -1)));
    expect(storyClusterer(cut)(lone, 4, weights)).toEqual(lone.map(() => -1));
  });
  it('finds one story among many headlines, and says its headline', () => {
    const story = [
      'Tesla accepts Dogecoin for its merch',
      'Dogecoin leaps as Tesla takes DOGE for merch',
      'Tesla merch now payable in Dogecoin',
    ];
    const others = [
      'Near Protocol raises $150M',
      'Russian central bank proposes mining ban',
      'OpenSea denies a hack',
      'Meta plans NFT marketplace',
      'Multichain losses reach $3M',
      'Putin praises hydropower',
      'Grayscale files again',
      'El Salvador bonds delayed',
      'IRS special agent speaks of fraud',
      'Opera launches a browser',
      'Qubit Finance exploited',
      'Goldman talks down prices',
      'Wonderland treasury vote',
      'Jamaica tries a CBDC',
      'Ubisoft replies to critics',
      'BitMEX airdrops tokens',
      'Litecoin upgrade arrives',
      'Thailand scraps its tax',
      'NASA forbids imagery',
    ];
    const items = [...others.slice(0, 9), ...story, ...others.slice(9)].map((title) => ({
      title,
      url: null,
      sentiment: null,
    }));
    const { labels, stories } = clusterItems(
      items,
      items.map(({ title }) => embedText(title)),
      2,
      storyClusterer(SAME_STORY),
    );
    expect(stories.map(({ members }) => members)).toEqual([[9, 10, 11]]);
    expect(story).toContain(stories[0]?.centroid_summary);
    expect(labels.filter((label) => label === -1)).toHaveLength(others.length);
  });
});
