/** One group of settings: its fields in the catalogue's order, what it has of its own between them, and its way back to the defaults. */
import type { ReactNode } from 'react';
import { defaultSettings, type Settings, type SettingsPatch } from '../../../src-shared/settings.ts';
import { SETTINGS_TEXT } from '../../../src-shared/text/settings.ts';
import { hashOf } from '../../client/route.ts';
import { Button } from '../../ui/parts.tsx';
import { CATALOGUE, groupAtStart, type GroupId, type Setting } from './catalogue.ts';
import { Control } from './controls.tsx';
import { LocaleField } from './locale-field.tsx';
import { MarketsSection } from './markets-section.tsx';
import { EmbedderTry, JudgeField, ModelTry, PriceField } from './model-extras.tsx';
import { Feeds, FileTries, KeyNotes, ServiceTry, ShippedFeeds } from './news-extras.tsx';
import { NotificationTest } from './notification-test.tsx';
import { defaultAt, patchAt, sameValue, valueAt } from './paths.ts';
import { PostgresSection } from './postgres-section.tsx';
import { Transfer } from './transfer.tsx';

export interface GroupProps {
  readonly settings: Settings;
  readonly change: (patch: SettingsPatch) => void;
}

export function Group({ id, settings, change }: GroupProps & { id: GroupId }) {
  const fields = CATALOGUE.filter(({ group }) => group === id);
  const changed = fields.filter(({ path }) => !sameValue(valueAt(settings, path), defaultAt(path)));
  const reset = (): void => change(resetPatch(settings, changed));
  const name = SETTINGS_TEXT.groups[id];
  return (
    <section id={`group-${id}`} aria-label={name} data-group={id} className="mb-10 scroll-mt-4">
      <div className="mb-2 flex min-h-7 items-baseline justify-between gap-4">
        <div>
          <h2 className="text-md font-semibold">{name}</h2>
          <p className="text-xs text-muted text-pretty">
            {groupAtStart(id)
              ? SETTINGS_TEXT.twoSentences(SETTINGS_TEXT.about[id], SETTINGS_TEXT.atStartLong)
              : SETTINGS_TEXT.about[id]}
          </p>
        </div>
        {changed.length > 0 && (
          <Button quiet aria-label={SETTINGS_TEXT.resetGroup(name)} onClick={reset}>
            {SETTINGS_TEXT.reset}
          </Button>
        )}
      </div>
      <Before id={id} settings={settings} change={change} />
      {fields.map((setting) => (
        <SettingRow key={setting.path} setting={setting} settings={settings} change={change} />
      ))}
      <After id={id} settings={settings} change={change} />
    </section>
  );
}

/** The top-level changes that put these fields back to their defaults. */
export function resetPatch(settings: Settings, fields: readonly Setting[]): SettingsPatch {
  const defaults = defaultSettings();
  const next = fields.reduce<Settings>(
    (at, { path }) => ({ ...at, ...patchAt(at, path, valueAt(defaults, path)) }),
    settings,
  );
  const keys = new Set(fields.map(({ path }) => path.split('.')[0] ?? ''));
  return Object.fromEntries(Object.entries(next).filter(([key]) => keys.has(key)));
}

/** One setting with what belongs right under it. */
export function SettingRow({ setting, settings, change }: GroupProps & { setting: Setting }) {
  if (setting.when?.(settings) === false) return null;
  const set = (path: string, value: unknown): void => change(patchAt(settings, path, value));
  return (
    <div id={`setting-${setting.path}`} data-setting={setting.path} className="scroll-mt-4">
      <Control setting={setting} settings={settings} onChange={set} />
      <Own path={setting.path} settings={settings} onChange={set} />
    </div>
  );
}

function Own({
  path,
  settings,
  onChange,
}: {
  path: Setting['path'];
  settings: Settings;
  onChange: (path: string, value: unknown) => void;
}): ReactNode {
  const { news, model } = settings;
  switch (path) {
    case 'news.feeds':
      return <Feeds settings={settings} onChange={onChange} />;
    case 'news.files':
      return news.files.length > 0 ? <FileTries paths={news.files} /> : null;
    case 'news.useDefaults':
      return news.useDefaults ? <ShippedFeeds /> : null;
    case 'news.cryptopanic.enabled':
      return news.cryptopanic.enabled ? <ServiceTry service="cryptopanic" keys={['MANE_CRYPTOPANIC_KEY']} /> : null;
    case 'news.newsapi.enabled':
      return news.newsapi.enabled ? <ServiceTry service="newsapi" keys={['MANE_NEWSAPI_KEY']} /> : null;
    case 'news.reddit.enabled':
      return news.reddit.enabled ? (
        <ServiceTry service="reddit" keys={['MANE_REDDIT_ID', 'MANE_REDDIT_SECRET']} />
      ) : null;
    case 'notifications.sound':
      return <NotificationTest />;
    case 'model.preset':
      return model.enabled && MODEL_KEYS[model.preset].length > 0 ? (
        <div className="pb-3">
          <KeyNotes names={MODEL_KEYS[model.preset]} />
        </div>
      ) : null;
    case 'model.price':
      return <PriceField settings={settings} onChange={onChange} />;
    case 'model.judge.endpoint':
      return <JudgeField settings={settings} onChange={onChange} />;
    case 'appearance.locale':
      return <LocaleField settings={settings} onChange={onChange} />;
    default:
      return null;
  }
}

const MODEL_KEYS: Readonly<Record<Settings['model']['preset'], readonly string[]>> = {
  openai: ['MANE_OPENAI_KEY'],
  anthropic: ['MANE_ANTHROPIC_KEY'],
  deepseek: ['MANE_DEEPSEEK_KEY'],
  ollama: [],
  llamacpp: [],
  custom: ['MANE_MODEL_KEY'],
};

function Before({ id, ...props }: GroupProps & { id: GroupId }): ReactNode {
  if (id === 'markets') return <MarketsSection {...props} />;
  return null;
}

function After({ id, settings, change }: GroupProps & { id: GroupId }): ReactNode {
  switch (id) {
    case 'alerts':
      return (
        <p className="border-t border-line py-3 text-xs text-muted">
          {SETTINGS_TEXT.rulesHint}{' '}
          <a href={hashOf('rules')} className="text-accent underline">
            {SETTINGS_TEXT.rules}
          </a>
        </p>
      );
    case 'model':
      return settings.model.enabled ? <ModelTry settings={settings} /> : null;
    case 'embedder':
      return (
        <>
          {settings.embedder.kind === 'endpoint' && <KeyNotes names={['MANE_EMBEDDINGS_KEY', 'MANE_OPENAI_KEY']} />}
          <EmbedderTry settings={settings} />
        </>
      );
    case 'postgres':
      return <PostgresSection settings={settings} />;
    case 'transfer':
      return <Transfer settings={settings} change={change} />;
    default:
      return null;
  }
}
