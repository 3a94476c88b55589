/**
 * PostgreSQL in Settings: one field for the address as it was copied, a try that is told step by step, and connecting, which
 * keeps the address and starts the copy. The password is never shown again once it was sent.
 */
import { useId, useState, type FormEvent } from 'react';
import type { Settings } from '../../../src-shared/settings.ts';
import { POSTGRES_TEXT as TEXT } from '../../../src-shared/text/postgres.ts';
import { useHealth } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { usePostgres, type PostgresActions } from '../../client/postgres.ts';
import { Button } from '../../ui/parts.tsx';
import { PostgresConnected } from './postgres-connected.tsx';
import { PostgresSteps } from './postgres-steps.tsx';

export function PostgresSection({ settings: { postgres } }: { settings: Settings }) {
  const mirror = useHealth()?.mirror;
  const [changing, setChanging] = useState(false);
  const actions = usePostgres(() => setChanging(false));
  const { tried, error, pending } = actions;
  return (
    <div>
      <p className="measure border-t border-line py-3 text-xs leading-normal text-muted text-pretty">{TEXT.about}</p>
      {mirror !== undefined && (
        <PostgresConnected mirror={mirror} actions={actions} changing={changing} onChange={setChanging} />
      )}
      {(mirror === undefined || changing) && (
        <Paste saved={mirror === undefined ? postgres.address : ''} actions={actions} />
      )}
      {error !== null && (
        <p role="alert" className="mb-3 rounded-sm border border-amber px-3 py-2 text-xs">
          {TEXT.failed(faultText(error))}
        </p>
      )}
      {tried !== null && (
        <PostgresSteps
          answer={tried.answer}
          action={
            tried.answer.offer === 'create_database' && (
              <div className="mt-1.5 mb-1">
                <Button disabled={pending !== null} onClick={() => actions.connect(tried.pasted, true)}>
                  {TEXT.create}
                </Button>
              </div>
            )
          }
        />
      )}
    </div>
  );
}

function Paste({ saved, actions: { pending, test, connect } }: { saved: string; actions: PostgresActions }) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const isBlank = typed.trim() === '';
  const pasted = isBlank && saved !== '' ? null : typed;
  const cannot = pending !== null || (isBlank && saved === '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!cannot) connect(pasted);
  };
  return (
    <form onSubmit={submit} className="border-t border-line py-3">
      <label htmlFor={id} className="text-sm">
        {TEXT.address}
      </label>
      <p className="mb-2 text-xs leading-normal text-muted text-pretty">{TEXT.addressHint}</p>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={saved === '' ? TEXT.example : saved}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          className="h-7 min-w-60 flex-1 rounded-sm border border-line bg-canvas px-2 font-mono text-xs text-text [font-variant-ligatures:none] placeholder:text-muted"
        />
        <Button disabled={cannot} onClick={() => test(pasted)}>
          {pending === 'test' ? TEXT.trying : TEXT.test}
        </Button>
        <Button type="submit" primary disabled={cannot}>
          {pending === 'connect' ? TEXT.connecting : TEXT.connect}
        </Button>
      </div>
    </form>
  );
}
