/**
 * An engine that starts over when its settings ask for it, while the process and its host stay: the running one is closed in
 * order, then the next is started. One restart at a time; one that fails leaves its reason and the means to mend it.
 */
import { fault, faultOf, messageOf, ok, type Fault } from '../../src-shared/fault.ts';
import type { Health } from '../../src-shared/health.ts';
import type { Engine } from '../../src-shared/ports/engine.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { SettingsStore } from '../base/settings-file.ts';
import { createFailedEngine } from './failed-engine.ts';

export interface Run {
  readonly engine: Engine;
  /** Resolves when it is stopped; rejects with what it cannot go on from. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export interface RestartableOptions<R extends Run> {
  /** `again` starts over soon after it was called. */
  readonly start: (again: () => void) => Promise<R>;
  readonly settings: SettingsStore;
  readonly wall: TimeSource;
  readonly logger: Logger;
}

export interface Restartable<R extends Run> {
  /** Speaks for whichever engine there is. */
  readonly engine: Engine;
  readonly first: R;
  /** How the first one ends, unless it is started over: what later ones end with is told by their health. */
  readonly ended: Promise<void>;
  /** Around a restart: no call arrives between `away` and `back`. `run` is null when the start failed. */
  around(away: () => void, back: (run: R | null) => void): void;
  close(): Promise<void>;
}

/** The answer to whoever asked gets out first. */
const ANSWER_MS = 100;

export async function createRestartable<R extends Run>(o: RestartableOptions<R>): Promise<Restartable<R>> {
  let busy: Promise<void> | null = null;
  let closed = false;
  let hooks: { away: () => void; back: (run: R | null) => void } | null = null;
  let restarted = false;
  const again = (): void => {
    if (closed || busy !== null) return;
    restarted = true;
    busy = startOver().finally(() => (busy = null));
  };
  const first = await o.start(again);
  let run: R | null = first;
  let engine = first.engine;

  async function startOver(): Promise<void> {
    await o.wall.sleep(ANSWER_MS);
    hooks?.away();
    const before = engine.health();
    try {
      await run?.close();
      run = await o.start(again);
      engine = run.engine;
    } catch (error) {
      const known = faultOf(error) ?? fault('unavailable', messageOf(error));
      o.logger.error({ err: error }, 'the engine could not be started again');
      run = null;
      engine = failedRestart(known, before, o.settings, again, engine);
    }
    run?.ended.catch(() => undefined);
    hooks?.back(run);
  }

  return {
    engine: new Proxy({} as Engine, { get: (_, key) => Reflect.get(engine, key) as unknown }),
    first,
    ended: new Promise((resolve, reject) => {
      first.ended.then(
        () => !restarted && resolve(),
        (error: unknown) => !restarted && reject(error instanceof Error ? error : new Error(String(error))),
      );
    }),
    around: (away, back) => void (hooks = { away, back }),
    async close() {
      closed = true;
      await busy;
      await run?.close();
    },
  };
}

/** Health with the reason, the settings to mend, and another try; everything else is refused with the reason. */
function failedRestart(
  why: Fault,
  before: Health,
  settings: SettingsStore,
  again: () => void,
  { setup }: Engine,
): Engine {
  const failure = { time: before.marketNow, kind: why.kind, detail: why.detail };
  const health: Health = {
    ...before,
    feed: { ...before.feed, state: 'stopped', lastFault: why.detail },
    backfill: { active: false, done: 0, total: 0, symbol: null, etaMs: null },
    faults: [failure, ...before.faults],
  };
  return createFailedEngine(why, {
    health: () => health,
    watchList: () => [],
    settings: () => settings.get(),
    changeSettings: async (patch) => settings.set(patch),
    setup,
    restart: () => ok(again()),
  });
}
