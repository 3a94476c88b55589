/** A number that may be left out: empty follows the watch-list. Told when it is whole and in bounds. */
import { useState } from 'react';
import { RULES_TEXT } from '../../../src-shared/text/rules.ts';

interface OptionalNumberProps {
  readonly label: string;
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly disabled: boolean;
  readonly onChange: (value: number | null) => void;
}

export function OptionalNumber({ label, value, min, max, unit, disabled, onChange }: OptionalNumberProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? (value === null ? '' : String(value));
  const number = Number(text);
  const bad = text.trim() !== '' && (!Number.isFinite(number) || number < min || number > max);
  const commit = (): void => {
    const next = text.trim() === '' ? null : number;
    if (!bad && typed !== null && next !== value) onChange(next);
    setTyped(null);
  };
  return (
    <span className="flex items-center gap-1.5 text-2xs text-muted">
      <input
        inputMode="decimal"
        aria-label={label}
        aria-invalid={bad}
        title={bad ? RULES_TEXT.outOf(min, max) : undefined}
        placeholder={RULES_TEXT.asList}
        value={text}
        disabled={disabled}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
        className={`h-7 w-14 rounded-sm border bg-canvas px-2 text-right text-xs text-text placeholder:text-muted disabled:opacity-40 ${bad ? 'border-amber' : 'border-line'}`}
      />
      {unit}
    </span>
  );
}
