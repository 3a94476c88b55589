/** One settings file for the app (electron-store) and the headless engine (conf): same path, same rules, same care. */
import '../fakes/electron/register.mjs';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSettings, type SettingsStore } from '../../src-main/base/settings-file.ts';
import { openAppSettings } from '../../src-main/shell/settings-store.ts';
import { defaultSettings } from '../../src-shared/settings.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mane-settings-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = () => join(folder, 'settings.json');

const kinds: [string, (folder: string) => SettingsStore][] = [
  ['headless (conf)', openSettings],
  ['app (electron-store)', openAppSettings],
];

describe.each(kinds)('settings, %s', (_name, open) => {
  it('starts with defaults and writes nothing until a change', () => {
    const settings = open(folder);
    expect(settings.get()).toEqual({ ...defaultSettings(), firstRun: 'due' });
    expect(settings.warning).toBeNull();
    expect(settings.path).toBe(file());
    expect(existsSync(file())).toBe(false);
  });

  it('keeps a change, tells listeners, and survives a restart', () => {
    const settings = open(folder);
    const told: number[] = [];
    const stop = settings.onChange(({ alertsPerDay }) => told.push(alertsPerDay));
    expect(settings.set({ alertsPerDay: 9, quietHours: { enabled: true } }).ok).toBe(true);
    stop();
    expect(settings.set({ closeToTray: false }).ok).toBe(true);
    expect(told).toEqual([9]);
    const again = open(folder).get();
    expect(again).toMatchObject({ alertsPerDay: 9, closeToTray: false, quietHours: { enabled: true, from: '23:00' } });
  });

  it('refuses what the schema refuses and keeps the old value', () => {
    const settings = open(folder);
    expect(settings.set({ alertsPerDay: 0 })).toMatchObject({ ok: false, fault: { kind: 'bad_input' } });
    expect(settings.set({ nonsense: 1 })).toMatchObject({ ok: false, fault: { detail: 'unknown setting: nonsense' } });
    expect(settings.get()).toEqual({ ...defaultSettings(), firstRun: 'due' });
    expect(existsSync(file())).toBe(false);
  });

  it.each([
    ['{"alertsPerDay": 5', 'JSON'],
    ['{"alertsPerDay": "many"}', 'alertsPerDay'],
    ['[]', 'expected'],
    ['', 'JSON'],
  ])('sets a broken file aside: %s', (text, reason) => {
    writeFileSync(file(), text);
    const settings = open(folder);
    expect(settings.get()).toEqual(defaultSettings());
    expect(settings.warning).toContain(reason);
    expect(settings.warning).toContain('settings.json.broken-');
    const aside = readdirSync(folder).find((name) => name.startsWith('settings.json.broken-'))!;
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(text);
    expect(settings.set({ alertsPerDay: 3 }).ok).toBe(true);
    expect(open(folder).get().alertsPerDay).toBe(3);
  });

  it('drops keys it does not know', () => {
    writeFileSync(file(), JSON.stringify({ alertsPerDay: 4, fromTheFuture: true }));
    const settings = open(folder);
    expect(settings.warning).toBeNull();
    expect(settings.get()).toEqual({ ...defaultSettings(), alertsPerDay: 4 });
  });

  it.skipIf(process.getuid?.() === 0)('says a folder that cannot be written', () => {
    const settings = open(folder);
    chmodSync(folder, 0o500);
    expect(settings.set({ alertsPerDay: 3 })).toMatchObject({ ok: false, fault: { kind: 'storage' } });
    chmodSync(folder, 0o700);
  });

  it('says a place that is no folder, and keeps the old value', () => {
    writeFileSync(join(folder, 'plain'), '');
    const settings = open(join(folder, 'plain'));
    expect(settings.set({ alertsPerDay: 3 })).toMatchObject({ ok: false, fault: { kind: 'storage' } });
    expect(settings.get().alertsPerDay).toBe(5);
  });
});

it('the app and the headless engine read each other', () => {
  expect(openSettings(folder).set({ alertsPerDay: 8 }).ok).toBe(true);
  const app = openAppSettings(folder);
  expect(app.get().alertsPerDay).toBe(8);
  expect(app.set({ closeToTray: false }).ok).toBe(true);
  expect(openSettings(folder).get()).toMatchObject({ alertsPerDay: 8, closeToTray: false });
});
