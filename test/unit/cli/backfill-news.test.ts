/** `mane backfill-news` as a user runs it: a file's days once and for all, one line of result, and what is wrong in one line. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src-shared/market.ts';
import { wallTime } from '../../../src-main/base/clock.ts';
import { fileHistory } from '../../../src-main/news/file-source.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { finished, mane, startMane, temporaryFolder } from '../../fixtures/run-mane.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const NO_KEYS = { MANE_CRYPTOPANIC_KEY: '', MANE_NEWSAPI_KEY: '', MANE_REDDIT_ID: '', MANE_REDDIT_SECRET: '' };
const db = join(folder.path, 'n.db');
const run = (...args: string[]) => mane(['backfill-news', '--db', db, ...args], { MANE_DATA: folder.path, ...NO_KEYS });
const file = (name: string, text: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
};
const article = (title: string, published_at: string) => ({
  title,
  source: 'Wire',
  url: `https://x.org/${title}`,
  published_at,
});

/** Days completed in a store that another process may be writing. */
async function completed(path: string): Promise<number> {
  if (!existsSync(path)) return 0;
  const store = await openStore({ path, inThread: false, readOnly: true }).catch(() => null);
  if (store === null) return 0;
  const key = (await fileHistory(join(folder.path, 'long.ndjson'))).history.key;
  const rows = await store.reader.backfills({ venue: key, symbol: '*' }).finally(() => store.close());
  return rows.filter(({ status }) => status === 'completed').length;
}

describe('mane backfill-news', () => {
  it('reads a file’s days once, and a changed file again', async () => {
    const articles = [
      article('a', '2023-03-26T23:59:59Z'),
      article('b', '2023-03-27T10:00:00Z'),
      article('c', '2023-03-29T10:00:00Z'),
    ];
    const news = file('news.json', JSON.stringify({ metadata: {}, articles }));
    const first = await run('--file', news, '--json');
    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    expect(first.lines()).toEqual([
      {
        type: 'backfill-news',
        source: 'news.json',
        from: '2023-03-26',
        to: '2023-03-29',
        items: 3,
        days_completed: 4,
        days_known: 0,
        days_open: 0,
        error: null,
      },
    ]);
    const again = await run('--file', news);
    expect(again).toMatchObject({
      code: 0,
      stdout: 'news.json 2023-03-26 … 2023-03-29: 0 items, 0 days completed, 4 known already\n',
    });
    const more = file(
      'news.json',
      articles.map((one) => JSON.stringify(one)).join('\n') +
        `\n${JSON.stringify(article('d', '2023-03-27T11:00:00Z'))}\n`,
    );
    expect((await run('--file', more, '--json')).lines()[0]).toMatchObject({ items: 1, days_completed: 4 });
  }, 30_000);
  it('reads several files within a range', async () => {
    const csv = file(
      'n.csv',
      'published_at,source,title\n2023-04-01T00:00:00Z,W,x\n2023-04-02T00:00:00Z,W,y\n2023-04-03T00:00:00Z,W,z\n',
    );
    const other = file('m.ndjson', `${JSON.stringify(article('m', '2023-04-02T05:00:00Z'))}\n`);
    const result = await run('--file', csv, other, '--from', '2023-04-02', '--to', '2023-04-02', '--json');
    expect(result.lines().map(({ source, items, days_completed }) => [source, items, days_completed])).toEqual([
      ['n.csv', 1, 1],
      ['m.ndjson', 1, 1],
    ]);
  }, 30_000);
  it.each<[string, string[], number, string]>([
    ['an RSS feed', ['--source', 'CoinDesk'], 2, 'CoinDesk is an RSS feed: it has no history'],
    [
      'an unknown source',
      ['--source', 'Bloomberg'],
      2,
      '--source Bloomberg: expected one of cryptopanic, newsapi, reddit',
    ],
    [
      'a service without its key',
      ['--source', 'newsapi'],
      1,
      'NewsAPI: no key: set MANE_NEWSAPI_KEY in the environment',
    ],
    ['nothing to read', [], 1, 'no news source with history has a key'],
    ['a wrong day', ['--from', '2026-02-30'], 2, '--from: expected a day such as 2026-03-01'],
    ['a range the wrong way round', ['--from', '2026-02-03', '--to', '2026-02-01'], 2, 'is later than'],
    ['both', ['--from', '2026-02-03', '--days', '3'], 2, 'give --days or --from, not both'],
    ['a missing file', ['--file', '/nowhere/n.json'], 2, '/nowhere/n.json: cannot be read'],
  ])(
    'says in one line what is wrong with %s',
    async (_name, args, code, line) => {
      const result = await run(...args);
      expect(result).toMatchObject({ code, stdout: '' });
      expect(result.stderr).toMatch(/^mane: [^\n]+\n$/);
      expect(result.stderr).toContain(line);
    },
    30_000,
  );
  it('keeps the work so far when it is interrupted, and goes on there', async () => {
    const lines = Array.from({ length: 300 * 40 }, (_, i) => {
      const time = Date.UTC(2022, 0, 1) + Math.floor(i / 40) * DAY_MS + (i % 40) * 60_000;
      return JSON.stringify(article(`Story ${i}`, new Date(time).toISOString()));
    });
    const news = file('long.ndjson', lines.join('\n'));
    const path = join(folder.path, 'interrupted.db');
    const arguments_ = ['backfill-news', '--db', path, '--file', news, '--json'];
    const environment = { MANE_DATA: folder.path, ...NO_KEYS };
    const child = startMane(arguments_, environment);
    const end = finished(child);
    while (child.exitCode === null && (await completed(path)) < 5) await wallTime.sleep(20);
    child.kill('SIGINT');
    const stopped = await end;
    expect(stopped).toMatchObject({ code: 130, stderr: '' });
    const done = await completed(path);
    expect(done).toBeGreaterThanOrEqual(5);
    expect(done).toBeLessThan(300);
    expect(stopped.lines()).toMatchObject([
      { days_completed: done, days_open: 300 - done, items: done * 40, error: null },
    ]);
    const rest = (await mane(arguments_, environment)).lines();
    expect(rest).toMatchObject([{ days_completed: 300 - done, days_known: done, items: (300 - done) * 40 }]);
  }, 120_000);
  it('names line and column of a bad article', async () => {
    const bad = file(
      'bad.ndjson',
      '{"title":"a","source":"W","published_at":"2023-01-01"}\n{"title":"b","source":"W","published_at":"soon"}\n',
    );
    const result = await run('--file', bad);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('bad.ndjson:2:1: published_at "soon" is not a time');
  }, 30_000);
});
