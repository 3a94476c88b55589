/** A row with a button that tries something for real, and the answer under it: well in text colour, what to do in amber. */
import { Check, Circle } from 'lucide-react';
import { SETTINGS_TEXT } from '../../../src-shared/text/settings.ts';
import { Button } from '../../ui/parts.tsx';
import { Field } from './fields.tsx';

export interface TryAnswer {
  readonly ok: boolean;
  readonly line: string;
}
interface TryRowProps {
  readonly label: string;
  readonly hint: string;
  readonly busy: boolean;
  readonly answer: TryAnswer | null;
  readonly onTry: () => void;
}

export function TryRow({ label, hint, busy, answer, onTry }: TryRowProps) {
  return (
    <div>
      <Field label={label} hint={hint}>
        <Button disabled={busy} onClick={onTry} aria-label={`${SETTINGS_TEXT.test}: ${label}`}>
          {busy ? SETTINGS_TEXT.testing : SETTINGS_TEXT.test}
        </Button>
      </Field>
      <div role="status">{answer !== null && !busy && <Answer {...answer} />}</div>
    </div>
  );
}

export function Answer({ ok, line }: TryAnswer) {
  const Icon = ok ? Check : Circle;
  return (
    <p
      data-answer={ok ? 'well' : 'failed'}
      className={`flex items-start gap-1.5 pb-3 text-xs leading-normal text-pretty ${ok ? 'text-text' : 'text-amber'}`}
    >
      <Icon
        size={14}
        strokeWidth={1.5}
        aria-label={ok ? SETTINGS_TEXT.testWell(null) : SETTINGS_TEXT.testFailed}
        className="mt-0.5 shrink-0"
      />
      <span className="min-w-0 break-words">{line}</span>
    </p>
  );
}
