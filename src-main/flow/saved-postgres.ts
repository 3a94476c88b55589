/**
 * Where a PostgreSQL address is kept: user, host, port and database in the settings, the password among the secrets under that
 * same label, so that an address that was changed by hand never gets another server's password.
 */
import { fault, FaultError, ok, type Result } from '../../src-shared/fault.ts';
import type { Settings } from '../../src-shared/settings.ts';
import type { SecretStore } from '../base/secrets.ts';
import type { SettingsStore } from '../base/settings-file.ts';
import { readAddressText } from '../store/postgres/address-text.ts';
import { addressWithoutPassword, labelOf, readAddress, type PostgresAddress } from '../store/postgres/address.ts';

/** Wins over what is kept; PGPASSWORD, which is every server's, does not. */
export const PASSWORD_NAME = 'MANE_POSTGRES_PASSWORD';

type Kept = Pick<SecretStore, 'password'>;

export interface AddressRead {
  readonly address: PostgresAddress;
  /** The password stood in the text itself, and has to be kept. */
  readonly ownPassword: boolean;
  /** The same undecoded, when that is another one. */
  readonly otherPassword: string | null;
}

/** A text with or without its password. Throws `bad_input`. */
export function readWithKept(text: string, secrets: Kept, env: NodeJS.ProcessEnv = process.env): AddressRead {
  const { PGPASSWORD = null, ...rest } = env;
  const address = readAddress(text, rest);
  if (address.password !== null)
    return { address, ownPassword: true, otherPassword: readAddressText(text).passwordAsWritten ?? null };
  const password = secrets.password(PASSWORD_NAME) ?? secrets.password(labelOf(address)) ?? PGPASSWORD;
  return { address: { ...address, password }, ownPassword: false, otherPassword: null };
}

/** The saved address, whether switched on or not; null when there is none. Throws `bad_input`. */
export const savedPostgres = (
  { postgres }: Settings,
  secrets: Kept,
  env?: NodeJS.ProcessEnv,
): PostgresAddress | null => (postgres.address === '' ? null : readWithKept(postgres.address, secrets, env).address);

/** MANE_POSTGRES_URL, else the saved one when it is switched on. One that cannot be read is told, and the engine starts without. */
export function savedAtStart(
  settings: Settings,
  secrets: SecretStore,
  tell: (error: unknown) => void,
): PostgresAddress | null {
  const warning = secrets.warning();
  if (warning !== null) tell(new FaultError(fault('refused', warning)));
  try {
    const url = process.env.MANE_POSTGRES_URL;
    if (url) return readWithKept(url, secrets).address;
    return settings.postgres.enabled ? savedPostgres(settings, secrets) : null;
  } catch (error) {
    tell(error);
    return null;
  }
}

export function savePostgres(
  { address, ownPassword }: Pick<AddressRead, 'address' | 'ownPassword'>,
  settings: Pick<SettingsStore, 'get' | 'set'>,
  secrets: SecretStore,
): Result<void> {
  const before = settings.get().postgres.address;
  // The password first: an address that is saved without it would be refused at the next start.
  if (ownPassword && address.password !== null) {
    const kept = secrets.set(labelOf(address), address.password);
    if (!kept.ok) return kept;
  }
  const saved = settings.set({ postgres: { enabled: true, address: addressWithoutPassword(address) } });
  if (!saved.ok) return saved;
  const old = before === '' ? null : labelOf(readAddress(before, {}));
  return old === null || old === labelOf(address) ? ok(undefined) : secrets.remove(old);
}

/** The address stays, switched off; the password goes. */
export function forgetPostgres(settings: Pick<SettingsStore, 'get' | 'set'>, secrets: SecretStore): Result<void> {
  const { address } = settings.get().postgres;
  if (address === '') return ok(undefined);
  const saved = settings.set({ postgres: { enabled: false, address } });
  return saved.ok ? secrets.remove(labelOf(readAddress(address, {}))) : saved;
}
