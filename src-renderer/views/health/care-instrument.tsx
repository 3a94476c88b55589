/** Care of the store: the newest backup, what retention and archive last did, the next run, and the room on the disk. */
import { useMutation } from '@tanstack/react-query';
import type { CareHealth, CareResult } from '../../../src-shared/care.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { faultText } from '../../client/fault-text.ts';
import { useEngine } from '../../client/engine.tsx';
import { Button } from '../../ui/parts.tsx';
import { bytesText } from '../../ui/words.ts';
import { Facts, Instrument } from './instrument.tsx';
import { Moment } from './moment.tsx';

export function CareInstrument({ care }: { care: CareHealth }) {
  const { last, running, nextAt, disk } = care;
  const warn = disk.level !== 'ok' || last.some(({ ok }) => !ok);
  return (
    <Instrument name={HEALTH_TEXT.care} warn={warn} reading={readingOf(care)} promise={promiseOf(care)}>
      <BackupButton busy={running !== null} />
      <Facts
        rows={[
          ...last.map(
            (result) => [HEALTH_TEXT.careJobs[result.job], <Done key={result.job} result={result} />] as const,
          ),
          [HEALTH_TEXT.nextRun, nextAt === null ? HEALTH_TEXT.switchedOff : <Moment key="next" time={nextAt} />],
          [HEALTH_TEXT.room, disk.freeBytes === null ? HEALTH_TEXT.notKnown : bytesText(disk.freeBytes)],
        ]}
      />
      <Failures results={last.filter(({ ok }) => !ok)} />
    </Instrument>
  );
}

function readingOf({ last, running, disk }: CareHealth): string {
  if (running !== null) return HEALTH_TEXT.careRunning(HEALTH_TEXT.careJobs[running]);
  if (disk.level === 'full') return HEALTH_TEXT.diskFull;
  if (disk.level === 'low') return HEALTH_TEXT.diskLow;
  const backup = last.find(({ job }) => job === 'backup');
  if (backup === undefined) return HEALTH_TEXT.noBackup;
  return backup.ok ? HEALTH_TEXT.backupOf(bytesText(backup.bytes ?? 0)) : HEALTH_TEXT.backupFailed;
}

const promiseOf = ({ disk }: CareHealth): string =>
  disk.level === 'full' ? HEALTH_TEXT.careFull : HEALTH_TEXT.carePromise;

function Done({ result: { at, ok, detail } }: { result: CareResult }) {
  return (
    <span title={detail} className={ok ? '' : 'text-amber'}>
      {ok ? '' : HEALTH_TEXT.jobFailed}
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
          {HEALTH_TEXT.jobDetail(HEALTH_TEXT.careJobs[job], detail)}
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
        {HEALTH_TEXT.backUp}
      </Button>
      <span role="status" className="min-w-0 text-xs break-words text-muted">
        {backup.isPending ? HEALTH_TEXT.backingUp : backup.error !== null ? faultText(backup.error) : ''}
      </span>
    </div>
  );
}
