/** A filter as a chip: a choice from a list, or on and off. Set ones wear the accent. */
import type { ReactNode } from 'react';

const chip = (set: boolean): string =>
  `field-sizing-content h-7 max-w-44 rounded-full border px-2.5 text-xs ${set ? 'border-accent bg-raised text-text' : 'border-line bg-panel text-muted'}`;

interface ChoiceProps {
  readonly label: string;
  /** The word for "not set"; null when one is always set. */
  readonly any: string | null;
  readonly value: string | null;
  readonly options: readonly (readonly [key: string, name: string])[];
  readonly onChange: (value: string | null) => void;
}

export function Choice({ label, any, value, options, onChange }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      className={chip(value !== null && any !== null)}
    >
      {any !== null && <option value="">{any}</option>}
      {options.map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface ToggleProps {
  readonly on: boolean;
  readonly title: string;
  readonly onChange: (on: boolean) => void;
  readonly children: ReactNode;
}

export function Toggle({ on, title, onChange, children }: ToggleProps) {
  return (
    <button type="button" aria-pressed={on} title={title} onClick={() => onChange(!on)} className={chip(on)}>
      {children}
    </button>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

export function Day({ label, value, onChange }: DayProps) {
  return (
    <input
      type="date"
      aria-label={label}
      title={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      className={chip(value !== null)}
    />
  );
}
