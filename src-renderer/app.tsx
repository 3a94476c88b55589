/** The frame of the window: rail, the view in place, the drawer over Live, the status line. Live stays mounted, hidden or not. */
import { useEffect, useState } from 'react';
import { SHELL_TEXT } from '../src-shared/text/shell.ts';
import { useEngine, useHealth } from './client/engine.tsx';
import { listenToKeys, onCommand } from './client/keys.ts';
import { go, goInstead, hashOf, useRoute, type Route } from './client/route.ts';
import { useApplyAppearance, useApplyLocale, useSettings } from './client/settings.ts';
import { useRestarting } from './client/setup.ts';
import { useCommand } from './client/use-command.ts';
import { useWindowCommands } from './client/window-commands.ts';
import { LiveView } from './live/live-view.tsx';
import { StatusLine } from './live/status-line.tsx';
import { CommandPalette } from './ui/command-palette.tsx';
import { OfflineBanner } from './ui/offline-banner.tsx';
import { Rail } from './ui/rail.tsx';
import { Said } from './ui/said.tsx';
import { ShortcutHelp } from './ui/shortcut-help.tsx';
import { AboutView } from './views/about/about-view.tsx';
import { AnomalyDrawer, AnomalyPage } from './views/anomaly/anomaly-view.tsx';
import { FirstRunView } from './views/first-run/first-run-view.tsx';
import { HealthView } from './views/health/health-view.tsx';
import { HistoryView } from './views/history/history-view.tsx';
import { InboxView } from './views/inbox/inbox-view.tsx';
import { RulesView } from './views/rules/rules-view.tsx';
import { SettingsView } from './views/settings/settings-view.tsx';
import { WhyView } from './views/why/why-view.tsx';

export function App() {
  // Numbers and dates are written by functions, not by components: another locale draws everything anew.
  return <Window key={useApplyLocale()} />;
}

function Window() {
  const route = useRoute();
  const [shown, setShown] = useState<'help' | 'palette' | null>(null);
  const liveHash = useLiveHash(route);
  const said = useWindowCommands();
  useApplyAppearance();
  useTitle();
  useFirstRun(route);
  useEffect(() => listenToKeys(window), []);
  useCommand('help', () => setShown('help'));
  useCommand('palette', () => setShown('palette'));
  useGoCommands(liveHash);
  const guided = route.view === 'first-run';
  return (
    <div className="flex h-full max-sm:flex-col-reverse">
      {!guided && <Rail view={route.view} liveHash={liveHash} onHelp={() => setShown('help')} />}
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <OfflineBanner />
        <main className="relative min-h-0 flex-1 overflow-clip">
          {guided ? <FirstRunView /> : <Views route={route} />}
        </main>
        <Said {...said} />
        <StatusLine />
      </div>
      {shown === 'help' && <ShortcutHelp onClose={() => setShown(null)} />}
      {shown === 'palette' && <CommandPalette onClose={() => setShown(null)} />}
    </div>
  );
}

function Views({ route }: { route: Route }) {
  const live = route.view === 'live';
  return (
    <>
      <div className={`h-full ${live ? '' : 'hidden'}`}>
        <LiveView active={live} />
      </div>
      {live && route.params.open !== undefined && <AnomalyDrawer id={route.params.open} />}
      <Elsewhere route={route} />
    </>
  );
}

function Elsewhere({ route }: { route: Route }) {
  switch (route.view) {
    case 'inbox':
      return <InboxView />;
    case 'rules':
      return <RulesView />;
    case 'history':
      return <HistoryView />;
    case 'health':
      return <HealthView />;
    case 'settings':
      return <SettingsView />;
    case 'why':
      return <WhyView />;
    case 'about':
      return <AboutView />;
    case 'anomaly':
      return route.id === null ? null : <AnomalyPage key={route.id} id={route.id} />;
    case 'live':
    case 'first-run':
      return null;
  }
}

/** A folder in which nothing was ever chosen begins with the guide, unless its market is the simulated one already. */
function useFirstRun({ view }: Route): void {
  const settings = useSettings();
  const health = useHealth();
  const due = settings?.firstRun === 'due' && health?.simulated === false;
  const restarting = useRestarting();
  useEffect(() => {
    if (due && !restarting && view === 'live') goInstead(hashOf('first-run'));
  }, [due, restarting, view]);
}

/** Where Live was left, so that the rail leads back to the same symbol and timeframe. */
function useLiveHash({ view, params }: Route): string {
  const [left, setLeft] = useState(() => hashOf('live'));
  const here = view === 'live' ? hashOf('live', { symbol: params.symbol, tf: params.tf }) : null;
  if (here !== null && here !== left) setLeft(here);
  return here ?? left;
}

function useGoCommands(liveHash: string): void {
  useCommand('go-live', () => go(liveHash));
  useCommand('go-inbox', () => go(hashOf('inbox')));
  useCommand('go-rules', () => go(hashOf('rules')));
  useCommand('go-history', () => go(hashOf('history')));
  useEffect(() => onCommand('search', searchInHistory, true), []);
  useCommand('go-health', () => go(hashOf('health')));
  useCommand('go-settings', () => go(hashOf('settings')));
  useCommand('go-why', () => go(hashOf('why')));
  useCommand('go-about', () => go(hashOf('about')));
  useCommand('guide', () => go(hashOf('first-run')));
  useCommand('history-back', () => history.back());
  useCommand('history-forward', () => history.forward());
}

/** From a view without a search field: History, with its field focused once it is there. */
function searchInHistory(): void {
  go(hashOf('history'));
  setTimeout(() => document.querySelector<HTMLElement>('[role=searchbox]')?.focus(), 50);
}

/** The tab says what the window says first: how much of the budget is used. */
function useTitle(): void {
  const { store } = useEngine();
  useEffect(() => {
    const tell = (): void => {
      const count = store.health.get()?.budget.last24h ?? 0;
      document.title = SHELL_TEXT.title(count);
    };
    tell();
    return store.health.subscribe(tell);
  }, [store]);
}
