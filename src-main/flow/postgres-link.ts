/**
 * Connecting PostgreSQL while the engine runs: an address is tried, its database made when that was asked for, its tables brought
 * up to date, the address kept, and the mirror started on it. One at a time. Never a password in an answer.
 */
import { failed, faultOf, ok, type Fault, type Result } from '../../src-shared/fault.ts';
import type { PostgresLink } from '../../src-shared/ports/engine.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { PostgresConnect, PostgresTest } from '../../src-shared/postgres.ts';
import type { SecretStore } from '../base/secrets.ts';
import type { SettingsStore } from '../base/settings-file.ts';
import { labelOf, type PostgresAddress } from '../store/postgres/address.ts';
import { preparePostgres } from '../store/postgres/prepare.ts';
import { probe, unreadable } from '../store/postgres/probe.ts';
import { forgetPostgres, readWithKept, savedPostgres, savePostgres, type AddressRead } from './saved-postgres.ts';

export interface PostgresLinkOptions {
  readonly settings: Pick<SettingsStore, 'get' | 'set'>;
  readonly secrets: SecretStore;
  /** Takes the address in while the engine runs; null ends the mirror. */
  readonly connectMirror: (address: PostgresAddress | null) => void | Promise<void>;
  /** The one the program was started with, before the saved one. */
  readonly given: PostgresAddress | null;
  readonly wall: TimeSource;
  readonly env?: NodeJS.ProcessEnv;
}

export function createPostgresLink(o: PostgresLinkOptions): PostgresLink {
  let inUse = o.given;
  let busy = false;

  const addressOf = (pasted: string | null): AddressRead | Fault => {
    try {
      if (pasted !== null) return readWithKept(pasted, o.secrets, o.env);
      const address = inUse ?? savedPostgres(o.settings.get(), o.secrets, o.env);
      return address === null ? NOTHING : { address, ownPassword: false, otherPassword: null };
    } catch (error) {
      const known = faultOf(error);
      if (known === null) throw error;
      return known;
    }
  };

  /** Refuses a second one: both would change the same tables and settings. */
  async function alone<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    if (busy) return failed('conflict', 'PostgreSQL is being connected already: wait for that to end');
    busy = true;
    try {
      return await work();
    } finally {
      busy = false;
    }
  }

  async function connect(pasted: string | null, createDatabase: boolean): Promise<Result<PostgresConnect>> {
    const read = addressOf(pasted);
    if ('kind' in read) return ok(notConnected(unreadable(read.detail)));
    const { address, test, fault } = await prepare(read, createDatabase);
    if (!test.ok) return ok(notConnected(test));
    if (fault !== null) return ok(notConnected({ ...test, ok: false, line: fault.detail }));
    const saved = savePostgres({ ...read, address }, o.settings, o.secrets);
    if (!saved.ok) return saved;
    inUse = address;
    await o.connectMirror(address);
    return ok({
      ...test,
      line: `${labelOf(address)}: connected; what is missing on either side is copied now`,
      connected: true,
    });
  }

  async function prepare({ address, otherPassword }: AddressRead, createDatabase: boolean) {
    const found = await preparePostgres(address, { createDatabase, otherPassword, wall: o.wall });
    return { ...found, fault: found.schema.ok ? null : found.schema.fault };
  }

  return {
    async test(pasted): Promise<PostgresTest> {
      const read = addressOf(pasted);
      return 'kind' in read ? unreadable(read.detail) : (await probe(read.address, o.wall, read.otherPassword)).test;
    },
    connect: ({ pasted, createDatabase }) => alone(() => connect(pasted, createDatabase)),
    disconnect: () =>
      alone(async () => {
        await o.connectMirror(null);
        inUse = null;
        return forgetPostgres(o.settings, o.secrets);
      }),
  };
}

const NOTHING: Fault = { kind: 'not_found', retryable: false, detail: 'no PostgreSQL address is saved: paste one' };
const notConnected = (test: PostgresTest): PostgresConnect => ({ ...test, connected: false });
