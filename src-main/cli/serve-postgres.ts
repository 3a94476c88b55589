/** PostgreSQL for commands that run an engine: its address at the start, and what becomes of the mirror, one line at a change. */
import type { Engine } from '../../src-shared/ports/engine.ts';
import type { MirrorHealth } from '../../src-shared/mirror.ts';
import { wallTime } from '../base/clock.ts';
import type { PostgresAddress } from '../store/postgres/address.ts';
import type { CommandContext } from './context.ts';
import { initPostgres, postgresAddress } from './postgres-access.ts';

const LOOK_EVERY_MS = 500;

/**
 * Null leaves it to the settings. With `--create` the database is made first, and a server that cannot be reached ends the
 * command; without it the engine starts whatever the server does.
 */
export async function postgresAtStart(
  { postgres, create }: { postgres?: string | undefined; create: boolean },
  context: CommandContext,
): Promise<PostgresAddress | null> {
  const address = postgresAddress(postgres);
  return address === null || !create ? address : (await initPostgres(address, context, true)).address;
}

/** On stderr: what goes to stdout is the result. Returns how to end it. */
export function tellMirror(engine: Pick<Engine, 'health'>, context: CommandContext): () => void {
  if (context.json) return () => undefined;
  let told = '';
  return wallTime.every(LOOK_EVERY_MS, () => {
    const { mirror } = engine.health();
    const line = mirror === undefined ? '' : lineOf(mirror);
    if (line === told) return;
    told = line;
    if (line !== '') context.err(line);
  });
}

/** Changes of state alone, not of counts. */
function lineOf({ label, state, detail }: MirrorHealth): string {
  if (detail !== null) return detail.startsWith(label) ? detail : `${label}: ${detail}`;
  return state === 'in_step'
    ? `${label}: in step`
    : state === 'initial_sync'
      ? `${label}: the first copy is under way`
      : '';
}
