/** The search field: what is typed counts at once; the address follows when the typing rests. */
import { Search, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { HISTORY_TEXT } from '../../../src-shared/text/history.ts';
import { refine } from '../../client/route.ts';
import { useCommand } from '../../client/use-command.ts';
import { IconButton } from '../../ui/parts.tsx';

const TEXT = HISTORY_TEXT.search;
const REST_MS = 400;
const LEAVES: ReadonlySet<string> = new Set(['Escape', 'Enter', 'ArrowDown']);

interface SearchFieldProps {
  readonly typed: string;
  readonly onType: (text: string) => void;
}

export function SearchField({ typed, onType }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useCommand('search', () => field.current?.focus());
  const settle = useEffectEvent(() => refine({ q: typed === '' ? null : typed }));
  useEffect(() => {
    const timer = setTimeout(() => settle(), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div className="relative min-w-0 flex-1">
      <Search
        size={16}
        strokeWidth={1.5}
        aria-hidden
        className="pointer-events-none absolute top-2 left-3 text-muted"
      />
      <input
        ref={field}
        type="text"
        role="searchbox"
        dir="auto"
        aria-label={TEXT.label}
        placeholder={TEXT.label}
        value={typed}
        maxLength={400}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={(event) => {
          if (!LEAVES.has(event.key)) return;
          event.preventDefault();
          field.current?.blur();
        }}
        className="h-8 w-full rounded-sm border border-line bg-canvas pr-9 pl-9 text-sm placeholder:text-muted"
      />
      {typed !== '' && (
        <IconButton icon={X} label={TEXT.clear} className="absolute top-0.5 right-0.5" onClick={() => onType('')} />
      )}
    </div>
  );
}
