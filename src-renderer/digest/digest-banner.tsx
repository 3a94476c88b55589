/** Over the feed after an absence: what happened meanwhile in one line, the digest behind it. Nothing when nothing happened. */
import { useQuery } from '@tanstack/react-query';
import { Moon, X } from 'lucide-react';
import { useState } from 'react';
import { DIGEST_TEXT } from '../../src-shared/text/digest.ts';
import { useAlerts } from '../client/alerts.ts';
import { useConnection, useEngine } from '../client/engine.tsx';
import { useZone } from '../client/settings.ts';
import { Button, IconButton } from '../ui/parts.tsx';
import { sinceText, zoneName } from '../ui/zone.ts';
import { useAbsence, type Absence } from './away.ts';
import { DigestDialog } from './digest-dialog.tsx';
import { digestLine, digestOf, MOST_TOLD, type Digest } from './digest-model.ts';

export function DigestBanner() {
  const { absence, dismiss } = useAbsence();
  return absence === null ? null : <Told absence={absence} onDismiss={dismiss} />;
}

function useDigest(absence: Absence): Digest | null {
  const { client } = useEngine();
  const online = useConnection().kind === 'online';
  const alerts = useAlerts();
  const [from, to] = [Math.floor(absence.from), Math.floor(absence.to)];
  const { data } = useQuery({
    queryKey: ['digest', from, to],
    enabled: online,
    queryFn: ({ signal }) => client.anomalies.list({ from, to, limit: MOST_TOLD }, { signal }),
  });
  return data === undefined ? null : digestOf(data, alerts, absence);
}

function Told({ absence, onDismiss }: { absence: Absence; onDismiss: () => void }) {
  const digest = useDigest(absence);
  const zone = useZone();
  const [open, setOpen] = useState(false);
  if (digest === null || digest.count + digest.alerts === 0) return null;
  const since = `${sinceText(absence.from, absence.to, zone)} ${zoneName(absence.from, zone)}`;
  return (
    <aside
      aria-label={DIGEST_TEXT.title}
      className="flex shrink-0 items-center gap-3 border-b border-line bg-raised px-4 py-2"
    >
      <Moon size={16} strokeWidth={1.5} aria-hidden className="shrink-0 text-muted" />
      <p role="status" className="min-w-0 flex-1 text-xs text-pretty">
        {DIGEST_TEXT.since(since, digestLine(digest))}
      </p>
      <Button onClick={() => setOpen(true)}>{DIGEST_TEXT.open}</Button>
      <IconButton icon={X} label={DIGEST_TEXT.dismiss} onClick={onDismiss} />
      {open && <DigestDialog digest={digest} absence={absence} since={since} onClose={() => setOpen(false)} />}
    </aside>
  );
}
