/**
 * Keeps the detection's state in the store so that a crash loses nothing and tells nothing twice. A state is a picture of one
 * moment, taken at once, and is stored only after the candles and anomalies of that moment are durable: a restart then walks
 * minutes again (which is harmless) but never skips one. What all symbols share (open episodes, the budget) goes first, and
 * again soon after each change of an episode: an episode the user was told of must not be raised a second time.
 */
import type { EpochMs } from '../../src-shared/market.ts';
import type { Core } from './core.ts';

export interface SavedState {
  /** Open time of the last minute that is inside `detection`. */
  readonly minute: EpochMs;
  readonly detection: unknown;
}

export const stateKey = (venue: string, symbol: string): string => `detect|${venue}|${symbol}`;
export const sharedKey = (venue: string): string => `detect|${venue}`;

/** Wall ms between two saves of everything. */
const SAVE_MS = 15_000;

export type Keepable = Pick<Core, 'venue' | 'symbols' | 'clock' | 'writer' | 'writes' | 'sampler' | 'detection'> & {
  readonly hub: Pick<Core['hub'], 'listen'>;
};

export interface StateKeeper {
  /** Saves what is due: everything now and then, the shared part after an episode changed. */
  step(): Promise<void>;
  save(): Promise<void>;
  stop(): void;
}

export function createStateKeeper(core: Keepable): StateKeeper {
  const { clock, writer, writes, sampler } = core;
  let changed = false;
  let savedAt = clock.wall.now();
  const stop = core.hub.listen('anomalies', () => (changed = true));
  const save = async (): Promise<void> => {
    const states = picture(core);
    savedAt = clock.wall.now();
    changed = false;
    await writes.idle();
    await sampler.flush();
    await writer.flush();
    for (const [key, value] of states) await writer.saveState(key, value);
  };
  const saveShared = async (): Promise<void> => {
    const shared = core.detection.serialiseShared();
    changed = false;
    await writes.idle();
    await writer.saveState(sharedKey(core.venue), shared);
  };
  return {
    async step() {
      if (clock.wall.now() - savedAt >= SAVE_MS) await save();
      else if (changed) await saveShared();
    },
    save,
    stop,
  };
}

/** Of one moment: nothing may be awaited in here. */
function picture({ venue, symbols, detection }: Keepable): [key: string, value: unknown][] {
  const states: [string, unknown][] = [[sharedKey(venue), detection.serialiseShared()]];
  for (const symbol of symbols) {
    const minute = detection.lastMinute(symbol);
    if (minute === null) continue;
    const state: SavedState = { minute, detection: detection.serialise(symbol) };
    states.push([stateKey(venue, symbol), state]);
  }
  return states;
}
