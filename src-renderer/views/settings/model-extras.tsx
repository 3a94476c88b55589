/** What the language model's group has besides plain fields: a try, the price of another model, and a judge of its own. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ModelEndpointSchema, ModelPresetSchema, type ModelPreset } from '../../../src-shared/model-settings.ts';
import type { Settings } from '../../../src-shared/settings.ts';
import { FIELD_TEXT } from '../../../src-shared/text/settings-fields.ts';
import { SETTINGS_TEXT as TEXT } from '../../../src-shared/text/settings.ts';
import { useEngine } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { Field, Segments, Switch } from './fields.tsx';
import { issueOf } from './paths.ts';
import { TryRow } from './try-row.tsx';

type Change = (path: string, value: unknown) => void;

export function ModelTry({ settings: { model } }: { settings: Settings }) {
  const { client } = useEngine();
  const test = useMutation({ mutationFn: () => client.settings.testModel({ model }) });
  const answer =
    test.error !== null
      ? { ok: false, line: faultText(test.error) }
      : test.data === undefined
        ? null
        : { ok: test.data.outcome === 'ok', line: test.data.detail };
  return (
    <TryRow
      label={TEXT.tries.model}
      hint={TEXT.tries.modelHint}
      busy={test.isPending}
      answer={answer}
      onTry={() => test.mutate()}
    />
  );
}

export function EmbedderTry({ settings: { embedder } }: { settings: Settings }) {
  const { client } = useEngine();
  const test = useMutation({ mutationFn: () => client.settings.testEmbedder({ embedder }) });
  const line = test.error === null ? (test.data?.detail ?? null) : faultText(test.error);
  return (
    <TryRow
      label={TEXT.tries.embedder}
      hint={TEXT.tries.embedderHint}
      busy={test.isPending}
      answer={line === null ? null : { ok: test.data?.ok === true, line }}
      onTry={() => test.mutate()}
    />
  );
}

/** Two numbers that are there together or not at all. */
export function PriceField({ settings, onChange }: { settings: Settings; onChange: Change }) {
  const { price } = settings.model;
  const [typed, setTyped] = useState<{ prompt: string; completion: string } | null>(null);
  const shown = typed ?? { prompt: String(price?.prompt ?? ''), completion: String(price?.completion ?? '') };
  const isEmpty = shown.prompt.trim() === '' && shown.completion.trim() === '';
  const isHalf = !isEmpty && (shown.prompt.trim() === '' || shown.completion.trim() === '');
  const value = isEmpty ? null : { prompt: Number(shown.prompt), completion: Number(shown.completion) };
  const issue = typed === null ? null : isHalf ? TEXT.price.both : issueOf(settings, 'model.price', value);
  const commit = (): void => {
    if (typed === null || issue !== null) return;
    onChange('model.price', value);
    setTyped(null);
  };
  return (
    <Field label={FIELD_TEXT['model.price'].label} hint={FIELD_TEXT['model.price'].hint} issue={issue}>
      <span className="flex gap-2">
        {(['prompt', 'completion'] as const).map((key) => (
          <input
            key={key}
            inputMode="decimal"
            aria-label={`${FIELD_TEXT['model.price'].label}: ${TEXT.price[key]}`}
            placeholder={TEXT.price[key]}
            value={shown[key]}
            onChange={(event) => setTyped({ ...shown, [key]: event.target.value })}
            onBlur={commit}
            className={`h-7 w-20 rounded-sm border bg-canvas px-2 text-right text-sm placeholder:text-muted ${issue === null ? 'border-line' : 'border-amber'}`}
          />
        ))}
      </span>
    </Field>
  );
}

export function JudgeField({ settings, onChange }: { settings: Settings; onChange: Change }) {
  const { endpoint } = settings.model.judge;
  const set = (part: object): void => onChange('model.judge.endpoint', { ...endpoint, ...part });
  const presets = Object.fromEntries(
    ModelPresetSchema.options.map((preset) => [preset, FIELD_TEXT['model.preset'].options[preset]]),
  ) as Record<ModelPreset, string>;
  return (
    <>
      <Switch
        label={FIELD_TEXT['model.judge.endpoint'].label}
        hint={FIELD_TEXT['model.judge.endpoint'].hint}
        on={endpoint !== null}
        onChange={(on) => onChange('model.judge.endpoint', on ? ModelEndpointSchema.parse({}) : null)}
      />
      {endpoint !== null && (
        <>
          <Segments
            label={TEXT.judge.preset}
            value={endpoint.preset}
            options={presets}
            onChange={(preset) => set({ preset })}
          />
          <JudgeText settings={settings} part="baseUrl" onChange={set} />
          <JudgeText settings={settings} part="model" onChange={set} />
        </>
      )}
    </>
  );
}

function JudgeText({
  settings,
  part,
  onChange,
}: {
  settings: Settings;
  part: 'baseUrl' | 'model';
  onChange: (part: object) => void;
}) {
  const current = settings.model.judge.endpoint?.[part] ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const text = (typed ?? current).trim();
  const value = text === '' ? null : text;
  const issue = typed === null ? null : issueOf(settings, `model.judge.endpoint.${part}`, value);
  const label = part === 'baseUrl' ? TEXT.judge.address : TEXT.judge.model;
  return (
    <Field label={label} hint={FIELD_TEXT[`model.${part}`].hint} issue={issue}>
      <input
        aria-label={label}
        value={typed ?? current}
        placeholder={TEXT.usualEmpty}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => {
          if (typed === null || issue !== null) return;
          onChange({ [part]: value });
          setTyped(null);
        }}
        className="h-7 w-64 max-w-full rounded-sm border border-line bg-canvas px-2 text-sm placeholder:text-muted"
      />
    </Field>
  );
}
