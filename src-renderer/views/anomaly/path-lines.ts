/** Paths in percent from the onset as polylines of one common scale; a hole in the prices is a hole in the line. */
import { PATH } from '../../../src-shared/similar.ts';

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

type Path = readonly (number | null)[];

/** Both ends of everything, with 0 always inside. */
export function boundsOf(paths: readonly Path[]): Bounds {
  const known = paths.flat().filter((value) => value !== null && Number.isFinite(value)) as number[];
  return { low: Math.min(0, ...known), high: Math.max(0, ...known) };
}

export function linesOf(path: Path, { low, high }: Bounds, width: number, height: number) {
  const span = high - low || 1;
  const x = (step: number): number => (step / Math.max(1, path.length - 1)) * width;
  const y = (value: number): number => 2 + ((high - value) / span) * (height - 4);
  const lines: string[] = [];
  let line: string[] = [];
  const end = (): void => {
    if (line.length > 0) lines.push(line.join(' '));
    line = [];
  };
  for (const [step, value] of path.entries()) {
    if (value === null || !Number.isFinite(value)) end();
    else line.push(`${x(step).toFixed(1)},${y(value).toFixed(1)}`);
  }
  end();
  const onsetX = (-PATH.fromMinutes / (PATH.toMinutes - PATH.fromMinutes)) * width;
  return { lines, zeroY: y(0), onsetX };
}
