/** What differs for single symbols: muted, rarer than the watch-list, a cooldown of its own. A row is there while something differs. */
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import type { Settings, SymbolRule } from '../../../src-shared/settings.ts';
import { RULES_TEXT } from '../../../src-shared/text/rules.ts';
import { IconButton } from '../../ui/parts.tsx';
import { OptionalNumber } from './optional-number.tsx';

type Rules = Settings['symbolRules'];
interface SymbolRulesProps {
  readonly rules: Rules;
  /** The watch-list. */
  readonly symbols: readonly string[];
  readonly onChange: (rules: Rules) => void;
}

const MUTED: SymbolRule = { muted: true, onceInDays: null, cooldownMinutes: null };
const COLUMNS = 'grid grid-cols-[minmax(72px,1fr)_44px_92px_92px_28px] items-center gap-2';

export function SymbolRules({ rules, symbols, onChange }: SymbolRulesProps) {
  const own = Object.keys(rules).sort();
  const change = (symbol: string, part: Partial<SymbolRule>): void =>
    onChange({ ...rules, [symbol]: { ...MUTED, muted: false, ...rules[symbol], ...part } });
  const remove = (symbol: string): void =>
    onChange(Object.fromEntries(Object.entries(rules).filter(([key]) => key !== symbol)));
  return (
    <div className="flex flex-col gap-2 border-t border-line py-3">
      <p className="text-xs leading-normal text-muted text-pretty">
        {own.length === 0 ? RULES_TEXT.ownNone : RULES_TEXT.ownHint}
      </p>
      {own.length > 0 && <Head />}
      {own.map((symbol) => (
        <Row
          key={symbol}
          symbol={symbol}
          rule={rules[symbol] ?? MUTED}
          onChange={(part) => change(symbol, part)}
          onRemove={() => remove(symbol)}
        />
      ))}
      <Add symbols={symbols.filter((symbol) => !own.includes(symbol))} onAdd={(symbol) => change(symbol, MUTED)} />
    </div>
  );
}

const Head = () => (
  <div aria-hidden className={`${COLUMNS} text-2xs text-muted`}>
    <span>{RULES_TEXT.symbol}</span>
    <span>{RULES_TEXT.mute}</span>
    <span>{RULES_TEXT.rarer}</span>
    <span>{RULES_TEXT.ownCooldown}</span>
  </div>
);

interface RowProps {
  readonly symbol: string;
  readonly rule: SymbolRule;
  readonly onChange: (part: Partial<SymbolRule>) => void;
  readonly onRemove: () => void;
}

function Row({ symbol, rule: { muted, onceInDays, cooldownMinutes }, onChange, onRemove }: RowProps) {
  return (
    <div role="group" aria-label={symbol} className={COLUMNS}>
      <span className="truncate text-sm font-medium">{symbol}</span>
      <input
        type="checkbox"
        aria-label={RULES_TEXT.muteLabel(symbol)}
        checked={muted}
        onChange={(event) => onChange({ muted: event.target.checked })}
        className="size-4 accent-accent"
      />
      <OptionalNumber
        label={RULES_TEXT.rarerLabel(symbol)}
        value={onceInDays}
        min={0.1}
        max={60}
        unit={RULES_TEXT.daysUnit}
        disabled={muted}
        onChange={(value) => onChange({ onceInDays: value })}
      />
      <OptionalNumber
        label={RULES_TEXT.ownCooldownLabel(symbol)}
        value={cooldownMinutes}
        min={0}
        max={1440}
        unit={RULES_TEXT.minutes}
        disabled={muted}
        onChange={(value) => onChange({ cooldownMinutes: value })}
      />
      <IconButton icon={X} label={RULES_TEXT.ownRemove(symbol)} onClick={onRemove} />
    </div>
  );
}

/** A long watch-list is typed into, a short one chosen from: a field with suggestions does both. */
function Add({ symbols, onAdd }: { symbols: readonly string[]; onAdd: (symbol: string) => void }) {
  const [list, field] = [useId(), useId()];
  const [typed, setTyped] = useState('');
  const take = (text: string): void => {
    const symbol = symbols.find((each) => each === text.trim().toUpperCase());
    setTyped(symbol === undefined ? text : '');
    if (symbol !== undefined) onAdd(symbol);
  };
  if (symbols.length === 0) return null;
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={field} className="text-xs text-muted">
        {RULES_TEXT.ownAdd}
      </label>
      <input
        id={field}
        list={list}
        value={typed}
        placeholder={RULES_TEXT.ownChoose}
        onChange={(event) => take(event.target.value)}
        className="h-7 w-36 rounded-sm border border-line bg-canvas px-2 text-sm"
      />
      <datalist id={list}>
        {symbols.map((symbol) => (
          <option key={symbol} value={symbol} />
        ))}
      </datalist>
    </div>
  );
}
