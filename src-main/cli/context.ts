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
