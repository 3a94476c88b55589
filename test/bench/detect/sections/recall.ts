/**
 * Recall at frozen levels, by era and for all tapes, and median delays: the product beside the plain yardsticks and the oracle
 * frontier. The first table has the columns with goals, the second (`sigma`) events in σ, slow burns and steps of volume.
 */
import { YARDSTICKS } from '../../yardsticks/all.ts';
import { noRecalls, pooled, PRODUCT, RATES, VOLUME_RAISES, type KindSet, type Recalls } from '../recalls.ts';
import { COLUMNS, delayRow, goalRow, plainRecalls, printTable, recallRow, type Columns } from '../tables.ts';
import type { Tape } from '../tape.ts';
import { erasOf, title, type Context, type Section } from './section.ts';

const FRONTIER = 'oracle frontier';

function setOf(context: Context): KindSet {
  const percent = context.wants('recall') || (context.wants('frontier') && !context.wants('sigma'));
  if (percent) return context.wants('sigma') ? 'all' : 'percent';
  return 'sigma';
}

function detectorsOf(context: Context): string[] {
  const names = [PRODUCT, ...(context.wants('sigma') ? [VOLUME_RAISES] : []), ...Object.keys(YARDSTICKS)];
  return context.wants('frontier') ? [...names, FRONTIER] : names;
}

function recallsOfTape(context: Context, tape: Tape, detector: string, set: KindSet): Promise<Recalls> {
  const { pool, seed, runs } = context;
  if (detector === FRONTIER) return pool.run('frontier', { tape, set, seed, runs });
  return pool.run('recalls', { tape, detector, set, seed, runs, rates: RATES });
}

type ByDetector = Map<string, Recalls>;

function printRecalls(what: string, table: Columns, of: ByDetector): void {
  for (const rate of RATES) {
    title(`Recall in % at ${rate} alerts a day, frozen level, ${table.what}${what}`);
    const rows = [...of].map(([name, recalls]) => recallRow(name, recalls.get(rate)!, table));
    printTable(['detector', ...table.kinds], rate === 1 && table.goals ? [...rows, goalRow(table)] : rows);
  }
}

function printDelays(table: Columns, of: ByDetector): void {
  title(`Median delay in minutes at 1 alert a day (a jump seen in its own minute: 0), ${table.what}all eras`);
  const rows = [...of]
    .filter(([name]) => name !== FRONTIER)
    .map(([name, recalls]) => delayRow(name, recalls.get(1)!, table));
  printTable(['detector', ...table.kinds], rows);
}

export const recallSection: Section = {
  names: ['recall', 'frontier', 'sigma'],
  async run(context) {
    const { tapes } = context;
    const [set, detectors] = [setOf(context), detectorsOf(context)];
    const parts = await Promise.all(
      // The slowest first, so that no thread is left with it at the end.
      detectors
        .toReversed()
        .flatMap((detector) =>
          tapes.map(async (tape) => ({ detector, tape, recalls: await recallsOfTape(context, tape, detector, set) })),
        ),
    );
    const byDetector = (wanted: (tape: Tape) => boolean): ByDetector =>
      new Map(
        detectors.map((detector) => {
          const of = parts.filter((part) => part.detector === detector && wanted(part.tape));
          return [detector, pooled([noRecalls(), ...of.map(({ recalls }) => recalls)])];
        }),
      );
    const all = byDetector(() => true);
    const tables = [set !== 'sigma' ? COLUMNS.percent : null, set !== 'percent' ? COLUMNS.sigma : null];
    for (const table of tables.filter((one) => one !== null)) {
      const without = (of: ByDetector) => new Map([...of].filter(([name]) => name !== VOLUME_RAISES || !table.goals));
      for (const era of erasOf(tapes)) {
        const count = tapes.filter((tape) => tape.era === era).length;
        printRecalls(`era ${era} (${count} tapes)`, table, without(byDetector((tape) => tape.era === era)));
      }
      printRecalls(`all eras (${tapes.length} tapes)`, table, without(all));
      printDelays(table, without(all));
    }
    return Object.fromEntries([
      ...erasOf(tapes).map((era) => [era, plainRecalls(byDetector((tape) => tape.era === era))] as const),
      ['all', plainRecalls(all)] as const,
    ]);
  },
};
