/**
 * What each command gets: where to write, whether to speak JSON, when to stop. Results go to stdout, progress and the one
 * line of a failure to stderr.
 */
export interface CommandContext {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly json: boolean;
  readonly isTerminal: boolean;
  readonly debug: boolean;
  /** Aborts on SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** `--db FILE`, else MANE_DB, else null for the default place. */
  readonly db: string | null;
}

export type Command = (
  context: CommandContext,
  options: Record<string, unknown>,
  args: readonly string[],
) => Promise<void>;

export interface CommandSpec {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  readonly options: readonly (readonly [flag: string, help: string])[];
  /** Loaded when called: a command that only reads must not wait for an exchange library. */
  readonly load: () => Promise<Command>;
}
