/**
 * The detection bench: node test/bench/detect/run.ts [tapes folder] [--only NAME,NAME] [--runs 8] [--seed mane] [--tapes WORD,WORD]
 * [--alerts folder of another detector's CSV files] [--threads 2] [--json FILE]. Works on any folder of SYMBOL.ERA.csv[.gz] files.
 * Names are those of the sections below; without --only all run.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sharedData } from '../../fixtures/shared-data.ts';
import { createPool } from './pool.ts';
import { ablationSection } from './sections/ablation.ts';
import { anomaliesSection } from './sections/anomalies.ts';
import { badTicksSection } from './sections/bad-ticks.ts';
import { crashSection } from './sections/crash.ts';
import { noiseSection, realisedSection } from './sections/realised.ts';
import { recallSection } from './sections/recall.ts';
import { referenceSection } from './sections/reference.ts';
import { speedSection } from './sections/speed.ts';
import type { Section } from './sections/section.ts';
import { loadTapes, scoredDays } from './tape.ts';

const SECTIONS: readonly Section[] = [
  recallSection,
  realisedSection,
  noiseSection,
  anomaliesSection,
  crashSection,
  badTicksSection,
  ablationSection,
  referenceSection,
  speedSection,
];
/** One event in four days needs four. */
const LEAST_DAYS = 4;
const NAMES = SECTIONS.flatMap(({ names }) => names);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: NAMES.join(',') },
    runs: { type: 'string', default: '8' },
    seed: { type: 'string', default: 'mane' },
    tapes: { type: 'string', default: '' },
    alerts: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'string' },
  },
});
const folder = positionals[0] ?? join(sharedData() ?? '.', 'tapes');
if (!existsSync(folder)) throw new Error(`no tapes at ${folder}: give a folder of SYMBOL.ERA.csv[.gz] files`);
const only = new Set(options.only.split(','));
const unknown = [...only].filter((name) => !NAMES.includes(name));
if (unknown.length > 0) throw new Error(`no section ${unknown.join(', ')}; there are ${NAMES.join(', ')}`);

const found = loadTapes(folder, options.tapes.split(',').filter(Boolean));
const tapes = found.filter((tape) => scoredDays(tape) >= LEAST_DAYS);
for (const { name } of found.filter((tape) => !tapes.includes(tape))) {
  console.log(`${name} left out: fewer than ${LEAST_DAYS} days after its warm-up`);
}
if (tapes.length === 0) throw new Error(`no tape at ${folder} fits`);
const days = tapes.reduce((sum, tape) => sum + scoredDays(tape), 0);
const [seed, runs] = [options.seed, Number(options.runs)];
const pool = createPool(Number(options.threads));
const wants = (name: string) => only.has(name);
const context = {
  tapes,
  folder,
  alerts: options.alerts ?? join(folder, '..', 'reference_alerts'),
  seed,
  runs,
  wants,
  pool,
};

const started = performance.now();
const figures: Record<string, unknown> = {};
console.log(`${tapes.length} tapes, ${days.toFixed(0)} scored days, seed ${seed}, ${runs} runs of each kind of event`);
try {
  for (const section of SECTIONS) {
    if (section.names.some(wants)) figures[section.names[0]] = await section.run(context);
  }
} finally {
  await pool.close();
}
console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s in all`);
if (options.json) {
  const about = { folder, seed, runs, days, tapes: tapes.map(({ name }) => name) };
  writeFileSync(options.json, `${JSON.stringify({ about, ...figures }, null, 2)}\n`);
}
