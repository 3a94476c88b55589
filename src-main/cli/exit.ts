/** From an error to the exit code and the one line on stderr. 0 done · 1 failed · 2 bad usage or input · 130/143 interrupted. */
import { faultOf, messageOf } from '../../src-shared/fault.ts';
import { redactUrl } from '../base/logger.ts';

export const EXIT_FAILED = 1;
export const EXIT_BAD_INPUT = 2;
const SIGNAL_CODES: Record<string, number> = { SIGINT: 130, SIGTERM: 143 };

export const exitCodeOfSignal = (name: string): number => SIGNAL_CODES[name] ?? EXIT_FAILED;

export function exitCodeOf(error: unknown): number {
  const kind = faultOf(error)?.kind;
  return kind === 'bad_input' || kind === 'bad_usage' || isUsageError(error) ? EXIT_BAD_INPUT : EXIT_FAILED;
}

export function lineOf(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return `mane: ${redactUrl(error.stack ?? error.message)}`;
  return `mane: ${redactUrl(messageOf(error)).replaceAll('\n', ' ')}`;
}

/** The parser's own complaints (unknown option, missing value). */
function isUsageError(error: unknown): boolean {
  return error instanceof Error && error.name === 'CACError';
}
