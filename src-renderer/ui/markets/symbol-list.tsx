/** A venue's markets behind a search field: type, arrow keys, Enter chooses and takes back, Backspace takes the last one back. */
import { Check, Search } from 'lucide-react';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import type { Market } from '../../../src-shared/market.ts';
import { MARKETS_TEXT } from '../../../src-shared/text/first-run.ts';
import { rankMarkets } from './rank-markets.ts';

const SHOWN = 60;

interface SymbolListProps {
  readonly markets: readonly Market[];
  readonly chosen: readonly string[];
  readonly onToggle: (symbol: string) => void;
}

export function SymbolList({ markets, chosen, onToggle }: SymbolListProps) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const found = rankMarkets(markets, typed);
  const shown = found.slice(0, SHOWN);
  const goTo = (index: number): void => {
    setAt(index);
    list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const current = shown[at];
    if (step !== 0) goTo(Math.min(shown.length - 1, Math.max(0, at + step)));
    else if (event.key === 'Enter' && current !== undefined) onToggle(current.symbol);
    else if (event.key === 'Backspace' && typed === '' && chosen.length > 1) onToggle(chosen.at(-1) ?? '');
    else return;
    event.preventDefault();
  };
  return (
    <div className="rounded-sm border border-line bg-panel">
      <div className="flex items-center gap-2 border-b border-line px-2.5">
        <Search size={14} strokeWidth={1.5} aria-hidden className="text-muted" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
          aria-label={MARKETS_TEXT.search}
          placeholder={MARKETS_TEXT.search}
          value={typed}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
            goTo(0);
          }}
          onKeyDown={onKey}
          data-inset-focus
          className="h-8 min-w-0 flex-1 rounded-xs bg-transparent text-sm placeholder:text-muted"
        />
        <span className="shrink-0 text-2xs text-muted max-sm:sr-only">
          {MARKETS_TEXT.found(found.length, shown.length)}
        </span>
      </div>
      <ul
        id={`${id}-list`}
        ref={list}
        role="listbox"
        aria-multiselectable="true"
        aria-label={MARKETS_TEXT.symbols}
        className="grid max-h-44 grid-cols-[repeat(auto-fill,minmax(132px,1fr))] gap-px overflow-y-auto p-1"
      >
        {shown.map(({ symbol, base, quote }, index) => {
          const isChosen = chosen.includes(symbol);
          return (
            <li
              key={symbol}
              id={`${id}-${index}`}
              role="option"
              aria-selected={isChosen}
              onClick={() => (setAt(index), onToggle(symbol))}
              className={`flex h-7 cursor-pointer items-center justify-between rounded-xs px-2 text-xs ${index === at ? 'bg-raised' : 'hover:bg-raised/60'}`}
            >
              <span>
                <span className={isChosen ? 'font-medium' : ''}>{base}</span>
                <span className="text-muted">-{quote}</span>
              </span>
              {isChosen && <Check size={14} strokeWidth={1.75} aria-hidden className="text-accent" />}
            </li>
          );
        })}
      </ul>
      {shown.length === 0 && <p className="px-3 pb-3 text-xs text-muted">{MARKETS_TEXT.none(typed)}</p>}
    </div>
  );
}
