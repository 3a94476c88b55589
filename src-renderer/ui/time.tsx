/** A moment of market time: relative up to an hour, exact with zone on hover. */
import { useSyncExternalStore } from 'react';
import { useEngine } from '../client/engine.tsx';
import { useZone } from '../client/settings.ts';
import { clockText, exactText, sinceText, zoneName } from './zone.ts';

export function Since({ time, className = '' }: { time: number; className?: string }) {
  const zone = useZone();
  const { ticking } = useEngine().store.clock;
  // The words change once a minute, the clock once a second: a hundred of these must not be rendered for nothing.
  const words = useSyncExternalStore(ticking.subscribe, () => sinceText(time, ticking.get(), zone));
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={exactText(time, zone)}
      className={`whitespace-nowrap ${className}`}
    >
      {words}
    </time>
  );
}

export function Clock({
  time,
  withZone = false,
  className = '',
}: {
  time: number;
  withZone?: boolean;
  className?: string;
}) {
  const zone = useZone();
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={exactText(time, zone)}
      className={`whitespace-nowrap ${className}`}
    >
      {clockText(time, zone)}
      {withZone && ` ${zoneName(time, zone)}`}
    </time>
  );
}
