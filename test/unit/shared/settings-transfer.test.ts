/** Settings as a file: what was written is read back, nothing secret is in it, and a wrong file names what is wrong and changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSettings, SettingsSchema, waitingForStart } from '../../../src-shared/settings.ts';
import { changesBetween, readSettingsFile, settingsFile } from '../../../src-shared/settings-transfer.ts';
import { check } from '../../property/check.ts';

const settings = SettingsSchema.parse({
  alertsPerDay: 3,
  news: { feeds: [{ id: 'Mine', url: 'https://ann:hunter2@example.org/feed' }] },
  model: { baseUrl: 'http://key:hunter2@127.0.0.1:1/v1' },
  postgres: { enabled: true, address: 'postgresql://ann@db.example.org:5432/mane' },
});

describe('a settings file', () => {
  it('is read back as it was, without what is secret in addresses', () => {
    const text = settingsFile(settings, '0.1.0', Date.UTC(2026, 0, 1));
    expect(text).not.toContain('hunter2');
    expect(JSON.parse(text)).toMatchObject({ format: 'mane-settings', exported_at: '2026-01-01T00:00:00.000Z' });
    const read = readSettingsFile(text, defaultSettings());
    expect(read.ok && read.value.settings.alertsPerDay).toBe(3);
    expect(read.ok && read.value.settings.news.feeds[0]?.url).toBe('https://example.org/feed');
    expect(read.ok && read.value.changes.map(({ path }) => path).sort()).toEqual(
      ['alertsPerDay', 'model.baseUrl', 'news.feeds', 'postgres.address', 'postgres.enabled'].sort(),
    );
  });

  it('leaves the guide of the machine it is read on alone', () => {
    const fresh = { ...defaultSettings(), firstRun: 'due' as const };
    const read = readSettingsFile('{"firstRun": "done", "alertsPerDay": 2}', fresh);
    expect(read.ok && read.value.settings.firstRun).toBe('due');
  });

  it.each([
    ['nonsense', '(file): expected JSON'],
    ['[]', '(file): expected a JSON object'],
    ['{"format": "other", "settings": {}}', 'format: expected "mane-settings"'],
    ['{"alertsPerDay": "many"}', 'alertsPerDay: '],
    ['{"news": {"polMinutes": 3}}', 'news.polMinutes: unknown setting'],
    ['{"nonesuch": 1}', 'nonesuch: unknown setting'],
    [`"${'x'.repeat(1_000_001)}"`, '(file): larger'],
  ])('that is wrong says so: %s', (text, why) => {
    const read = readSettingsFile(text, defaultSettings());
    expect(read.ok ? '' : read.fault.detail).toContain(why);
  });

  it('names everything that is wrong at once', () => {
    const read = readSettingsFile('{"alertsPerDay": -1, "backup": {"keep": 0}}', defaultSettings());
    expect(read.ok ? [] : read.fault.detail.split('; ').map((line) => line.split(':')[0])).toEqual([
      'alertsPerDay',
      'backup.keep',
    ]);
  });

  it('never throws on any text, and never half applies', () => {
    const before = defaultSettings();
    check(fc.oneof(fc.string(), fc.json()), (text) => {
      readSettingsFile(text, before);
      expect(before).toEqual(defaultSettings());
    });
  });
});

describe('changes', () => {
  it('are told leaf by leaf, lists as one, keys that came or went too', () => {
    expect(changesBetween({ a: { b: 1, c: [1] } }, { a: { b: 2, c: [1, 2] }, d: true })).toEqual([
      { path: 'a.b', from: '1', to: '2' },
      { path: 'a.c', from: '[1]', to: '[1,2]' },
      { path: 'd', from: '–', to: 'true' },
    ]);
  });
});

describe('what waits for a start', () => {
  it('is what an engine reads once; the venue means nothing to the simulated market', () => {
    const started = defaultSettings();
    expect(waitingForStart(started, { ...started, alertsPerDay: 9, symbols: ['BTC-USD'] })).toEqual(['symbols']);
    const simulated = { ...started, simulated: true };
    expect(waitingForStart(simulated, { ...simulated, venue: 'binance' })).toEqual([]);
    expect(waitingForStart(simulated, { ...simulated, simulated: false, venue: 'binance' })).toEqual([
      'simulated',
      'venue',
    ]);
  });
});
