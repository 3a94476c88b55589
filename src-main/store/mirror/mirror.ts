/**
 * Keeps a PostgreSQL database beside the local store in step with it, both ways, as a loop of its own: the engine never waits for
 * it, and a server that is away costs a backlog. What is queued was queued in the transaction that wrote it; everything sent is
 * an upsert by key, so a crash anywhere only sends it again.
 */
import { faultOf, messageOf, type Fault } from '../../../src-shared/fault.ts';
import type { MirrorHealth } from '../../../src-shared/mirror.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import { createBackoff } from '../../base/backoff.ts';
import type { Logger } from '../../base/logger.ts';
import { labelOf, type PostgresAddress } from '../postgres/address.ts';
import { connect } from '../postgres/connection.ts';
import { createReader } from '../postgres/reader.ts';
import type { Fence } from './fence.ts';
import { asFault, createMirrorKeeper } from './mirror-health.ts';
import { othersOf } from './mirror-push.ts';
import { SETTLED_MS } from './push-admission.ts';
import type { History } from './read-through.ts';
import { openSession, type Session } from './session.ts';
import type { Applied, AsyncMirrorSide } from './side.ts';

export interface MirrorOptions {
  readonly local: AsyncMirrorSide;
  readonly address: PostgresAddress;
  readonly wall: TimeSource;
  /** Default: the wall's. */
  readonly market?: Pick<TimeSource, 'now'>;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly fence?: Fence;
  /** What other machines wrote is stored here now. */
  readonly onPulled?: (taken: Applied['taken']) => void;
  /** What was raised here gave way to another machine's. */
  readonly onReplaced?: (replaced: Applied['replaced']) => void;
  /** Symbols came to this machine, with what another one left unfinished of them. */
  readonly onCame?: () => void;
  /** Milliseconds without an answer after which a connection is taken for dead. */
  readonly answerWithinMs?: number;
  /** Told once when the server goes, and for bugs. */
  readonly onFault?: (fault: Fault) => void;
}

export interface Mirror {
  health(): MirrorHealth;
  /** Pushes what waits by now. Rejects with the fault when the server cannot be reached. */
  pushNow(): Promise<void>;
  /** Takes what others wrote by now. */
  pullNow(): Promise<void>;
  /** There is something that others should see at once: does not wait for the next turn. */
  hurry(): void;
  /** Older history, while the server can be reached; else null. */
  history(): History | null;
  /** Ends the loop and the connections; what waits stays queued. */
  stop(): Promise<void>;
}

const PUSH_EVERY_MS = 500;
const PULL_EVERY_MS = 1000;
const SEAL_EVERY_MS = 60_000;
const SOONEST_MS = 50;
/** Steps of one direction in a row. */
const STEPS = 25;
const ANSWER_WITHIN_MS = 30_000;

const STOP_WITHIN_MS = 3000;
const UNKNOWN = 'asking the server which machine collects which symbol';

