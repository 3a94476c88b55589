/** One text told twice, against two stories that look alike: pairs by hand from real headlines, and all pairs of the archive. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { duplicateGroups, isSameTelling } from '../../../src-main/news/duplicates.ts';
import { readNewsFile } from '../../../src-main/news/replay-source.ts';
import { titleForm } from '../../../src-main/news/title-form.ts';
import { noSharedData, sharedData } from '../../fixtures/shared-data.ts';

type Pairs = Record<'same' | 'different', [string, string][]>;
const PAIRS = JSON.parse(
  readFileSync(new URL('../../fixtures/news/title-pairs.json', import.meta.url), 'utf8'),
) as Pairs;

describe('one text told twice', () => {
  it('has pairs enough', () => {
    expect(PAIRS.same.length).toBeGreaterThanOrEqual(40);
    expect(PAIRS.different.length).toBeGreaterThanOrEqual(40);
  });
  it.each(PAIRS.same)('%s = %s', (a, b) => {
    expect([titleForm(a), titleForm(b), isSameTelling(a, b)]).toEqual([titleForm(a), titleForm(b), true]);
    expect(isSameTelling(b, a)).toBe(true);
  });
  it.each(PAIRS.different)('%s ≠ %s', (a, b) => {
    expect(isSameTelling(a, b)).toBe(false);
    expect(isSameTelling(b, a)).toBe(false);
  });
  it('reads the names of what every object has as words', () => {
    expect(titleForm('constructor of 5 valueOf toString hasOwnProperty').telling).toEqual([
      'constructor',
      '5',
      'valueof',
      'tostr',
      'hasownproperty',
    ]);
  });
  it('finds nothing in titles that say nothing', () => {
    expect(isSameTelling('', '')).toBe(false);
    expect(isSameTelling('What is it?', 'What is it?')).toBe(false);
  });
  it('takes another address of the same page for the same, whatever it is titled', () => {
    const item = (title: string, url: string | null) => ({ title, url });
    expect(
      duplicateGroups([
        item('A story', 'https://www.x.org/a?utm_source=rss'),
        item('Retitled', 'http://m.x.org/a/amp/#top'),
        item('Another', 'https://x.org/b'),
        item('Another one', null),
      ]),
    ).toEqual([0, 0, 2, 3]);
  });
});

describe('among 1,083 real headlines', () => {
  it.skipIf(noSharedData('the headlines'))('merges the two true repeats and no column of another day', async () => {
    const folder = join(sharedData() ?? '', 'headlines');
    const items = [
      ...(await readNewsFile(join(folder, '2021-10_2022-01.csv.gz'))),
      ...(await readNewsFile(join(folder, 'events-2023.csv'))),
    ];
    const groups = duplicateGroups(items.map(({ title }) => ({ title, url: null })));
    const merged = groups.flatMap((first, index) =>
      first === index ? [] : [[items[first]?.title, items[index]?.title]],
    );
    expect(merged).toEqual([
      [
        'Cryptoverse Laughs Off IMF Bitcoin Threats to El Salvador With Memes, BTC Rises',
        'Cryptoverse Laughs Off IMF Bitcoin Threats to El Salvador With Memes, BTC Rises',
      ],
      ['XRP Moves With the Market as Ripple Announces Buyout', 'XRP Moves With the Market as Ripples Announces Buyout'],
    ]);
  });
});
