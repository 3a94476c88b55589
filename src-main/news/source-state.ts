/**
 * Whether a source may be asked, and what Health says of it. After a failure it is left alone for a growing wall time (a
 * Retry-After is a floor); a missing page or a refused key for six hours, the key's until it changes. Never throws.
 */
import { fault, type Fault, ok, type Result } from '../../src-shared/fault.ts';
import type { SourceHealth } from '../../src-shared/health.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../src-shared/market.ts';
import type { RawNewsItem } from '../../src-shared/news.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import { createBackoff } from '../base/backoff.ts';
import { seededRandom } from '../base/random.ts';

/** A failure of a source; `wrongKey`: the service refused the key. */
export interface Trouble extends Fault {
  readonly wrongKey?: true;
}
export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Trouble };

export interface SourceState {
  /** What to answer while the source is left alone; null when it may be asked. `key`: the one in use now. */
  resting(key?: string): Fault | null;
  failed(trouble: Trouble, now: EpochMs, key?: string): Result<never>;
  /** `note`: what the user should know although it works. */
  succeeded(state: 'ok' | 'unchanged', items: RawNewsItem[], now: EpochMs, note?: string): Result<RawNewsItem[]>;
  /** Not set up: neither asked nor an outage. */
  disabled(detail: string): Result<RawNewsItem[]>;
  /** The service's own limit is used up: nothing is asked for this long, and nothing failed. */
  pause(ms: number): void;
  health(): SourceHealth;
}

const USED_UP = 'the requests of this period are used up; asked again when the next begins';
const LEFT_ALONE_MS = 6 * HOUR_MS;

export function createSourceState(id: string, wall: TimeSource): SourceState {
  const random = seededRandom(id);
  const backoff = createBackoff({ baseMs: 10_000, capMs: 30 * MINUTE_MS, random: () => random.next() });
  let silentUntil = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let refusedKey: string | null = null;
  let health: SourceHealth = { id, state: 'idle', lastReadAt: null, lastOkAt: null, items: 0, detail: null };
  const rest = (detail: string, sure: boolean): Fault => fault(sure ? 'corrupt' : 'unavailable', detail);
  return {
    resting(key) {
      if (wall.now() < pausedUntil) return rest(`${id}: ${USED_UP}`, false);
      const otherKey = refusedKey !== null && key !== refusedKey;
      if (otherKey || wall.now() >= silentUntil) return null;
      return rest(`${id} is waiting after: ${health.detail ?? ''}`, health.state === 'failed');
    },
    failed(trouble, now, key) {
      const floor = trouble.kind === 'not_found' || trouble.wrongKey ? LEFT_ALONE_MS : 0;
      silentUntil = wall.now() + Math.max(backoff.next(trouble), floor);
      refusedKey = trouble.wrongKey ? (key ?? '') : null;
      const state = trouble.retryable ? 'backing_off' : 'failed';
      health = { ...health, state, lastReadAt: now, detail: trouble.detail };
      return { ok: false, fault: trouble };
    },
    succeeded(state, items, now, note) {
      backoff.reset();
      silentUntil = Number.NEGATIVE_INFINITY;
      refusedKey = null;
      const total = health.items + items.length;
      health = { ...health, state, lastReadAt: now, lastOkAt: now, items: total, detail: note ?? null };
      return ok(items);
    },
    disabled(detail) {
      health = { ...health, state: 'disabled', detail };
      return ok([]);
    },
    pause: (ms) => void (pausedUntil = wall.now() + ms),
    health: () => (wall.now() < pausedUntil ? { ...health, detail: USED_UP } : health),
  };
}
