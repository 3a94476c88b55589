/**
 * Faults: the failures we expect (a dead server, a bad row, a taken port), as values with a kind that a caller can
 * act on and a detail that a person can read. Bugs are not faults: they throw and reach one drain.
 */
import { z } from 'zod';

export const FaultKindSchema = z.enum([
  'bad_input', // what the user or a file gave is wrong; detail names file, line, key and what was expected
  'bad_usage', // the command line itself is wrong
  'network', // could not connect, or the connection broke
  'rate_limited', // 418 or 429; retryAfterMs may say how long
  'timeout',
  'refused', // the other side, or one of our own guards, said no
  'not_found',
  'conflict', // taken port, a second engine on the same file
  'corrupt', // stored or received data that must not be trusted
  'storage', // disk or database cannot be written
  'cancelled',
  'unavailable',
]);
export type FaultKind = z.infer<typeof FaultKindSchema>;

export interface Fault {
  readonly kind: FaultKind;
  readonly retryable: boolean;
  readonly detail: string;
  /** Milliseconds of wall time the other side asked us to wait. */
  readonly retryAfterMs?: number;
}

const RETRYABLE: ReadonlySet<FaultKind> = new Set(['network', 'rate_limited', 'timeout', 'unavailable']);

export function fault(
  kind: FaultKind,
  detail: string,
  extra: Partial<Pick<Fault, 'retryable' | 'retryAfterMs'>> = {},
): Fault {
  return { kind, detail, retryable: extra.retryable ?? RETRYABLE.has(kind), ...pickRetryAfter(extra) };
}

function pickRetryAfter(extra: Partial<Fault>): Pick<Fault, 'retryAfterMs'> {
  return extra.retryAfterMs === undefined ? {} : { retryAfterMs: extra.retryAfterMs };
}

/** Carries a Fault through a throw, where a value cannot go (async iterators, promises of libraries). */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly fault: Fault;
  constructor(value: Fault, options?: ErrorOptions) {
    super(value.detail, options);
    this.fault = value;
  }
}

export function throwFault(kind: FaultKind, detail: string, options?: ErrorOptions): never {
  throw new FaultError(fault(kind, detail), options);
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const failed = <T = never>(
  kind: FaultKind,
  detail: string,
  extra?: Partial<Pick<Fault, 'retryable' | 'retryAfterMs'>>,
): Result<T> => ({
  ok: false,
  fault: fault(kind, detail, extra),
});

/** The fault inside an unknown error, or null when the error is a bug. */
export function faultOf(error: unknown): Fault | null {
  return error instanceof FaultError ? error.fault : null;
}

/** One readable line for any thrown thing; never empty. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return typeof error === 'string' && error !== '' ? error : (JSON.stringify(error) ?? 'unknown error');
}
