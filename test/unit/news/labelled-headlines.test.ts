/** The linker against 190 real headlines labelled by hand (see test/fixtures/news/SOURCES.md); prints what it measured. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { plainText } from '../../../src-main/news/sanitise.ts';

interface Labelled {
  readonly title: string;
  readonly assets: string[];
  readonly price_report: boolean;
}
const file = new URL('../../fixtures/news/labelled-headlines.json', import.meta.url);
const labelled = JSON.parse(readFileSync(file, 'utf8')) as Labelled[];

function measure(pairs: readonly (readonly [found: readonly unknown[], wanted: readonly unknown[]])[]) {
  const hits = pairs.reduce((sum, [found, wanted]) => sum + found.filter((x) => wanted.includes(x)).length, 0);
  const found = pairs.reduce((sum, pair) => sum + pair[0].length, 0);
  const wanted = pairs.reduce((sum, pair) => sum + pair[1].length, 0);
  return { precision: hits / found, recall: hits / wanted, wanted };
}

describe('linker on labelled headlines', () => {
  const linker = loadLinker();
  const linked = labelled.map(({ title }) => linker.link({ title: plainText(title) }));
  it('has enough of them', () => expect(labelled.length).toBeGreaterThanOrEqual(120));
  it('links assets with precision ≥ 0.95 and recall ≥ 0.9', () => {
    const result = measure(labelled.map((label, i) => [linked[i].assets, label.assets]));
    console.log(
      `assets: precision ${result.precision.toFixed(3)}, recall ${result.recall.toFixed(3)} over ${result.wanted} labels in ${labelled.length} headlines`,
    );
    expect(result.precision).toBeGreaterThanOrEqual(0.95);
    expect(result.recall).toBeGreaterThanOrEqual(0.9);
  });
  it('tells price reports with precision and recall ≥ 0.9', () => {
    const result = measure(
      labelled.map((label, i) => [linked[i].priceReport ? [true] : [], label.price_report ? [true] : []]),
    );
    console.log(
      `price reports: precision ${result.precision.toFixed(3)}, recall ${result.recall.toFixed(3)} over ${result.wanted} labels`,
    );
    expect(Math.min(result.precision, result.recall)).toBeGreaterThanOrEqual(0.9);
  });
});
