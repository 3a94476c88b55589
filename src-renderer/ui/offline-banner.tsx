/** What is seen while the engine does not answer: what happened, what is safe, and the one thing to do. */
import { Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useConnection, useEngine } from '../client/engine.tsx';
import { Button } from './parts.tsx';

export const OFFLINE_TEXT = 'Offline: the engine does not answer. Stored data stays where it is; reconnecting…';

export function OfflineBanner() {
  const connection = useConnection();
  const {
    connection: { retryNow },
  } = useEngine();
  if (connection.kind !== 'offline') return null;
  return (
    <div
      role="alert"
      data-testid="offline"
      className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-amber bg-panel px-4 py-1 text-xs"
    >
      <Unplug size={16} strokeWidth={1.5} aria-hidden className="text-amber" />
      <span className="font-medium">{OFFLINE_TEXT}</span>
      {!connection.everOnline && (
        <span className="text-muted">An address with a token works once; a new start of MANE prints a new one.</span>
      )}
      <span aria-hidden className="ml-auto text-muted">
        <Countdown until={connection.nextTryAt} />
      </span>
      <Button onClick={retryNow}>Try now</Button>
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
  return left === null || left === 0 ? 'trying' : `next try in ${left} s`;
}
