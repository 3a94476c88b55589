/** `mane rehearse` as a user calls it: JSON lines and text, changed settings, beside an engine, bad input, an interrupt. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireEngineLock } from '../../../src-main/base/lock-file.ts';
import { finished, mane, startMane, temporaryFolder } from '../../fixtures/run-mane.ts';
import { DAYS, storeTapes, type StoredTapes, TAPE_SYMBOLS, TAPE_VENUE } from '../../fixtures/stored-tapes.ts';

let tapes: StoredTapes;
const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);
const file = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};
beforeAll(async () => {
  tapes = await storeTapes();
  file('tapes.json', JSON.stringify({ venue: TAPE_VENUE, symbols: TAPE_SYMBOLS, cooldownMinutes: 0 }));
});
afterAll(() => {
  tapes.remove();
  folder.remove();
});
const env = { MANE_DATA: folder.path };
const rehearse = (...args: string[]) => mane(['rehearse', '--db', tapes.db, ...args], env);
const changed = () => ['--settings', at('tapes.json')];

describe('mane rehearse', () => {
  it(
    'prints each anomaly as detect does, with what became of it, and the summary last',
    { timeout: 90_000 },
    async () => {
      const [run, detected] = [
        await rehearse('--days', '4', ...changed(), '--json'),
        await mane(['detect', '--all', '--venue', TAPE_VENUE, '--days', '4', '--db', tapes.db, '--json'], env),
      ];
      expect(run).toMatchObject({ code: 0, stderr: '' });
      const lines = run.lines();
      const summary = lines.at(-1);
      const anomalies = lines.slice(0, -1).map(({ outcome, outcome_reason: reason, ...anomaly }) => ({ outcome, reason, anomaly })); // prettier-ignore
      expect(summary).toMatchObject({ type: 'summary', promised_per_day: 5, anomalies: anomalies.length, candles: 3 * 4 * 1440 }); // prettier-ignore
      expect(summary?.to).toMatch(/^2024-01-13T00:00:00/);
      const byId = (a: Record<string, unknown>, b: Record<string, unknown>) => String(a.id).localeCompare(String(b.id));
      expect(detected.lines().length).toBeGreaterThan(10);
      expect(anomalies.map(({ anomaly }) => anomaly).sort(byId)).toEqual(detected.lines().sort(byId));
      expect(new Set(anomalies.map(({ outcome }) => outcome))).toContain('sent');
      expect(anomalies.every(({ reason }) => typeof reason === 'string' && reason !== '')).toBe(true);
    },
  );

  it('lets single options win over the file', async () => {
    const run = await rehearse('--days', '4', ...changed(), '--budget', '30', '--symbol', 'eth-usd', '--json');
    const plain = await rehearse('--days', '4', ...changed(), '--symbol', 'ETH-USD', '--json', '--budget', '0.5');
    expect(run.lines().at(-1)).toMatchObject({ promised_per_day: 30, candles: 4 * 1440 });
    expect(Object.keys(run.lines().at(-1)?.per_symbol as object)).toEqual(['ETH-USD']);
    expect(Number(run.lines().at(-1)?.alerts)).toBeGreaterThan(Number(plain.lines().at(-1)?.alerts));
  });

  it('is text for a person, without a progress bar where there is no terminal, and runs beside an engine', async () => {
    const lock = acquireEngineLock(tapes.db, { pid: process.pid });
    expect(lock.ok).toBe(true);
    const run = await rehearse('--days', '4', ...changed());
    if (lock.ok) lock.value.release();
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/would have been sent · alerted: /);
    expect(run.stdout).toMatch(
      /4\.0 days: \d+ alerts \(\d+\.\d\d a day after learning, promised 5, most in 24 h \d+\)/,
    );
  });

  it('names symbols without candles on stderr, and goes on with the others', async () => {
    const some = file('some.json', JSON.stringify({ venue: TAPE_VENUE, symbols: ['BTC-USD', 'ADA-USD'] }));
    const run = await rehearse('--days', '2', '--settings', some, '--json');
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(
      /^mane: no stored candles of ADA-USD on test .*`mane backfill --symbol ADA-USD --days 10`\n$/,
    );
    expect(run.lines().at(-1)).toMatchObject({ type: 'summary', without_candles: ['ADA-USD'] });
  });

  it('ends at once with 130 when it is interrupted, without a summary', async () => {
    const child = startMane(['rehearse', '--db', tapes.db, '--days', String(DAYS), ...changed(), '--json'], env);
    const end = finished(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.kill('SIGINT');
    const run = await end;
    expect(run).toMatchObject({ code: 130, stderr: '' });
    expect(run.lines().length).toBeGreaterThan(0);
    expect(run.lines().filter(({ type }) => type !== 'anomaly')).toEqual([]);
  });
});

describe('mane rehearse, given what is wrong', () => {
  const good = '{"venue": "test"}';
  it.each([
    ['no days', [], good, /--days: expected 1 to 400 days/],
    ['too many days', ['--days', '500'], good, /--days: expected 1 to 400 days \(given: 500\)/],
    [
      'a budget of nothing',
      ['--days', '4', '--budget', '0'],
      good,
      /--budget: expected 0\.1 to 100 alerts a day \(given: 0\)/,
    ],
    ['a symbol that is none', ['--days', '4', '--symbol', 'btc'], good, /"BTC" is not a symbol; expected BASE-QUOTE/],
    [
      'settings that are no JSON',
      ['--days', '4'],
      '{"alertsPerDay": 3,\n}',
      /patch\.json: expected a JSON object of settings \(.*line 2/,
    ],
    [
      'settings that are no object',
      ['--days', '4'],
      '[1]',
      /patch\.json: \(root\): expected a JSON object of settings/,
    ],
    ['a value out of bounds', ['--days', '4'], '{"alertsPerDay": 1000}', /patch\.json: alertsPerDay: .*<=100/],
    [
      'a wrong time',
      ['--days', '4'],
      '{"quietHours": {"enabled": true, "from": "22"}}',
      /patch\.json: quietHours\.from: expected HH:MM/,
    ],
    [
      'an unknown key',
      ['--days', '4'],
      '{"alertPerDay": 3}',
      /patch\.json: alertPerDay: unknown setting; expected one of .*alertsPerDay/,
    ],
    [
      'an unknown key inside',
      ['--days', '4'],
      '{"quietHours": {"form": "22:00"}}',
      /patch\.json: quietHours\.form: unknown setting; expected one of enabled, from, to/,
    ],
    ['thresholds that are none', ['--days', '4', '--thresholds', at('bad.yaml')], good, /bad\.yaml: line 1: defaults/],
    ['an unknown option', ['--days', '4', '--bogus'], good, /--bogus/],
  ] as const)('%s: exit 2 and one line', async (_name, args, settings, message) => {
    // prettier-ignore
    file('bad.yaml', 'defaults:\n  global: {}\n');
    const run = await rehearse(...args, '--settings', file('patch.json', settings));
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(run).toMatchObject({ code: 2, stdout: '' });
  });

  it('a settings file that is not there: exit 2', async () => {
    const run = await rehearse('--days', '4', '--settings', at('none.json'));
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/none\.json: cannot be read/);
  });

  it('no candles at all: exit 1, what is missing and what to do', async () => {
    const run = await rehearse('--days', '4', '--symbol', 'BTC-USD', '--venue', 'kraken', '--json');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(
      /mane\.db: no stored candles of BTC-USD on kraken .*`mane backfill --symbol BTC-USD --days 12`/,
    );
  });

  it('a database that is not there is not created: exit 1', async () => {
    const run = await mane(['rehearse', '--days', '4', '--db', at('none.db')], env);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/none\.db: no such database/);
    expect(existsSync(at('none.db'))).toBe(false);
  });
});
