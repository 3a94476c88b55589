/** Settings: what the reader decides, each change kept at once; and About, with the attribution the chart library asks for. */
import type { ReactNode } from 'react';
import { faultText } from '../../client/fault-text.ts';
import type { Settings, SettingsPatch } from '../../../src-shared/settings.ts';
import { useConnection } from '../../client/engine.tsx';
import { hashOf } from '../../client/route.ts';
import { useChangeSettings, useSettings } from '../../client/settings.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Lines } from '../../ui/parts.tsx';
import { Segments, Switch } from './fields.tsx';
import { StorageFields } from './storage-fields.tsx';

export function SettingsView() {
  const settings = useSettings();
  const change = useChangeSettings();
  const online = useConnection().kind === 'online';
  const state = change.isPending ? 'Saving' : change.isSuccess ? 'Saved' : '';
  return (
    <div className="h-full overflow-y-auto" tabIndex={-1}>
      <div className="mx-auto max-w-170 p-6">
        <header className="mb-4 flex h-8 items-center justify-between">
          <h1 className="text-lg font-semibold">Settings</h1>
          <span role="status" className="text-xs text-muted">
            {state}
          </span>
        </header>
        {change.error !== null && (
          <p role="alert" className="mb-4 rounded-sm border border-amber px-3 py-2 text-xs">
            Not saved: {faultText(change.error)}. The setting is as it was before.
          </p>
        )}
        {settings === undefined ? (
          <Lines count={5} />
        ) : (
          <fieldset disabled={!online}>{<Sections settings={settings} change={change.mutate} />}</fieldset>
        )}
        <About />
      </div>
    </div>
  );
}

type Change = (patch: SettingsPatch) => void;

function Sections({ settings, change }: { settings: Settings; change: Change }) {
  return (
    <>
      <Notifications settings={settings} change={change} />
      <Section title="Storage">
        <StorageFields settings={settings} change={change} />
      </Section>
      <Looks settings={settings} change={change} />
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-8">
      <h2 className="mb-2 text-xs font-semibold text-muted">{title}</h2>
      {children}
    </section>
  );
}

function Notifications({ settings: { notifications }, change }: { settings: Settings; change: Change }) {
  return (
    <Section title="Notifications">
      <Switch
        label="Desktop notifications"
        hint="A click opens the anomaly."
        on={notifications.enabled}
        onChange={(enabled) => change({ notifications: { ...notifications, enabled } })}
      />
      <Switch
        label="Sound"
        on={notifications.sound}
        onChange={(sound) => change({ notifications: { ...notifications, sound } })}
      />
      <p className="border-t border-line py-3 text-xs text-muted">
        How many, when not, and the time between two of them:{' '}
        <a href={hashOf('rules')} className="text-accent hover:underline">
          Rules and budget
        </a>
        .
      </p>
    </Section>
  );
}

const THEMES = { system: 'System', dark: 'Dark', light: 'Light' };
const CANDLES = { standard: 'Green and red', colour_blind: 'Blue and orange' };
const ZONES = { local: 'Local', utc: 'UTC' };

function Looks({ settings: { appearance }, change }: { settings: Settings; change: Change }) {
  const set = (part: Partial<Settings['appearance']>): void => change({ appearance: { ...appearance, ...part } });
  return (
    <Section title="Appearance">
      <Segments label="Theme" value={appearance.theme} options={THEMES} onChange={(theme) => set({ theme })} />
      <Segments
        label="Candles"
        hint="Blue and orange can be told apart with every kind of colour vision."
        value={appearance.candles}
        options={CANDLES}
        onChange={(candles) => set({ candles })}
      />
      <Segments
        label="Time zone"
        hint="Data stay in UTC; only labels change."
        value={appearance.time}
        options={ZONES}
        onChange={(time) => set({ time })}
      />
    </Section>
  );
}

function About() {
  return (
    <Section title="About">
      <p className="border-t border-line py-3 text-xs leading-normal text-muted">
        MANE, Market Anomaly Narrative Engine, MIT licence. It says what moved, how rare that is, and why it probably
        happened; it gives no advice. Charts by{' '}
        <ExternalLink url="https://www.tradingview.com/">TradingView Lightweight Charts</ExternalLink> (Apache 2.0, ©
        TradingView, Inc.), typefaces Inter and JetBrains Mono (OFL 1.1), icons by Lucide (ISC).
      </p>
    </Section>
  );
}
