/** A file of changed settings: a JSON object with any keys of settings.json. What is wrong in it names the file, the key, and what was expected. */
import { readFileSync } from 'node:fs';
import { messageOf, throwFault } from '../../src-shared/fault.ts';
import type { Settings } from '../../src-shared/settings.ts';
import { rehearsalSettings } from '../flow/rehearsal-settings.ts';

/** The patch, checked against the settings it will change. */
export function readSettingsPatch(file: string, current: Settings): Record<string, unknown> {
  const patch = parse(readText(file), file);
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch))
    throwFault('bad_input', `${file}: (root): expected a JSON object of settings such as {"alertsPerDay": 3}`);
  const checked = rehearsalSettings(current, { ...patch });
  if (!checked.ok) throwFault('bad_input', `${file}: ${checked.fault.detail}`);
  return { ...patch };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throwFault('bad_input', `${file}: cannot be read (${messageOf(error)})`);
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throwFault('bad_input', `${file}: expected a JSON object of settings (${messageOf(error)})`);
  }
}
