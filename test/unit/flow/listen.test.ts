/** A pause ends the reading of the feed; going on reads it anew, so that what was missed becomes the feed's gap. */
import { describe, expect, it } from 'vitest';
import type { FeedEvent } from '../../../src-shared/market.ts';
import type { Feed } from '../../../src-shared/ports/feed.ts';
import { fault, FaultError } from '../../../src-shared/fault.ts';
import { wallTime } from '../../../src-main/base/clock.ts';
import { listen } from '../../../src-main/flow/listen.ts';

const gap = (n: number): FeedEvent => ({
  kind: 'gap',
  symbol: 'BTC-USD',
  from: n,
  to: n + 1,
  reason: 'test',
  missingTrades: null,
});

/** One event per reading, then silence until it is stopped. */
function feedOf(readings: AbortSignal[]): Pick<Feed, 'events'> {
  return {
    async *events(signal) {
      readings.push(signal);
      yield [gap(readings.length)];
      await wallTime.sleep(60_000, signal).catch(() => undefined);
    },
  };
}

describe('listen', () => {
  it('stops reading while paused and reads the feed anew afterwards', async () => {
    const [readings, seen]: [AbortSignal[], FeedEvent[]] = [[], []];
    const stopping = new AbortController();
    let paused = false;
    const hot = { handle: (event: FeedEvent) => void seen.push(event) };
    const feed = feedOf(readings) as Feed;
    const done = listen({ feed, hot, wall: wallTime, isPaused: () => paused }, stopping.signal);
    await expect.poll(() => seen.length).toBe(1);
    paused = true;
    await expect.poll(() => readings[0]?.aborted).toBe(true);
    expect(readings).toHaveLength(1);
    paused = false;
    await expect.poll(() => seen.length).toBe(2);
    stopping.abort();
    await done;
    expect(readings).toHaveLength(2);
  });

  it('rejects with what the feed cannot go on from', async () => {
    const feed = {
      // eslint-disable-next-line require-yield -- a feed that fails before its first event
      async *events(): AsyncGenerator<FeedEvent[]> {
        throw new FaultError(fault('not_found', 'the venue has no symbol NOPE-USD'));
      },
    } as unknown as Feed;
    const hot = { handle: () => undefined };
    const reading = listen({ feed, hot, wall: wallTime, isPaused: () => false }, new AbortController().signal);
    await expect(reading).rejects.toThrow('NOPE-USD');
  });
});
