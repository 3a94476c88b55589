/**
 * `mane mirror status|push|pull`: PostgreSQL beside the local store. Through the engine when one runs on the database, else with
 * the store opened here.
 */
import { z } from 'zod';
import { FaultError, throwFault } from '../../src-shared/fault.ts';
import type { MirrorHealth } from '../../src-shared/mirror.ts';
import { wallTime } from '../base/clock.ts';
import { readEngineLock } from '../base/lock-file.ts';
import { createLogger } from '../base/logger.ts';
import { seededRandom } from '../base/random.ts';
import { createMirrorControl, type MirrorControl } from '../flow/mirror.ts';
import { mirrorNow } from '../flow/mirror-now.ts';
import { SETTLED_MS } from '../store/mirror/push-admission.ts';
import type { SeriesKey } from '../store/mirror/side.ts';
import { labelOf, type PostgresAddress } from '../store/postgres/address.ts';
import { connect } from '../store/postgres/connection.ts';
import { leasedNow } from '../store/postgres/leases.ts';
import { probe } from '../store/postgres/probe.ts';
import type { OpenStore } from '../store/store-client.ts';
import type { Command, CommandContext } from './context.ts';
import { readOptions, TextSchema } from './options.ts';
import { postgresInUse } from './postgres-access.ts';
import { askEngine } from './running-engine.ts';
import { databaseOf, withWriting } from './store-access.ts';

const OptionsSchema = z.object({ postgres: TextSchema.optional() });
const ActionSchema = z.enum(['status', 'push', 'pull']);
type Action = z.infer<typeof ActionSchema>;

const NONE = 'no PostgreSQL is set: paste its address in Settings, or give --postgres URL or MANE_POSTGRES_URL';

export const mirrorCommand: Command = async (context, options, [word]) => {
  const { postgres } = readOptions(OptionsSchema, options);
  const action = ActionSchema.safeParse(word);
  if (!action.success)
    throwFault('bad_usage', `mirror: expected status, push or pull, got ${JSON.stringify(word ?? '')}`);
  // Read before anything is opened: a wrong address is bad input whoever runs.
  const address = postgresInUse(postgres);
  const pid = readEngineLock(databaseOf(context))?.pid ?? null;
  const running = await askEngine(databaseOf(context), async (client) =>
    action.data === 'status'
      ? ((await client.health()).mirror ?? throwFault('not_found', NONE))
      : client.mirror[action.data](),
  );
  if (running !== null) return tell(context, action.data, running, pid);
  if (address === null) throwFault('not_found', NONE);
  const health = await withWriting(context, (store) =>
    action.data === 'status' ? statusHere(store, address) : moveHere(store, address, action.data),
  );
  tell(context, action.data, health, null);
};

/** Without connecting the mirror: what waits here, and whether the server would take it. */
async function statusHere({ mirror }: OpenStore, given: PostgresAddress): Promise<MirrorHealth> {
  const { test, address } = await probe(given);
  const others = test.ok ? await collectedElsewhere(address) : [];
  const { rows, ranges, oldestAt, parked } = await mirror.backlog(others, wallTime.now() - SETTLED_MS);
  const retryable = test.steps.some(({ step, state }) => step === 'reach' && state === 'failed');
  const waits = rows + ranges > 0;
  const state = test.ok ? (waits ? 'behind' : 'in_step') : retryable ? 'unreachable' : 'refused';
  return {
    label: labelOf(given),
    state,
    detail: test.ok ? null : test.line,
    backlog: { rows, ranges, oldestAt },
    sync: null,
    parked,
    lastPushAt: null,
    lastPullAt: null,
    collectors: null,
  };
}

/** No engine runs here, so every lease is another machine's. */
async function collectedElsewhere(address: PostgresAddress): Promise<SeriesKey[]> {
  const connection = connect(address);
  try {
    return await leasedNow(connection);
  } finally {
    await connection.close();
  }
}

async function moveHere(store: OpenStore, address: PostgresAddress, direction: 'push' | 'pull'): Promise<MirrorHealth> {
  const random = seededRandom(`${process.pid}|${wallTime.now()}`);
  const control: MirrorControl = createMirrorControl({
    local: store.mirror,
    reader: store.reader,
    wall: wallTime,
    logger: createLogger(),
    random: () => random.next(),
    onChange: () => undefined,
    onCame: () => undefined,
    onReplaced: () => undefined,
    onFault: () => undefined,
  });
  try {
    await control.connect(address);
    const moved = await mirrorNow(control, direction);
    if (!moved.ok) throw new FaultError(moved.fault);
    return moved.value;
  } finally {
    await control.stop();
  }
}

const othersText = (count: number): string =>
  count === 1
    ? '1 symbol is collected and sent by another machine'
    : `${count} symbols are collected and sent by other machines`;
const DONE: Readonly<Record<Action, string>> = { status: '', push: 'sent; ', pull: 'taken; ' };
const STATES: Readonly<Record<MirrorHealth['state'], string>> = {
  connecting: 'connecting',
  initial_sync: 'the first copy is under way',
  in_step: 'in step',
  behind: 'behind',
  unreachable: 'unreachable',
  refused: 'stopped',
};

function tell(context: CommandContext, action: Action, health: MirrorHealth, pid: number | null): void {
  if (context.json) return context.out(JSON.stringify({ type: 'mirror', action, engine: pid, ...health }));
  const { label, state, detail, backlog, parked, collectors } = health;
  const waiting = [
    ...(backlog.rows > 0 ? [`${backlog.rows} rows`] : []),
    ...(backlog.ranges > 0 ? [`${backlog.ranges} ranges of prices`] : []),
  ].join(' and ');
  const notes = [
    `${DONE[action]}${STATES[state]}`,
    waiting === '' ? 'nothing waits' : `${waiting} wait`,
    ...(parked > 0 ? [`${parked} refused for good`] : []),
    ...(collectors === null || collectors.others === 0 ? [] : [othersText(collectors.others)]),
    ...(detail === null ? [] : [detail.startsWith(`${label}: `) ? detail.slice(label.length + 2) : detail]),
  ];
  context.out(`${label}: ${notes.join('; ')}`);
}
