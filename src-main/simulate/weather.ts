/**
 * What a test or a scripted fault does to the simulated servers: refuse connections, answer HTML or 429, take a news feed
 * down. Deadlines are wall time. Only state; the servers ask it before they answer.
 */
import type { TimeSource } from '../../src-shared/ports/clock.ts';

export interface Weather {
  refuse(ms: number): void;
  limitRate(ms: number, retryAfterSeconds: number): void;
  answerHtml(on: boolean): void;
  newsDown(id: string, on: boolean): void;
  refusing(): boolean;
  /** Seconds of the Retry-After header while requests are limited, else null. */
  limited(): number | null;
  html(): boolean;
  isNewsDown(id: string): boolean;
}

export const HTML_PAGE =
  '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your connection</h1></body></html>';

export function createWeather(wall: TimeSource): Weather {
  let refusedUntil = -Infinity;
  let limitedUntil = -Infinity;
  let retryAfter = 0;
  let html = false;
  const down = new Set<string>();
  return {
    refuse: (ms) => void (refusedUntil = wall.now() + ms),
    limitRate(ms, seconds) {
      limitedUntil = wall.now() + ms;
      retryAfter = seconds;
    },
    answerHtml: (on) => void (html = on),
    newsDown: (id, on) => void (on ? down.add(id) : down.delete(id)),
    refusing: () => wall.now() < refusedUntil,
    limited: () => (wall.now() < limitedUntil ? retryAfter : null),
    html: () => html,
    isNewsDown: (id) => down.has(id),
  };
}
