/**
 * Keys and passwords, by name, from the environment. They are asked for at each use and kept nowhere: not in settings, the
 * database, the log, Health or a fault's detail. A value that could not stand in a header (spaces, control characters) is no key.
 */
export interface Secrets {
  /** Null when there is none. `name`: as in the environment, such as `MANE_NEWSAPI_KEY`. */
  get(name: string): string | null;
}

const USABLE = /^[\x21-\x7e]{1,4096}$/;

export function environmentSecrets(environment: NodeJS.ProcessEnv = process.env): Secrets {
  return {
    get(name) {
      const value = environment[name]?.trim() ?? '';
      return USABLE.test(value) ? value : null;
    },
  };
}
