/** Bad ticks on some of the tapes and on noise, a thousand in all: what they raise, and what they would raise without the guard. */
import { BAD_KINDS } from '../bad-prints.ts';
import { LATER, noFigures, type BadFigures, type BadTicksOfTape } from '../bad-ticks.ts';
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

function sumOf(parts: readonly BadTicksOfTape[], which: 'guarded' | 'unguarded', names: readonly string[]): BadFigures {
  const sum = noFigures();
  for (const part of parts) {
    for (const name of names) {
      const more = part[which].get(name)!;
      for (const key of Object.keys(sum) as (keyof BadFigures)[]) sum[key] += more[key];
    }
  }
  return sum;
}

export const badTicksSection: Section = {
  names: ['badticks'],
  async run({ tapes, pool, seed }) {
    const chosen = [...someOf(tapes, MOST_TAPES), gaussianTape(`${seed}|bad ticks`, NOISE_DAYS)];
    const count = Math.ceil(TICKS / chosen.length);
    const parts = await Promise.all(chosen.map((tape) => pool.run('badTicks', { tape, seed, count })));
    title(
      `Bad ticks, ${count * chosen.length} on ${chosen.map(({ name }) => name).join(', ')}: anomalies and alerts only with them (promised 0), only without them`,
    );
    const names = [...BAD_KINDS.map(({ name }) => name), LATER];
    const row = (name: string, of: readonly string[]) => {
      const [with_, bare] = [sumOf(parts, 'guarded', of), sumOf(parts, 'unguarded', of)];
      const figures = [
        with_.given,
        with_.anomalies,
        with_.alerts,
        with_.lost,
        with_.lostAlerts,
        bare.anomalies,
        bare.alerts,
      ];
      return [name, ...figures.map(String)];
    };
    printTable(
      ['', 'given', 'anomalies', 'alerts', 'lost anomalies', 'lost alerts', 'no guard: anomalies', 'alerts'],
      [...names.map((name) => row(name, [name])), row('all', names)],
    );
    const refused = new Map<string, number>();
    for (const part of parts) {
      for (const [reason, n] of Object.entries(part.refused)) refused.set(reason, (refused.get(reason) ?? 0) + n);
    }
    console.log(`refused: ${[...refused].map(([reason, n]) => `${n} ${reason}`).join(', ')}`);
    console.log(`anomalies of the same tapes without them: ${parts.reduce((sum, part) => sum + part.anomalies, 0)}`);
    for (const line of parts.flatMap((part) => part.examples).slice(0, MOST_SHOWN)) console.log(`raised: ${line}`);
    const figures = (which: 'guarded' | 'unguarded') =>
      Object.fromEntries(names.map((name) => [name, sumOf(parts, which, [name])]));
    return {
      guarded: figures('guarded'),
      unguarded: figures('unguarded'),
      refused: Object.fromEntries(refused),
      examples: parts.flatMap((part) => part.examples),
    };
  },
};
