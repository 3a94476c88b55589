/** A moment of market time: relative up to an hour, exact with zone on hover. */
import { useMarketNow } from '../client/engine.tsx';
import { useZone } from '../client/settings.ts';
import { clockText, exactText, sinceText, zoneName } from './zone.ts';

export function Since({ time, className = '' }: { time: number; className?: string }) {
  const zone = useZone();
  const now = useMarketNow();
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={exactText(time, zone)}
      className={`whitespace-nowrap ${className}`}
    >
      {sinceText(time, now, zone)}
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
