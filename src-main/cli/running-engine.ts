/** The engine that holds the database, over its loopback host: its lock file names port and token to programs of the same user. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import WebSocket from 'ws';
import type { Contract } from '../../src-shared/contract.ts';
import { fault, FaultError, throwFault } from '../../src-shared/fault.ts';
import { readEngineLock } from '../base/lock-file.ts';

export type EngineClient = ContractRouterClient<Contract>;

/** Null when no engine runs on this database. Throws `unavailable` when one does and cannot be asked. */
export async function overRunningEngine<T>(
  database: string,
  work: (client: EngineClient, pid: number) => Promise<T>,
): Promise<{ readonly value: T } | null> {
  const lock = readEngineLock(database);
  if (lock === null) return null;
  const { pid, port, token } = lock;
  if (port === undefined || token === undefined)
    throwFault(
      'unavailable',
      `the engine with pid ${pid} holds ${database} and offers no port (the app): use its Settings and Health, or close it`,
    );
  const socket = await open(port, token, pid);
  try {
    return { value: await work(createORPCClient(new RPCLink({ websocket: socket })), pid) };
  } finally {
    socket.close();
  }
}

function open(port: number, token: string, pid: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { authorization: `Bearer ${token}` } });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.on('error', () => reject(gone(pid)));
  });
}

const gone = (pid: number): FaultError =>
  new FaultError(fault('unavailable', `the engine with pid ${pid} does not answer: try again`));
