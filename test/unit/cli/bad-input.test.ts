/** Bad input gets one clear line on stderr, nothing else on stdout, the right exit code, and leaves what was there alone. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finished, mane, startMane, temporaryFolder } from '../../fixtures/run-mane.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);
const env = { MANE_DATA: folder.path };
const HEADER = 'timestamp,open,high,low,close,volume\n';
const row = (i: number) => `${1_700_000_040 + i * 60},100,101,99,100.5,3\n`;
const rows = (n: number) => HEADER + Array.from({ length: n }, (_, i) => row(i)).join('');

beforeAll(() => {
  writeFileSync(at('BTC-USD.header.csv'), 'time,o,h,l,c,v\n1700000040,1,1,1,1,1\n');
  writeFileSync(at('BTC-USD.nan.csv'), rows(50) + `${1_700_000_040 + 50 * 60},100,NaN,99,100,3\n`.repeat(3));
  writeFileSync(at('BTC-USD.cut.csv.gz'), ((packed) => packed.subarray(0, packed.length / 2))(gzipSync(rows(5000))));
  writeFileSync(at('BTC-USD.good.csv'), rows(300));
  writeFileSync(at('bad.yaml'), 'defaults:\n  global: {}\nnonsense: 3\n');
  writeFileSync(at('cut.yaml'), 'tiers:\n  stable: [\n');
  writeFileSync(at('news.json'), '{"articles": [{"title": "x", "source": "s", "published_at": "yesterday"}]}');
});
afterAll(() => folder.remove());

function oneLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line !== '');
  expect(lines, stderr).toHaveLength(1);
  expect(lines[0]).toMatch(/^mane: /);
  return lines[0] ?? '';
}

describe('exit 2: what the user gave is wrong', () => {
  it.each([
    [
      'a bad header',
      ['replay', '--candles', at('BTC-USD.header.csv')],
      /BTC-USD\.header\.csv: line 1, column 1.*timestamp,open,high,low,close,volume/,
    ],
    ['NaN rows', ['replay', '--candles', at('BTC-USD.nan.csv')], /BTC-USD\.nan\.csv.*52.*/],
    [
      'a truncated gzip',
      ['replay', '--candles', at('BTC-USD.cut.csv.gz')],
      /BTC-USD\.cut\.csv\.gz.*(truncated|cut|incomplete|unexpected end)/i,
    ],
    ['no such file', ['replay', '--candles', at('BTC-USD.none.csv')], /BTC-USD\.none\.csv/],
    [
      'a broken thresholds.yaml',
      ['replay', '--candles', at('BTC-USD.good.csv'), '--thresholds', at('bad.yaml')],
      /bad\.yaml: line 1: defaults/,
    ],
    [
      'thresholds.yaml that is not YAML',
      ['replay', '--candles', at('BTC-USD.good.csv'), '--thresholds', at('cut.yaml')],
      /cut\.yaml: line 3/,
    ],
    [
      'a news file with a bad time',
      ['replay', '--candles', at('BTC-USD.good.csv'), '--news', at('news.json')],
      /news\.json:1:\d+.*published_at.*yesterday/,
    ],
    ['nothing to replay', ['replay'], /--candles/],
    ['an unknown option', ['replay', '--bogus'], /--bogus/],
    ['an unknown command', ['frobnicate'], /frobnicate/],
    ['a speed that is no number', ['demo', '--speed', 'fast'], /--speed/],
    ['a duration that is none', ['demo', '--headless', '--for', 'soon'], /--for: expected a duration such as 90s/],
    ['a symbol that is none', ['serve', '--symbols', 'btc'], /"BTC" is not a symbol; expected BASE-QUOTE/],
    ['detect without a symbol', ['detect'], /--symbol S or --all/],
    ['a file that is no JSON', ['validate', at('bad.yaml')], /bad\.yaml.*JSON/],
  ])('%s', async (_name, args, message) => {
    const result = await mane(args, env);
    expect(oneLine(result.stderr)).toMatch(message);
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
  });
});

describe('exit 1: what was asked for could not be done', () => {
  it('a database that is not there is not created by reading', async () => {
    const result = await mane(['list-narratives', '--db', at('none.db')], env);
    expect(oneLine(result.stderr)).toMatch(/none\.db: no such database; create it with `mane init-db/);
    expect(result.code).toBe(1);
  });

  it('a file that is not a database is refused and left as it is', async () => {
    writeFileSync(at('text.db'), 'this is a shopping list, not a database\n'.repeat(50));
    const before = readFileSync(at('text.db'));
    const result = await mane(['init-db', '--db', at('text.db')], env);
    expect(oneLine(result.stderr)).toMatch(/text\.db/);
    expect(result.code).toBe(1);
    expect(readFileSync(at('text.db')).equals(before)).toBe(true);
  });

  it('a database path that cannot be written', async () => {
    mkdirSync(at('folder.db'));
    writeFileSync(at('plain'), '');
    for (const path of [at('folder.db'), join(at('plain'), 'mane.db')]) {
      const result = await mane(['demo', '--headless', '--for', '1s', '--db', path], env);
      expect(oneLine(result.stderr)).toContain(path.includes('plain') ? 'plain' : 'folder.db');
      expect(result.code).toBe(1);
    }
  });

  it.skipIf(process.getuid?.() === 0)('a folder without the right to write', async () => {
    mkdirSync(at('locked'));
    chmodSync(at('locked'), 0o500);
    const result = await mane(['init-db', '--db', join(at('locked'), 'mane.db')], env);
    expect(result.code).toBe(1);
    oneLine(result.stderr);
  });

  it('a second engine on the same file names the first, and the first goes on', async () => {
    const db = at('shared.db');
    const first = startMane(['demo', '--headless', '--for', '12s', '--json', '--db', db], env);
    const firstDone = finished(first);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const second = await mane(['demo', '--headless', '--for', '1s', '--db', db], env);
    expect(oneLine(second.stderr)).toContain(String(first.pid));
    expect(second.code).toBe(1);
    const result = await firstDone;
    expect(result.code).toBe(0);
    expect(result.lines().at(-1)?.type).toBe('summary');
  });

  it('a taken port', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
    const result = await mane(['serve', '--no-ui', '--port', String(port)], { MANE_DATA: at('serve') });
    server.close();
    expect(oneLine(result.stderr)).toMatch(new RegExp(`${port}.*taken`));
    expect(result.code).toBe(1);
  });
});

it('an interrupt ends with 130 and keeps the work so far', async () => {
  const child = startMane(['demo', '--headless', '--json', '--db', at('interrupted.db')], env);
  const done = finished(child);
  await new Promise((resolve) => setTimeout(resolve, 6000));
  child.kill('SIGINT');
  const result = await done;
  expect(result.code).toBe(130);
  const read = await mane(['metrics', '--json', '--db', at('interrupted.db')], env);
  const totals = read.lines()[0]?.totals as Record<string, number>;
  expect(totals.candles).toBeGreaterThan(10_000);
});
