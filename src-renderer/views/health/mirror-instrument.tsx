/** PostgreSQL beside the store: whether both are in step, what waits, and what a person has to do when something does. */
import type { MirrorHealth } from '../../../src-shared/mirror.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { mirrorIsWell, mirrorText, withoutLabel } from '../../ui/mirror-words.ts';
import { Progress } from '../../ui/parts.tsx';
import { Clock } from '../../ui/time.tsx';
import { countText } from '../../ui/words.ts';
import { Facts, Instrument } from './instrument.tsx';

export function MirrorInstrument({ mirror }: { mirror: MirrorHealth }) {
  const { label, detail, backlog, sync, parked, lastPushAt, lastPullAt, collectors } = mirror;
  return (
    <Instrument
      name={HEALTH_TEXT.postgres}
      warn={!mirrorIsWell(mirror)}
      reading={mirrorText(mirror)}
      promise={detail === null ? HEALTH_TEXT.postgresPromise : withoutLabel(detail, label)}
    >
      {sync !== null && <Progress done={sync.done} total={sync.total} label={mirrorText(mirror)} />}
      <Facts
        rows={[
          [HEALTH_TEXT.queued, countText(backlog.rows)],
          [HEALTH_TEXT.pricesWaiting, HEALTH_TEXT.ranges(countText(backlog.ranges), backlog.ranges === 1)],
          ...(backlog.oldestAt === null
            ? []
            : [[HEALTH_TEXT.oldest, <At key="oldest" time={backlog.oldestAt} />] as const]),
          ...(parked === 0 ? [] : [[HEALTH_TEXT.parked, countText(parked)] as const]),
          [HEALTH_TEXT.lastSent, <At key="sent" time={lastPushAt} />],
          [HEALTH_TEXT.lastTaken, <At key="taken" time={lastPullAt} />],
          ...(collectors === null
            ? []
            : [[HEALTH_TEXT.collectors, `${collectors.held} / ${collectors.others}`] as const]),
          [
            HEALTH_TEXT.server,
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
const At = ({ time }: { time: number | null }) => (time === null ? HEALTH_TEXT.notYet : <Clock time={time} />);
