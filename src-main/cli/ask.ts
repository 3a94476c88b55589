/** A yes-or-no question to the person at the terminal; no where there is none, because a script must not wait. */
import { createInterface } from 'node:readline/promises';
import type { CommandContext } from './context.ts';

/** Only `y` and `yes` are yes. */
export async function ask({ isTerminal, json, signal }: CommandContext, question: string): Promise<boolean> {
  if (!isTerminal || json || !process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    terminal.close();
  }
}
