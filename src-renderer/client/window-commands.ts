/** Commands that every view answers alike: what is done to the engine or the window, and one line of what came of it. */
import { useCallback, useState } from 'react';
import { SHELL_TEXT } from '../../src-shared/text/shell.ts';
import { copyText } from '../ui/copy.ts';
import { useEngine } from './engine.tsx';
import { faultText } from './fault-text.ts';
import type { Command } from './keys.ts';
import { resolveContrast, resolveTheme, useAppearance, useChangeSettings, type Appearance } from './settings.ts';
import { useRestart } from './setup.ts';
import { currentRoute, type Route } from './route.ts';
import { useCommand } from './use-command.ts';

export interface SaidLine {
  readonly line: string | null;
  readonly onDismiss: () => void;
}

export function useWindowCommands(): SaidLine {
  const [line, setLine] = useState<string | null>(null);
  const { client, store } = useEngine();
  const restart = useRestart();
  const TEXT = SHELL_TEXT.done;
  /** Does it and says what came of it. */
  const answer = (command: Command, work: () => Promise<string | null>): void => {
    work().then(setLine, (error: unknown) => setLine(TEXT.failed(SHELL_TEXT.commands[command], faultText(error))));
  };
  useLooks();
  useCommand('pause', () =>
    answer('pause', async () => {
      const { paused } = await client.pause({ paused: store.health.get()?.paused !== true });
      return paused ? TEXT.paused : TEXT.resumed;
    }),
  );
  useCommand('test-notification', () =>
    answer('test-notification', async () => {
      const sent = await client.settings.testNotifications();
      return TEXT.notification(sent.map(({ ok, detail }) => (ok ? TEXT.sent : detail)).join('; '));
    }),
  );
  useCommand('backup', () =>
    answer('backup', async () => TEXT.backup((await client.care.run({ job: 'backup' })).detail)),
  );
  useCommand('stop-history', () => answer('stop-history', async () => (await client.backfill.cancel(), TEXT.stopped)));
  useCommand('restart', () => answer('restart', async () => (await restart.mutateAsync(), null)));
  useCommand('copy-link', () =>
    answer('copy-link', async () =>
      (await copyText(linkOf(location, currentRoute()))) ? TEXT.copied : TEXT.notCopied,
    ),
  );
  return { line, onDismiss: useCallback(() => setLine(null), []) };
}

/** An anomaly by the link that opens the app; any other place by its address, without the token of the first visit. */
export function linkOf(
  { origin, pathname, hash }: Pick<Location, 'origin' | 'pathname' | 'hash'>,
  route: Route,
): string {
  const anomaly = route.id ?? route.params.open ?? null;
  return anomaly === null ? `${origin}${pathname}${hash}` : `mane://anomaly/${anomaly}`;
}

/** The window's own looks: each command turns one of them over. */
function useLooks(): void {
  const appearance = useAppearance();
  const change = useChangeSettings();
  const set = (part: Partial<Appearance>): void => change.mutate({ appearance: { ...appearance, ...part } });
  const now = (query: string): boolean => matchMedia(query).matches;
  useCommand('theme', () => {
    const dark = resolveTheme(appearance.theme, now('(prefers-color-scheme: light)')) === 'dark';
    set({ theme: dark ? 'light' : 'dark' });
  });
  useCommand('contrast', () => {
    const more = resolveContrast(appearance.contrast, now('(prefers-contrast: more)')) === 'more';
    set({ contrast: more ? 'standard' : 'more' });
  });
  useCommand('time-zone', () => set({ time: appearance.time === 'utc' ? 'local' : 'utc' }));
}
