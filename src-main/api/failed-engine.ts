/**
 * Stands in for an engine that could not start: every call and every stream is answered with the one fault that says why,
 * so the window can show the cause instead of waiting for ever.
 */
import { type Fault, FaultError } from '../../src-shared/fault.ts';
import type { Engine } from '../../src-shared/ports/engine.ts';

export function createFailedEngine(fault: Fault): Engine {
  const refuse = () => {
    throw new FaultError(fault);
  };
  const anything: unknown = new Proxy(refuse, { get: () => anything });
  return anything as Engine;
}
