/**
 * Stands in for an engine that could not start: every call and every stream is answered with the one fault that says why,
 * so the window can show the cause instead of waiting for ever. `alive` is what can be done about it all the same.
 */
import { type Fault, FaultError } from '../../src-shared/fault.ts';
import type { Engine } from '../../src-shared/ports/engine.ts';

export function createFailedEngine(fault: Fault, alive: Partial<Engine> = {}): Engine {
  const refuse = () => {
    throw new FaultError(fault);
  };
  const anything: unknown = new Proxy(refuse, {
    get: (_, key): unknown => (Object.hasOwn(alive, key) ? Reflect.get(alive, key) : anything),
  });
  return anything as Engine;
}
