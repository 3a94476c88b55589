/** One part of the detection bench: prints its tables, answers with its figures as plain values (for `--json`). */
import type { Pool } from '../pool.ts';
import type { Tape } from '../tape.ts';

export interface Context {
  readonly tapes: readonly Tape[];
  /** Folder of the tapes. */
  readonly folder: string;
  /** Folder of another detector's alerts. */
  readonly alerts: string;
  readonly seed: string;
  /** Copies of a tape per kind of event. */
  readonly runs: number;
  readonly wants: (name: string) => boolean;
  readonly pool: Pool;
}

export interface Section {
  /** Any of them, given to `--only`, runs the section. */
  readonly names: readonly string[];
  run(context: Context): Promise<unknown>;
}

export const title = (text: string): void => console.log(`\n## ${text}`);

export const erasOf = (tapes: readonly Tape[]): number[] => [...new Set(tapes.map(({ era }) => era))].sort();
