/**
 * Keys and passwords, by name: from the environment, else from where they are kept (a file of ours, see secret-file). They are
 * asked for at each use and held nowhere: not in settings, the database, the log, Health, an export or a fault's detail.
 */
import { failed, faultOf, messageOf, ok, type Result } from '../../src-shared/fault.ts';
import { secretFile, type SecretKeeper } from './secret-file.ts';

export interface Secrets {
  /**
   * Null when there is none. `name`: as in the environment, such as `MANE_NEWSAPI_KEY`. A value that could not stand in a header
   * (spaces, control characters) is no key.
   */
  get(name: string): string | null;
}

export interface SecretStore extends Secrets {
  /** As it stands, whatever its characters: for passwords, which go into no header. */
  password(name: string): string | null;
  /** Keeps it; the environment goes on to win over what is kept under the same name. */
  set(name: string, value: string): Result<void>;
  remove(name: string): Result<void>;
  /** What a person should know of the place where they are kept, in one line; null when all is well. */
  warning(): string | null;
}

const USABLE = /^[\x21-\x7e]{1,4096}$/;
const MOST_CHARACTERS = 4096;

export function environmentSecrets(environment: NodeJS.ProcessEnv = process.env): Secrets {
  return { get: (name) => usable(own(environment, name)) };
}

/** In the data folder, unless another keeper is given (an operating system's keychain). */
export function openSecrets(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
  keeper: SecretKeeper = secretFile(folder),
): SecretStore {
  let warning: string | null = null;
  const kept = (): Readonly<Record<string, string>> => {
    const read = attempt(() => keeper.read());
    if (!read.ok) warning = read.fault.detail;
    else warning = read.value.warning ?? warning;
    return read.ok ? read.value.secrets : {};
  };
  const password = (name: string): string | null => {
    const given = own(environment, name);
    return given !== undefined && given !== '' ? given : (own(kept(), name) ?? null);
  };
  const change = (work: (secrets: Record<string, string>) => void): Result<void> => {
    const read = attempt(() => keeper.read());
    if (!read.ok) return read;
    const next = { ...read.value.secrets };
    work(next);
    return attempt(() => keeper.write(next));
  };
  return {
    get: (name) => usable(own(environment, name)) ?? usable(own(kept(), name)),
    password,
    set(name, value) {
      if (value === '' || value.length > MOST_CHARACTERS || value.includes('\0'))
        return failed('bad_input', `a secret has 1 to ${MOST_CHARACTERS} characters and no NUL`);
      return change((secrets) => (secrets[name] = value));
    },
    remove: (name) => change((secrets) => delete secrets[name]),
    warning: () => (kept(), warning),
  };
}

/** Never what an object inherits. */
const own = (secrets: Readonly<Record<string, string | undefined>>, name: string): string | undefined =>
  Object.hasOwn(secrets, name) ? secrets[name] : undefined;

function usable(value: string | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return USABLE.test(trimmed) ? trimmed : null;
}

function attempt<T>(work: () => T): Result<T> {
  try {
    return ok(work());
  } catch (error) {
    const known = faultOf(error);
    return known === null ? failed('storage', messageOf(error)) : { ok: false, fault: known };
  }
}
