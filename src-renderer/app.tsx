/** The frame of the window: rail, the view in place, the drawer over Live, the status line. Live stays mounted, hidden or not. */
import { useEffect, useState } from 'react';
import { useEngine } from './client/engine.tsx';
import { listenToKeys, onCommand } from './client/keys.ts';
import { go, hashOf, useRoute, type Route } from './client/route.ts';
import { useApplyAppearance } from './client/settings.ts';
import { useCommand } from './client/use-command.ts';
import { LiveView } from './live/live-view.tsx';
import { StatusLine } from './live/status-line.tsx';
import { CommandPalette } from './ui/command-palette.tsx';
import { OfflineBanner } from './ui/offline-banner.tsx';
import { Rail } from './ui/rail.tsx';
import { ShortcutHelp } from './ui/shortcut-help.tsx';
import { AnomalyDrawer, AnomalyPage } from './views/anomaly/anomaly-view.tsx';
import { HealthView } from './views/health/health-view.tsx';
import { HistoryView } from './views/history/history-view.tsx';
import { InboxView } from './views/inbox/inbox-view.tsx';
import { RulesView } from './views/rules/rules-view.tsx';
import { SettingsView } from './views/settings/settings-view.tsx';
import { WhyView } from './views/why/why-view.tsx';

export function App() {
  const route = useRoute();
  const [shown, setShown] = useState<'help' | 'palette' | null>(null);
  const liveHash = useLiveHash(route);
  useApplyAppearance();
  useTitle();
  useEffect(() => listenToKeys(window), []);
  useCommand('help', () => setShown('help'));
  useCommand('palette', () => setShown('palette'));
  useGoCommands(liveHash);
  const live = route.view === 'live';
  return (
    <div className="flex h-full">
      <Rail view={route.view} liveHash={liveHash} onHelp={() => setShown('help')} />
      <div className="flex min-w-0 flex-1 flex-col">
        <OfflineBanner />
        <main className="relative min-h-0 flex-1 overflow-hidden">
          <div className={`h-full ${live ? '' : 'hidden'}`}>
            <LiveView active={live} />
          </div>
          {live && route.params.open !== undefined && <AnomalyDrawer id={route.params.open} />}
          <Elsewhere route={route} />
        </main>
        <StatusLine />
      </div>
      {shown === 'help' && <ShortcutHelp onClose={() => setShown(null)} />}
      {shown === 'palette' && <CommandPalette onClose={() => setShown(null)} />}
    </div>
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
    case 'anomaly':
      return route.id === null ? null : <AnomalyPage key={route.id} id={route.id} />;
    case 'live':
      return null;
  }
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
      document.title = count > 0 ? `MANE (${count})` : 'MANE';
    };
    tell();
    return store.health.subscribe(tell);
  }, [store]);
}
