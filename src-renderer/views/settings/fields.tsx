/** Fields of the Settings view: a label, a line of explanation, and one control. A number is told when it is whole and in bounds. */
import { useId, useState, type ReactNode } from 'react';
import { numberText } from '../../../src-shared/text/number-style.ts';
import { FIELD_TEXT } from '../../../src-shared/text/settings-fields.ts';
import { SETTINGS_TEXT } from '../../../src-shared/text/settings.ts';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly children: ReactNode;
  readonly id?: string;
  /** What is wrong with what was typed; stands under the field. */
  readonly issue?: string | null;
  /** The control has a line of its own. */
  readonly wide?: boolean;
}
export function Field({ label, hint, children, id, issue = null, wide = false }: FieldProps) {
  const beside = wide ? '' : 'sm:grid-cols-[minmax(11rem,1fr)_minmax(0,auto)]';
  return (
    <div className={`grid grid-cols-[minmax(0,1fr)] items-center gap-x-6 gap-y-2 border-t border-line py-3 ${beside}`}>
      <div>
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        {hint !== undefined && <p className="measure text-xs leading-normal text-muted text-pretty">{hint}</p>}
      </div>
      <div className={wide ? '' : 'flex min-w-0 sm:justify-end'}>{children}</div>
      {issue !== null && (
        <p
          id={id === undefined ? undefined : `${id}-issue`}
          role="alert"
          className={`col-span-full text-xs text-amber ${wide ? '' : 'sm:text-right'}`}
        >
          {issue}
        </p>
      )}
    </div>
  );
}

export function Switch({
  label,
  hint,
  on,
  onChange,
}: {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <Field label={label} hint={hint} id={id}>
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={on}
        onClick={() => onChange(!on)}
        className={`relative h-5 w-9 rounded-full border transition-colors duration-150 ${on ? 'border-accent bg-accent' : 'border-faint bg-raised'}`}
      >
        <span
          aria-hidden
          className={`absolute top-0.5 size-3.5 rounded-full transition-[left] duration-150 ${on ? 'left-4.5 bg-on-accent' : 'left-0.5 bg-muted'}`}
        />
      </button>
    </Field>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly hint?: string;
  readonly value: T;
  readonly options: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
}
export function Segments<T extends string>({ label, hint, value, options, onChange }: ChoiceProps<T>) {
  const entries = Object.entries(options) as [T, string][];
  return (
    <Field label={label} hint={hint}>
      <div role="group" aria-label={label} className="flex flex-wrap rounded-sm border border-line p-0.5">
        {entries.map(([key, name]) => (
          <button
            key={key}
            type="button"
            aria-pressed={key === value}
            onClick={() => onChange(key)}
            className={`h-6 rounded-xs px-2.5 text-xs ${key === value ? 'bg-raised font-medium text-text' : 'text-muted hover:text-text'}`}
          >
            {name}
          </button>
        ))}
      </div>
    </Field>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly onChange: (value: number) => void;
}
export function NumberField({ label, hint, value, min, max, unit, onChange }: NumberFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const number = Number(typed ?? value);
  const bad = (typed ?? '1').trim() === '' || !Number.isFinite(number) || number < min || number > max;
  const commit = (): void => {
    if (!bad && typed !== null && number !== value) onChange(number);
    setTyped(null);
  };
  return (
    <Field
      label={label}
      hint={hint}
      issue={bad ? SETTINGS_TEXT.fromTo(numberText(min, 0, 3), numberText(max, 0, 3)) : null}
      id={id}
    >
      <span className="flex items-center gap-2 text-xs text-muted">
        <input
          id={id}
          inputMode="decimal"
          aria-invalid={bad}
          value={typed ?? String(value)}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
          className={`h-7 w-16 rounded-sm border bg-canvas px-2 text-right text-sm text-text ${bad ? 'border-amber' : 'border-line'}`}
        />
        <span className="min-w-9">{unit}</span>
      </span>
    </Field>
  );
}

export function TimeRange({
  from,
  to,
  disabled,
  onChange,
}: {
  from: string;
  to: string;
  disabled: boolean;
  onChange: (range: { from: string; to: string }) => void;
}) {
  const control = 'h-7 rounded-sm border border-line bg-canvas px-2 text-sm disabled:opacity-50';
  return (
    <Field label={SETTINGS_TEXT.range.label} hint={SETTINGS_TEXT.range.hint}>
      <span className="flex items-center gap-2 text-xs text-muted">
        <input
          type="time"
          aria-label={FIELD_TEXT['quietHours.from'].label}
          value={from}
          disabled={disabled}
          onChange={(event) => event.target.value !== '' && onChange({ from: event.target.value, to })}
          className={control}
        />
        {SETTINGS_TEXT.range.to}
        <input
          type="time"
          aria-label={FIELD_TEXT['quietHours.to'].label}
          value={to}
          disabled={disabled}
          onChange={(event) => event.target.value !== '' && onChange({ from, to: event.target.value })}
          className={control}
        />
      </span>
    </Field>
  );
}
