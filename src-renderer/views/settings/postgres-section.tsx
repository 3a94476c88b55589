/**
 * PostgreSQL in Settings: one field for the address as it was copied, a try that is told step by step, and connecting, which
 * keeps the address and starts the copy. The password is never shown again once it was sent.
 */
import { useId, useState, type FormEvent } from 'react';
import type { Settings } from '../../../src-shared/settings.ts';
import type { MirrorHealth } from '../../../src-shared/mirror.ts';
import { useHealth } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { usePostgres } from '../../client/postgres.ts';
import { mirrorIsWell, mirrorText, withoutLabel } from '../../ui/mirror-words.ts';
import { Button, Progress } from '../../ui/parts.tsx';
import { countText } from '../../ui/words.ts';
import { PostgresSteps } from './postgres-steps.tsx';

type Link = ReturnType<typeof usePostgres>;

export function PostgresSection({ settings: { postgres } }: { settings: Settings }) {
  const mirror = useHealth()?.mirror;
  const link = usePostgres();
  const [changing, setChanging] = useState(false);
  const connected = mirror !== undefined;
  return (
    <section aria-label="PostgreSQL" className="mb-8">
      <h2 className="mb-2 text-xs font-semibold text-muted">PostgreSQL</h2>
      <div className="border-t border-line py-3">
        <p className="text-sm">The same rows on a server of yours</p>
        <p className="text-xs leading-normal text-muted text-pretty">
          Anomalies, narratives, alerts and prices are kept here first and copied there; what other machines wrote there
          comes back. Nothing waits for the server.
        </p>
      </div>
      {connected && <Connected mirror={mirror} link={link} changing={changing} onChange={setChanging} />}
      {(!connected || changing) && (
        <Paste saved={connected ? '' : postgres.address} link={link} onConnected={() => setChanging(false)} />
      )}
      {link.error !== null && (
        <p role="alert" className="mb-3 rounded-sm border border-amber px-3 py-2 text-xs">
          {faultText(link.error)}.
        </p>
      )}
      {link.tried !== null && <Outcome link={link} />}
    </section>
  );
}

/** The address of the newest try stays with the field, so that an offer can be taken up. */
function Paste({ saved, link, onConnected }: { saved: string; link: Link; onConnected: () => void }) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const pasted = typed.trim() === '' && saved !== '' ? null : typed;
  const nothing = typed.trim() === '' && saved === '';
  const connect = async (createDatabase: boolean): Promise<void> => {
    const answer = await link.connect({ pasted, createDatabase }).catch(() => null);
    if (answer?.connected !== true) return;
    setTyped('');
    onConnected();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void connect(false);
  };
  const busy = link.pending !== null;
  return (
    <form onSubmit={submit} className="border-t border-line py-3">
      <label htmlFor={id} className="text-sm">
        Address
      </label>
      <p className="mb-2 text-xs leading-normal text-muted text-pretty">
        As your provider or administrator gives it. The password is kept in a file that only your user can read.
      </p>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={saved === '' ? 'postgres://user:password@host/database' : saved}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          className="h-7 min-w-60 flex-1 rounded-sm border border-line bg-canvas px-2 font-mono text-xs text-text placeholder:text-muted"
        />
        <Button disabled={busy || nothing} onClick={() => link.test(pasted)}>
          {link.pending === 'test' ? 'Trying' : 'Test'}
        </Button>
        <Button type="submit" primary disabled={busy || nothing}>
          {link.pending === 'connect' ? 'Connecting' : 'Connect'}
        </Button>
      </div>
      {link.tried?.offer === 'create_database' && (
        <div className="mt-3 flex flex-wrap items-center justify-between gap-3 rounded-sm border border-amber px-3 py-2">
          <p className="min-w-0 flex-1 text-xs leading-normal text-pretty">
            The database is not there yet, and this user may make it.
          </p>
          <Button disabled={busy} onClick={() => void connect(true)}>
            Create it and connect
          </Button>
        </div>
      )}
    </form>
  );
}

/** One line large enough to be read first, then how it was found. */
function Outcome({ link: { tried } }: { link: Link }) {
  if (tried === null) return null;
  const isConnected = 'connected' in tried && tried.connected;
  const line = isConnected ? 'Connected.' : withoutLabel(tried.line, tried.label);
  return (
    <div className="pb-3">
      <p role="status" className={`mb-2 text-xs leading-normal text-pretty ${tried.ok ? 'text-text' : 'text-amber'}`}>
        {line}
      </p>
      <PostgresSteps tried={tried} />
    </div>
  );
}

interface ConnectedProps {
  readonly mirror: MirrorHealth;
  readonly link: Link;
  readonly changing: boolean;
  readonly onChange: (changing: boolean) => void;
}

function Connected({ mirror, link, changing, onChange }: ConnectedProps) {
  const { label, detail, sync } = mirror;
  const well = mirrorIsWell(mirror);
  return (
    <div className="border-t border-line py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1">
          <p className="truncate font-mono text-xs leading-normal" title={label}>
            {label}
          </p>
          <p data-mirror={mirror.state} className={`text-xs leading-normal ${well ? 'text-muted' : 'text-amber'}`}>
            {mirrorText(mirror)}
          </p>
        </div>
        <div className="flex gap-2">
          <Button disabled={link.pending !== null} onClick={() => link.test(null)}>
            {link.pending === 'test' ? 'Trying' : 'Test'}
          </Button>
          <Button aria-expanded={changing} disabled={link.pending !== null} onClick={() => onChange(!changing)}>
            Change
          </Button>
          <Button
            disabled={link.pending !== null}
            title="Rows on both sides stay; the password is forgotten"
            onClick={() => link.disconnect()}
          >
            Disconnect
          </Button>
        </div>
      </div>
      {sync !== null && (
        <div className="mt-2">
          <p className="mb-1.5 text-2xs text-muted">
            {sync.direction === 'push' ? 'Copying to the server' : 'Copying from the server'}: {countText(sync.done)} of{' '}
            {countText(sync.total)}
          </p>
          <Progress done={sync.done} total={sync.total} label={mirrorText(mirror)} />
        </div>
      )}
      {detail !== null && (
        <p role="alert" className="mt-2 text-xs leading-normal break-words text-amber">
          {withoutLabel(detail, label)}
        </p>
      )}
    </div>
  );
}
