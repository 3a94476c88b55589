/**
 * Linker, price reports, topics and tone against 894 real headlines labelled by hand (test/fixtures/news/SOURCES.md says how
 * each part was drawn and what has been tuned on it). Floors are a little below what docs/news.md reports.
 */
import { describe, expect, it } from 'vitest';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { plainText } from '../../../src-main/news/sanitise.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';
import {
  loadLabelled,
  type Measure,
  measureLabels,
  measureTone,
  signOf,
  type Split,
  SPLITS,
} from '../../fixtures/news/labelled.ts';

const linker = loadLinker();
const TOPICS = ['etf', 'exchange_incident', 'macro', 'regulation', 'stablecoin'];

function measured(split: Split): { assets: Measure; topics: Measure; price: Measure } {
  const labels = loadLabelled(split);
  const linked = labels.map(({ title }) => linker.link({ title: plainText(title) }));
  const flag = (on: boolean) => (on ? ['price report'] : []);
  const pairs = <T>(found: (i: number) => T, wanted: (i: number) => T) =>
    labels.map(({ title }, i) => ({ title, found: found(i), wanted: wanted(i) }));
  return {
    assets: measureLabels(
      pairs(
        (i) => linked[i].assets,
        (i) => [...labels[i].assets],
      ),
    ),
    topics: measureLabels(
      pairs(
        (i) => linked[i].topics,
        (i) => [...labels[i].topics],
      ),
    ),
    price: measureLabels(
      pairs(
        (i) => flag(linked[i].priceReport),
        (i) => flag(labels[i].price_report),
      ),
    ),
  };
}

describe('labelled headlines', () => {
  const all = loadLabelled();
  it('are enough, each once', () => {
    expect(all.length).toBeGreaterThanOrEqual(420);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
    for (const split of SPLITS) expect(loadLabelled(split).length).toBeGreaterThanOrEqual(70);
  });
  it('use known topics and write assets as tickers', () => {
    for (const { assets, topics, title } of all) {
      expect(
        topics.filter((topic) => !TOPICS.includes(topic)),
        title,
      ).toEqual([]);
      expect(
        assets.filter((asset) => !/^[A-Z0-9]{1,8}$/.test(asset)),
        title,
      ).toEqual([]);
    }
  });
});

describe.each(SPLITS)('linker on the part %s', (split) => {
  const { assets, topics, price } = measured(split);
  it('links assets with precision ≥ 0.97 and recall ≥ 0.97', () => {
    expect(assets.precision).toBeGreaterThanOrEqual(0.97);
    expect(assets.recall).toBeGreaterThanOrEqual(0.97);
  });
  it('tells price reports with precision ≥ 0.95 and recall ≥ 0.93', () => {
    expect(price.precision).toBeGreaterThanOrEqual(0.95);
    expect(price.recall).toBeGreaterThanOrEqual(0.93);
  });
  it('finds topics with precision and recall ≥ 0.8', () =>
    expect(Math.min(topics.precision, topics.recall)).toBeGreaterThanOrEqual(0.8));
});

describe.each(SPLITS)('tone on the part %s', (split) => {
  const tone = measureTone(
    loadLabelled(split).map((label) => ({
      wanted: label.tone,
      found: signOf(lexiconSentiment.score(plainText(label.title))),
    })),
  );
  it('finds the sign of most signed headlines and the opposite of few', () => {
    expect(tone.right).toBeGreaterThanOrEqual(0.75);
    expect(tone.wrong).toBeLessThanOrEqual(0.06);
  });
  it('does not call everything good or bad', () => expect(tone.accuracy).toBeGreaterThanOrEqual(0.62));
});
