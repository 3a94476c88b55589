/**
 * Stands around every procedure: faults and bad input become the contract's one typed error FAULT, bugs go to the logger
 * and leave as a generic error without any detail, calls and streams take a place in their connection's limits and give
 * it back. Applies to a stream's later events just as to its start.
 */
import { type MiddlewareNextFn, ORPCError, ValidationError } from '@orpc/server';
import type { Logger } from '../base/logger.ts';
import { type Fault, fault, faultOf, messageOf, throwFault, type Result } from '../../src-shared/fault.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import type { ShownMinutes } from './shown-minutes.ts';

export interface CallContext extends Record<PropertyKey, unknown> {
  /** Absent for callers in our own process. */
  readonly limits?: ConnectionLimits;
  readonly shown?: ShownMinutes;
}

/** The value of a result, or its fault thrown for the guard to translate. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throwFault(result.fault.kind, result.fault.detail);
}

export function faultError(value: Fault): ORPCError<'FAULT', { kind: Fault['kind']; detail: string }> {
  return new ORPCError('FAULT', {
    defined: true,
    message: value.detail,
    data: { kind: value.kind, detail: value.detail },
  });
}

/** What the caller is told of any failure. Detail of a bug stays on this side. */
export function translate(error: unknown, path: readonly string[], logger: Logger): ORPCError<string, unknown> {
  const known = faultOf(error) ?? badInput(error);
  if (known !== null) return faultError(known);
  logger.error({ procedure: path.join('.'), reason: reasonOf(error), err: error }, 'bug behind the API');
  return new ORPCError('INTERNAL_SERVER_ERROR', { message: 'The engine failed at this; its log says why' });
}

function badInput(error: unknown): Fault | null {
  if (!(error instanceof ORPCError)) return null;
  if (error.code !== 'BAD_REQUEST' || !(error.cause instanceof ValidationError)) return null;
  return fault('bad_input', issuesOf(error.cause));
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof ValidationError ? issuesOf(cause) : messageOf(error);
}

function issuesOf(error: ValidationError): string {
  const lines = error.issues.slice(0, 5).map(({ path, message }) => `${pathText(path)}: ${message}`);
  const more = error.issues.length - lines.length;
  return lines.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

type IssuePath = ValidationError['issues'][number]['path'];
const pathText = (path: IssuePath): string =>
  path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.') || '(root)';

interface GuardOptions {
  readonly context: CallContext;
  readonly path: readonly string[];
  readonly next: MiddlewareNextFn<unknown>;
}

/** The middleware. */
export function createGuard(logger: Logger) {
  return async ({ context, path, next }: GuardOptions) => {
    const isStream = path[0] === 'streams';
    let release: () => void = () => undefined;
    try {
      release = (isStream ? context.limits?.stream() : context.limits?.call()) ?? release;
      const result = await next();
      if (!isIterator(result.output)) return result;
      return { ...result, output: guardIterator(result.output, path, logger, release) };
    } catch (error) {
      release();
      throw translate(error, path, logger);
    } finally {
      if (!isStream) release();
    }
  };
}

type Events = AsyncIteratorObject<unknown, unknown, void>;

function isIterator(value: unknown): value is Events {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;
}

function guardIterator(inner: Events, path: readonly string[], logger: Logger, release: () => void): Events {
  const iterator: Events = {
    async next() {
      try {
        const step = await inner.next();
        if (step.done) release();
        return step;
      } catch (error) {
        release();
        throw translate(error, path, logger);
      }
    },
    async return(value) {
      release();
      await inner.return?.();
      return { done: true, value };
    },
    [Symbol.asyncIterator]: () => iterator,
    [Symbol.asyncDispose]: async () => void (await iterator.return?.()),
  };
  return iterator;
}
