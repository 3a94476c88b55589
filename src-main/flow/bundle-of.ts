/** The evidence bundle of one anomaly from a running engine: what the command line writes, as a value. */
import { readFileSync } from 'node:fs';
import type { Bundle } from '../../src-shared/bundle.ts';
import { faultOf, ok, type Result } from '../../src-shared/fault.ts';
import { resourcePath } from '../base/paths.ts';
import { programVersion } from '../base/program-version.ts';
import { makeBundle } from './bundle.ts';
import type { Core } from './core.ts';

export async function bundleOf(core: Pick<Core, 'history' | 'clock'>, anomalyId: string): Promise<Result<Bundle>> {
  try {
    const bundle = await makeBundle({
      reader: core.history,
      anomalyId,
      program: `mane ${programVersion()}`,
      aliasTable: readFileSync(resourcePath('assets.json')),
      now: core.clock.wall.now(),
    });
    return ok(bundle);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return { ok: false, fault };
  }
}
