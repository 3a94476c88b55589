/** Settings as a file: saved without secrets, and brought in after it was shown what would change. All of it or nothing. */
import { useRef, useState, type ChangeEvent } from 'react';
import type { Settings, SettingsPatch } from '../../../src-shared/settings.ts';
import { readSettingsFile, settingsFile, type ReadSettings } from '../../../src-shared/settings-transfer.ts';
import { SETTINGS_TEXT } from '../../../src-shared/text/settings.ts';
import { useEngineInfo } from '../../client/setup.ts';
import { saveFile } from '../../ui/save-file.ts';
import { Button } from '../../ui/parts.tsx';
import { Field } from './fields.tsx';

type Told =
  | { readonly kind: 'wrong'; readonly file: string; readonly lines: readonly string[] }
  | { readonly kind: 'read'; readonly file: string; readonly read: ReadSettings }
  | { readonly kind: 'said'; readonly line: string };

const FILE_NAME = 'mane-settings.json';

export function Transfer({ settings, change }: { settings: Settings; change: (patch: SettingsPatch) => void }) {
  const TEXT = SETTINGS_TEXT.transfer;
  const version = useEngineInfo()?.version ?? '';
  const picker = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState<Told | null>(null);
  const save = (): void => {
    saveFile(FILE_NAME, [settingsFile(settings, version, Date.now())], 'application/json');
    setTold({ kind: 'said', line: TEXT.downloaded(FILE_NAME) });
  };
  const take = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = event.target.files?.[0];
    if (file === undefined) return;
    const text = await file.text().catch(() => null);
    event.target.value = '';
    if (text === null) return setTold({ kind: 'wrong', file: file.name, lines: [TEXT.readError] });
    const read = readSettingsFile(text, settings);
    if (read.ok) setTold({ kind: 'read', file: file.name, read: read.value });
    else setTold({ kind: 'wrong', file: file.name, lines: read.fault.detail.split('; ') });
  };
  const apply = (next: Settings): void => {
    const { firstRun: _own, ...all } = next;
    change(all);
    setTold({ kind: 'said', line: TEXT.applied });
  };
  return (
    <>
      <Field label={TEXT.export} hint={TEXT.exportHint}>
        <Button onClick={save}>{TEXT.export}</Button>
      </Field>
      <Field label={TEXT.import} hint={TEXT.importHint}>
        <input
          ref={picker}
          type="file"
          accept="application/json,.json"
          aria-label={TEXT.choose}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => void take(event)}
        />
        <Button onClick={() => picker.current?.click()}>{TEXT.choose}</Button>
      </Field>
      <div role="status">{told !== null && <Outcome told={told} onApply={apply} onLeave={() => setTold(null)} />}</div>
    </>
  );
}

interface OutcomeProps {
  readonly told: Told;
  readonly onApply: (settings: Settings) => void;
  readonly onLeave: () => void;
}

function Outcome({ told, onApply, onLeave }: OutcomeProps) {
  const TEXT = SETTINGS_TEXT.transfer;
  if (told.kind === 'said') return <p className="pb-3 text-xs text-muted">{told.line}</p>;
  if (told.kind === 'wrong') return <Lines title={TEXT.wrong(told.file)} lines={told.lines} amber />;
  const { changes, settings } = told.read;
  if (changes.length === 0) return <p className="pb-3 text-xs text-muted">{TEXT.nothing(told.file)}</p>;
  return (
    <div className="rounded-sm border border-line bg-panel p-3">
      <Lines
        title={TEXT.changes(told.file, changes.length)}
        lines={changes.map(({ path, from, to }) => TEXT.fromTo(path, from, to))}
      />
      <div className="mt-2 flex gap-2">
        <Button primary onClick={() => onApply(settings)}>
          {TEXT.apply}
        </Button>
        <Button onClick={onLeave}>{TEXT.leave}</Button>
      </div>
    </div>
  );
}

function Lines({ title, lines, amber = false }: { title: string; lines: readonly string[]; amber?: boolean }) {
  return (
    <div className={`pb-1 text-xs ${amber ? 'text-amber' : ''}`}>
      <p className="mb-1 font-medium">{title}</p>
      <ul className="max-h-60 overflow-y-auto font-mono text-2xs leading-normal">
        {lines.map((line) => (
          <li key={line} className="break-words">
            {line}
          </li>
        ))}
      </ul>
    </div>
  );
}
