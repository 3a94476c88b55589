/** PostgreSQL beside the store, in words: what the status line, Settings and the Health board read of the mirror. */
import type { MirrorHealth } from '../../src-shared/mirror.ts';
import { MIRROR_TEXT as TEXT } from '../../src-shared/text/words.ts';
import { plural } from './words.ts';

/** Whether a person should look. */
export const mirrorIsWell = ({ state, parked }: MirrorHealth): boolean =>
  state !== 'unreachable' && state !== 'refused' && parked === 0;

/** `in step`, `copying, 23 %`, `1,204 rows behind`, `unreachable, 12 rows wait`. */
export function mirrorText(mirror: MirrorHealth): string {
  const waiting = waitingText(mirror);
  switch (mirror.state) {
    case 'in_step':
      return TEXT.inStep;
    case 'connecting':
      return TEXT.connecting;
    case 'initial_sync':
      return mirror.sync === null ? TEXT.firstCopy : TEXT.firstCopyAt(percentOf(mirror.sync));
    case 'behind':
      return waiting === null ? TEXT.catchingUp : TEXT.behind(waiting);
    case 'unreachable':
      return waiting === null ? TEXT.unreachable : TEXT.unreachableWait(waiting, isOne(mirror));
    case 'refused':
      return TEXT.stopped;
  }
}

export const percentOf = ({ done, total }: { done: number; total: number }): number =>
  total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0;

const isOne = ({ backlog: { rows, ranges } }: MirrorHealth): boolean => (rows > 0 ? rows : ranges) === 1;

/** Null when nothing waits. Ranges of prices count only where no row waits. */
export function waitingText({ backlog: { rows, ranges } }: MirrorHealth): string | null {
  if (rows > 0) return plural(rows, TEXT.row, TEXT.rows);
  return ranges > 0 ? plural(ranges, TEXT.range, TEXT.ranges) : null;
}

/** A line about a server without repeating who and where, which stands beside it. */
export function withoutLabel(line: string, label: string | null): string {
  const told = label !== null && line.startsWith(`${label}: `) ? line.slice(label.length + 2) : line;
  return told.charAt(0).toUpperCase() + told.slice(1);
}
