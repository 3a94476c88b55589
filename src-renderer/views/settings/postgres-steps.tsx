/** What a try of an address found, step by step: well in text colour, what to know or do in amber, what was not tried in one line. */
import { Check, Circle, Info, Minus, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PostgresStep, PostgresStepName, PostgresTest } from '../../../src-shared/postgres.ts';
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

/** `action`: what may be done about the step that failed. */
export function PostgresSteps({ answer, action }: { answer: PostgresTest; action?: ReactNode }) {
  const { steps, label, line, offer } = answer;
  const skipped = steps.filter(({ state }) => state === 'skipped').map(({ step }) => NAMES[step]);
  const failed = offer === null ? withoutLabel(line, label) : 'It is not there yet, and this user may create it.';
  return (
    <>
      <p role="status" className="sr-only">
        {withoutLabel(line, label)}
      </p>
      <ol aria-label="What was tried" className="mb-3 rounded-sm border border-line bg-panel px-3 py-1">
        {steps
          .filter(({ state }) => state !== 'skipped')
          .map(({ step, state, detail }) => (
            <Row key={step} name={NAMES[step]} state={state} step={step}>
              {state === 'failed' ? failed : detail}
              {state === 'failed' && action}
            </Row>
          ))}
        {skipped.length > 0 && (
          <Row name="Not tried" state="skipped">
            {skipped.join(', ')}
          </Row>
        )}
      </ol>
    </>
  );
}

interface RowProps {
  readonly name: string;
  readonly state: PostgresStep['state'];
  readonly step?: PostgresStepName;
  readonly children: ReactNode;
}

function Row({ name, state, step, children }: RowProps) {
  const [Icon, tone, word] = MARKS[state];
  return (
    <li
      data-step={step}
      data-state={state}
      className="grid grid-cols-[16px_80px_1fr] items-start gap-x-2 border-t border-line py-1.5 text-xs leading-normal first:border-t-0"
    >
      <Icon size={14} strokeWidth={1.5} aria-label={word} className={`mt-0.5 ${tone}`} />
      <span className={state === 'skipped' ? 'text-muted' : ''}>{name}</span>
      <div className={`min-w-0 break-words text-pretty ${state === 'failed' ? 'text-amber' : 'text-muted'}`}>
        {children}
      </div>
    </li>
  );
}
