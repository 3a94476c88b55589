/** PostgreSQL beside the store: whether both are in step, what waits, and what a person has to do when something does. */
import type { MirrorHealth } from '../../../src-shared/mirror.ts';
import { mirrorIsWell, mirrorText, withoutLabel } from '../../ui/mirror-words.ts';
import { Progress } from '../../ui/parts.tsx';
import { Clock } from '../../ui/time.tsx';
import { countText, plural } from '../../ui/words.ts';
import { Facts, Instrument } from './instrument.tsx';

export function MirrorInstrument({ mirror }: { mirror: MirrorHealth }) {
  const { label, detail, backlog, sync, parked, lastPushAt, lastPullAt, collectors } = mirror;
  return (
    <Instrument
      name="PostgreSQL"
      warn={!mirrorIsWell(mirror)}
      reading={mirrorText(mirror)}
      promise={
        detail === null
          ? 'The engine never waits for it; an outage costs a backlog and nothing else.'
          : withoutLabel(detail, label)
      }
    >
      {sync !== null && <Progress done={sync.done} total={sync.total} label={mirrorText(mirror)} />}
      <Facts
        rows={[
          ['Rows waiting', countText(backlog.rows)],
          ['Prices waiting', plural(backlog.ranges, 'range')],
          ...(backlog.oldestAt === null
            ? []
            : [['Oldest of them', <At key="oldest" time={backlog.oldestAt} />] as const]),
          ...(parked === 0 ? [] : [['Refused for good', countText(parked)] as const]),
          ['Last sent', <At key="sent" time={lastPushAt} />],
          ['Last taken', <At key="taken" time={lastPullAt} />],
          ...(collectors === null
            ? []
            : [['Symbols here / elsewhere', `${collectors.held} / ${collectors.others}`] as const]),
          [
            'Server',
            <span key="label" className="font-mono text-2xs break-all [font-variant-ligatures:none]">
              {label.replace(/^postgresql:\/\//, '')}
            </span>,
          ],
        ]}
      />
    </Instrument>
  );
}

/** These are times of the wall, also in the simulated market, whose own clock runs ahead of it. */
const At = ({ time }: { time: number | null }) => (time === null ? 'not yet' : <Clock time={time} />);
