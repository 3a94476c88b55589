/**
 * Secrets by name (keys of outside services). Nothing keeps, logs or stores what it gets here; a missing one is null, an empty
 * one counts as missing.
 */
export interface Secrets {
  get(name: string): string | null;
}

/** From the environment; an installed app may put a keychain behind the same port. */
export const environmentSecrets: Secrets = {
  get(name) {
    const value = process.env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  },
};
