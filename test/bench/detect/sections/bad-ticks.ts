/** Bad ticks on some of the tapes and on noise, a thousand in all: what they raise, and what they would raise without the guard. */
import { BAD_KINDS } from '../bad-prints.ts';
import type { BadFigures, BadTicksOfTape } from '../bad-ticks.ts';
import { gaussianTape } from '../nulls.ts';
import { printTable } from '../tables.ts';
import type { Tape } from '../tape.ts';
import { title, type Section } from './section.ts';

const TICKS = 1000;
const MOST_TAPES = 4;
const NOISE_DAYS = 30;
const MOST_SHOWN = 12;

/** Spread evenly over the list. */
function someOf(tapes: readonly Tape[], most: number): Tape[] {
  const count = Math.min(most, tapes.length);
  return Array.from({ length: count }, (_, k) => tapes[Math.floor((k * tapes.length) / count)]);
}

const NONE: BadFigures = { given: 0, anomalies: 0, alerts: 0, lost: 0, lostAlerts: 0 };
const keys = Object.keys(NONE) as (keyof BadFigures)[];

function sumOf(figures: readonly BadFigures[]): BadFigures {
  const sum = { ...NONE };
  for (const more of figures) for (const key of keys) sum[key] += more[key];
  return sum;
}

function refusedOf(parts: readonly BadTicksOfTape[]): Record<string, number> {
  const refused: Record<string, number> = {};
  for (const part of parts) {
    for (const [reason, n] of Object.entries(part.refused)) refused[reason] = (refused[reason] ?? 0) + n;
  }
  return refused;
}

export const badTicksSection: Section = {
  names: ['badticks'],
  async run({ tapes, pool, seed }) {
    const chosen = [...someOf(tapes, MOST_TAPES), gaussianTape(`${seed}|bad ticks`, NOISE_DAYS)];
    const count = Math.ceil(TICKS / chosen.length);
    const parts = await Promise.all(chosen.map((tape) => pool.run('badTicks', { tape, seed, count })));
    const names = chosen.map(({ name }) => name).join(', ');
    title(`Bad ticks, ${count * chosen.length} on ${names}: only with them (promised 0), and only without them`);
    const rows: Record<string, BadFigures> = {
      'all together': sumOf(parts.map(({ together }) => together)),
      'all, no guard': sumOf(parts.map(({ unguarded }) => unguarded)),
      ...Object.fromEntries(
        BAD_KINDS.map(({ name }) => [`alone: ${name}`, sumOf(parts.map(({ alone }) => alone[name]))]),
      ),
    };
    printTable(
      ['', 'given', 'new anomalies', 'new alerts', 'lost anomalies', 'lost alerts'],
      Object.entries(rows).map(([name, figures]) => [name, ...keys.map((key) => String(figures[key]))]),
    );
    const refused = refusedOf(parts);
    const listed = Object.entries(refused).map(([reason, n]) => `${n} ${reason}`);
    console.log(`refused of all together: ${listed.join(', ')}`);
    console.log(`anomalies of the same tapes without them: ${parts.reduce((sum, part) => sum + part.anomalies, 0)}`);
    const examples = parts.flatMap((part) => part.examples);
    for (const line of examples.slice(0, MOST_SHOWN)) console.log(`new: ${line}`);
    return { rows, refused, examples };
  },
};
