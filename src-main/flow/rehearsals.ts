/**
 * Rehearsals asked of a running engine: one at a time, because each takes what the engine's thread has left over. A second one is
 * refused as a conflict; the place is free again the moment the first one's signal aborts or its events have ended.
 */
import { failed, ok, type Result } from '../../src-shared/fault.ts';
import type { RehearsalEvent, RehearsalRequest } from '../../src-shared/rehearsal.ts';
import { parseThresholds, type Thresholds } from '../detect/thresholds.ts';
import type { Core } from './core.ts';
import { rehearsalSettings } from './rehearsal-settings.ts';
import { rehearse, type RehearsalOptions } from './rehearse.ts';

export interface RehearsalsOptions {
  readonly core: Pick<Core, 'reader' | 'venue' | 'symbols' | 'settings' | 'clock'>;
  /** In force, unless the request brings others. */
  readonly thresholds: Thresholds;
}

export interface Rehearsals {
  start(request: RehearsalRequest, signal: AbortSignal): Promise<Result<AsyncIterableIterator<RehearsalEvent>>>;
  /** Ends the one that runs. */
  stop(): void;
}

export function createRehearsals(options: RehearsalsOptions): Rehearsals {
  let running: AbortController | null = null;
  return {
    async start(request, signal) {
      const wanted = optionsOf(options, request);
      if (!wanted.ok) return wanted;
      if (running !== null) return failed('conflict', 'a rehearsal is running already; close it first');
      const own = new AbortController();
      running = own;
      const free = (): void => {
        if (running === own) running = null;
      };
      const either = AbortSignal.any([signal, own.signal]);
      either.addEventListener('abort', free, { once: true });
      if (either.aborted) free();
      try {
        const events = await rehearse(wanted.value, either);
        if (!events.ok) free();
        return events.ok ? ok(thenFree(events.value, free)) : events;
      } catch (error) {
        free();
        throw error;
      }
    },
    stop: () => running?.abort(),
  };
}

async function* thenFree(events: AsyncIterable<RehearsalEvent>, free: () => void) {
  try {
    yield* events;
  } finally {
    free();
  }
}

function optionsOf({ core, thresholds }: RehearsalsOptions, request: RehearsalRequest): Result<RehearsalOptions> {
  // What is watched and where may differ from the settings: they take effect at the next start.
  const inForce = { ...core.settings(), symbols: [...core.symbols] };
  const settings = rehearsalSettings(inForce, request.settings);
  if (!settings.ok) return settings;
  const given = request.thresholds;
  const other = given === undefined ? ok(thresholds) : parseThresholds(given, 'thresholds');
  if (!other.ok) return other;
  return ok({
    reader: core.reader,
    venue: request.settings.venue === undefined ? core.venue : settings.value.venue,
    settings: settings.value,
    thresholds: other.value,
    days: request.days,
    wall: core.clock.wall,
  });
}
