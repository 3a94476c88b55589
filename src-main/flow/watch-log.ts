/**
 * When the program watched, and from which level it alerted then: kept in the store as stretches of market time and one level an
 * hour, so that "why was there no alert last night" has an answer after a restart. A hole between two stretches is a time in which
 * the program did not run or the machine slept. Written now and then: a crash loses a minute of it, never makes one up.
 */
import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { Writer } from '../../src-shared/ports/writer.ts';

const stretch = { from: z.number(), to: z.number() };
const WatchLogSchema = z.object({
  spans: z.array(z.object({ ...stretch, state: z.enum(['watching', 'paused']) })),
  /** λ in force at the beginning of each hour, oldest first. */
  levels: z.array(z.object({ at: z.number(), lambda: z.number() })),
});
export type WatchRecord = z.infer<typeof WatchLogSchema>;

export interface WatchLog {
  /** Called again and again while detection runs. */
  note(now: EpochMs, paused: boolean): void;
  /** Takes up what an earlier run wrote. */
  begin(): Promise<void>;
  save(): Promise<void>;
  record(): WatchRecord;
}

export interface WatchLogOptions {
  readonly venue: string;
  readonly reader: Pick<Reader, 'state'>;
  readonly writer: Pick<Writer, 'saveState'>;
  /** Market time passes this many times as fast as the wall's. */
  readonly speed: number;
  /** λ from which alerts begin, episodes a day. */
  readonly level: () => number;
}

const KEEP_MS = 60 * DAY_MS;
const MOST_SPANS = 2_000;
/** A longer silence between two notes is a hole: wall time, and at least this much of the market's. */
const [HOLE_WALL_MS, HOLE_LEAST_MS] = [20_000, 2 * MINUTE_MS];

export const watchKey = (venue: string): string => `watched|${venue}`;
const EMPTY: WatchRecord = { spans: [], levels: [] };

/** Empty when nothing was written, or by a version that wrote something else. */
export async function readWatchRecord(reader: Pick<Reader, 'state'>, venue: string): Promise<WatchRecord> {
  const saved = WatchLogSchema.safeParse(await reader.state(watchKey(venue)));
  return saved.success ? saved.data : EMPTY;
}

export function createWatchLog({ venue, reader, writer, speed, level }: WatchLogOptions): WatchLog {
  let { spans, levels } = structuredClone(EMPTY);
  const hole = Math.max(HOLE_LEAST_MS, HOLE_WALL_MS * speed);

  function noteSpan(now: EpochMs, state: 'watching' | 'paused'): void {
    const last = spans.at(-1);
    const passed = last === undefined ? Infinity : now - last.to;
    if (last !== undefined && passed <= hole && passed > -hole) {
      // A clock set back by a little changes nothing that has been watched already.
      last.to = Math.max(last.to, now);
      if (last.state === state) return;
    }
    spans.push({ from: now, to: now, state });
  }

  function noteLevel(now: EpochMs): void {
    const at = Math.floor(now / HOUR_MS) * HOUR_MS;
    if (levels.some((one) => one.at === at)) return;
    levels = [...levels, { at, lambda: level() }].sort((a, b) => a.at - b.at);
    const since = now - KEEP_MS;
    levels = levels.filter((one) => one.at >= since);
    spans = spans.filter((span) => span.to >= since).slice(-MOST_SPANS);
  }

  const record = (): WatchRecord => ({ spans: spans.map((span) => ({ ...span })), levels: [...levels] });
  return {
    note(now, paused) {
      noteSpan(now, paused ? 'paused' : 'watching');
      noteLevel(now);
    },
    async begin() {
      const before = await readWatchRecord(reader, venue);
      spans = [...before.spans, ...spans];
      levels = [...before.levels, ...levels];
    },
    save: () => writer.saveState(watchKey(venue), record()),
    record,
  };
}
