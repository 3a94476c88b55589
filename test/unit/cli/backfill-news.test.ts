/** `mane backfill-news` as a user runs it: a file's days once and for all, one line of result, and what is wrong in one line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mane, temporaryFolder } from '../../fixtures/run-mane.ts';

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
