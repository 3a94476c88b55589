import { describe, expect, it } from 'vitest';
import { EvidenceSchema, type EvidenceFact } from '../../../src-shared/narrative.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import { buildEvidence } from '../../../src-main/narrate/evidence.ts';
import { relevanceOf } from '../../../src-main/narrate/news-facts.ts';
import { makeAnomaly, makeCase } from '../../fixtures/narrative/cases.ts';

const anomaly = makeAnomaly();
const onset = anomaly.detection_metadata.onset;
const of = (facts: readonly EvidenceFact[], kind: string) => facts.filter((fact) => fact.kind === kind);

describe('buildEvidence', () => {
  const made = makeCase(
    anomaly,
    [
      { at: -20, title: 'Bitcoin fund approved', assets: ['BTC'] },
      { at: -2, title: 'Solana upgrade live', sentiment: 0.4 },
      { at: 30, title: 'Solana up 4%', price_report: true },
    ],
    {
      peers: [{ symbol: 'ADA-USD', changePct: -1.2 }],
      down: ['The Block', 'The Block'],
      similar: {
        count: 7,
        outcomes: [
          {
            hours: 1,
            known: 5,
            rose: 3,
            roseLow: 0.2307,
            roseHigh: 0.8824,
            medianPct: 0.62,
            medianLowPct: null,
            medianHighPct: null,
          },
        ],
        moves: [],
      },
    },
  );

  it('numbers its facts E1…En and fits the schema', () => {
    expect(EvidenceSchema.parse(made.evidence)).toEqual(made.evidence);
    expect(made.evidence.facts.map(({ id }) => id)).toEqual(made.evidence.facts.map((_, i) => `E${i + 1}`));
  });

  it('tells the move, its window, peak, length, rarity and volume with value and unit', () => {
    const { facts } = made.evidence;
    expect(facts.slice(0, 7).map(({ text, value, unit }) => [text, value, unit])).toEqual([
      ['SOL-USD rose 4.2 % in 5 min, with its onset at 14:22 UTC', 4.2, 'percent'],
      ['SOL-USD was measured over 5 min; detected at 14:27 UTC', 5, 'minutes'],
      ['6.1 σ against the volatility before the move', 6.1, 'z'],
      ['SOL-USD reached +5.1 % from the onset at 14:30 UTC', 4.2 * 1.21, 'percent_from_onset'],
      ['The episode lasted 34 min, to 14:56 UTC', 34, 'minutes'],
      ['About once in 9 days for SOL', 0.11, 'per_day'],
      ['SOL-USD traded 12 times its usual volume', 12.1, 'times'],
    ]);
  });

  it('tells the market, similar moves, linked and unlinked news and what was down', () => {
    const { facts } = made.evidence;
    expect(of(facts, 'market').map(({ text }) => text)).toEqual([
      'BTC rose 0.10 % over the same 5 min',
      '13 % of the watched symbols moved the same way',
      'Beta of SOL to BTC is 1.20',
      'ADA-USD fell 1.2 % over the same 5 min',
    ]);
    expect(of(facts, 'similar').map(({ text }) => text)).toEqual([
      '7 similar moves of SOL on record',
      '1 h after the 5 nearest the price was higher in 3 (95 % interval 23 to 88 %); median change +0.62 %',
    ]);
    expect(of(facts, 'news').map(({ news }) => [news?.time_diff_minutes, news?.timing_tag, news?.linked])).toEqual([
      [-20, 'pre_event', false],
      [-2, 'pre_event', true],
      [30, 'post_event', true],
    ]);
    expect(of(facts, 'source_down').map(({ text }) => text)).toEqual(['The Block could not be read']);
    expect(of(facts, 'quiet')).toEqual([]);
  });

  it('is frozen and the same for the same input in any order', () => {
    const again = buildEvidence({
      ...made,
      investigation: { ...made.investigation, articles: made.investigation.articles.toReversed() },
    });
    expect(JSON.stringify(again)).toBe(JSON.stringify(made.evidence));
    expect(() => Object.assign(made.evidence.facts[0], { value: 1 })).toThrow(TypeError);
  });

  it.each([
    { name: 'nothing, early', specs: [], now: 10, text: 'No linked report so far, 14:32 UTC', value: null },
    { name: 'nothing, after 3 h', specs: [], now: 180, text: 'No linked report within 3 h', value: 180 },
    {
      name: 'one at 100 min',
      specs: [{ at: 100, title: 'Solana upgrade' }],
      now: 180,
      text: 'No linked report within 1 h',
      value: 60,
    },
    {
      name: 'a price report',
      specs: [{ at: 5, title: 'Solana up', price_report: true }],
      now: 180,
      text: 'No linked report within 3 h other than of the price itself',
      value: 180,
    },
    {
      name: 'one just within an hour',
      specs: [{ at: -60, title: 'Solana upgrade' }],
      now: 180,
      text: null,
      value: null,
    },
  ])('silence: $name', ({ specs, now, text, value }) => {
    const { evidence } = makeCase(anomaly, specs, { now: onset + now * MINUTE_MS });
    const quiet = of(evidence.facts, 'quiet')[0];
    expect([quiet?.text ?? null, quiet?.value ?? null]).toEqual([text, value]);
  });

  it('keeps what may be told when there is more news than fits', () => {
    const noise = Array.from({ length: 60 }, (_, i) => ({
      at: -1 - i,
      title: `Story number ${i}`,
      assets: [] as string[],
    }));
    const { evidence } = makeCase(anomaly, [...noise, { at: 170, title: 'Solana upgrade live' }]);
    expect(of(evidence.facts, 'news')).toHaveLength(40);
    expect(of(evidence.facts, 'news').filter(({ news }) => news?.linked)).toHaveLength(1);
  });

  it('marks the simulated market and leaves out what is not known', () => {
    const bare = makeAnomaly({
      price_change_pct: null,
      volume_change_pct: null,
      z_score: null,
      metadata: { end: null, learning: true, breadth: null, beta: null },
    });
    const { evidence } = makeCase(bare, [], { btcChangePct: null, simulated: true });
    expect(evidence.facts.map(({ text }) => text)).toEqual([
      'SOL-USD was measured over 5 min; detected at 14:27 UTC',
      'SOL-USD reached +1.2 % from the onset at 14:30 UTC',
      'Still learning what is usual for SOL',
      'No linked report within 3 h',
    ]);
    expect(makeCase(anomaly, [], { simulated: true }).evidence.facts[0].text).toContain('on the simulated market');
  });

  it('takes a report of the onset’s own minute as after it', () => {
    const { evidence } = makeCase(anomaly, [{ at: 0, title: 'Solana upgrade' }], { now: onset + 4 * HOUR_MS });
    expect(of(evidence.facts, 'news')[0].news!.timing_tag).toBe('post_event');
  });
});

