/** Every command, symbol and setting behind one field: type a few letters, arrow keys, Enter. */
import { useRef, useState, type KeyboardEvent } from 'react';
import { SHELL_TEXT } from '../../src-shared/text/shell.ts';
import { useSymbols } from '../client/engine.tsx';
import { Overlay } from './overlay.tsx';
import { paletteEntries, rememberUsed, shownEntries, usedBefore, type PaletteEntry } from './palette-entries.ts';
import { Kbd } from './parts.tsx';
import { keyNames } from './shortcut-help.tsx';

export function CommandPalette({ onClose }: { onClose: () => void }) {
  const TEXT = SHELL_TEXT.palette;
  const list = useRef<HTMLUListElement>(null);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [used] = useState(usedBefore);
  const found = shownEntries(paletteEntries(useSymbols()), typed, used);
  const choose = (entry: PaletteEntry | undefined): void => {
    onClose();
    if (entry === undefined) return;
    rememberUsed(entry.id);
    // After the dialog has given its focus back.
    requestAnimationFrame(entry.act);
  };
  const goTo = (index: number): void => {
    setAt(index);
    list.current?.querySelector(`#palette-${index}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) goTo(Math.min(found.length - 1, Math.max(0, at + step)));
    if (event.key === 'Enter') choose(found[at]);
    if (step !== 0 || event.key === 'Enter') event.preventDefault();
  };
  return (
    <Overlay label={TEXT.label} onClose={onClose}>
      <input
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={`palette-${at}`}
        aria-label={TEXT.field}
        placeholder={TEXT.field}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          goTo(0);
        }}
        onKeyDown={onKey}
        className="h-11 w-full border-b border-line bg-transparent px-4 text-md outline-none placeholder:text-muted"
      />
      <ul
        ref={list}
        id="palette-list"
        role="listbox"
        aria-label={TEXT.list}
        className="max-h-[50vh] overflow-y-auto py-1"
      >
        {found.map((entry, index) => (
          <Row
            key={`${entry.group}|${entry.id}`}
            entry={entry}
            index={index}
            first={entry.group !== found[index - 1]?.group}
            current={index === at}
            onChoose={() => choose(entry)}
            onPoint={() => setAt(index)}
          />
        ))}
      </ul>
      {found.length === 0 && <p className="px-4 pb-4 text-xs text-muted">{TEXT.none}</p>}
    </Overlay>
  );
}

interface RowProps {
  readonly entry: PaletteEntry;
  readonly index: number;
  /** The first of its group carries the group's name. */
  readonly first: boolean;
  readonly current: boolean;
  readonly onChoose: () => void;
  readonly onPoint: () => void;
}

function Row({ entry, index, first, current, onChoose, onPoint }: RowProps) {
  const { label, group, keys } = entry;
  return (
    <>
      {first && (
        <li role="presentation" className="px-4 pt-2 pb-1 text-2xs font-semibold text-muted">
          {SHELL_TEXT.groups[group]}
        </li>
      )}
      <li
        id={`palette-${index}`}
        role="option"
        aria-selected={current}
        onClick={onChoose}
        onPointerMove={onPoint}
        className={`flex min-h-8 cursor-pointer items-center justify-between gap-4 px-4 text-sm ${current ? 'bg-raised' : ''}`}
      >
        {label}
        <span className="flex shrink-0 gap-1">
          {keys !== null && keyNames(keys).map((key) => <Kbd key={key}>{key}</Kbd>)}
        </span>
      </li>
    </>
  );
}
