/** Every command and every symbol behind one field: type, arrow keys, Enter. */
import { useState, type KeyboardEvent } from 'react';
import { useSymbols } from '../client/engine.tsx';
import { run, SHORTCUTS, type Command } from '../client/keys.ts';
import { go, hashOf } from '../client/route.ts';
import { Overlay } from './overlay.tsx';
import { Kbd } from './parts.tsx';
import { keyNames } from './shortcut-help.tsx';

export interface PaletteEntry {
  readonly label: string;
  readonly keys: string | null;
  readonly act: () => void;
}
const HIDDEN: ReadonlySet<Command> = new Set(['palette', 'back', 'open', 'next', 'previous']);
const MOST = 9;

/** Entries that hold every typed word, in their order. */
export function matching<T extends { readonly label: string }>(entries: readonly T[], typed: string): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}

function useEntries(): readonly PaletteEntry[] {
  const symbols = useSymbols();
  const commands = SHORTCUTS.filter(({ command }) => !HIDDEN.has(command)).map(({ label, keys, command }) => ({
    label,
    keys,
    act: () => void run(command),
  }));
  return [
    ...commands,
    ...symbols.map((symbol) => ({ label: `Chart ${symbol}`, keys: null, act: () => go(hashOf('live', { symbol })) })),
  ];
}

export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const found = matching(useEntries(), typed).slice(0, MOST);
  const choose = (entry: PaletteEntry | undefined): void => {
    onClose();
    // After the dialog has given its focus back.
    if (entry !== undefined) requestAnimationFrame(entry.act);
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt((now) => Math.min(found.length - 1, Math.max(0, now + step)));
    if (event.key === 'Enter') choose(found[at]);
    if (step !== 0 || event.key === 'Enter') event.preventDefault();
  };
  return (
    <Overlay label="Command palette" onClose={onClose}>
      <input
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={`palette-${at}`}
        aria-label="Command or symbol"
        placeholder="Command or symbol"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
        className="h-11 w-full outline-none border-b border-line bg-transparent px-4 text-md placeholder:text-muted"
      />
      <ul id="palette-list" role="listbox" aria-label="Commands" className="py-1">
        {found.map((entry, index) => (
          <li
            key={entry.label}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => choose(entry)}
            onPointerMove={() => setAt(index)}
            className={`flex h-8 cursor-pointer items-center justify-between px-4 text-sm ${index === at ? 'bg-raised' : ''}`}
          >
            {entry.label}
            <span className="flex gap-1">
              {entry.keys !== null && keyNames(entry.keys).map((key) => <Kbd key={key}>{key}</Kbd>)}
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="px-4 pb-4 text-xs text-muted">No command has these letters.</p>}
    </Overlay>
  );
}
