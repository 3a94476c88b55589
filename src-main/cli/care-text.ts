/** Words and options that the commands of storage care share. */
import { statSync } from 'node:fs';
import { extname, sep } from 'node:path';

/** `12.3 MB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

export const secondsText = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

export const countText = (value: number): string => value.toLocaleString('en-US');

/** A folder that is there, a path that ends like one, or a name without an ending of a file. */
export function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? found.isDirectory() : path.endsWith('/') || path.endsWith(sep) || extname(path) === '';
}
