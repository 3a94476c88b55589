/** The app's settings, kept by electron-store in the same file and under the same schema as the headless engine's. */
import Store from 'electron-store';
import { settingsOver, type SettingsStore } from '../base/settings-file.ts';

/** `folder` must be absolute. */
export function openAppSettings(folder: string): SettingsStore {
  return settingsOver(folder, ({ cwd, name }) => new Store({ cwd, name, accessPropertiesByDotNotation: false }));
}
