/**
 * Settings: every setting of the schema in groups, each change kept at once and checked where it is typed; a search over all of
 * them, and what waits for a new start of the engine at the foot. `?at=PATH` scrolls to one setting.
 */
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SettingsPatch } from '../../../src-shared/settings.ts';
import { SETTINGS_TEXT as TEXT } from '../../../src-shared/text/settings.ts';
import { SHELL_TEXT } from '../../../src-shared/text/shell.ts';
import { useConnection } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { hashOf, useRoute } from '../../client/route.ts';
import { useChangeSettings, useSettings } from '../../client/settings.ts';
import { useCommand } from '../../client/use-command.ts';
import { Lines } from '../../ui/parts.tsx';
import { findSettings, GROUPS } from './catalogue.ts';
import { Group, SettingRow, type GroupProps } from './group.tsx';
import { RestartBar } from './restart-bar.tsx';

export function SettingsView() {
  const settings = useSettings();
  const change = useChangeSettings();
  const online = useConnection().kind === 'online';
  const [typed, setTyped] = useState('');
  const state = change.isPending ? TEXT.saving : change.isSuccess ? TEXT.saved : '';
  const set = (patch: SettingsPatch): void => change.mutate(patch);
  return (
    <div className="flex h-full flex-col">
      <header className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-6 py-3 max-sm:px-4 short:py-1.5">
        <h1 className="text-lg font-semibold">{TEXT.title}</h1>
        <SearchField typed={typed} onType={setTyped} />
        <span role="status" className="min-w-12 text-xs text-muted">
          {state}
        </span>
      </header>
      {change.error !== null && (
        <p role="alert" className="mx-6 mt-3 rounded-sm border border-amber px-3 py-2 text-xs">
          {TEXT.notSaved(faultText(change.error))}
        </p>
      )}
      <div className="flex min-h-0 flex-1">
        {typed.trim() === '' && <Sections />}
        <div className="relative min-w-0 flex-1 overflow-y-auto" tabIndex={-1}>
          <fieldset disabled={!online} className="mx-auto max-w-180 min-w-0 px-6 pt-5 pb-12 max-sm:px-4">
            {settings === undefined ? (
              <Lines count={5} />
            ) : typed.trim() === '' ? (
              <All settings={settings} change={set} />
            ) : (
              <Found typed={typed} settings={settings} change={set} />
            )}
          </fieldset>
        </div>
      </div>
      <RestartBar />
    </div>
  );
}

function SearchField({ typed, onType }: { typed: string; onType: (typed: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  useCommand('search', () => field.current?.focus());
  return (
    <div className="flex h-8 min-w-40 flex-1 items-center gap-2 rounded-sm border border-line bg-panel px-2.5 sm:max-w-90">
      <Search size={14} strokeWidth={1.5} aria-hidden className="text-muted" />
      <input
        ref={field}
        role="searchbox"
        aria-label={TEXT.search}
        placeholder={TEXT.search}
        value={typed}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === '') return;
          event.stopPropagation();
          onType('');
        }}
        data-inset-focus
        className="h-full min-w-0 flex-1 rounded-xs bg-transparent text-sm placeholder:text-muted"
      />
    </div>
  );
}

/** The groups at the side; the one on screen is marked. */
function Sections() {
  const [current, setCurrent] = useState<string>(GROUPS[0] ?? '');
  const go = (id: string): void => {
    setCurrent(id);
    document.getElementById(`group-${id}`)?.scrollIntoView();
  };
  return (
    <nav
      aria-label={TEXT.sections}
      className="w-44 shrink-0 overflow-y-auto border-r border-line py-4 pr-2 pl-4 max-wide:w-36 max-sm:hidden"
    >
      {GROUPS.map((id) => (
        <button
          key={id}
          type="button"
          aria-current={id === current ? 'true' : undefined}
          onClick={() => go(id)}
          className={`flex min-h-7 w-full items-center rounded-sm px-2 text-left text-xs ${id === current ? 'bg-raised font-medium text-text' : 'text-muted hover:text-text'}`}
        >
          {TEXT.groups[id]}
        </button>
      ))}
      <a
        href={hashOf('about')}
        className="mt-2 flex min-h-7 items-center border-t border-line px-2 text-xs text-muted hover:text-text"
      >
        {SHELL_TEXT.about}
      </a>
    </nav>
  );
}

function All(props: GroupProps) {
  const { at } = useRoute().params;
  useEffect(() => {
    if (at === undefined) return;
    const row = document.getElementById(`setting-${at}`) ?? document.getElementById(`group-${at}`);
    row?.scrollIntoView({ block: 'center' });
    row?.querySelector<HTMLElement>('input, button, select, textarea')?.focus({ preventScroll: true });
  }, [at]);
  return GROUPS.map((id) => <Group key={id} id={id} {...props} />);
}

function Found({ typed, ...props }: GroupProps & { typed: string }) {
  const found = findSettings(typed).filter(({ when }) => when?.(props.settings) !== false);
  const groups = GROUPS.filter((id) => found.some(({ group }) => group === id));
  const named = GROUPS.filter(
    (id) => !groups.includes(id) && TEXT.groups[id].toLowerCase().includes(typed.trim().toLowerCase()),
  );
  return (
    <>
      <p role="status" className="mb-4 text-xs text-muted">
        {TEXT.found(found.length)}
      </p>
      {groups.map((id) => (
        <section key={id} aria-label={TEXT.groups[id]} className="mb-6">
          <h2 className="mb-1 text-xs font-semibold text-muted">{TEXT.groups[id]}</h2>
          {found
            .filter(({ group }) => group === id)
            .map((setting) => (
              <SettingRow key={setting.path} setting={setting} {...props} />
            ))}
        </section>
      ))}
      {named.map((id) => (
        <Group key={id} id={id} {...props} />
      ))}
    </>
  );
}
