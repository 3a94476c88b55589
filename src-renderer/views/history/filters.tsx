/** The search field and the filter chips of History; what is chosen lives in the address. */
import { Search, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { TYPE_LABELS } from '../../../src-shared/text/labels.ts';
import { useSymbols } from '../../client/engine.tsx';
import { refine } from '../../client/route.ts';
import { useCommand } from '../../client/use-command.ts';
import { IconButton } from '../../ui/parts.tsx';
import type { HistoryFilter } from './history-query.ts';

const WAIT_MS = 150;
const VERDICTS = { accepted: 'Accepted', withheld: 'Withheld', unfinished: 'Unfinished' } as const;
const PERIODS = { 1: '24 h', 7: '7 days', 30: '30 days' } as const;

export function SearchField({ text }: { text: string }) {
  const [typed, setTyped] = useState(text);
  const field = useRef<HTMLInputElement>(null);
  useCommand('search', () => field.current?.focus());
  const apply = useEffectEvent((value: string) => {
    if (value !== text) refine({ q: value === '' ? null : value });
  });
  useEffect(() => {
    const timer = setTimeout(() => apply(typed), WAIT_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div className="relative flex-1">
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
        aria-label="Search narratives and headlines"
        placeholder="Search narratives and headlines"
        value={typed}
        maxLength={400}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault();
            field.current?.blur();
          }
        }}
        className="h-8 w-full rounded-sm border border-line bg-canvas pr-9 pl-9 text-sm placeholder:text-muted"
      />
      {typed !== '' && (
        <IconButton
          icon={X}
          label="Clear the search"
          className="absolute top-0.5 right-0.5"
          onClick={() => setTyped('')}
        />
      )}
    </div>
  );
}

export function Filters({ filter }: { filter: HistoryFilter }) {
  const symbols = useSymbols();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Choice
        label="Symbol"
        any="All symbols"
        value={filter.symbol}
        options={Object.fromEntries(symbols.map((symbol) => [symbol, symbol]))}
        onChange={(symbol) => refine({ symbol })}
      />
      <Choice
        label="Type"
        any="All types"
        value={filter.type}
        options={TYPE_LABELS}
        onChange={(type) => refine({ type })}
      />
      <Choice
        label="Verdict"
        any="Any verdict"
        value={filter.verdict}
        options={VERDICTS}
        onChange={(verdict) => refine({ verdict })}
      />
      <Choice
        label="Period"
        any="All time"
        value={filter.days === null ? null : String(filter.days)}
        options={PERIODS}
        onChange={(days) => refine({ days })}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly any: string;
  readonly value: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly onChange: (value: string | null) => void;
}
function Choice({ label, any, value, options, onChange }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      className={`h-7 rounded-full border px-2.5 text-xs ${value === null ? 'border-line bg-panel text-muted' : 'border-accent bg-raised text-text'}`}
    >
      <option value="">{any}</option>
      {Object.entries(options).map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </select>
  );
}
