/**
 * `npm run bench [-- --only NAME …] [--quick | --size full]`: every bench in turn, each figure beside its promise. Exit code 1 only when a bench
 * failed to run (or lost something it must not lose), never for a figure.
 */
import { spawnSync } from 'node:child_process';
import { careBench } from './care.ts';
import { detectBench } from './detect.ts';
import { type Bench, exposeGarbageCollection, loadLine, machineLine, ROUNDS } from './harness.ts';
import { hdbscanBench } from './hdbscan.ts';
import { ingestBench } from './ingest.ts';
import { linkBench } from './link.ts';
import { machinesBench } from './machines.ts';
import { mirrorBench } from './mirror.ts';
import { narrateBench } from './narrate.ts';
import { postgresBench } from './postgres.ts';
import { replayBench } from './replay.ts';
import { startBench } from './start.ts';
import { storeBench } from './store.ts';
import { windowBench } from './window.ts';

const BENCHES: readonly Bench[] = [
  detectBench,
  hdbscanBench,
  replayBench,
  ingestBench,
  linkBench,
  narrateBench,
  storeBench,
  postgresBench,
  careBench,
  mirrorBench,
  machinesBench,
  startBench,
  windowBench,
];

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const full = args.some((arg, i) => arg === '--size' && args[i + 1] === 'full');
const named = args.flatMap((arg, i) => (arg === '--only' ? [args[i + 1]?.split(',') ?? []] : []));
const wanted = args.includes('--part') ? (named.at(-1) ?? []) : named.flat();
const unknown = wanted.filter((name) => BENCHES.every((bench) => bench.name !== name));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${BENCHES.map((bench) => bench.name).join(', ')}`);
  process.exit(2);
}

const chosen = BENCHES.filter((bench) => wanted.length === 0 || wanted.includes(bench.name));
const inParent = chosen.length > 1;
if (!args.includes('--part')) {
  console.log(`${machineLine()}; medians of ${ROUNDS} (least to most)${quick ? '; QUICK: not for the record' : ''}`);
}
for (const bench of chosen) {
  if (inParent) runApart(bench);
  else await run(bench);
}
// A library's socket or thread that is still winding down must not hold a finished bench.
process.exit();

/** Each bench in a process of its own: what one leaves in the heap or in compiled code is not paid for by the next. */
function runApart({ name }: Bench): void {
  const { status } = spawnSync(process.execPath, [import.meta.filename, ...args, '--part', '--only', name], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

async function run(bench: Bench): Promise<void> {
  exposeGarbageCollection();
  console.log(`\n${bench.name}: ${bench.what}; ${loadLine()}`);
  try {
    await bench.run({ quick, full, rounds: ROUNDS, print: (line) => console.log(`  ${line}`) });
  } catch (error) {
    process.exitCode = 1;
    console.error(`  failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
