/**
 * `npm run bench [-- --only NAME …] [--quick]`: every bench in turn, each figure beside its promise. Exit code 1 only when a bench
 * failed to run (or lost something it must not lose), never for a figure.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { detectBench } from './detect.ts';
import { type Bench, loadLine, machineLine, ROUNDS } from './harness.ts';
import { ingestBench } from './ingest.ts';
import { replayBench } from './replay.ts';
import { startBench } from './start.ts';
import { storeBench } from './store.ts';

const BENCHES: readonly Bench[] = [detectBench, replayBench, ingestBench, storeBench, startBench];

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const wanted = args.flatMap((arg, i) => (arg === '--only' ? (args[i + 1]?.split(',') ?? []) : []));
const unknown = wanted.filter((name) => BENCHES.every((bench) => bench.name !== name));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${BENCHES.map((bench) => bench.name).join(', ')}`);
  process.exit(2);
}

setFlagsFromString('--expose-gc');
(globalThis as { gc?: () => void }).gc = runInNewContext('gc') as () => void;

console.log(`${machineLine()}; medians of ${ROUNDS} (least to most)${quick ? '; QUICK: not for the record' : ''}`);
for (const bench of BENCHES) {
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
  console.log(`\n${bench.name}: ${bench.what}; ${loadLine()}`);
  try {
    await bench.run({ quick, rounds: ROUNDS, print: (line) => console.log(`  ${line}`) });
  } catch (error) {
    process.exitCode = 1;
    console.error(`  failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
console.log(`\nfinished; ${loadLine()}`);
// A library's socket or thread that is still winding down must not hold a finished bench.
process.exit();
