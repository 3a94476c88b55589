/**
 * Back-fill of news: whole UTC days of one source's history into the archive, newest first, one `backfill_progress` row a day
 * (data_type news, symbol `*`, the history's key as venue). A completed day is never asked for again; today, and what the
 * source tells late, is fetched but never completed. A fault or an interrupt keeps what came before it.
 */
import { type Fault, faultOf } from '../../src-shared/fault.ts';
import { DAY_MS, type EpochMs } from '../../src-shared/market.ts';
import type { RawNewsItem } from '../../src-shared/news.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { NewsHistory } from '../../src-shared/ports/news-source.ts';
import type { BackfillRow, Reader } from '../../src-shared/ports/reader.ts';
import type { Writer } from '../../src-shared/ports/writer.ts';
import { identityOf } from '../news/archive.ts';

export interface NewsBackfillOptions {
  readonly history: NewsHistory;
  readonly reader: Pick<Reader, 'backfills'>;
  readonly writer: Pick<Writer, 'saveBackfill' | 'flush'>;
  /** Stores items; resolves with how many were new or changed. */
  readonly archive: (items: readonly RawNewsItem[]) => Promise<number>;
  readonly market: TimeSource;
  readonly onProgress: (done: number, total: number, day: string) => void;
}

export interface NewsBackfillRequest {
  /** Midnights (UTC) of the first day and of the one after the last. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly signal: AbortSignal;
}

export interface NewsBackfillReport {
  /** New or changed in the archive. */
  readonly items: number;
  /** Days completed now, days that were so before, and days that are still open. */
  readonly completed: number;
  readonly known: number;
  readonly open: number;
  /** What ended it early; null when it ran to its end or was interrupted. */
  readonly fault: Fault | null;
}

interface Book {
  readonly items: number;
  readonly completed: ReadonlySet<EpochMs>;
}

export const SYMBOL = '*';
export const dayText = (time: EpochMs): string => new Date(time).toISOString().slice(0, 10);
const dayOf = (time: EpochMs): EpochMs => Math.floor(time / DAY_MS) * DAY_MS;

export async function backfillNews(
  options: NewsBackfillOptions,
  request: NewsBackfillRequest,
): Promise<NewsBackfillReport> {
  const days = await missingDays(options, request);
  const total = Math.max(0, Math.round((request.to - request.from) / DAY_MS));
  const run = createRun(options, days);
  let fault: Fault | null = null;
  for (const [from, last] of runsOf(days)) {
    const to = Math.min(last + DAY_MS, options.market.now());
    fault = request.signal.aborted ? null : await run.walk(from, to, request.signal);
    if (fault !== null || request.signal.aborted) break;
  }
  const { items, completed } = run.book();
  return { items, completed: completed.size, known: total - days.length, open: days.length - completed.size, fault };
}

/** Newest first; none that begins in the future. */
async function missingDays(
  { reader, history, market }: NewsBackfillOptions,
  { from, to }: NewsBackfillRequest,
): Promise<EpochMs[]> {
  const rows = await reader.backfills({ venue: history.key, symbol: SYMBOL });
  const done = new Set(rows.filter((r) => r.status === 'completed' && r.data_type === 'news').map((r) => r.start_date));
  const days: EpochMs[] = [];
  for (let day = dayOf(Math.min(to - 1, market.now())); day >= from; day -= DAY_MS)
    if (!done.has(dayText(day))) days.push(day);
  return days;
}

/** Neighbouring days as [first, last], newest run first. */
function runsOf(days: readonly EpochMs[]): [EpochMs, EpochMs][] {
  const runs: [EpochMs, EpochMs][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run !== undefined && run[0] - DAY_MS === day) run[0] = day;
    else runs.push([day, day]);
  }
  return runs;
}

/** A file in memory and a store in this thread never wait: a signal to stop gets its turn between pages. */
const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function createRun(options: NewsBackfillOptions, days: readonly EpochMs[]) {
  const { history, writer, archive, market, onProgress } = options;
  /** What each day was found to hold; pages may overlap. */
  const found = new Map<EpochMs, Set<string>>();
  const completed = new Set<EpochMs>();
  /** Walked to their begin, whether they could be completed or not. */
  const passed = new Set<EpochMs>();
  const startedAt = market.now();
  let items = 0;

  const save = (day: EpochMs, status: BackfillRow['status'], error: string | null = null): Promise<void> =>
    writer.saveBackfill({
      symbol: SYMBOL,
      venue: history.key,
      data_type: 'news',
      start_date: dayText(day),
      end_date: dayText(day),
      status,
      records_processed: found.get(day)?.size ?? 0,
      error_message: error,
      started_at: startedAt,
      completed_at: status === 'completed' ? market.now() : null,
    });
  const keep = async (page: readonly RawNewsItem[]): Promise<void> => {
    items += await archive(page);
    for (const item of page) {
      const day = dayOf(item.published_at);
      found.set(day, (found.get(day) ?? new Set()).add(identityOf(item)));
    }
    // A day that is said to be complete is never asked for again: its items must be on disk before.
    await writer.flush();
    await othersTurn();
  };
  const settle = async (from: EpochMs, to: EpochMs, reachedBack: EpochMs): Promise<void> => {
    const canBeWhole = (day: EpochMs) => day + DAY_MS <= market.now() - history.lagMs && day + DAY_MS <= to;
    for (const day of days) {
      if (day < from || day >= to || passed.has(day) || reachedBack >= day + DAY_MS) continue;
      if (reachedBack < day) passed.add(day);
      const whole = passed.has(day) && canBeWhole(day);
      await save(day, whole ? 'completed' : 'in_progress');
      if (whole) completed.add(day);
      onProgress(completed.size, days.length, dayText(day));
    }
  };
  return {
    book: (): Book => ({ items, completed }),
    /** Null when the range was walked to its begin, or the user stopped it. */
    async walk(from: EpochMs, to: EpochMs, signal: AbortSignal): Promise<Fault | null> {
      let reachedBack = to;
      try {
        for await (const page of history.pages({ from, to, signal })) {
          if (!page.ok) return await stopped(page.fault, from, reachedBack);
          await keep(page.value.items);
          reachedBack = Math.min(reachedBack, page.value.reachedBack);
          await settle(from, to, reachedBack);
        }
        return null;
      } catch (error) {
        const fault = faultOf(error);
        if (fault === null) throw error;
        return stopped(fault, from, reachedBack);
      }
    },
  };

  async function stopped(fault: Fault, from: EpochMs, reachedBack: EpochMs): Promise<Fault | null> {
    if (fault.kind === 'cancelled') return null;
    const day = Math.max(from, dayOf(reachedBack - 1));
    // A store that refuses items may refuse this too; the fault that began it is the one to tell.
    if (!completed.has(day)) await save(day, 'failed', fault.detail).catch(() => undefined);
    return fault;
  }
}
