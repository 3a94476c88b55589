/**
 * Words of the news against the hand-labelled headlines: precision and recall of assets, topics and price reports and the signs of
 * the tone, for each part, with every miss (`--quick`: figures alone); then how fast, and that a title ten times as long costs
 * about ten times as much.
 */
import { loadLinker } from '../../src-main/news/linker.ts';
import { plainText } from '../../src-main/news/sanitise.ts';
import { lexiconSentiment } from '../../src-main/news/sentiment.ts';
import { HOSTILE_HEADLINES } from '../corpora/headlines-hostile.ts';
import {
  type Labelled,
  loadLabelled,
  type Measure,
  measureLabels,
  measureTone,
  signOf,
  SPLITS,
} from '../fixtures/news/labelled.ts';
import { type Bench, type BenchContext, median, perSecond, rate, ratio, sideBySide, spread, timed } from './harness.ts';

const linker = loadLinker();
const REPEATS = 20;
/** Shapes that made matchers quadratic before. */
const LONG_SHAPES = ['BTC falls 5% ', '1.1', '$ONE, ', 'as fears grow ', 'Bit\u200bcoin\u202e '];

export const linkBench: Bench = {
  name: 'link',
  what: 'linking, topics, price reports and tone against labelled headlines',
  async run(context) {
    for (const split of SPLITS) printSplit(context, split, loadLabelled(split));
    await printSpeed(context);
    await printGrowth(context);
  },
};

function printSplit({ print, quick }: BenchContext, split: string, labels: readonly Labelled[]): void {
  const linked = labels.map(({ title }) => linker.link({ title: plainText(title) }));
  const flag = (on: boolean) => (on ? ['price report'] : []);
  const kinds = {
    assets: (i: number) => ({ found: linked[i].assets, wanted: labels[i].assets }),
    topics: (i: number) => ({ found: linked[i].topics, wanted: labels[i].topics }),
    'price report': (i: number) => ({ found: flag(linked[i].priceReport), wanted: flag(labels[i].price_report) }),
  };
  print(`${split}: ${labels.length} headlines`);
  for (const [kind, of] of Object.entries(kinds)) {
    const measure = measureLabels(labels.map(({ title }, i) => ({ title, ...of(i) })));
    printMeasure(print, kind, measure, !quick);
  }
  printTone(print, labels);
}

function printMeasure(print: BenchContext['print'], kind: string, measure: Measure, misses: boolean): void {
  const { precision, recall, labels } = measure;
  print(`  ${kind}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} over ${labels} labels`);
  for (const miss of misses ? measure.misses : []) {
    print(
      `    ${miss.spurious.map((x) => `+${x}`).join(' ')} ${miss.absent.map((x) => `-${x}`).join(' ')} ${miss.title}`,
    );
  }
}

function printTone(print: BenchContext['print'], labels: readonly Labelled[]): void {
  const tone = measureTone(
    labels.map((label) => ({ wanted: label.tone, found: signOf(lexiconSentiment.score(plainText(label.title))) })),
  );
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  print(
    `  tone: of ${tone.signed} signed ${percent(tone.right)} right, ${percent(tone.wrong)} opposite; all three classes ${percent(tone.accuracy)}`,
  );
  const rows = tone.counts.map((row, i) => `${['−1', ' 0', '+1'][i]} → ${row.join(' / ')}`);
  print(`    by label, found −1 / 0 / +1: ${rows.join('; ')}`);
}

async function printSpeed({ print, rounds, quick }: BenchContext): Promise<void> {
  const titles = loadLabelled().map(({ title }) => plainText(title));
  const repeats = quick ? 2 : REPEATS;
  const over = (run: (title: string) => unknown) => async () =>
    perSecond(
      titles.length * repeats,
      await timed(() => void Array.from({ length: repeats }, () => titles.forEach(run))),
    );
  const found = await sideBySide(rounds, {
    link: over((title) => linker.link({ title })),
    tone: over((title) => lexiconSentiment.score(title)),
  });
  print(`link ${spread(found.link, rate)} headlines, tone ${spread(found.tone, rate)}`);
}

/** Time of 100 kB over time of 10 kB: 10 is linear. */
async function printGrowth({ print, rounds }: BenchContext): Promise<void> {
  const growths: number[] = [];
  for (const shape of [...LONG_SHAPES, ...HOSTILE_HEADLINES.slice(0, 20).map(([raw]) => `${raw} `)]) {
    const read = (length: number) => () => {
      const title = shape.repeat(Math.ceil(length / shape.length));
      return timed(() => void [linker.link({ title }), lexiconSentiment.score(title)]);
    };
    const found = await sideBySide(rounds, { short: read(10_000), long: read(100_000) });
    growths.push(median(found.long) / median(found.short));
  }
  print(
    `a title of 100 kB over one of 10 kB, ${growths.length} shapes: ${spread(growths, ratio)} times the time (10 is linear)`,
  );
}
