/** Settings and how the window looks because of them. A change is shown at once and taken back when the engine refuses. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Settings, SettingsPatch } from '../../src-shared/settings.ts';
import { setNumberLocale } from '../../src-shared/text/number-style.ts';
import { setDateLocale, type ZoneChoice } from '../ui/zone.ts';
import { useConnection, useEngine, type Engine } from './engine.tsx';

const REMEMBERED = 'mane.appearance';
export type Appearance = Settings['appearance'];
const FIRST: Appearance = {
  theme: 'system',
  candles: 'standard',
  time: 'local',
  contrast: 'system',
  locale: 'system',
};

export function useSettings(): Settings | undefined {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  return useQuery({ ...optionsOf(orpc), enabled: online, staleTime: Infinity }).data;
}

type Utils = Engine['orpc'];
const settingsOptions = new WeakMap<Utils, ReturnType<Utils['settings']['get']['queryOptions']>>();

/** Made once for a window: every time on the screen asks for its zone here. */
function optionsOf(orpc: Utils): ReturnType<Utils['settings']['get']['queryOptions']> {
  const known = settingsOptions.get(orpc);
  if (known !== undefined) return known;
  const made = orpc.settings.get.queryOptions();
  settingsOptions.set(orpc, made);
  return made;
}

export function useChangeSettings() {
  const { client, orpc } = useEngine();
  const queries = useQueryClient();
  const key = orpc.settings.get.queryKey();
  return useMutation({
    mutationFn: (patch: SettingsPatch) => client.settings.set(patch),
    onMutate: (patch) => {
      const before = queries.getQueryData<Settings>(key);
      if (before !== undefined) queries.setQueryData<Settings>(key, { ...before, ...patch });
      return { before };
    },
    onSuccess: (settings) => queries.setQueryData(key, settings),
    onError: (_error, _patch, context) => queries.setQueryData(key, context?.before),
  });
}

/** What was chosen last time, so that the first paint has the right colours. */
function remembered(): Appearance {
  try {
    return { ...FIRST, ...(JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') as Partial<Appearance>) };
  } catch {
    return FIRST; // storage is denied or holds something else: the defaults are right
  }
}

export function useAppearance(): Appearance {
  return useSettings()?.appearance ?? remembered();
}

export const useZone = (): ZoneChoice => useAppearance().time;

interface Media {
  readonly now: () => boolean;
  readonly subscribe: (listener: () => void) => () => void;
}
const media = new Map<string, Media>();

/** One list a query: asking for a new one is dear in a component that is drawn often. */
function mediaOf(query: string): Media {
  const known = media.get(query);
  if (known !== undefined) return known;
  const list = matchMedia(query);
  const subscribe = (listener: () => void): (() => void) => {
    list.addEventListener('change', listener);
    return () => list.removeEventListener('change', listener);
  };
  const made = { now: () => list.matches, subscribe };
  media.set(query, made);
  return made;
}

const LIGHT = '(prefers-color-scheme: light)';
const CONTRAST = '(prefers-contrast: more)';

export const resolveTheme = (theme: Appearance['theme'], light: boolean): 'dark' | 'light' =>
  theme === 'system' ? (light ? 'light' : 'dark') : theme;

export const resolveContrast = (contrast: Appearance['contrast'], more: boolean): 'standard' | 'more' =>
  contrast === 'system' ? (more ? 'more' : 'standard') : contrast;

/** The colours in force; components that draw on a canvas read their tokens again when it changes. */
export function useTheme(): string {
  const { theme, candles, contrast } = useAppearance();
  const [light, more] = [useMedia(LIGHT), useMedia(CONTRAST)];
  return `${resolveTheme(theme, light)}|${candles}|${resolveContrast(contrast, more)}`;
}

export function applyTheme(inForce: string): void {
  const [theme = 'dark', candles = 'standard', contrast = 'standard'] = inForce.split('|');
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.candles = candles;
  document.documentElement.dataset.contrast = contrast;
}

/** BCP 47; `system` is what the browser or the operating system says. */
export const resolveLocale = (locale: Appearance['locale']): string =>
  locale === 'system' ? navigator.language || 'en-US' : locale;

/** Sets how the whole window writes numbers and dates; the frame keys itself by the answer, so that all of it is written anew. */
export function useApplyLocale(): string {
  const { locale } = useAppearance();
  const tag = resolveLocale(locale);
  setNumberLocale(tag);
  setDateLocale(tag);
  return tag;
}

/** Puts the appearance on the page and remembers it. Used once, at the top. */
export function useApplyAppearance(): void {
  const inForce = useTheme();
  const appearance = useSettings()?.appearance;
  useEffect(() => applyTheme(inForce), [inForce]);
  useEffect(() => {
    if (appearance !== undefined) localStorage.setItem(REMEMBERED, JSON.stringify(appearance));
  }, [appearance]);
}

/** Before React runs. */
export const applyRememberedTheme = (): void => {
  const { theme, candles, contrast } = remembered();
  applyTheme(
    `${resolveTheme(theme, mediaOf(LIGHT).now())}|${candles}|${resolveContrast(contrast, mediaOf(CONTRAST).now())}`,
  );
};

export function useMedia(query: string): boolean {
  const { subscribe, now } = mediaOf(query);
  return useSyncExternalStore(subscribe, now);
}
