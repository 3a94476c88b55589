/**
 * Venue and symbols, from the venue's own market list. Without the list (unreachable, or still asked) what is chosen and the
 * shipped symbols stay usable. Keeps nothing: the choice is the caller's.
 */
import { X } from 'lucide-react';
import { useId } from 'react';
import { MARKETS_TEXT } from '../../../src-shared/text/first-run.ts';
import { faultText } from '../../client/fault-text.ts';
import { useMarkets, useVenues } from '../../client/setup.ts';
import { Button } from '../parts.tsx';
import { carriedOver, suggestedOf } from './rank-markets.ts';
import { SymbolList } from './symbol-list.tsx';

export interface Choice {
  readonly venue: string;
  readonly symbols: readonly string[];
}
const MOST = 500;

export function MarketPicker({ value, onChange }: { value: Choice; onChange: (choice: Choice) => void }) {
  const { data: markets = [], error, isFetching, refetch } = useMarkets(value.venue);
  const venues = useVenues();
  const label = venues.find(({ id }) => id === value.venue)?.label ?? value.venue;
  const fit = carriedOver(value.symbols, markets);
  const { symbols } = useFitting(value);
  const suggested = suggestedOf(markets);
  const isSuggested = suggested.every((symbol) => symbols.includes(symbol));
  const choose = (next: readonly string[]): void => {
    if (next.length > 0) onChange({ venue: value.venue, symbols: next.slice(0, MOST) });
  };
  const toggle = (symbol: string): void =>
    choose(symbols.includes(symbol) ? symbols.filter((one) => one !== symbol) : [...symbols, symbol]);
  return (
    <div className="flex flex-col gap-3">
      <VenueField value={value.venue} onChange={(venue) => onChange({ venue, symbols: value.symbols })} />
      {error !== null && !isFetching && (
        <p role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-amber">
          <span className="text-pretty">
            {MARKETS_TEXT.failed(faultText(error))} {MARKETS_TEXT.usable}
          </span>
          <Button onClick={() => void refetch()}>{MARKETS_TEXT.again}</Button>
        </p>
      )}
      {isFetching && markets.length === 0 && (
        <p role="status" className="text-xs text-muted">
          {MARKETS_TEXT.loading(label)}
        </p>
      )}
      {markets.length > 0 && <SymbolList markets={markets} chosen={symbols} onToggle={toggle} />}
      {fit.leftOut.length > 0 && markets.length > 0 && (
        <p role="status" className="text-xs text-amber">
          {MARKETS_TEXT.leftOut(fit.leftOut.join(', '))}
        </p>
      )}
      <div>
        <div className="mb-1.5 flex min-h-7 flex-wrap items-center justify-between gap-x-3">
          <span className="text-xs text-muted">
            {symbols.length >= MOST ? MARKETS_TEXT.most : MARKETS_TEXT.chosen(symbols.length)}
          </span>
          {!isSuggested && <Button onClick={() => choose(suggested)}>{MARKETS_TEXT.useSuggested}</Button>}
        </div>
        <Chips symbols={symbols} onRemove={toggle} />
      </div>
    </div>
  );
}

/** What the caller should keep: the choice as the venue trades it, once its markets are known. */
export function useFitting({ venue, symbols }: Choice): Choice {
  const { data: markets = [] } = useMarkets(venue);
  if (markets.length === 0) return { venue, symbols };
  const fit = carriedOver(symbols, markets).symbols;
  return { venue, symbols: fit.length > 0 ? fit : suggestedOf(markets) };
}

function VenueField({ value, onChange }: { value: string; onChange: (venue: string) => void }) {
  const id = useId();
  const venues = useVenues();
  const known = venues.some((venue) => venue.id === value) ? venues : [{ id: value, label: value, tried: 'untried' as const }, ...venues]; // prettier-ignore
  const isTried = known.find((venue) => venue.id === value)?.tried !== 'untried';
  const of = (tried: boolean) =>
    known
      .filter((venue) => (venue.tried !== 'untried') === tried)
      .map((venue) => (
        <option key={venue.id} value={venue.id}>
          {venue.label}
        </option>
      ));
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <label htmlFor={id} className="text-sm">
        {MARKETS_TEXT.venue}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 min-w-48 rounded-sm border border-line bg-panel px-2 text-sm"
      >
        <optgroup label={MARKETS_TEXT.tried}>{of(true)}</optgroup>
        <optgroup label={MARKETS_TEXT.untried}>{of(false)}</optgroup>
      </select>
      {!isTried && <span className="text-xs text-amber text-pretty">{MARKETS_TEXT.untriedHint}</span>}
    </div>
  );
}

function Chips({ symbols, onRemove }: { symbols: readonly string[]; onRemove: (symbol: string) => void }) {
  return (
    <ul aria-label={MARKETS_TEXT.chosenLabel} className="flex max-h-32 flex-wrap gap-1.5 overflow-y-auto">
      {symbols.map((symbol) => (
        <li
          key={symbol}
          data-chosen={symbol}
          className="inline-flex h-7 items-center gap-1 rounded-sm border border-line bg-raised pr-0.5 pl-2 text-xs"
        >
          {symbol}
          <button
            type="button"
            aria-label={MARKETS_TEXT.remove(symbol)}
            disabled={symbols.length === 1}
            onClick={() => onRemove(symbol)}
            className="inline-flex size-6 items-center justify-center rounded-xs text-muted hover:text-text disabled:opacity-40"
          >
            <X size={12} strokeWidth={1.75} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
