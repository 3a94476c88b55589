/** Care of the store: the newest backup, what retention and archive last did, the next run, and the room on the disk. */
import { useMutation } from '@tanstack/react-query';
import type { CareHealth, CareResult } from '../../../src-shared/care.ts';
import { faultText } from '../../client/fault-text.ts';
import { useEngine } from '../../client/engine.tsx';
import { useZone } from '../../client/settings.ts';
import { Button } from '../../ui/parts.tsx';
import { bytesText } from '../../ui/words.ts';
import { exactText } from '../../ui/zone.ts';
import { Facts, Instrument } from './instrument.tsx';

const NAMES: Record<CareResult['job'], string> = { retention: 'Retention', archive: 'Archive', backup: 'Backup' };

export function CareInstrument({ care }: { care: CareHealth }) {
  const { last, running, nextAt, disk } = care;
  const warn = disk.level !== 'ok' || last.some(({ ok }) => !ok);
  return (
    <Instrument name="Care" warn={warn} reading={readingOf(care)} promise={promiseOf(care)}>
      <BackupButton busy={running !== null} />
      <Facts
        rows={[
          ...last.map((result) => [NAMES[result.job], <Done key={result.job} result={result} />] as const),
          ['Next daily run', nextAt === null ? 'switched off' : <Moment key="next" time={nextAt} />],
          ['Room on the disk', disk.freeBytes === null ? 'not known' : bytesText(disk.freeBytes)],
        ]}
      />
      <Failures results={last.filter(({ ok }) => !ok)} />
    </Instrument>
  );
}

function readingOf({ last, running, disk }: CareHealth): string {
  if (running !== null) return `${NAMES[running]} is running`;
  if (disk.level === 'full') return 'The disk is nearly full';
  if (disk.level === 'low') return 'Little room on the disk';
  const backup = last.find(({ job }) => job === 'backup');
  if (backup === undefined) return 'No backup yet';
  return backup.ok ? `Backup of ${bytesText(backup.bytes ?? 0)}` : 'The backup failed';
}

const promiseOf = ({ disk }: CareHealth): string =>
  disk.level === 'full'
    ? 'Old prices are thinned and backups wait; candles, anomalies and news stay. It ends when there is room.'
    : 'Once a day a copy is made, checked and tried; what is past its time goes.';

/** These times are the wall's: a simulated market's clock does not run with them. */
function Moment({ time }: { time: number }) {
  const zone = useZone();
  return (
    <time dateTime={new Date(time).toISOString()} className="whitespace-nowrap">
      {exactText(time, zone)}
    </time>
  );
}

function Done({ result: { at, ok, detail } }: { result: CareResult }) {
  return (
    <span title={detail} className={ok ? '' : 'text-amber'}>
      {ok ? '' : 'failed, '}
      <Moment time={at} />
    </span>
  );
}

/** In words: a hint that only shows on hovering is none. */
function Failures({ results }: { results: readonly CareResult[] }) {
  if (results.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 text-xs leading-normal text-muted">
      {results.map(({ job, detail }) => (
        <li key={job} className="break-words">
          {NAMES[job]}: {detail}
        </li>
      ))}
    </ul>
  );
}

function BackupButton({ busy }: { busy: boolean }) {
  const { client } = useEngine();
  const backup = useMutation({ mutationFn: () => client.care.run({ job: 'backup' }) });
  return (
    <div className="flex items-center gap-3">
      <Button onClick={() => backup.mutate()} disabled={busy || backup.isPending}>
        Back up now
      </Button>
      <span role="status" className="min-w-0 text-xs break-words text-muted">
        {backup.isPending ? 'Copying and checking' : backup.error !== null ? faultText(backup.error) : ''}
      </span>
    </div>
  );
}
