/** What is seen while the engine does not answer: what happened, what is safe, and the one thing to do. */
import { RotateCw, Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { SHELL_TEXT } from '../../src-shared/text/shell.ts';
import { useConnection, useEngine } from '../client/engine.tsx';
import { useRestarting } from '../client/setup.ts';
import { Button } from './parts.tsx';

export const OFFLINE_TEXT = SHELL_TEXT.offline.text;

export function OfflineBanner() {
  const connection = useConnection();
  const {
    connection: { retryNow },
  } = useEngine();
  const restarting = useRestarting();
  if (restarting) return <Restarting />;
  if (connection.kind !== 'offline') return null;
  return (
    <div
      role="alert"
      data-testid="offline"
      className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-amber bg-panel px-4 py-1 text-xs"
    >
      <Unplug size={16} strokeWidth={1.5} aria-hidden className="text-amber" />
      <span className="font-medium">{SHELL_TEXT.offline.text}</span>
      {!connection.everOnline && <span className="text-muted">{SHELL_TEXT.offline.token}</span>}
      <span aria-hidden className="ml-auto text-muted">
        <Countdown until={connection.nextTryAt} />
      </span>
      <Button onClick={retryNow}>{SHELL_TEXT.offline.retry}</Button>
    </div>
  );
}

/** Wanted, and over in a few seconds: no cause for amber. */
function Restarting() {
  return (
    <div
      role="status"
      data-testid="restarting"
      className="flex min-h-9 shrink-0 items-center gap-3 border-b border-line bg-panel px-4 py-1 text-xs"
    >
      <RotateCw size={16} strokeWidth={1.5} aria-hidden className="text-muted" />
      {SHELL_TEXT.offline.restarting}
    </div>
  );
}

function Countdown({ until }: { until: number }) {
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const tell = (): void => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    const timer = setInterval(tell, 500);
    return () => clearInterval(timer);
  }, [until]);
  return left === null || left === 0 ? SHELL_TEXT.offline.trying : SHELL_TEXT.offline.nextTry(left);
}
