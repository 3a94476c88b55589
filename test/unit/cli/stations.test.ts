/** `mane link` as a user runs it: a file, standard input, and a bad line that is named. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { finished, mane, ROOT, temporaryFolder } from '../../fixtures/run-mane.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

function file(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

describe('mane link', () => {
  const good =
    '{"id":1,"title":"SEC sues Binance; Bitcoin falls 5%"}\n\n{"id":"b","title":"Polygon (MATIC) joins","summary":null}\n';
  const answers = [
    { id: 1, symbols: ['BTC'], price_report: true },
    { id: 'b', symbols: ['POL'], price_report: false },
  ];
  it('answers a line with a line', async () => {
    const result = await mane(['link', file('good.ndjson', good)]);
    expect([result.code, result.stderr, result.lines()]).toEqual([0, '', answers]);
  });
  it('reads standard input for -', async () => {
    const child = spawn(process.execPath, [join(ROOT, 'src-main', 'cli.ts'), 'link', '-'], { stdio: 'pipe' });
    child.stdin.end(good);
    const result = await finished(child);
    expect([result.code, result.stderr, result.lines()]).toEqual([0, '', answers]);
  });
  it.each([
    ['{"id":1,"title":"x"}\n{"id":2,"titel":"x"}\n', ':2:1: title: '],
    ['{"id":1,"title":"x"}\n\n{"id":2,"title": x}\n', ':3:18: not valid JSON'],
    ['[{"id":1,"title":"x"}]\n', ':1:1: '],
  ])('names the place in %j', async (text, place) => {
    const path = file('bad.ndjson', text);
    const result = await mane(['link', path]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(`mane: ${path}${place}`);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });
});
