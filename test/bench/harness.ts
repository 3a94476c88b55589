/**
 * What each bench shares: rounds of several variants side by side in one process (in turn, so that a busy moment of the
 * machine hits all of them), medians of at least five rounds, percentiles, and lines that put a figure beside its promise.
 * It prints and never asserts a time. Rates are per second, durations in ms.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface BenchContext {
  /** `--quick`: smaller inputs, for a look; its figures are not for the record. */
  readonly quick: boolean;
  /** `--size full`: the databases hold what the promises say (20 million prices); minutes and gigabytes. */
  readonly full: boolean;
  /** At least five. */
  readonly rounds: number;
  readonly print: (line: string) => void;
}

export interface Bench {
  readonly name: string;
  readonly what: string;
  run(context: BenchContext): Promise<void>;
}

export const ROUNDS = 5;

export function machineLine(): string {
  const [first] = cpus();
  const { node, v8 } = process.versions;
  return `${cpus().length} cores, ${first?.model.trim() ?? 'unknown model'}; node ${node} (V8 ${v8}), ${process.platform} ${process.arch}`;
}

/** How busy the machine is besides: 1-minute load average (0 where the system has none). */
export const loadLine = (): string => `load average ${loadavg()[0]?.toFixed(1)} over the last minute`;

export const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** `share` in [0, 1]; the nearest rank, so a p99 of 500 values is the fifth largest. */
export function percentile(values: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(share * values.length));
  return sorted(values)[rank - 1] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export type Variant = () => Promise<number> | number;

/** Runs every variant once a round, each round beginning with the next one; what each returned, by name. */
export async function sideBySide<K extends string>(
  rounds: number,
  variants: Readonly<Record<K, Variant>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(variants) as K[];
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      collectGarbage();
      results[name].push(await variants[name]());
    }
  }
  return results;
}

/** Makes `collectGarbage` work; once, at the start of a process. */
export function exposeGarbageCollection(): void {
  setFlagsFromString('--expose-gc');
  (globalThis as { gc?: () => void }).gc = runInNewContext('gc') as () => void;
}

/** One variant's garbage must not be paid for by the next. */
export function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

/** ms that `run` took. */
export async function timed(run: () => Promise<unknown> | void): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

export const perSecond = (count: number, ms: number): number => count / (ms / 1000);

export function rate(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M/s`;
  return value >= 1e4 ? `${(value / 1e3).toFixed(0)} k/s` : `${value.toFixed(0)}/s`;
}

export const spread = (values: readonly number[], show: (value: number) => string): string =>
  `${show(median(values))} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;

/** ms of each of `count` calls, one after the other. */
export async function repeated(count: number, call: (i: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i++) took.push(await timed(() => call(i)));
  return took;
}

/** `figure, promised ≥ 0.70: kept`. */
export function promise(figure: number, relation: '≥' | '≤', bound: number, show: (value: number) => string): string {
  const kept = relation === '≥' ? figure >= bound : figure <= bound;
  return `${show(figure)}, promised ${relation} ${show(bound)}: ${kept ? 'kept' : 'MISSED'}`;
}

export const ratio = (value: number): string => value.toFixed(2);
export const millis = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;

/** A folder that is gone afterwards. */
export async function inFolder<T>(run: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mane-bench-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
