import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { faultOf } from '../../../src-shared/fault.ts';
import { createReplaySource, readNewsFile } from '../../../src-main/news/replay-source.ts';
import { noSharedData, sharedData } from '../../fixtures/shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'mane-news-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const fileOf = (content: string | Buffer, ending = 'txt'): string => {
  const path = join(folder, `f${(files += 1)}.${ending}`);
  writeFileSync(path, content);
  return path;
};
const faultFrom = async (path: string) =>
  readNewsFile(path).then(
    () => null,
    (error: unknown) => faultOf(error),
  );

const A = {
  title: 'A <b>story</b>',
  source: 'X',
  url: 'https://x.org/a?utm_source=q',
  published_at: '2023-03-27T15:00:00Z',
  summary: 's',
};
const B = { title: 'B', source: 'Y', url: '', published_at: '2023-03-27T14:00:00Z' };
const EXPECTED = [
  {
    source: 'Y',
    title: 'B',
    url: null,
    summary: null,
    published_at: Date.UTC(2023, 2, 27, 14),
    first_seen_at: Date.UTC(2023, 2, 27, 14),
  },
  {
    source: 'X',
    title: 'A story',
    url: 'https://x.org/a',
    summary: 's',
    published_at: Date.UTC(2023, 2, 27, 15),
    first_seen_at: Date.UTC(2023, 2, 27, 15),
  },
];
const CSV =
  'published_at,source,subject,title,url,summary\n2023-03-27T15:00:00Z,X,btc,A <b>story</b>,https://x.org/a?utm_source=q,s\n1679925600,Y,,B,,\n';

describe('readNewsFile', () => {
  it.each<[string, string | Buffer]>([
    ['the seed format', JSON.stringify({ metadata: { articles: ['no'] }, articles: [A, B] }, null, 2)],
    ['the seed format on one line', JSON.stringify({ articles: [A, B] })],
    ['an array', JSON.stringify([A, B])],
    ['one object a line', `${JSON.stringify(A)}\n\n${JSON.stringify(B)}\n`],
    ['CSV', CSV],
    ['CSV with a byte order mark and CRLF', `\ufeff${CSV.replaceAll('\n', '\r\n')}`],
    ['gzip', gzipSync(CSV)],
    ['a nested source', JSON.stringify([{ ...A, source: { name: 'X' } }, B])],
  ])('reads %s, oldest first', async (_name, content) => expect(await readNewsFile(fileOf(content))).toEqual(EXPECTED));

  it.each<[string, string | Buffer, string]>([
    ['nothing', '', ':1:1: the file is empty'],
    ['broken JSON', '{\n  "articles": [\n    {"title": "a",}\n  ]\n}', ':3:19: not valid JSON'],
    ['cut JSON', '[{"title":"a"', ':1:14: not valid JSON'],
    ['JSON without articles', '{"news": []\n}', ':1:1: expected an array of articles'],
    ['an article that is none', JSON.stringify([A, 7]), ': expected an article object'],
    [
      'a missing title',
      '[\n  {"title":"x","published_at":"2023-01-01"},\n  {"published_at":"2023-01-01"}\n]',
      ':3:3: title is missing',
    ],
    ['a title of tags', JSON.stringify([{ ...A, title: '<b></b>' }]), ':1:2: title is empty'],
    [
      'a bad time',
      `{"metadata":{},\n "articles": [\n {"title":"x","published_at":"noon"}]}`,
      ':3:2: published_at "noon" is not a time',
    ],
    ['a bad line', `${JSON.stringify(A)}\n{"title":`, ':2:10: not valid JSON'],
    ['a line without a time', `${JSON.stringify(A)}\n{"title":"x"}`, ':2:1: published_at is missing'],
    ['a header without title', 'published_at,source\n2023-01-01,X\n', ':1:1: column title is missing'],
    ['a short row', 'published_at,source,title\n2023-01-01,X,t\n2023-01-02,X\n', ':3:3: 2 fields; expected 3'],
    [
      'a bad date in CSV',
      'source,published_at,title\nX,2023-01-01,t\nX,2023-02-31,t\n',
      ':3:2: published_at "2023-02-31" is not a time',
    ],
    ['an open quote', 'published_at,source,title\n2023-01-01,X,"open\n', ': not valid CSV'],
    ['a truncated gzip', gzipSync(CSV).subarray(0, 60), ': the gzip data is truncated or broken'],
  ])('names the place of %s', async (_name, content, detail) => {
    const path = fileOf(content);
    const fault = await faultFrom(path);
    expect(fault).toMatchObject({ kind: 'bad_input', detail: expect.stringContaining(detail) as string });
    expect(fault?.detail.startsWith(path)).toBe(true);
    expect(fault?.detail).not.toContain('\n');
  });
  it('names a file that is not there', async () => {
    expect(await faultFrom(join(folder, 'none.csv'))).toMatchObject({
      kind: 'bad_input',
      detail: expect.stringContaining('none.csv') as string,
    });
  });
  it.skipIf(noSharedData('reading the real headlines'))('reads the real headlines whole', async () => {
    const headlines = join(sharedData() ?? '', 'headlines');
    expect(await readNewsFile(join(headlines, 'events-2023.csv'))).toHaveLength(41);
    expect(await readNewsFile(join(headlines, '2021-10_2022-01.csv.gz'))).toHaveLength(1042);
  });
});

describe('createReplaySource', () => {
  it('hands over each item once, when its time has come', async () => {
    const source = createReplaySource('file', await readNewsFile(fileOf(CSV)));
    const signal = new AbortController().signal;
    const titles = async (now: number) => {
      const result = await source.poll(now, signal);
      return result.ok ? result.value.map((item) => item.title) : null;
    };
    expect(await titles(Date.UTC(2023, 2, 27, 13))).toEqual([]);
    expect(await titles(Date.UTC(2023, 2, 27, 14))).toEqual(['B']);
    expect(await titles(Date.UTC(2023, 2, 27, 16))).toEqual(['A story']);
    expect(await titles(Date.UTC(2023, 2, 27, 17))).toEqual([]);
    expect(source.health()).toMatchObject({ id: 'file', state: 'unchanged', items: 2 });
  });
});