export function startMirror(options: MirrorOptions): Mirror {
  const { local, address, wall, market = wall, logger, random, fence, onFault } = options;
  const { answerWithinMs = ANSWER_WITHIN_MS } = options;
  const keeper = createMirrorKeeper(labelOf(address));
  const connection = connect(address, logger, { answerWithinMs });
  const history = createReader(connection);
  const backoff = createBackoff({ baseMs: 500, capMs: 10_000, random });
  const stopping = new AbortController();
  const { signal } = stopping;
  let session: Session | null = null;
  let pullAt = 0;
  let sealAt = 0;
  let down = false;
  let turn: Promise<unknown> = Promise.resolve();
  let hurried = new AbortController();

  /** One thing at a time, whoever asks. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  }

  async function ready(): Promise<Session> {
    if (session !== null) return session;
    const opened = await openSession({ ...options, connection, keeper, signal });
    keeper.reached();
    return (session = opened);
  }

  async function cycle(): Promise<boolean> {
    const { push, pull, seal } = await ready();
    // Pulled first: what is here from before (a restored backup) must not be pushed over what is newer there. And again as soon as
    // it is due: what others found does not wait until a large backlog of this machine's is sent.
    const more = await upTo(STEPS, async () => {
      if (wall.now() >= pullAt && !(await upTo(STEPS, pull))) pullAt = wall.now() + PULL_EVERY_MS;
      return push();
    });
    await count();
    succeeded();
    // Whenever nothing waits, and at once after a seal: a first copy leaves many texts.
    if (!more && wall.now() >= sealAt && !(await seal())) sealAt = wall.now() + SEAL_EVERY_MS;
    return more;
  }

  /** True when the last step still found something. */
  async function upTo(steps: number, step: () => Promise<boolean>): Promise<boolean> {
    for (let k = 0; k < steps; k++) {
      if (signal.aborted || !(await step())) return false;
      // What got through shows that the server is well: the next trouble is a new one.
      backoff.reset();
    }
    return true;
  }

  async function count(): Promise<void> {
    // While nobody knows who is to send it, everything that waits is told.
    const others = fence?.isKnown() === false ? [] : await othersOf(local, fence);
    keeper.waiting(await local.backlog(others, market.now() - SETTLED_MS), session?.state.initialTotal ?? 0);
  }

  /** Nothing may be left to send because nobody knows yet whose it is. */
  function health(): MirrorHealth {
    const report = keeper.report(wall.now());
    if (report.state !== 'in_step' || fence?.isKnown() !== false) return report;
    return { ...report, state: 'connecting', detail: report.detail ?? UNKNOWN };
  }

  function succeeded(): void {
    if (down) logger.info('the mirror is in touch with PostgreSQL again');
    down = false;
    keeper.reached();
    backoff.reset();
  }

  function failed(error: unknown): Fault {
    const known = asFault(faultOf(error), messageOf(error));
    if (faultOf(error) === null) logger.error({ error: messageOf(error) }, 'the mirror failed unexpectedly');
    keeper.failed(known);
    // Another database may answer next time.
    session = null;
    if (!down) {
      logger.warn({ detail: known.detail }, 'the mirror cannot work with PostgreSQL and will try again');
      onFault?.(known);
    }
    down = true;
    return known;
  }

  /** Waits while the backlog that grows meanwhile is seen. */
  async function pause(ms: number): Promise<void> {
    for (let left = ms; left > 0 && !signal.aborted; left -= 1000) {
      await wall.sleep(Math.min(left, 1000), signal).catch(() => undefined);
      if (ms > 1000 && !signal.aborted) await count().catch(() => undefined);
    }
  }

  /** Until the next push is due, or the next pull, or somebody is in a hurry. */
  async function rest(): Promise<void> {
    const ms = Math.max(SOONEST_MS, Math.min(PUSH_EVERY_MS, pullAt - wall.now()));
    await wall.sleep(ms, AbortSignal.any([signal, hurried.signal])).catch(() => undefined);
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      hurried = new AbortController();
      try {
        const more = await inTurn(cycle);
        if (!more) await rest();
      } catch (error) {
        if (signal.aborted) return;
        await pause(backoff.next(failed(error)));
      }
    }
  }
  const running = run();

  const now = (work: (session: Session) => Promise<boolean>) =>
    inTurn(async () => {
      try {
        const opened = await ready();
        while (!signal.aborted && (await work(opened)));
        await count();
        succeeded();
      } catch (error) {
        failed(error);
        throw error;
      }
    });
  return {
    health,
    pushNow: () => now(({ push }) => push()),
    // Twice: the run of pages that is under way may have passed the place of a transaction that ended since.
    pullNow: async () => {
      await now(({ pull }) => pull());
      await now(({ pull }) => pull());
    },
    hurry: () => hurried.abort(),
    history: () => (session === null ? null : history),
    async stop() {
      stopping.abort();
      const ended = Promise.all([running, turn]).then(() => connection.close());
      const patience = new AbortController();
      // A network that swallows everything must not keep the program from ending.
      await Promise.race([ended, wall.sleep(STOP_WITHIN_MS, patience.signal).catch(() => undefined)]);
      patience.abort();
    },
  };
}
