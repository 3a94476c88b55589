/**
 * The running engine of a database, asked over its loopback host: the lock file beside the database, which only its owner may read,
 * names port and token. An engine without a host (the app's) cannot be asked; that is said with its pid.
 */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import WebSocket from 'ws';
import type { Contract } from '../../src-shared/contract.ts';
import { fault, FaultError, FaultKindSchema, messageOf, throwFault } from '../../src-shared/fault.ts';
import { readEngineLock } from '../base/lock-file.ts';

export type EngineClient = ContractRouterClient<Contract>;

/** Null when no engine runs. What the engine refuses is thrown as its fault. */
export async function askEngine<T>(database: string, ask: (client: EngineClient) => Promise<T>): Promise<T | null> {
  const engine = readEngineLock(database);
  if (engine === null) return null;
  const { pid, port, token } = engine;
  if (port === undefined || token === undefined)
    throwFault(
      'conflict',
      `the engine with pid ${pid} is running on ${database} and takes no commands; close it first`,
    );
  const socket = await open(`ws://127.0.0.1:${port}/rpc`, token, pid);
  try {
    return await ask(createORPCClient(new RPCLink({ websocket: socket })));
  } catch (error) {
    return rethrow(error);
  } finally {
    socket.close();
  }
}

function open(url: string, token: string, pid: number): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` }, handshakeTimeout: 10_000 });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.on('error', (error) => reject(refused(pid, messageOf(error))));
  });
}

const refused = (pid: number, why: string): FaultError =>
  new FaultError(fault('unavailable', `the engine with pid ${pid} does not take commands (${why})`));

/** The contract's one error carries a fault. */
function rethrow(error: unknown): never {
  const data = (error as { data?: { kind?: unknown; detail?: unknown } }).data;
  const kind = FaultKindSchema.safeParse(data?.kind);
  if (kind.success) return throwFault(kind.data, String(data?.detail));
  throw error;
}
