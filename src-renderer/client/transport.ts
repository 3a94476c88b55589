/**
 * A session with the engine, however it is reached. `closed` resolves when the other side is gone; `link` carries calls.
 * An opener rejects when the engine cannot be reached or the signal aborts.
 */
import type { ClientContext, ClientLink } from '@orpc/client';

export interface Session {
  readonly link: ClientLink<ClientContext>;
  readonly closed: Promise<void>;
  close(): void;
}
export type Opener = (signal: AbortSignal) => Promise<Session>;
