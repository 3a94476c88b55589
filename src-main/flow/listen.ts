/**
 * Reads the feed into the hot path. A pause ends the reading instead of throwing events away: the feed then tells what was
 * missed as a gap when it is read again, and repairs it.
 */
import type { Feed } from '../../src-shared/ports/feed.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { HotPath } from './hot-path.ts';

/** Wall ms between two looks at the pause. */
const LOOK_MS = 200;

export interface ListenOptions {
  readonly feed: Feed;
  readonly hot: Pick<HotPath, 'handle'>;
  readonly wall: TimeSource;
  readonly isPaused: () => boolean;
}

/** Resolves when the signal aborts or the input is used up; rejects with what the feed cannot go on from. */
export async function listen(options: ListenOptions, signal: AbortSignal): Promise<void> {
  const { wall, isPaused } = options;
  while (!signal.aborted) {
    if (isPaused()) await wall.sleep(LOOK_MS, signal).catch(() => undefined);
    else if (!(await read(options, signal))) return;
  }
}

/** True when a pause ended it. */
async function read({ feed, hot, wall, isPaused }: ListenOptions, signal: AbortSignal): Promise<boolean> {
  const pausing = new AbortController();
  const stop = wall.every(LOOK_MS, () => {
    if (isPaused()) pausing.abort();
  });
  try {
    for await (const events of feed.events(AbortSignal.any([signal, pausing.signal]))) events.forEach(hot.handle);
    return pausing.signal.aborted;
  } finally {
    stop();
  }
}
