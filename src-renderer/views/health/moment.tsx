/** A moment of the wall's clock, exact: a simulated market's own runs ahead of it. */
import { useZone } from '../../client/settings.ts';
import { exactText } from '../../ui/zone.ts';

export function Moment({ time }: { time: number }) {
  const zone = useZone();
  return (
    <time dateTime={new Date(time).toISOString()} className="whitespace-nowrap">
      {exactText(time, zone)}
    </time>
  );
}
