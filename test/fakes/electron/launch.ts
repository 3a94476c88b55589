/** Starts the built app under the fake, and speaks to it from a test as its user would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from './control.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
export const BUILT_MAIN = here('../../../out/main/main.js');

export interface AppState {
  created: number;
  windows: {
    visible: boolean;
    focused: number;
    loaded: string[];
    options: { webPreferences: Record<string, unknown> };
  }[];
  notifications: { title: string; body: string }[];
  tray: { tooltip: string; items: string[] }[];
  external: string[];
}

type Wish = Command extends infer Each ? (Each extends Command ? Omit<Each, 'id'> : never) : never;

export interface DrivenApp {
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  /** What it wrote to stderr. */
  stderr(): string;
  ask(wish: Wish): Promise<unknown>;
  state(): Promise<AppState>;
}

export function launchBuilt(args: string[], env: Record<string, string>): DrivenApp {
  const child = spawn(process.execPath, ['--import', here('./register.mjs'), BUILT_MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let written = '';
  child.stderr?.on('data', (data: Buffer) => (written += data.toString()));
  const open = new Map<number, (answer: { result?: unknown; error?: string }) => void>();
  child.on('message', (answer: { id?: number; result?: unknown; error?: string }) => {
    if (answer.id !== undefined) open.get(answer.id)?.(answer);
  });
  let last = 0;
  const ask = (wish: Wish): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      open.set(id, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(error))));
      child.send({ ...wish, id });
    });
  return {
    process: child,
    exited: new Promise((resolve) => child.once('exit', resolve)),
    stderr: () => written,
    ask,
    state: async () => (await ask({ do: 'state' })) as AppState,
  };
}
