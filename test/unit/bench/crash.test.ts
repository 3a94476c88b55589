/** What the crash bench counts, on hand-made alerts; which tapes it takes together. */
import { describe, expect, it } from 'vitest';
import { clustersOf } from '../../bench/detect/clusters.ts';
import { notifiedIn, placesOf } from '../../bench/detect/crash.ts';
import { pathOf, priceAt } from '../../bench/detect/live-minute.ts';
import { DAY, emptyTape } from '../../bench/detect/tape.ts';
import type { Stored } from '../../bench/detect/stored.ts';

const START = 1_700_000_000_000;

function told(id: string, afterMs: number | null, group: string | null): Stored {
  const alertedAt = afterMs === null ? null : START + afterMs;
  const row = { symbol: id, detected: 0, onset: 0, sign: 1, trail: [], ended: null, reason: '', learning: false };
  return { id, ...row, alertedAt, group };
}

describe('notifications of a crash', () => {
  it('counts leaders of a group and all others told within the hour', () => {
    const stored = [
      told('first', 0, 'first'),
      told('member told before the group was found', 10, 'first'),
      told('alone', 3_599_999, null),
      told('silent member', null, 'first'),
      told('before', -1, null),
      told('after the hour', 3_600_000, 'after the hour'),
    ];
    expect(notifiedIn(stored, START)).toEqual({ leading: 1, single: 2 });
    expect(notifiedIn([], START)).toEqual({ leading: 0, single: 0 });
  });
});

describe('watch-lists of tapes', () => {
  const tape = (symbol: string, day: number, days: number) => {
    const made = emptyTape(`${symbol}-USD.made`, 27_000_000 + day * DAY, days * DAY);
    made.close.fill(1);
    return made;
  };

  it('takes tapes together that share enough learned minutes, one of each symbol, at least four', () => {
    const names = ['A', 'B', 'C', 'D'];
    const early = names.map((name, k) => tape(name, k, 20));
    const late = [...names.slice(0, 3), 'A'].map((name) => tape(name, 100, 20));
    const [cluster, ...others] = clustersOf([...late, ...early]);
    expect(others).toEqual([]);
    expect(cluster.tapes).toEqual(early);
    expect([cluster.from - early[3].first, cluster.to - early[0].first]).toEqual([8 * DAY, 20 * DAY]);
  });

  it('places a crash where no tape has a hole, the same for the same seed', () => {
    const [cluster] = clustersOf(['A', 'B', 'C', 'D'].map((name) => tape(name, 0, 20)));
    cluster.tapes[2].close.fill(NaN, 10 * DAY, 12 * DAY);
    const places = placesOf(cluster, 'seed', 20);
    expect(placesOf(cluster, 'seed', 20)).toEqual(places);
    expect(placesOf(cluster, 'other', 20)).not.toEqual(places);
    for (const place of places) {
      const at = place - cluster.tapes[2].first;
      expect(at >= 8 * DAY && (at < 10 * DAY || at > 12 * DAY)).toBe(true);
    }
  });
});

describe('a live minute', () => {
  it('goes over both extremes and ends at the close', () => {
    expect(pathOf(Float64Array.of(10, 12, 9, 11, 1))).toEqual([10, 9, 12, 11]);
    expect(pathOf(Float64Array.of(11, 12, 9, 10, 1))).toEqual([11, 12, 9, 10]);
    const path = [10, 9, 12, 11];
    expect([0, 1 / 6, 1 / 3, 2 / 3, 1].map((share) => priceAt(path, share))).toEqual([10, 9.5, 9, 12, 11]);
  });
});
