/**
 * Care of the store while the engine runs: retention every hour of market time, retention and a backup once a day of wall time at a
 * quiet hour, and a look at the disk twice a minute. One job at a time; what each did last is kept over restarts. A job that fails
 * is told and tried again; the engine goes on.
 */
import { z } from 'zod';
import { CareResultSchema, type CareHealth, type CareJob, type CareResult } from '../../src-shared/care.ts';
import { failed, fault, faultOf, messageOf, ok, type Result } from '../../src-shared/fault.ts';
import type { CareWork } from '../../src-shared/ports/care.ts';
import type { Clock } from '../../src-shared/ports/clock.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { Writer } from '../../src-shared/ports/writer.ts';
import type { Settings } from '../../src-shared/settings.ts';
import { archiveFolderOf, backupFolderOf } from '../store/care/places.ts';
import { archivedText, policyOf, removedText, runRetention } from './care-jobs.ts';
import { nextDaily } from './daily.ts';
import { createDiskGuard } from './disk-guard.ts';
import { dumpBeside, type Dumper } from './dump.ts';
import type { FaultLine } from './fault-line.ts';

export interface CareOptions {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly faults: FaultLine;
  /** Null: the store's files are not ours to care for (a replay, a throw-away database); retention alone runs. */
  readonly work: CareWork | null;
  /** The dump of a PostgreSQL beside the store, if one is connected. */
  readonly dump: Dumper;
  /** Whether the daily run is wanted at all; a simulated market's store needs none. */
  readonly daily: boolean;
}

export interface Care {
  /** Reads what the last run of the program kept. */
  begin(): Promise<void>;
  /** What is due of the day. */
  step(): Promise<void>;
  /** Hourly, by market time. */
  prune(): Promise<void>;
  look(): Promise<void>;
  run(job: CareJob): Promise<Result<CareResult>>;
  health(): CareHealth;
}

const STATE_KEY = 'care';
const JOBS: readonly CareJob[] = ['retention', 'archive', 'backup'];
const StateSchema = z.object({ since: z.number(), last: z.array(CareResultSchema) });

export function createCare(options: CareOptions): Care {
  const { reader, writer, clock, settings, faults, work } = options;
  const last = new Map<CareJob, CareResult>();
  let since = clock.wall.now();
  let running: CareJob | null = null;
  const path = (): string => writer.health().path;
  const tell = (detail: string): void => faults.add(detail, 'storage');

  const guard = createDiskGuard({
    freeBytes: () => work?.freeBytes() ?? null,
    settings: () => settings().disk,
    priceRows: async () => (await reader.metrics(0)).totals.prices,
    thin,
    onFault: tell,
  });

  async function retain(maxPriceRows?: number) {
    const { retention } = settings();
    const policy = maxPriceRows === undefined ? retention : { ...retention, maxPriceRows };
    // Without files of our own there is no archive either, and nothing that could ask for one.
    if (work === null) return { removed: await writer.retain(policyOf(policy), clock.market.now()), archived: null };
    const archiveFolder = archiveFolderOf(path(), retention.archiveFolder);
    return runRetention({ work, writer, settings: policy, archiveFolder, now: clock.market.now() });
  }

  /** One job at a time holds for this one too: two archives at once would write one file. */
  async function thin(maxPriceRows: number): Promise<number> {
    if (running !== null) return 0;
    running = 'retention';
    try {
      return (await retain(maxPriceRows)).removed.prices;
    } finally {
      running = null;
    }
  }

  async function retention(): Promise<Done> {
    const { removed, archived } = await retain();
    if (archived !== null)
      await keep({ job: 'archive', ok: true, detail: archivedText(archived), bytes: archived.bytes });
    return { detail: `${removedText(removed)} deleted`, bytes: null };
  }

  async function archive(files: CareWork): Promise<Done> {
    const folder = archiveFolderOf(path(), settings().retention.archiveFolder);
    await writer.flush();
    const report = await files.archive(folder, policyOf(settings().retention), clock.market.now());
    return { detail: archivedText(report), bytes: report.bytes };
  }

  async function backup(files: CareWork): Promise<Done> {
    if (guard.state().level === 'full') return { refused: 'the disk is nearly full: no backup until there is room' };
    const { folder, keep: newest } = settings().backup;
    const place = backupFolderOf(path(), folder);
    const { file, bytes, ms } = await files.backup(place, newest);
    const dumped = await dumpBeside(options.dump, place, newest, tell);
    return { detail: [`${file}, checked, in ${(ms / 1000).toFixed(1)} s`, ...dumped].join('; '), bytes };
  }

  function doing(job: CareJob): Promise<Done> {
    if (job === 'retention') return retention();
    if (work === null) return Promise.resolve({ refused: `no ${job} of a database that is thrown away` });
    return job === 'archive' ? archive(work) : backup(work);
  }

  async function keep(result: Omit<CareResult, 'at'>): Promise<CareResult> {
    const whole = { ...result, at: clock.wall.now() };
    last.set(result.job, whole);
    await writer
      .saveState(STATE_KEY, { since, last: [...last.values()] })
      .catch((error: unknown) => tell(messageOf(error)));
    return whole;
  }

  async function run(job: CareJob): Promise<Result<CareResult>> {
    if (running !== null) return failed('conflict', `${running} is running; try again when it is done`);
    running = job;
    try {
      const done = await doing(job);
      if ('refused' in done) return await refused(job, done.refused);
      return ok(await keep({ job, ok: true, ...done }));
    } catch (error) {
      const known = faultOf(error) ?? fault('storage', messageOf(error));
      await refused(job, known.detail);
      return { ok: false, fault: known };
    } finally {
      running = null;
    }
  }

  async function refused(job: CareJob, detail: string): Promise<Result<CareResult>> {
    tell(`${job}: ${detail}`);
    await keep({ job, ok: false, detail, bytes: null });
    return failed('storage', detail);
  }

  function nextAt(): number | null {
    const { enabled, hour } = settings().backup;
    if (!enabled || !options.daily || work === null) return null;
    const { at = null, ok: lastOk = true } = last.get('backup') ?? {};
    return nextDaily({ hour, since, lastAt: at, lastOk });
  }

  return {
    async begin() {
      const saved = StateSchema.safeParse(await reader.state(STATE_KEY));
      if (saved.success) for (const result of saved.data.last) last.set(result.job, result);
      since = saved.success ? saved.data.since : since;
      if (!saved.success) await writer.saveState(STATE_KEY, { since, last: [] });
    },
    async step() {
      const due = nextAt();
      if (due === null || due > clock.wall.now() || running !== null) return;
      await run('retention');
      await run('backup');
    },
    async prune() {
      if (running === null) await run('retention');
    },
    look: () => guard.step(),
    run,
    health: () => ({
      last: JOBS.flatMap((job) => last.get(job) ?? []),
      running,
      nextAt: nextAt(),
      disk: guard.state(),
    }),
  };
}

type Done = { readonly detail: string; readonly bytes: number | null } | { readonly refused: string };
