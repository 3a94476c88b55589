/**
 * Alerts that came against those asked for, on the recorded tapes (`realised`) and where every alert is chance (`noise`): with
 * everything on against the budget, and episodes at a fixed λ.
 */
import { gaussianTape, signShuffled } from '../nulls.ts';
import { isInside, type Realised } from '../realised.ts';
import { RATES } from '../recalls.ts';
import { printTable } from '../tables.ts';
import type { Tape } from '../tape.ts';
import { title, type Context, type Section } from './section.ts';

const GAUSSIAN_DAYS = 458;
const NOISE_LAMBDAS = [0.25, 1, 5];

/** `budget`: with hard stop and stored anomalies, which episodes at a fixed λ do not have. */
function printRealised(rows: readonly Realised[], budget: boolean): void {
  const mark = (row: Realised) => (row.inside95 ? '' : row.inside999 ? '*' : '**');
  const cell = (row: Realised) => `${(row.count / row.days).toFixed(2)}${mark(row)}${budget ? ` (${row.most})` : ''}`;
  const targets = [...new Set(rows.map((row) => row.target))];
  const names = [...new Set(rows.map((row) => row.name))];
  const find = (name: string, target: number) => rows.find((row) => row.name === name && row.target === target)!;
  printTable(
    [budget ? 'a day (most in 24 h)' : 'a day', ...targets.map(String), ...(budget ? ['anomalies a day'] : [])],
    names.map((name) => [
      name,
      ...targets.map((target) => cell(find(name, target))),
      ...(budget ? [targets.map((target) => find(name, target).anomalies.toFixed(1)).join(' / ')] : []),
    ]),
  );
  for (const target of targets) {
    const of = rows.filter((row) => row.target === target);
    const [count, expected] = [of.reduce((s, r) => s + r.count, 0), of.reduce((s, r) => s + r.days * target, 0)];
    const inside = isInside(count, expected, 0.95) ? 'inside' : 'outside';
    console.log(`target ${target}: realised/target ${(count / expected).toFixed(3)} (${inside} its 95 % interval)`);
  }
  const share = (100 * rows.filter((row) => row.inside95).length) / rows.length;
  const outside = rows.filter((row) => !row.inside999).length;
  const over = rows.filter((row) => row.most > Math.max(1, Math.floor(2 * row.target))).length;
  const stop = budget ? `; above 2N in 24 h: ${over}` : '';
  console.log(`cells inside 95 %: ${share.toFixed(0)} %; outside 99.9 %: ${outside}${stop}`);
}

const against = async ({ pool }: Context, tapes: readonly Tape[]) =>
  (await Promise.all(tapes.flatMap((tape) => RATES.map((rate) => pool.run('realised', { tape, rate }))))).flat();
const episodes = async ({ pool }: Context, tapes: readonly Tape[], lambdas: readonly number[]) =>
  (await Promise.all(tapes.map((tape) => pool.run('episodes', { tape, lambdas })))).flat();

export const realisedSection: Section = {
  names: ['realised'],
  async run(context) {
    const [budget, lambda] = await Promise.all([
      against(context, context.tapes),
      episodes(context, context.tapes, RATES),
    ]);
    title(
      'Alerts a day against the budget on the recorded tapes, everything on, one symbol (* outside 95 %, ** outside 99.9 %)',
    );
    printRealised(budget, true);
    title('Episodes a day at a fixed λ on the recorded tapes, 60 minutes apart');
    printRealised(lambda, false);
    return { budget, lambda };
  },
};

export const noiseSection: Section = {
  names: ['noise'],
  async run(context) {
    const figures: Record<string, unknown> = {};
    for (const [name, tapes] of [
      ['Gaussian with season', [gaussianTape(context.seed, GAUSSIAN_DAYS)]],
      ['Recorded tapes, signs shuffled', context.tapes.map((tape) => signShuffled(tape, context.seed))],
    ] as const) {
      const [lambda, budget] = await Promise.all([episodes(context, tapes, NOISE_LAMBDAS), against(context, tapes)]);
      title(`${name}: episodes a day at a fixed λ, 60 minutes apart`);
      printRealised(lambda, false);
      title(`${name}: alerts a day against the budget, everything on, one symbol`);
      printRealised(budget, true);
      figures[name] = { lambda, budget };
    }
    return figures;
  },
};
