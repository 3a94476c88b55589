/** Rules and budget: what alerts, tried on the stored candles before it is saved. */
import { useState } from 'react';
import type { Settings } from '../../../src-shared/settings.ts';
import { RULES_TEXT } from '../../../src-shared/text/rules.ts';
import { useConnection } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { useChangeSettings, useSettings } from '../../client/settings.ts';
import { Button, Lines } from '../../ui/parts.tsx';
import { RehearsalPanel } from './rehearsal-panel.tsx';
import { RulesForm } from './rules-form.tsx';
import { changesOf, needsRestart, rulesOf, type Rules } from './rules-model.ts';
import { useRehearsal } from './use-rehearsal.ts';

const DAYS = [7, 30, 90] as const;

export function RulesView() {
  const settings = useSettings();
  return (
    <div className="h-full overflow-y-auto bg-canvas" tabIndex={-1}>
      <div className="mx-auto max-w-320 p-6">
        <h1 className="mb-4 flex h-8 items-center text-lg font-semibold">{RULES_TEXT.title}</h1>
        {settings === undefined ? <Lines count={5} /> : <Editor settings={settings} />}
      </div>
    </div>
  );
}

function Editor({ settings }: { settings: Settings }) {
  const saved = rulesOf(settings);
  const [edits, setEdits] = useState<Partial<Rules>>({});
  const draft = { ...saved, ...edits };
  const changes = changesOf(saved, draft);
  const { rehearsal, start, cancel } = useRehearsal();
  const [days, setDays] = useState<number>(DAYS[1]);
  const online = useConnection().kind === 'online';
  return (
    <div className="grid gap-6 wide:grid-cols-[minmax(320px,420px)_1fr]">
      <fieldset disabled={!online} className="min-w-0">
        <RulesForm
          rules={draft}
          symbols={settings.symbols}
          onChange={(part) => setEdits((now) => ({ ...now, ...part }))}
        />
        <Save changes={changes} onSaved={() => setEdits({})} onRevert={() => setEdits({})} />
      </fieldset>
      <section
        aria-label={RULES_TEXT.rehearsal}
        className="flex min-h-80 min-w-0 flex-col rounded-sm border border-line bg-panel p-4"
      >
        <header className="mb-4 flex items-center gap-3">
          <h2 className="mr-auto text-xs font-semibold text-muted">{RULES_TEXT.whatShort}</h2>
          <DaysChoice days={days} onChange={setDays} />
          <Button disabled={!online || rehearsal.state === 'running'} onClick={() => start(days, changes)}>
            {RULES_TEXT.rehearse}
          </Button>
        </header>
        <div className="min-h-0 flex-1">
          <RehearsalPanel rehearsal={rehearsal} onCancel={cancel} />
        </div>
      </section>
    </div>
  );
}

function DaysChoice({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  return (
    <select
      aria-label={RULES_TEXT.rehearsedDays}
      value={days}
      onChange={(event) => onChange(Number(event.target.value))}
      className="h-7 rounded-sm border border-line bg-panel px-2 text-xs"
    >
      {DAYS.map((each) => (
        <option key={each} value={each}>
          {RULES_TEXT.lastDays(each)}
        </option>
      ))}
    </select>
  );
}

interface SaveProps {
  readonly changes: ReturnType<typeof changesOf>;
  readonly onSaved: () => void;
  readonly onRevert: () => void;
}

function Save({ changes, onSaved, onRevert }: SaveProps) {
  const change = useChangeSettings();
  const some = Object.keys(changes).length > 0;
  return (
    <div className="flex flex-wrap items-center gap-3 border-t border-line pt-4">
      <Button
        primary
        disabled={!some || change.isPending}
        onClick={() => change.mutate(changes, { onSuccess: onSaved })}
      >
        {RULES_TEXT.save}
      </Button>
      {some && <Button onClick={onRevert}>{RULES_TEXT.revert}</Button>}
      <span role="status" className="text-xs text-muted">
        {change.error !== null
          ? RULES_TEXT.saveFailed(faultText(change.error))
          : some
            ? needsRestart(changes)
              ? RULES_TEXT.notSavedRestart
              : RULES_TEXT.notSaved
            : change.isSuccess
              ? RULES_TEXT.saved
              : ''}
      </span>
    </div>
  );
}
