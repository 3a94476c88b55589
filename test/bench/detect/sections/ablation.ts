/** What each part of the product is worth: recall at 1 a day over all tapes with that part switched off, beside the whole. */
import { partsOfProduct } from '../parts.ts';
import { pooled, PRODUCT, withoutPart, type Recalls } from '../recalls.ts';
import { COLUMNS, goalRow, plainRecalls, printTable, recallRow } from '../tables.ts';
import { title, type Section } from './section.ts';

/** Each part is a pass of its own over every tape: fewer copies than the main table. */
const MOST_RUNS = 4;
const RATE = 1;

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
    const rows = await Promise.all(
      [PRODUCT, ...parts.map(withoutPart)].map(async (detector): Promise<[string, Recalls]> => {
        const of = tapes.map((tape) => pool.run('recalls', { tape, detector, set: 'percent', seed, runs, rates }));
        return [detector, pooled(await Promise.all(of))];
      }),
    );
    printTable(
      [`${runs} runs`, ...COLUMNS.percent.kinds],
      [
        ...rows.map(([name, recalls]) => recallRow(name, recalls.get(RATE)!, COLUMNS.percent)),
        goalRow(COLUMNS.percent),
      ],
    );
    return plainRecalls(new Map(rows));
  },
};
