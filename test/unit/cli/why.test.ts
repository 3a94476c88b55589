/** `mane why` as a user calls it: over a stored tape without an engine, in text and JSON, and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireEngineLock } from '../../../src-main/base/lock-file.ts';
import { openSettings } from '../../../src-main/base/settings-file.ts';
import { mane, temporaryFolder } from '../../fixtures/run-mane.ts';
import { storeTapes, type StoredTapes, TAPE_SYMBOLS, TAPE_VENUE } from '../../fixtures/stored-tapes.ts';

let tapes: StoredTapes;
const folder = temporaryFolder();
beforeAll(async () => {
  tapes = await storeTapes();
  openSettings(folder.path).set({ venue: TAPE_VENUE, symbols: [...TAPE_SYMBOLS] });
});
afterAll(() => {
  tapes.remove();
  folder.remove();
});
const why = (...args: string[]) => mane(['why', '--db', tapes.db, ...args], { MANE_DATA: folder.path });
/** Two hours near the end of the tapes. */
const STRETCH = ['--from', '2024-01-12T20:00Z', '--to', '2024-01-12T22:00Z'];

describe('mane why', () => {
  it('says what was largest, how rare it was, and what is not known, also beside an engine that takes no calls', async () => {
    const lock = acquireEngineLock(tapes.db, { pid: process.pid });
    const [text, json] = await Promise.all([why(...STRETCH), why(...STRETCH, '--symbol', 'eth-usd', '--json')]);
    if (lock.ok) lock.value.release();
    expect(text).toMatchObject({ code: 0, stderr: '' });
    const [asked, ...lines] = text.stdout.trim().split('\n');
    expect(asked).toBe('2024-01-12 20:00 UTC to 22:00 UTC');
    expect(lines.join('\n')).toMatch(/The largest move was [A-Z]+-USD [+−][\d.]+ % in \d+ min at 2\d:\d\d UTC, .*; where alerts started then is not known\./); // prettier-ignore
    expect(lines.join('\n')).toContain('was not written down');
    expect(lines.join('\n')).toContain('Rarity was worked out again from the stored candles.');
    const [answer] = json.lines() as { type: string; symbol: string; largest: { symbol: string; lambdaPerDay: number }; minutes: number }[]; // prettier-ignore
    expect(answer).toMatchObject({ type: 'why', symbol: 'ETH-USD', minutes: 120, largest: { symbol: 'ETH-USD' } });
    expect(answer.largest.lambdaPerDay).toBeGreaterThan(0);
  });

  it('refuses what is no time, a stretch too long, and a database that is not there', async () => {
    const [bad, long, none] = await Promise.all([
      why('--from', 'yesterday'),
      why('--from', '2024-01-01T00:00Z', '--to', '2024-01-20T00:00Z'),
      mane(['why', '--db', `${folder.path}/none.db`], { MANE_DATA: folder.path }),
    ]);
    expect([bad.code, long.code, none.code]).toEqual([2, 2, 1]);
    expect(bad.stderr).toMatch(/--from: expected an ISO time .* \(given: "yesterday"\)/);
    expect(long.stderr).toContain('at most seven days');
    expect(none.stderr).toContain('no such database');
  });
});
