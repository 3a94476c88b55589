/**
 * Endless capped exponential backoff with full jitter (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015). A Retry-After of the other side is a floor, not a suggestion.
 */
import type { Fault } from '../../src-shared/fault.ts';

export interface BackoffOptions {
  readonly baseMs: number;
  readonly capMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export interface Backoff {
  /** Milliseconds of wall time to wait before the next try. */
  next(fault?: Fault): number;
  reset(): void;
  readonly attempts: number;
}

export function createBackoff({ baseMs, capMs, random }: BackoffOptions): Backoff {
  let attempts = 0;
  return {
    next(fault) {
      const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempts, 30));
      attempts += 1;
      // Half fixed, half jitter: never zero, so that a dead host is not hammered by a lucky draw.
      const wait = ceiling / 2 + (random() * ceiling) / 2;
      return Math.max(wait, fault?.retryAfterMs ?? 0);
    },
    reset() {
      attempts = 0;
    },
    get attempts() {
      return attempts;
    },
  };
}
