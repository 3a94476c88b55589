/**
 * A change of settings that must mean what it says: a key that does not exist is refused at any depth, because a typing error
 * would otherwise pass for a setting that was made.
 */
import { failed, type Result } from './fault.ts';
import { applyPatch, type Settings, SettingsSchema } from './settings.ts';

export function strictPatch(current: Settings, patch: Record<string, unknown>): Result<Settings> {
  const unknown = Object.keys(patch).find((key) => !Object.hasOwn(SettingsSchema.shape, key));
  if (unknown !== undefined) return refuse(unknown, Object.keys(SettingsSchema.shape));
  const applied = applyPatch(current, patch);
  if (!applied.ok) return applied;
  const lost = lostKey(patch, applied.value, '');
  return lost === null ? applied : refuse(lost.path, lost.known);
}

const refuse = (path: string, known: readonly string[]) =>
  failed('bad_input', `${path}: unknown setting; expected one of ${known.join(', ')}`);

/** The first key of `given` that parsing has dropped, and what could have stood there. */
function lostKey(given: unknown, kept: unknown, path: string): { path: string; known: string[] } | null {
  if (!isObject(given) || !isObject(kept)) return null;
  for (const [key, value] of Object.entries(given)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(kept, key)) return { path: here, known: Object.keys(kept) };
    const deeper = lostKey(value, kept[key], here);
    if (deeper !== null) return deeper;
  }
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
