/** What a try of an address found, step by step: well in text colour, what to know or do in amber, what was not tried faint. */
import { Check, Circle, Info, Minus, type LucideIcon } from 'lucide-react';
import type { PostgresStep, PostgresStepName } from '../../../src-shared/postgres.ts';
import type { Tried } from '../../client/postgres.ts';
import { withoutLabel } from '../../ui/mirror-words.ts';

const NAMES: Readonly<Record<PostgresStepName, string>> = {
  address: 'Address',
  reach: 'Server',
  tls: 'Encryption',
  sign_in: 'Sign-in',
  database: 'Database',
  server: 'Version',
  schema: 'Tables',
  rights: 'Rights',
};
const MARKS: Readonly<Record<PostgresStep['state'], readonly [LucideIcon, string, string]>> = {
  ok: [Check, 'text-text', 'well'],
  note: [Info, 'text-amber', 'to know'],
  failed: [Circle, 'text-amber', 'failed'],
  skipped: [Minus, 'text-faint', 'not tried'],
};

export function PostgresSteps({ tried: { steps, label } }: { tried: Tried }) {
  return (
    <ol aria-label="What was tried" className="rounded-sm border border-line bg-panel px-3 py-1">
      {steps.map((step) => (
        <Step key={step.step} step={step} label={label} />
      ))}
    </ol>
  );
}

function Step({ step: { step, state, detail }, label }: { step: PostgresStep; label: string | null }) {
  const [Icon, tone, word] = MARKS[state];
  return (
    <li
      data-step={step}
      data-state={state}
      className="grid grid-cols-[16px_88px_1fr] items-start gap-x-2 border-t border-line py-1.5 text-xs leading-normal first:border-t-0"
    >
      <Icon size={14} strokeWidth={1.5} aria-label={word} className={`mt-0.5 ${tone}`} />
      <span className={state === 'skipped' ? 'text-muted' : ''}>{NAMES[step]}</span>
      <span className={`min-w-0 break-words ${state === 'failed' ? 'text-text' : 'text-muted'}`}>
        {state === 'failed' ? withoutLabel(detail, label) : detail}
      </span>
    </li>
  );
}
