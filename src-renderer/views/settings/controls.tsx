/**
 * Controls of one setting: typed values are checked by the schema where they stand, told under the field and sent when they are
 * right; switches and choices at once. A wrong value holds nothing else up.
 */
import { useId, useState } from 'react';
import type { Settings } from '../../../src-shared/settings.ts';
import { numberText } from '../../../src-shared/text/number-style.ts';
import { FIELD_TEXT } from '../../../src-shared/text/settings-fields.ts';
import { SETTINGS_TEXT as TEXT } from '../../../src-shared/text/settings.ts';
import { atStart, groupAtStart, groupOf, type Setting } from './catalogue.ts';
import { Field, Segments, Switch } from './fields.tsx';
import { boundsAt, issueOf, valueAt } from './paths.ts';

export interface ControlProps {
  readonly setting: Setting;
  readonly settings: Settings;
  readonly onChange: (path: string, value: unknown) => void;
}

/** That it waits for the next start is said once where a whole group does. */
function hintOf(path: Setting['path']): string {
  const { hint } = FIELD_TEXT[path];
  return atStart(path) && !groupAtStart(groupOf(path)) ? TEXT.twoSentences(hint, TEXT.atStartLong) : hint;
}

export function Control(props: ControlProps) {
  const { setting, settings, onChange } = props;
  const { path } = setting;
  const { label } = FIELD_TEXT[path];
  switch (setting.kind) {
    case 'switch':
      return (
        <Switch
          label={label}
          hint={hintOf(path)}
          on={valueAt(settings, path) === true}
          onChange={(on) => onChange(path, on)}
        />
      );
    case 'choice':
      return <Choice {...props} />;
    case 'lines':
      return <LinesControl {...props} />;
    case 'own':
      return null;
    case 'number':
    case 'text':
    case 'time':
    case 'optional':
      return <Typed {...props} />;
  }
}

/** Values of a choice that are no text. */
const WORDS: Readonly<Record<string, unknown>> = { null: null, true: true, false: false };

function Choice({ setting: { path }, settings, onChange }: ControlProps) {
  const text: { label: string; options?: Readonly<Record<string, string>> } = FIELD_TEXT[path];
  return (
    <Segments
      label={text.label}
      hint={hintOf(path)}
      value={String(valueAt(settings, path))}
      options={text.options ?? {}}
      onChange={(key) => onChange(path, Object.hasOwn(WORDS, key) ? WORDS[key] : key)}
    />
  );
}

/** What is typed as the schema's value; `undefined` takes an optional setting away. */
function readTyped(setting: Setting, typed: string): unknown {
  const text = typed.trim();
  const empty = 'empty' in setting ? setting.empty : undefined;
  if (text === '' && empty !== undefined) return empty === 'absent' ? undefined : null;
  if (setting.kind !== 'number') return text;
  const number = Number(text.replace(',', '.'));
  return text === '' || !Number.isFinite(number) ? NaN : number * (setting.scale ?? 1);
}

function shownValue(setting: Setting, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(setting.kind === 'number' ? value / (setting.scale ?? 1) : value);
  return typeof value === 'string' ? value : '';
}

/** What is wrong with a typed value, in words; null when it may be kept. */
export function typedIssue(settings: Settings, setting: Setting, value: unknown): string | null {
  if (setting.kind !== 'number' || typeof value !== 'number') return issueOf(settings, setting.path, value);
  const { min, max, whole } = boundsAt(setting.path);
  const scale = setting.scale ?? 1;
  const told = (bound: number): string => numberText(bound / scale, 0, 3);
  if (Number.isNaN(value)) return TEXT.notANumber;
  if (whole && scale === 1 && !Number.isInteger(value)) return TEXT.wholeNumber;
  const low = min !== null && value < min;
  const high = max !== null && value > max;
  if (low || high)
    return min !== null && max !== null ? TEXT.fromTo(told(min), told(max)) : TEXT.atLeast(told(min ?? 0));
  return issueOf(settings, setting.path, value);
}

/** What an empty field stands for. */
function emptyText(setting: Setting): string | undefined {
  if (!('empty' in setting) || setting.empty === undefined) return undefined;
  return setting.path.startsWith('model.budget.') ? TEXT.noLimit : TEXT.usualEmpty;
}

function Typed({ setting, settings, onChange }: ControlProps) {
  const id = useId();
  const { path, kind } = setting;
  const text: { label: string; unit?: string } = FIELD_TEXT[path];
  const current = shownValue(setting, valueAt(settings, path));
  const [typed, setTyped] = useState<string | null>(null);
  const rounded = (value: unknown): unknown =>
    kind === 'number' && typeof value === 'number' && (setting.scale ?? 1) > 1 ? Math.round(value) : value;
  const value = rounded(readTyped(setting, typed ?? current));
  const issue = typed === null ? null : typedIssue(settings, setting, value);
  const commit = (): void => {
    if (typed === null || issue !== null) return;
    if (typed.trim() !== current) onChange(path, value);
    setTyped(null);
  };
  const narrow = kind === 'number' || kind === 'time';
  return (
    <Field label={text.label} hint={hintOf(path)} id={id} issue={issue}>
      <span className="flex items-center gap-2 text-xs text-muted">
        <input
          id={id}
          type={kind === 'time' ? 'time' : 'text'}
          inputMode={kind === 'number' ? 'decimal' : undefined}
          aria-invalid={issue !== null}
          aria-describedby={issue === null ? undefined : `${id}-issue`}
          value={typed ?? current}
          placeholder={emptyText(setting)}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape' && typed !== null) {
              event.stopPropagation();
              setTyped(null);
            }
          }}
          className={`h-7 rounded-sm border bg-canvas px-2 text-sm text-text placeholder:text-muted ${narrow ? 'w-24 text-right' : 'w-64 max-w-full'} ${issue === null ? 'border-line' : 'border-amber'}`}
        />
        {text.unit !== undefined && <span className="min-w-9">{text.unit}</span>}
      </span>
    </Field>
  );
}

/** One value a line: told by its line when it is wrong, sent when all are right. */
function LinesControl({ setting: { path }, settings, onChange }: ControlProps) {
  const id = useId();
  const current = (valueAt(settings, path) as readonly string[]).join('\n');
  const [typed, setTyped] = useState<string | null>(null);
  const lines = (typed ?? current).split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const issue = typed === null ? null : issueOf(settings, path, lines);
  const commit = (): void => {
    if (typed === null || issue !== null) return;
    if (lines.join('\n') !== current) onChange(path, lines);
    setTyped(null);
  };
  return (
    <Field label={FIELD_TEXT[path].label} hint={hintOf(path)} id={id} issue={issue} wide>
      <textarea
        id={id}
        rows={Math.min(6, Math.max(2, (typed ?? current).split('\n').length))}
        value={typed ?? current}
        placeholder={TEXT.perLine}
        aria-invalid={issue !== null}
        aria-describedby={issue === null ? undefined : `${id}-issue`}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        className={`w-full rounded-sm border bg-canvas px-2 py-1 font-mono text-xs text-text placeholder:text-muted ${issue === null ? 'border-line' : 'border-amber'}`}
      />
    </Field>
  );
}
