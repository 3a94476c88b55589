/** What travels between a store's client and its thread: numbered requests, one reply each. Small and structured-clone safe. */
import type { Fault } from '../../src-shared/fault.ts';
import type { StoreCore } from './sqlite-core.ts';

export interface StoreRequest {
  readonly id: number;
  readonly side: 'reader' | 'writer' | 'mirror' | 'store';
  readonly method: string;
  readonly args: readonly unknown[];
}

export type StoreReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown; readonly sizeBytes: number | null }
  | { readonly id: number; readonly ok: false; readonly fault: Fault }
  /** A bug: not a fault, thrown again on the client's side. */
  | { readonly id: number; readonly ok: false; readonly bug: string };

/** Said once by the thread: it is open, or why it is not. */
export type StoreGreeting =
  { readonly opened: true; readonly sizeBytes: number } | { readonly opened: false; readonly fault: Fault };

/** Runs one request on the core. Retention gives way between its steps; everything else runs at once, in order. */
export function serve(core: StoreCore, { side, method, args }: StoreRequest): unknown {
  if (side === 'store') return core.close();
  const target = core[side] as Record<string, (...args: readonly unknown[]) => unknown> | null;
  const run = target?.[method];
  if (!run) throw new Error(`the store has no ${side}.${method}`);
  const value = run.apply(target, [...args]);
  return isSteps(value) ? runSteps(value) : value;
}

const isSteps = (value: unknown): value is Generator<void, unknown> =>
  typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function';

async function runSteps(steps: Generator<void, unknown>): Promise<unknown> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
