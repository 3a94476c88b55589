/** What the palette offers: commands, symbols and settings, each with a name that stays, and what was used last. */
import { SHELL_TEXT } from '../../src-shared/text/shell.ts';
import { FIELD_TEXT, type FieldPath } from '../../src-shared/text/settings-fields.ts';
import { commandNames, placeOf, run, type CommandGroup } from '../client/keys.ts';
import { go, hashOf } from '../client/route.ts';
import { ranked } from './fuzzy.ts';

export type PaletteGroup = CommandGroup | 'recent' | 'symbols' | 'settings';
export interface PaletteEntry {
  /** Stays the same from one day to the next. */
  readonly id: string;
  readonly label: string;
  readonly group: PaletteGroup;
  readonly keys: string | null;
  readonly act: () => void;
}

const ORDER: readonly PaletteGroup[] = ['recent', 'go', 'do', 'chart', 'window', 'feed', 'symbols', 'settings'];
const REMEMBERED = 'mane.palette';
const RECENT = 4;
const MOST = 60;

export function paletteEntries(symbols: readonly string[]): PaletteEntry[] {
  return [...commandEntries(), ...symbols.map(symbolEntry), ...settingEntries()];
}

const commandEntries = (): PaletteEntry[] =>
  commandNames
    .filter((command) => placeOf(command).here !== true)
    .map((command) => ({
      id: command,
      label: SHELL_TEXT.commands[command],
      group: placeOf(command).group,
      keys: placeOf(command).keys ?? null,
      act: () => void run(command),
    }));

const symbolEntry = (symbol: string): PaletteEntry => ({
  id: `symbol:${symbol}`,
  label: SHELL_TEXT.palette.chart(symbol),
  group: 'symbols',
  keys: null,
  act: () => go(hashOf('live', { symbol })),
});

const settingEntries = (): PaletteEntry[] =>
  (Object.keys(FIELD_TEXT) as FieldPath[]).map((path) => ({
    id: `setting:${path}`,
    label: SHELL_TEXT.palette.setting(FIELD_TEXT[path].label),
    group: 'settings',
    keys: null,
    act: () => go(hashOf('settings', { at: path })),
  }));

/**
 * In the order in which they are shown: with nothing typed what was used last, then the commands by group; else the nearest of
 * each group, the group with the nearest one first.
 */
export function shownEntries(entries: readonly PaletteEntry[], typed: string, used: readonly string[]): PaletteEntry[] {
  if (typed.trim() === '') {
    const recent = used.flatMap((id) => entries.filter((entry) => entry.id === id)).slice(0, RECENT);
    const first = recent.map((entry) => ({ ...entry, group: 'recent' as const }));
    return [
      ...first,
      ...byGroup(
        entries.filter(({ group }) => group !== 'settings'),
        ORDER,
      ),
    ].slice(0, MOST);
  }
  const found = ranked(entries, typed);
  const lately = (entry: PaletteEntry): number => (used.includes(entry.id) ? 0 : 1);
  const first = [...found].sort((a, b) => (a.label === b.label ? lately(a) - lately(b) : 0));
  return byGroup(first, [...new Set(first.map(({ group }) => group))]).slice(0, MOST);
}

const byGroup = (entries: readonly PaletteEntry[], order: readonly PaletteGroup[]): PaletteEntry[] =>
  order.flatMap((group) => entries.filter((entry) => entry.group === group));

/** Ids, the last used first. */
export function usedBefore(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  } catch {
    return []; // storage is denied or holds something else: nothing was used yet
  }
}

export function rememberUsed(id: string): void {
  const ids = [id, ...usedBefore().filter((one) => one !== id)].slice(0, 12);
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(ids));
  } catch {
    // Denied storage costs the order of the palette, nothing else.
  }
}
