/**
 * The detection bench: node test/bench/detect/run.ts [tapes folder] [--only frontier,recall,realised,noise,reference]
 * [--runs 8] [--seed mane] [--alerts folder of another detector's CSV files]. Tuned on the era of 2021, checked on 2023:
 * recall tables are printed for each era and for all tapes.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sharedData } from '../../fixtures/shared-data.ts';
import { YARDSTICKS } from '../yardsticks/all.ts';
import { addTo, oracleFrontier } from './frontier.ts';
import { placeInjections } from './inject.ts';
import { frozenLevel, recallAt, recallOf, type Caught } from './measure.ts';
import { gaussianTape, signShuffled } from './nulls.ts';
import { createProductScorer } from './product.ts';
import { episodesAt, isInside, realisedOf, type Realised } from './realised.ts';
import { referenceRows } from './reference.ts';
import { follow, type Scorer } from './score.ts';
import { COLUMNS_OF_RECALL, delayRow, goalRow, printTable, recallRow } from './tables.ts';
import { loadTapes, scoredDays, type Tape } from './tape.ts';

const RATES = [0.5, 1, 2, 5];
const GAUSSIAN_DAYS = 458;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: 'frontier,recall,realised,noise,reference' },
    runs: { type: 'string', default: '8' },
    seed: { type: 'string', default: 'mane' },
    tapes: { type: 'string', default: '' },
    alerts: { type: 'string' },
  },
});
const folder = positionals[0] ?? join(sharedData() ?? '.', 'tapes');
if (!existsSync(folder)) throw new Error(`no tapes at ${folder}: give a folder of SYMBOL.ERA.csv[.gz] files`);
const [seed, runs] = [options.seed, Number(options.runs)];
const only = new Set(options.only.split(','));
const tapes = loadTapes(folder, options.tapes.split(',').filter(Boolean));
const eras = [...new Set(tapes.map((tape) => tape.era))].sort();
const days = tapes.reduce((sum, tape) => sum + scoredDays(tape), 0);

type Recalls = Map<number, Map<string, Caught>>;
const title = (text: string) => console.log(`\n## ${text}`);
const head = (first: string) => [first, ...COLUMNS_OF_RECALL];

function recallsOf(of: readonly Tape[], create: (symbol: string) => Scorer): Recalls {
  const result: Recalls = new Map(RATES.map((rate) => [rate, new Map<string, Caught>()]));
  for (const tape of of) {
    const followed = follow(tape, create(tape.symbol), placeInjections(tape, seed, runs));
    for (const rate of RATES) {
      const caught = recallAt(followed, frozenLevel(tape, followed.scores, rate));
      for (const [kind, more] of caught) addTo(result.get(rate)!, kind, more);
    }
  }
  return result;
}

function pooled(parts: readonly Recalls[]): Recalls {
  const result: Recalls = new Map(RATES.map((rate) => [rate, new Map<string, Caught>()]));
  for (const part of parts)
    for (const [rate, kinds] of part) for (const [k, c] of kinds) addTo(result.get(rate)!, k, c);
  return result;
}

function printRecalls(what: string, scorers: ReadonlyMap<string, Recalls>): void {
  for (const rate of RATES) {
    title(`Recall in % at ${rate} alerts a day, frozen level, ${what}`);
    const rows = [...scorers].map(([name, recalls]) => recallRow(name, recalls.get(rate)!));
    printTable(head('detector'), rate === 1 ? [...rows, goalRow()] : rows);
  }
}

function recall(): void {
  const detectors: Record<string, (symbol: string) => Scorer> = { product: createProductScorer, ...YARDSTICKS };
  const byEra = eras.map((era) => {
    const of = tapes.filter((tape) => tape.era === era);
    const results = new Map(Object.entries(detectors).map(([name, create]) => [name, recallsOf(of, create)]));
    if (only.has('frontier')) results.set('oracle frontier', oracleFrontier(of, seed, runs, RATES).best);
    printRecalls(`era ${era} (${of.length} tapes)`, results);
    return results;
  });
  const all = new Map([...byEra[0].keys()].map((name) => [name, pooled(byEra.map((era) => era.get(name)!))]));
  printRecalls(`all eras (${tapes.length} tapes)`, all);
  title('Median delay in minutes at 1 alert a day (a jump seen in its own minute: 0)');
  printTable(
    head('detector'),
    [...all].filter(([name]) => name !== 'oracle frontier').map(([name, recalls]) => delayRow(name, recalls.get(1)!)),
  );
}

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

function noise(): void {
  const gaussian = gaussianTape(seed, GAUSSIAN_DAYS);
  const shuffled = tapes.map((tape) => signShuffled(tape, seed));
  for (const [name, of] of [
    ['Gaussian with season', [gaussian]],
    ['Recorded tapes, signs shuffled', shuffled],
  ] as const) {
    title(`${name}: episodes a day at a fixed λ, 60 minutes apart`);
    printRealised(
      of.flatMap((tape) => episodesAt(tape, [0.25, 1, 5])),
      false,
    );
    title(`${name}: alerts a day against the budget, everything on, one symbol`);
    printRealised(
      of.flatMap((tape) => RATES.map((rate) => realisedOf(tape, rate))),
      true,
    );
  }
}

function reference(): void {
  const rows = referenceRows(options.alerts ?? join(folder, '..', 'reference_alerts'), tapes);
  title("Another detector's alerts: a day and symbol, and largest moves caught");
  printTable(
    ['', 'a day', 'top 15 min', 'top 60 min'],
    rows.map((row) => [
      row.name,
      (row.alerts / row.days).toFixed(2),
      ...[15, 60].map((window) => recallOf({ ...row.moves[window], delays: [] }).toFixed(1)),
    ]),
  );
}

console.log(`${tapes.length} tapes, ${days.toFixed(0)} scored days, seed ${seed}, ${runs} runs of each kind of event`);
if (only.has('recall') || only.has('frontier')) recall();
if (only.has('realised')) {
  title(
    'Alerts a day against the budget on the recorded tapes, everything on, one symbol (* outside 95 %, ** outside 99.9 %)',
  );
  printRealised(
    tapes.flatMap((tape) => RATES.map((rate) => realisedOf(tape, rate))),
    true,
  );
  title('Episodes a day at a fixed λ on the recorded tapes, 60 minutes apart');
  printRealised(
    tapes.flatMap((tape) => episodesAt(tape, RATES)),
    false,
  );
}
if (only.has('noise')) noise();
if (only.has('reference')) reference();
