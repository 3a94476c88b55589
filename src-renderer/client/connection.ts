/**
 * Keeps one session with the engine alive: connect deadline, a heartbeat that proves that the engine answers, and endless
 * capped backoff with jitter. Its state is what the window shows; calls made while offline are refused, never queued.
 */
import { createORPCClient, DynamicLink, ORPCError, type ClientContext } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../src-shared/contract.ts';
import type { Opener, Session } from './transport.ts';
import { createValueStore, type ValueStore } from './value-store.ts';

export type EngineClient = ContractRouterClient<Contract>;

export type ConnectionState =
  | { readonly kind: 'connecting'; readonly everOnline: boolean }
  | { readonly kind: 'online'; readonly session: number }
  /** `nextTryAt` is wall time, epoch ms. */
  | { readonly kind: 'offline'; readonly everOnline: boolean; readonly since: number; readonly nextTryAt: number };

export interface Connection {
  readonly client: EngineClient;
  readonly state: ValueStore<ConnectionState>;
  /** Runs `work` once per online session; its signal aborts when that session ends. */
  readonly onSession: (work: (signal: AbortSignal) => void) => void;
  readonly retryNow: () => void;
  readonly close: () => void;
}

export interface ConnectionOptions {
  readonly connectMs: number;
  readonly heartbeatMs: number;
  readonly answerMs: number;
  /** First and largest pause between tries, ms. */
  readonly backoffMs: readonly [number, number];
}
const DEFAULTS: ConnectionOptions = { connectMs: 5000, heartbeatMs: 5000, answerMs: 6000, backoffMs: [400, 8000] };

export const pauseAfter = (failures: number, [first, most]: readonly [number, number], random = Math.random): number =>
  Math.min(most, first * 2 ** Math.min(failures, 20)) * (0.75 + random() / 2);

export function createConnection(open: Opener, given: Partial<ConnectionOptions> = {}): Connection {
  const options = { ...DEFAULTS, ...given };
  const life = new AbortController();
  const state = createValueStore<ConnectionState>({ kind: 'connecting', everOnline: false });
  const works: ((signal: AbortSignal) => void)[] = [];
  let current: { session: Session; ended: AbortController } | null = null;
  let sessions = 0;
  let wake: () => void = () => undefined;

  const link = new DynamicLink<ClientContext>(() => {
    if (current === null) throw new Error('the engine does not answer');
    return current.session.link;
  });
  const client: EngineClient = createORPCClient(link);

  const answers = async (): Promise<boolean> => {
    try {
      await client.health(undefined, { signal: AbortSignal.timeout(options.answerMs) });
      return true;
    } catch (error) {
      return error instanceof ORPCError && error.defined;
    }
  };

  const serve = async (session: Session): Promise<boolean> => {
    const ended = new AbortController();
    current = { session, ended };
    void session.closed.then(() => {
      current = null;
      ended.abort();
    });
    const alive = await answers();
    if (alive && !ended.signal.aborted) {
      state.set({ kind: 'online', session: (sessions += 1) });
      works.forEach((work) => work(ended.signal));
      while (!ended.signal.aborted && (await pause(options.heartbeatMs, ended.signal), await answers()));
    }
    current = null;
    ended.abort();
    session.close();
    return alive;
  };

  const attempt = async (): Promise<boolean> => {
    try {
      return await serve(await open(AbortSignal.any([life.signal, AbortSignal.timeout(options.connectMs)])));
    } catch {
      return false; // unreachable: the state that follows says so
    }
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !life.signal.aborted; failures += 1) {
      if (await attempt()) failures = 0;
      if (life.signal.aborted) return;
      const wait = pauseAfter(failures, options.backoffMs);
      const before = state.get();
      const since = before.kind === 'offline' ? before.since : Date.now();
      state.set({ kind: 'offline', everOnline: sessions > 0, since, nextTryAt: Date.now() + wait });
      await Promise.race([pause(wait, life.signal), new Promise<void>((resolve) => (wake = resolve))]);
    }
  };
  void run();

  return {
    client,
    state,
    onSession: (work) => void works.push(work),
    retryNow: () => wake(),
    close() {
      life.abort();
      current?.session.close();
    },
  };
}

/** Resolves after `ms`, or at once when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
