/** Speed of the detection beside what the reference needs for one minute of one symbol. Everything else rests meanwhile. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { speedLines } from '../../detect.ts';
import type { SpeedFigures } from '../../detect-speed.ts';
import { loadLine, machineLine, median, promise } from '../../harness.ts';
import { title, type Section } from './section.ts';

const CALLS = 150_000;
/** A call of the reference, once a minute and symbol, takes 16–18 ms (Python, pandas). */
const REFERENCE_MS = 17;
const PROMISED_TIMES = 10_000;

export const speedSection: Section = {
  names: ['speed'],
  async run() {
    title(`Speed of the detection, calls a second of CPU; ${machineLine()}; ${loadLine()}`);
    const child = fileURLToPath(new URL('../speed-child.ts', import.meta.url));
    const figures = JSON.parse(
      execFileSync(process.execPath, [child, String(CALLS)], { encoding: 'utf8' }),
    ) as SpeedFigures;
    for (const line of speedLines(figures)) console.log(line);
    const slowest = Math.min(...figures.sizes.map(({ closed }) => median(closed)));
    const times = (slowest * REFERENCE_MS) / 1000;
    console.log(
      `a minute of a symbol against the reference's call of ${REFERENCE_MS} ms: ${promise(times, '≥', PROMISED_TIMES, (value) => `${value.toFixed(0)} ×`)}`,
    );
    return figures;
  },
};
