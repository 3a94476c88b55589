/** Where things live on disk: the user's data folder per platform, and the resources shipped with the program. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** MANE_DATA, or the platform's place for application data. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  if (env.MANE_DATA) return env.MANE_DATA;
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'MANE');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'MANE');
  return join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'MANE');
}

export const databasePath = (folder: string): string => join(folder, 'mane.db');

let root: string | null = null;
/** The folder that holds package.json, migrations and resources: the same from source, from out/main and from an asar. */
export function programFolder(): string {
  if (root !== null) return root;
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'migrations')) || !existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the program folder (with migrations/ and resources/) is missing');
    folder = parent;
  }
  return (root = folder);
}

export const resourcePath = (name: string): string => join(programFolder(), 'resources', name);
export const migrationsFolder = (engine: 'sqlite' | 'postgres'): string => join(programFolder(), 'migrations', engine);

/** A sibling worker entry, whether this runs from source (.ts) or built (.js, where chunks lie one folder deeper). */
export function workerEntry(name: 'engine-host' | 'store-worker' | 'embed-worker' | 'care-worker'): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL(`../${name}.ts`, here);
  const beside = new URL(`./${name}.js`, here);
  return existsSync(fileURLToPath(beside)) ? beside : new URL(`../${name}.js`, here);
}
