/** The second step: how many alerts a day, and whether the desktop shows them; a test sends a real one. */
import { useState } from 'react';
import type { Settings } from '../../../src-shared/settings.ts';
import { FIELD_TEXT } from '../../../src-shared/text/settings-fields.ts';
import { FIRST_RUN_TEXT } from '../../../src-shared/text/first-run.ts';
import { faultText } from '../../client/fault-text.ts';
import { useChangeSettings } from '../../client/settings.ts';
import { useEngineInfo, useRestart } from '../../client/setup.ts';
import { Button, Trouble } from '../../ui/parts.tsx';
import { NumberField, Switch } from '../settings/fields.tsx';
import { NotificationTest } from '../settings/notification-test.tsx';
import { Step } from './step.tsx';

const CHOICES = [
  { count: 1, word: 'rare' },
  { count: 5, word: 'usual' },
  { count: 15, word: 'many' },
] as const;

export function AlertsStep({
  settings,
  onBack,
  onDone,
}: {
  settings: Settings;
  onBack: () => void;
  onDone: () => void;
}) {
  const [perDay, setPerDay] = useState(settings.alertsPerDay);
  const [enabled, setEnabled] = useState(settings.notifications.enabled);
  const info = useEngineInfo();
  const change = useChangeSettings();
  const restart = useRestart();
  const TEXT = FIRST_RUN_TEXT.alerts;
  const error = change.error ?? restart.error;
  /** The engine starts over only when it watches something else than was chosen. */
  const onward = (): void => {
    if ((info?.waiting.length ?? 0) === 0 || info?.restarts === false) return onDone();
    restart.mutate(undefined, { onSuccess: onDone });
  };
  const save = (): void =>
    change.mutate(
      { alertsPerDay: perDay, notifications: { ...settings.notifications, enabled } },
      { onSuccess: onward },
    );
  return (
    <Step
      title={TEXT.title}
      sentence={TEXT.sentence}
      foot={
        <>
          <Button primary large disabled={change.isPending || restart.isPending} onClick={save}>
            {TEXT.continue}
          </Button>
          <Button large onClick={onBack}>
            {FIRST_RUN_TEXT.back}
          </Button>
          {error !== null && <Trouble>{faultText(error)}</Trouble>}
        </>
      }
    >
      <div role="group" aria-label={TEXT.choices} className="mb-4 grid gap-2 sm:grid-cols-3">
        {CHOICES.map(({ count, word }) => (
          <button
            key={count}
            type="button"
            aria-pressed={perDay === count}
            onClick={() => setPerDay(count)}
            className={`rounded-sm border px-4 py-3 text-left ${perDay === count ? 'border-accent bg-raised' : 'border-line bg-panel hover:bg-raised/60'}`}
          >
            <span className="block text-lg font-semibold">{TEXT.aDay(count)}</span>
            <span className="block text-xs text-muted">{TEXT[word]}</span>
          </button>
        ))}
      </div>
      <NumberField
        label={TEXT.other}
        value={perDay}
        min={0.1}
        max={100}
        unit={FIELD_TEXT.alertsPerDay.unit}
        onChange={setPerDay}
      />
      <Switch label={TEXT.notifications} hint={TEXT.notificationsHint} on={enabled} onChange={setEnabled} />
      {enabled && <NotificationTest />}
    </Step>
  );
}
