/** All shortcuts by what they are about, from the one list that the keyboard itself uses. */
import { SHELL_TEXT } from '../../src-shared/text/shell.ts';
import { placeOf, SHORTCUTS, type CommandGroup } from '../client/keys.ts';
import { Overlay } from './overlay.tsx';
import { Kbd } from './parts.tsx';

const GROUPS: readonly CommandGroup[] = ['go', 'chart', 'feed', 'window', 'do'];

export function keyNames(keys: string): string[] {
  const names: Readonly<Record<string, string>> = SHELL_TEXT.keyNames;
  return keys.split(' ').map((key) => (Object.hasOwn(names, key) ? (names[key] ?? key) : key));
}

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const groups = GROUPS.map((group) => ({
    group,
    shortcuts: SHORTCUTS.filter(({ command }) => placeOf(command).group === group),
  }));
  return (
    <Overlay label={SHELL_TEXT.shortcuts} onClose={onClose} width="max-w-160">
      <div className="max-h-[80vh] overflow-y-auto p-6" tabIndex={0}>
        <h2 className="text-md font-semibold">{SHELL_TEXT.shortcuts}</h2>
        <p className="mb-4 text-xs text-muted">{SHELL_TEXT.shortcutsHint}</p>
        <div className="gap-x-8 sm:columns-2">
          {groups
            .filter(({ shortcuts }) => shortcuts.length > 0)
            .map(({ group, shortcuts }) => (
              <section key={group} className="mb-4 break-inside-avoid">
                <h3 className="mb-1 text-xs font-semibold text-muted">{SHELL_TEXT.groups[group]}</h3>
                <dl>
                  {shortcuts.map(({ keys, command }) => (
                    <div key={keys} className="flex min-h-6 items-center justify-between gap-3 text-xs">
                      <dt>{SHELL_TEXT.commands[command]}</dt>
                      <dd className="flex gap-1">
                        {keyNames(keys).map((key) => (
                          <Kbd key={key}>{key}</Kbd>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
        </div>
      </div>
    </Overlay>
  );
}
