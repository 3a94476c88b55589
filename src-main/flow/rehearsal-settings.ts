/** The settings of a rehearsal: those in force with a patch over them. A misspelt key is refused: it would rehearse what is in force already. */
import type { Result } from '../../src-shared/fault.ts';
import type { Settings } from '../../src-shared/settings.ts';
import { strictPatch } from '../../src-shared/settings-strict.ts';

export const rehearsalSettings = (current: Settings, patch: Record<string, unknown>): Result<Settings> =>
  strictPatch(current, patch);
