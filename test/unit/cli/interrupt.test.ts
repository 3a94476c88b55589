/** One Ctrl+C ends a run in order: what is there is printed, the lock is given back, the exit code says which signal it was. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { finished, startMane, temporaryFolder } from '../../fixtures/run-mane.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('an interrupted demo', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s: prints its summary, frees the database, exits %i',
    async (signal, code) => {
      const db = join(folder.path, `${signal}.db`);
      const child = startMane(['demo', '--headless', '--json', '--db', db], { MANE_DATA: folder.path });
      const end = finished(child);
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      child.kill(signal);
      const run = await end;
      expect(run.code).toBe(code);
      expect(run.stderr).toBe('');
      expect(run.lines().at(-1)).toMatchObject({ type: 'summary' });
      expect(existsSync(`${db}.lock`)).toBe(false);
    },
    30_000,
  );
});
