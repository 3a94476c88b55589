/**
 * A news file of the settings as a NewsSource: each item once its time has come, read again when the file changed. A file
 * that cannot be used is told by Health with its line and column, and looked at again. As history its items keep
 * published_at as the time they were first seen, as in a replay.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, fault, faultOf, messageOf, type Result, throwFault } from '../../src-shared/fault.ts';
import { DAY_MS, type EpochMs } from '../../src-shared/market.ts';
import type { RawNewsItem } from '../../src-shared/news.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { HistoryPage, HistoryQuery, NewsSource } from '../../src-shared/ports/news-source.ts';
import { readNewsFile } from './replay-source.ts';
import { createSourceState } from './source-state.ts';

export function createFileSource(path: string, wall: TimeSource): NewsSource {
  const id = basename(path).slice(0, 50);
  const state = createSourceState(id, wall);
  const handed = new Set<string>();
  let items: RawNewsItem[] = [];
  let readAs = '';
  const refresh = async (): Promise<void> => {
    const { mtimeMs, size } = await stat(path);
    const form = `${mtimeMs} ${size}`;
    if (form === readAs) return;
    items = await readNewsFile(path);
    readAs = form;
  };
  return {
    id,
    async poll(now) {
      const resting = state.resting();
      if (resting !== null) return { ok: false, fault: resting };
      try {
        await refresh();
      } catch (error) {
        const detail = faultOf(error)?.detail ?? `${path}: cannot be read (${messageOf(error)})`;
        return state.failed(fault('bad_input', detail), now);
      }
      const fresh = items.filter((item) => item.published_at <= now && !handed.has(keyOf(item)));
      for (const item of fresh) handed.add(keyOf(item));
      return state.succeeded(fresh.length > 0 ? 'ok' : 'unchanged', fresh, now);
    },
    health: () => state.health(),
  };
}

const keyOf = ({ source, title, url, published_at }: RawNewsItem): string =>
  JSON.stringify([source, title, url, published_at]);

/** A file's items as history, newest day first. Its key is its content's: a changed file is another history. Throws FaultError. */
export async function fileHistory(path: string): Promise<FileHistory> {
  const items = await readNewsFile(path);
  const key = `file:${createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
    .slice(0, 14)}`;
  const [first, last] = [items[0], items.at(-1)];
  if (first === undefined || last === undefined) return throwFault('bad_input', `${path}: holds no articles`);
  const range = { first: first.published_at, last: last.published_at };
  return { id: basename(path).slice(0, 50), ...range, history: { key, lagMs: 0, pages: (q) => daysBack(items, q) } };
}

export interface FileHistory {
  readonly id: string;
  /** When its oldest and its newest item were published. */
  readonly first: EpochMs;
  readonly last: EpochMs;
  readonly history: NonNullable<NewsSource['history']>;
}

async function* daysBack(
  items: readonly RawNewsItem[],
  { from, to, signal }: HistoryQuery,
): AsyncGenerator<Result<HistoryPage>> {
  const byDay = Map.groupBy(items, (item) => Math.floor(item.published_at / DAY_MS) * DAY_MS);
  for (let day = Math.floor((to - 1) / DAY_MS) * DAY_MS; day + DAY_MS > from; day -= DAY_MS) {
    if (signal.aborted) {
      yield failed('cancelled', 'stopped');
      return;
    }
    const [begin, end] = [Math.max(day, from), Math.min(day + DAY_MS, to)];
    const ofDay = (byDay.get(day) ?? []).filter((item) => item.published_at >= begin && item.published_at < end);
    yield { ok: true, value: { items: ofDay, reachedBack: begin - 1 } };
  }
}
