/** The contract called in process, typed, for the CLI: same validation and same errors as over a wire, without limits. */
import { createRouterClient, type RouterClient } from '@orpc/server';
import type { Engine } from '../../src-shared/ports/engine.ts';
import { createRouter, type ManeRouter, type RouterOptions } from './router.ts';

export type LocalClient = RouterClient<ManeRouter>;

export function createLocalClient(engine: Engine, options: RouterOptions = {}): LocalClient {
  return createRouterClient(createRouter(engine, options), { context: {} });
}
