/**
 * The guide that a new data folder begins with: market, alerts, history, one sentence each. Each step is saved when it is left,
 * so that a reload or a skip loses nothing; the place in the guide is in the address.
 */
import { Check } from 'lucide-react';
import { FIRST_RUN_TEXT as TEXT } from '../../../src-shared/text/first-run.ts';
import { go, hashOf, useRoute } from '../../client/route.ts';
import { useChangeSettings, useSettings } from '../../client/settings.ts';
import { Mark } from '../../ui/mark.tsx';
import { Button, Lines } from '../../ui/parts.tsx';
import { AlertsStep } from './alerts-step.tsx';
import { HistoryStep } from './history-step.tsx';
import { MarketStep } from './market-step.tsx';

const STEPS = ['market', 'alerts', 'history'] as const;
type StepName = (typeof STEPS)[number];

export const toStep = (step: StepName): void => go(hashOf('first-run', { step }));

export function FirstRunView() {
  const { params } = useRoute();
  const settings = useSettings();
  const change = useChangeSettings();
  const step = STEPS.find((known) => known === params.step) ?? 'market';
  const finish = (): void => {
    change.mutate({ firstRun: 'done' });
    go(hashOf('live'));
  };
  return (
    <div className="h-full overflow-y-auto" aria-label={TEXT.label} role="region">
      <div className="mx-auto flex min-h-full max-w-160 flex-col px-6 pt-8 short:pt-3">
        <header className="mb-6 flex flex-wrap short:mb-3 items-center justify-between gap-x-6 gap-y-3">
          <Mark />
          <Steps at={STEPS.indexOf(step)} />
          <Button quiet title={TEXT.skipHint} onClick={finish}>
            {TEXT.skip}
          </Button>
        </header>
        {settings === undefined ? (
          <Lines count={4} />
        ) : step === 'market' ? (
          <MarketStep settings={settings} onDone={() => toStep('alerts')} />
        ) : step === 'alerts' ? (
          <AlertsStep settings={settings} onBack={() => toStep('market')} onDone={() => toStep('history')} />
        ) : (
          <HistoryStep venue={settings.venue} onDone={finish} />
        )}
      </div>
    </div>
  );
}

function Steps({ at }: { at: number }) {
  return (
    <ol aria-label={TEXT.step(at + 1, STEPS.length)} className="flex items-center gap-2 text-xs">
      {STEPS.map((name, index) => (
        <li
          key={name}
          aria-current={index === at ? 'step' : undefined}
          className={`flex items-center gap-1.5 ${index === at ? 'font-medium text-text' : 'text-muted'}`}
        >
          {index > 0 && <span aria-hidden className="mr-0.5 h-px w-6 bg-line" />}
          <span
            aria-hidden
            className={`inline-flex size-5 items-center justify-center rounded-full border text-2xs ${index === at ? 'border-accent' : 'border-line'}`}
          >
            {index < at ? <Check size={12} strokeWidth={1.75} /> : index + 1}
          </span>
          {TEXT.steps[name]}
        </li>
      ))}
    </ol>
  );
}
