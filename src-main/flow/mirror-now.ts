/** One direction of the mirror on demand, as a result: no server and a server that is away are faults. */
import { failed, faultOf, ok, type Result } from '../../src-shared/fault.ts';
import type { MirrorHealth } from '../../src-shared/mirror.ts';
import type { MirrorControl } from './mirror.ts';

const NONE = 'no PostgreSQL is connected: paste its address in Settings, or start with --postgres URL';

export async function mirrorNow(mirror: MirrorControl, direction: 'push' | 'pull'): Promise<Result<MirrorHealth>> {
  if (mirror.health() === undefined) return failed('not_found', NONE);
  try {
    await (direction === 'push' ? mirror.pushNow() : mirror.pullNow());
  } catch (error) {
    const known = faultOf(error);
    if (known === null) throw error;
    return { ok: false, fault: known };
  }
  const health = mirror.health();
  // Disconnected meanwhile.
  return health === undefined ? failed('not_found', NONE) : ok(health);
}
