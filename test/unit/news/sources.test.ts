/** From settings to sources: what each mode reads, each source's own pace, files that change while the engine runs. */
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import { applyPatch, defaultSettings, SettingsSchema } from '../../../src-shared/settings.ts';
import { settableTime, wallTime } from '../../../src-main/base/clock.ts';
import { createHttp } from '../../../src-main/base/http.ts';
import { environmentSecrets } from '../../../src-main/base/secrets.ts';
import { createFileSource } from '../../../src-main/news/file-source.ts';
import { newsSourcesOf } from '../../../src-main/news/sources.ts';
import { temporaryFolder } from '../../fixtures/run-mane.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const signal = new AbortController().signal;

const sourcesOf = (news: Record<string, unknown>) => {
  const settings = SettingsSchema.parse({ news });
  const http = createHttp({ wall: wallTime });
  const clock = { market: wallTime, wall: wallTime };
  return newsSourcesOf({ news: settings.news, assets: ['BTC'], http, clock, secrets: environmentSecrets({}) });
};
const idsOf = (news: Record<string, unknown>) => sourcesOf(news).map(({ id }) => id);
const FEEDS = ['CoinDesk', 'Cointelegraph', 'Decrypt', 'Bitcoin Magazine', 'The Block'];
const SERVICES = ['CryptoPanic', 'NewsAPI', 'Reddit'];

describe('modes', () => {
  const files = [join(folder.path, 'a.json')];
  it('live reads publishers and services, replay files alone, hybrid both', () => {
    expect(idsOf({ files })).toEqual([...FEEDS, ...SERVICES]);
    expect(idsOf({ files, mode: 'replay' })).toEqual(['a.json']);
    expect(idsOf({ files, mode: 'hybrid' })).toEqual([...FEEDS, ...SERVICES, 'a.json']);
    expect(idsOf({ reddit: { enabled: false }, useDefaults: false })).toEqual(['CryptoPanic', 'NewsAPI']);
  });
  it('gives each source its own pace, and NewsAPI never less than fifteen minutes', () => {
    const feeds = [{ id: 'Mine', url: 'https://x.org/f', pollMinutes: 30 }];
    const paces = sourcesOf({
      useDefaults: false,
      feeds,
      cryptopanic: { pollMinutes: 10 },
      reddit: { pollMinutes: 3 },
    }).map(({ id, pollMs, leastMs }) => [
      id,
      pollMs === undefined ? null : pollMs / MINUTE_MS,
      (leastMs ?? 0) / MINUTE_MS,
    ]);
    expect(paces).toEqual([
      ['Mine', 30, 1],
      ['CryptoPanic', 10, 5],
      ['NewsAPI', 15, 15],
      ['Reddit', 3, 1],
    ]);
    const tooOften = applyPatch(defaultSettings(), {
      news: { ...defaultSettings().news, newsapi: { pollMinutes: 5 } },
    });
    expect(tooOften).toMatchObject({
      ok: false,
      fault: { detail: expect.stringContaining('news.newsapi.pollMinutes') as string },
    });
  });
  it.each([
    { mode: 'sometimes' },
    { reddit: { subreddits: ['r/Bitcoin'] } },
    { reddit: { subreddits: [] } },
    { newsapi: { query: 'x'.repeat(501) } },
    { files: [''] },
  ])('refuses %j', (news) => expect(SettingsSchema.safeParse({ news }).success).toBe(false));
  it('has no key among the settings', () => {
    const names = JSON.stringify(defaultSettings()).match(/"\w*(?:key|secret|token(?!sPer)|password)\w*":/gi);
    expect(names).toBeNull();
  });
});

describe('createFileSource', () => {
  const T0 = Date.UTC(2026, 2, 2, 12);
  const article = (title: string, minutes: number) => ({
    title,
    source: 'W',
    published_at: new Date(T0 + minutes * MINUTE_MS).toISOString(),
  });
  it('hands over what is due, what a change adds, and says what is wrong with the file', async () => {
    const path = join(folder.path, 'news.json');
    let changes = 0;
    const write = (text: string) => {
      writeFileSync(path, text);
      utimesSync(path, 1_700_000_000, 1_700_000_000 + (changes += 1));
    };
    const wall = settableTime(0);
    const source = createFileSource(path, wall);
    const titles = async (minutes: number) => {
      const read = await source.poll(T0 + minutes * MINUTE_MS, signal);
      return read.ok
        ? read.value.map(({ title, first_seen_at }) => `${title} ${(first_seen_at - T0) / MINUTE_MS}`)
        : read.fault.kind;
    };
    expect(await titles(0)).toBe('bad_input');
    expect(source.health()).toMatchObject({
      id: 'news.json',
      state: 'failed',
      detail: expect.stringContaining('no such file') as string,
    });
    wall.set(HOUR_MS);
    write(JSON.stringify([article('a', -5), article('b', 10)]));
    expect(await titles(0)).toEqual(['a -5']);
    expect(await titles(9)).toEqual([]);
    expect(await titles(10)).toEqual(['b 10']);
    write(JSON.stringify([article('a', -5), article('b', 10), article('c', 3)]));
    expect(await titles(11)).toEqual(['c 3']);
    write('[{"title": "x"}]');
    expect(await titles(12)).toBe('bad_input');
    expect(source.health().detail).toContain('news.json:1:2: published_at is missing');
  });
});
