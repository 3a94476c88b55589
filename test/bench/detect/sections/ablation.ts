/**
 * What each part of the product is worth: recall at 1 a day over all tapes with that part switched off, beside the whole. A frozen
 * level does not see a part that only says how rare something is: for those, episodes that came over those promised at a λ.
 */
import { partsOfProduct } from '../parts.ts';
import type { Realised } from '../realised.ts';
import { pooled, PRODUCT, withoutPart, type Recalls } from '../recalls.ts';
import { COLUMNS, goalRow, plainRecalls, printTable, recallRow } from '../tables.ts';
import { title, type Section } from './section.ts';

/** Each part is a pass of its own over every tape: fewer copies than the main table. */
const MOST_RUNS = 4;
const RATE = 1;
const LAMBDAS = [0.25, 1, 5];

interface Row {
  readonly detector: string;
  readonly recalls: Recalls;
  /** Realised over promised, per λ. */
  readonly calibration: readonly number[];
}

export const ablationSection: Section = {
  names: ['ablation'],
  async run({ tapes, pool, seed, runs: wanted }) {
    const parts = await partsOfProduct();
    title('Recall in % at 1 alert a day with one part switched off, all eras');
    if (parts === null) {
      console.log('not available: the product has no parts that can be switched off');
      return null;
    }
    const runs = Math.min(MOST_RUNS, wanted);
    const rates = [RATE];
    const rowOf = async (detector: string): Promise<Row> => {
      const recalls = tapes.map((tape) => pool.run('recalls', { tape, detector, set: 'percent', seed, runs, rates }));
      const episodes = tapes.map((tape) => pool.run('episodes', { tape, detector, lambdas: LAMBDAS }));
      const came = (await Promise.all(episodes)).flat();
      const calibration = LAMBDAS.map((lambda) => realisedOver(came.filter(({ target }) => target === lambda)));
      return { detector, recalls: pooled(await Promise.all(recalls)), calibration };
    };
    const rows = await Promise.all([PRODUCT, ...parts.map(withoutPart)].map(rowOf));
    printTable(
      [`${runs} runs`, ...COLUMNS.percent.kinds, ...LAMBDAS.map((lambda) => `came at λ ${lambda}`)],
      [
        ...rows.map(({ detector, recalls, calibration }) => [
          ...recallRow(detector, recalls.get(RATE)!, COLUMNS.percent),
          ...calibration.map((ratio) => ratio.toFixed(2)),
        ]),
        goalRow(COLUMNS.percent),
      ],
    );
    return {
      recall: plainRecalls(new Map(rows.map(({ detector, recalls }) => [detector, recalls]))),
      calibration: Object.fromEntries(rows.map(({ detector, calibration }) => [detector, calibration])),
    };
  },
};

const realisedOver = (rows: readonly Realised[]): number =>
  rows.reduce((sum, row) => sum + row.count, 0) / rows.reduce((sum, row) => sum + row.target * row.days, 0);
