/**
 * Settings as a file that can be carried to another machine: JSON without keys and passwords (which are not settings), and
 * without user names and passwords in addresses. Reading one names everything that is wrong with it and applies nothing.
 */
import { failed, messageOf, ok, type Result } from './fault.ts';
import { isoOf } from './format.ts';
import type { Settings } from './settings.ts';
import { strictPatch } from './settings-strict.ts';

export interface SettingChange {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}
export interface ReadSettings {
  readonly settings: Settings;
  readonly changes: readonly SettingChange[];
}

const FORMAT = 'mane-settings';
const MAX_CHARACTERS = 1_000_000;

/** `now`: epoch ms. */
export function settingsFile(settings: Settings, version: string, now: number): string {
  const { firstRun: _kept, ...carried } = settings;
  const clean: unknown = withoutCredentials(carried);
  return `${JSON.stringify({ format: FORMAT, version, exported_at: isoOf(now), settings: clean }, null, 2)}\n`;
}

/** `https://user:pass@host/…` → `https://host/…`, in every text. PostgreSQL keeps its user, and has no password here. */
function withoutCredentials(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^(https?:\/\/)[^/?#\s]*@/i, '$1');
  if (Array.isArray(value)) return value.map(withoutCredentials);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutCredentials(part)]));
}

/** A file of `settingsFile`, or settings alone, over the present ones. The fault's detail has one `; ` between two problems. */
export function readSettingsFile(text: string, current: Settings): Result<ReadSettings> {
  if (text.length > MAX_CHARACTERS) return failed('bad_input', '(file): larger than a settings file can be');
  const parsed = parseObject(text);
  if (!parsed.ok) return parsed;
  const { format, settings = format === undefined ? parsed.value : undefined } = parsed.value;
  if (format !== undefined && format !== FORMAT)
    return failed('bad_input', `format: expected "${FORMAT}", got ${JSON.stringify(format)}`);
  if (!isRecord(settings)) return failed('bad_input', 'settings: expected an object of settings');
  const { firstRun: _own, ...carried } = settings;
  const next = strictPatch(current, carried);
  return next.ok ? ok({ settings: next.value, changes: changesBetween(current, next.value) }) : next;
}

function parseObject(text: string): Result<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? ok(value) : failed('bad_input', '(file): expected a JSON object');
  } catch (error) {
    return failed('bad_input', `(file): expected JSON (${messageOf(error)})`);
  }
}

/** Leaf by leaf; a list is one. */
export function changesBetween(before: unknown, after: unknown, path = ''): SettingChange[] {
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => changesBetween(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  const [from, to] = [before, after].map((value) => JSON.stringify(value) ?? '–');
  return from === to ? [] : [{ path, from: from ?? '–', to: to ?? '–' }];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
