/** What a try of an address found, step by step: well in text colour, what to know or do in amber, what was not tried in one line. */
import { Check, Circle, Info, Minus, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PostgresStep, PostgresStepName, PostgresTest } from '../../../src-shared/postgres.ts';
import { POSTGRES_TEXT as TEXT } from '../../../src-shared/text/postgres.ts';
import { withoutLabel } from '../../ui/mirror-words.ts';

const MARKS: Readonly<Record<PostgresStep['state'], readonly [LucideIcon, string]>> = {
  ok: [Check, 'text-text'],
  note: [Info, 'text-amber'],
  failed: [Circle, 'text-amber'],
  skipped: [Minus, 'text-faint'],
};

/** `action`: what may be done about the step that failed. */
export function PostgresSteps({ answer, action }: { answer: PostgresTest; action?: ReactNode }) {
  const { steps, label, line, offer } = answer;
  const skipped = steps.filter(({ state }) => state === 'skipped').map(({ step }) => TEXT.steps[step]);
  const failed = offer === null ? withoutLabel(line, label) : TEXT.offered;
  return (
    <>
      <p role="status" className="sr-only">
        {withoutLabel(line, label)}
      </p>
      <ol aria-label={TEXT.tried} className="mb-3 rounded-sm border border-line bg-panel px-3 py-1">
        {steps
          .filter(({ state }) => state !== 'skipped')
          .map(({ step, state, detail }) => (
            <Row key={step} name={TEXT.steps[step]} state={state} step={step}>
              {state === 'failed' ? failed : detail}
              {state === 'failed' && action}
            </Row>
          ))}
        {skipped.length > 0 && (
          <Row name={TEXT.notTried} state="skipped">
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
  const [Icon, tone] = MARKS[state];
  return (
    <li
      data-step={step}
      data-state={state}
      className="grid grid-cols-[16px_80px_1fr] items-start gap-x-2 border-t border-line py-1.5 text-xs leading-normal first:border-t-0"
    >
      <Icon size={14} strokeWidth={1.5} aria-label={TEXT.marks[state]} className={`mt-0.5 ${tone}`} />
      <span className={state === 'skipped' ? 'text-muted' : ''}>{name}</span>
      <div className={`min-w-0 break-words text-pretty ${state === 'failed' ? 'text-amber' : 'text-muted'}`}>
        {children}
      </div>
    </li>
  );
}
