/** A connected server in Settings: who and where, whether both sides are in step, the first copy's progress, and the way out. */
import type { MirrorHealth } from '../../../src-shared/mirror.ts';
import { POSTGRES_TEXT as TEXT } from '../../../src-shared/text/postgres.ts';
import type { PostgresActions } from '../../client/postgres.ts';
import { mirrorIsWell, mirrorText, withoutLabel } from '../../ui/mirror-words.ts';
import { Button, Progress } from '../../ui/parts.tsx';
import { countText } from '../../ui/words.ts';

interface ConnectedProps {
  readonly mirror: MirrorHealth;
  readonly actions: PostgresActions;
  readonly changing: boolean;
  readonly onChange: (changing: boolean) => void;
}

export function PostgresConnected({ mirror, actions, changing, onChange }: ConnectedProps) {
  const { label, detail, state } = mirror;
  const busy = actions.pending !== null;
  return (
    <div className="border-t border-line py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1">
          <p className="truncate font-mono text-xs leading-normal [font-variant-ligatures:none]" title={label}>
            {label}
          </p>
          <p
            data-mirror={state}
            className={`text-xs leading-normal ${mirrorIsWell(mirror) ? 'text-muted' : 'text-amber'}`}
          >
            {mirrorText(mirror)}
          </p>
        </div>
        <div className="flex gap-2">
          <Button disabled={busy} onClick={() => actions.test(null)}>
            {actions.pending === 'test' ? TEXT.trying : TEXT.test}
          </Button>
          <Button aria-expanded={changing} disabled={busy} onClick={() => onChange(!changing)}>
            {changing ? TEXT.cancel : TEXT.change}
          </Button>
          <Button disabled={busy} title={TEXT.disconnectHint} onClick={() => actions.disconnect()}>
            {TEXT.disconnect}
          </Button>
        </div>
      </div>
      <FirstCopy mirror={mirror} />
      {detail !== null && (
        <p role="alert" className="mt-2 text-xs leading-normal break-words text-amber text-pretty">
          {withoutLabel(detail, label)}
        </p>
      )}
    </div>
  );
}

function FirstCopy({ mirror }: { mirror: MirrorHealth }) {
  const { sync } = mirror;
  if (sync === null) return null;
  const copying = sync.direction === 'push' ? TEXT.copyingTo : TEXT.copyingFrom;
  return (
    <div className="mt-2">
      <p className="mb-1.5 text-2xs text-muted">{copying(countText(sync.done), countText(sync.total))}</p>
      <Progress done={sync.done} total={sync.total} label={mirrorText(mirror)} />
    </div>
  );
}
