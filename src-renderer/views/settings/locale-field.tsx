/** How numbers and dates are written: the system's way or one of a list, each shown by an example of its own. */
import { useId } from 'react';
import { NUMBER_LOCALES, type Settings } from '../../../src-shared/settings.ts';
import { FIELD_TEXT } from '../../../src-shared/text/settings-fields.ts';
import { SETTINGS_TEXT } from '../../../src-shared/text/settings.ts';
import { resolveLocale } from '../../client/settings.ts';
import { Field } from './fields.tsx';

const EXAMPLE = { number: 64_210.5, date: Date.UTC(2026, 2, 27, 12) };

/** The language and its place, in English as the rest of the window. */
function nameOf(tag: string): string {
  return SETTINGS_TEXT.localeName(new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag);
}

function exampleOf(tag: string): string {
  const number = new Intl.NumberFormat(tag, { minimumFractionDigits: 1 }).format(EXAMPLE.number);
  const date = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return SETTINGS_TEXT.example(number, date.format(EXAMPLE.date));
}

interface LocaleFieldProps {
  readonly settings: Settings;
  readonly onChange: (path: string, value: unknown) => void;
}

export function LocaleField({ settings: { appearance }, onChange }: LocaleFieldProps) {
  const id = useId();
  const { label, hint } = FIELD_TEXT['appearance.locale'];
  const { locale } = appearance;
  return (
    <Field label={label} hint={hint} id={id}>
      <span className="flex flex-wrap items-center gap-3 text-xs text-muted">
        <span data-testid="locale-example">{exampleOf(resolveLocale(locale))}</span>
        <select
          id={id}
          value={locale}
          onChange={(event) => onChange('appearance.locale', event.target.value)}
          className="h-7 rounded-sm border border-line bg-canvas px-2 text-sm text-text"
        >
          {NUMBER_LOCALES.map((tag) => (
            <option key={tag} value={tag}>
              {tag === 'system' ? SETTINGS_TEXT.systemLocale(resolveLocale('system')) : nameOf(tag)}
            </option>
          ))}
        </select>
      </span>
    </Field>
  );
}