describe('relevanceOf', () => {
  it.each([
    [{ assets: ['SOL'], topics: [] }, 'quiet', 1],
    [{ assets: ['SOL'], topics: [] }, 'moves', 0.7],
    [{ assets: ['ADA', 'BTC', 'ETH', 'SOL'], topics: [] }, 'quiet', 0.5],
    [{ assets: [], topics: ['regulation'] }, 'quiet', 0],
    [{ assets: [], topics: ['regulation'] }, 'moves', 0.85],
    [{ assets: ['BTC'], topics: [] }, 'moves', 0.85],
    [{ assets: ['BTC'], topics: [] }, 'unknown', 0],
    [{ assets: [], topics: [] }, 'moves', 0],
  ] as const)('%j while the market is %s', (article, market, expected) => {
    expect(
      relevanceOf({ assets: [...article.assets], topics: [...article.topics] }, 'SOL', {
        state: market,
        ownShare: null,
      }),
    ).toBe(expected);
  });
  it.each([
    [0, 0.4],
    [0.5, 0.7],
    [1, 1],
  ])('counts a story of the coin by the share of the move that the market leaves: %s → %s', (ownShare, expected) => {
    expect(relevanceOf({ assets: ['SOL'], topics: [] }, 'SOL', { state: 'moves', ownShare })).toBeCloseTo(expected, 10);
  });
  it('links a topic weakly to BTC when nobody knows what the market does', () => {
    expect(relevanceOf({ assets: [], topics: ['macro'] }, 'BTC', { state: 'unknown', ownShare: null })).toBe(0.6);
  });
});
