/**
 * The settings file of the headless engine (`conf`); the app keeps the very same file through electron-store, which is
 * conf underneath, so both share `settingsOver`. A file that cannot be read or holds a wrong value is set aside as
 * `settings.json.broken-…`, said in one line, and defaults are used: settings never stop the engine.
 */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Conf from 'conf';
import { failed, messageOf, ok, type Result } from '../../src-shared/fault.ts';
import {
  applyPatch,
  defaultSettings,
  describeIssues,
  type Settings,
  SettingsSchema,
} from '../../src-shared/settings.ts';
import { isoOf } from '../../src-shared/format.ts';
import { wallTime } from './clock.ts';

export const SETTINGS_NAME = 'settings';

export interface SettingsStore {
  readonly path: string;
  /** One line for the health board when the file was set aside; null when it was fine. */
  readonly warning: string | null;
  get(): Settings;
  /** Checks the patch, writes the file, then tells the listeners. */
  set(patch: Record<string, unknown>): Result<Settings>;
  onChange(listener: (settings: Settings) => void): () => void;
}

/** What conf and electron-store have in common. */
export interface ConfLike {
  store: Record<string, unknown>;
  readonly path: string;
}
export interface ConfLikeOptions {
  readonly cwd: string;
  readonly name: string;
}

export function openSettings(folder: string): SettingsStore {
  return settingsOver(
    folder,
    ({ cwd, name }) => new Conf({ cwd, configName: name, accessPropertiesByDotNotation: false }),
  );
}

export function settingsOver(folder: string, open: (options: ConfLikeOptions) => ConfLike): SettingsStore {
  const path = join(folder, `${SETTINGS_NAME}.json`);
  const start = readSettings(path);
  let conf: ConfLike | null = null;
  return settingsStore(path, start, (settings) => {
    // Opened at the first write: conf throws on a broken file that could not be set aside.
    conf ??= open({ cwd: folder, name: SETTINGS_NAME });
    conf.store = { ...settings };
  });
}

/** A store over any way of keeping settings; `write` may throw. */
export function settingsStore(
  path: string,
  start: { settings: Settings; warning: string | null },
  write: (settings: Settings) => void,
): SettingsStore {
  let current = start.settings;
  const listeners = new Set<(settings: Settings) => void>();
  return {
    path,
    warning: start.warning,
    get: () => structuredClone(current),
    set(patch) {
      const next = applyPatch(current, patch);
      if (!next.ok) return next;
      const written = attempt(() => write(next.value));
      if (written !== null) return failed('storage', `settings could not be written to ${path}: ${written}`);
      current = next.value;
      for (const listener of listeners) listener(structuredClone(current));
      return ok(structuredClone(current));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function readSettings(path: string): { settings: Settings; warning: string | null } {
  // Nothing was ever chosen here: the guide is due.
  if (!existsSync(path)) return { settings: { ...defaultSettings(), firstRun: 'due' }, warning: null };
  const read = parseFile(path);
  if (read.ok) return { settings: read.value, warning: null };
  return { settings: defaultSettings(), warning: setAside(path, read.fault.detail) };
}

function parseFile(path: string): Result<Settings> {
  try {
    const parsed = SettingsSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? ok(parsed.data) : failed('bad_input', describeIssues(parsed.error));
  } catch (error) {
    return failed('corrupt', messageOf(error));
  }
}

function setAside(path: string, reason: string): string {
  const aside = `${path}.broken-${isoOf(wallTime.now()).replaceAll(/[:.]/g, '-')}`;
  const moved = attempt(() => renameSync(path, aside));
  const where = moved === null ? `it was set aside as ${aside}` : `it could not be set aside (${moved})`;
  return `${path}: ${reason}; ${where}, defaults are used`;
}

/** Null when it worked, else why not. */
function attempt(fn: () => void): string | null {
  try {
    fn();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
