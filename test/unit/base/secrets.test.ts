/** Secrets by name: the environment wins, the file is its owner's alone, whole or untouched, and never quoted. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { openSecrets } from '../../../src-main/base/secrets.ts';
import { secretFile, type Seal } from '../../../src-main/base/secret-file.ts';
import { redactUrl } from '../../../src-main/base/logger.ts';
import { check } from '../../property/check.ts';
import { temporaryFolder } from '../../fixtures/run-mane.ts';

const CANARY = 'canary-3f9b';
const posix = process.platform !== 'win32';
let here: ReturnType<typeof temporaryFolder>;
let path: string;
beforeEach(() => {
  here = temporaryFolder();
  path = join(here.path, 'secrets.json');
});
afterEach(() => here.remove());

describe('secrets', () => {
  it('are kept, replaced and removed by name, and read anew at each use', () => {
    const secrets = openSecrets(here.path, {});
    expect(secrets.get('A')).toBeNull();
    expect(existsSync(path)).toBe(false);
    expect(secrets.set('A', CANARY).ok).toBe(true);
    expect(openSecrets(here.path, {}).get('A')).toBe(CANARY);
    expect(secrets.set('A', 'other').ok && secrets.set('B', 'b').ok).toBe(true);
    expect([secrets.get('A'), secrets.get('B'), secrets.get('constructor'), secrets.get('__proto__')]).toEqual([
      'other',
      'b',
      null,
      null,
    ]);
    expect(secrets.remove('A').ok).toBe(true);
    expect([secrets.get('A'), secrets.password('B')]).toEqual([null, 'b']);
    expect(readFileSync(path, 'utf8')).not.toContain('other');
    expect(readdirSync(here.path)).toEqual(['secrets.json']);
  });

  it('come from the environment first', () => {
    const secrets = openSecrets(here.path, { A: ' from-environment ', EMPTY: '' });
    secrets.set('A', 'kept');
    secrets.set('EMPTY', 'kept');
    expect([secrets.get('A'), secrets.get('EMPTY')]).toEqual(['from-environment', 'kept']);
    // A password is taken as it stands.
    expect(secrets.password('A')).toBe(' from-environment ');
  });

  it('hold any password, while a key must fit a header', () => {
    const secrets = openSecrets(here.path, {});
    const any = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => text.isWellFormed() && !text.includes('\0'));
    check(any, (password) => {
      expect(secrets.set('P', password).ok).toBe(true);
      expect(secrets.password('P')).toBe(password);
    });
    secrets.set('P', 'two words');
    expect([secrets.password('P'), secrets.get('P')]).toEqual(['two words', null]);
    for (const bad of ['', 'a\0b', 'x'.repeat(5000)])
      expect(secrets.set('P', bad)).toMatchObject({ ok: false, fault: { kind: 'bad_input' } });
    expect(secrets.password('P')).toBe('two words');
  });
});

describe.skipIf(!posix)('the file', () => {
  const mode = (): number => statSync(path).mode & 0o777;

  it('is for its owner alone, whatever the umask', () => {
    const before = process.umask(0);
    openSecrets(here.path, {}).set('A', CANARY);
    process.umask(before);
    expect(mode()).toBe(0o600);
  });

  it('is closed again when it was opened to others, and that is said until it is read by nobody', () => {
    const secrets = openSecrets(here.path, {});
    secrets.set('A', CANARY);
    chmodSync(path, 0o644);
    expect(secrets.get('A')).toBe(CANARY);
    expect(mode()).toBe(0o600);
    expect(secrets.warning()).toMatch(/could be read by others; it is closed now/);
    expect(openSecrets(here.path, {}).warning()).toBeNull();
  });

  it('is not read through a link, nor when it is something else; nothing is lost by trying to write', () => {
    writeFileSync(join(here.path, 'elsewhere'), JSON.stringify({ version: 1, sealed: null, secrets: { A: CANARY } }));
    symlinkSync(join(here.path, 'elsewhere'), path);
    const secrets = openSecrets(here.path, {});
    expect([secrets.get('A'), secrets.warning()]).toEqual([null, expect.stringMatching(/not a plain file/) as string]);
    expect(secrets.set('A', 'x')).toMatchObject({ ok: false, fault: { kind: 'refused' } });
    rmSync(path);
    for (const text of [`{"A": "${CANARY}`, `["${CANARY}"]`, `{"version": 2, "secrets": {"A": "${CANARY}"}}`]) {
      writeFileSync(path, text, { mode: 0o600 });
      const set = secrets.set('B', 'b');
      expect(set).toMatchObject({ ok: false, fault: { kind: 'corrupt' } });
      expect(JSON.stringify(set) + String(secrets.warning())).not.toContain('canary');
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });

  it('stays as it was when it cannot be written', () => {
    const secrets = openSecrets(here.path, {});
    secrets.set('A', CANARY);
    // A folder in the place of the draft's folder: the write has nowhere to go.
    const blocked = join(here.path, 'blocked');
    mkdirSync(blocked);
    writeFileSync(join(blocked, 'data'), '');
    const nowhere = openSecrets(join(blocked, 'data'), {});
    const set = nowhere.set('A', CANARY);
    expect(set).toMatchObject({ ok: false, fault: { kind: 'storage' } });
    expect(JSON.stringify(set)).not.toContain(CANARY);
    expect(secrets.get('A')).toBe(CANARY);
  });
});

describe('a seal', () => {
  const backwards: Seal = {
    name: 'backwards',
    seal: (text) => [...text].reverse().join(''),
    open: (text) => [...text].reverse().join(''),
  };
  it('keeps the values unreadable in the file, and is asked for by name', () => {
    openSecrets(here.path, {}, secretFile(here.path, backwards)).set('A', CANARY);
    expect(readFileSync(path, 'utf8')).not.toContain(CANARY);
    expect(openSecrets(here.path, {}, secretFile(here.path, backwards)).get('A')).toBe(CANARY);
    const without = openSecrets(here.path, {});
    expect([without.get('A'), without.warning()]).toEqual([
      null,
      expect.stringMatching(/sealed by backwards/) as string,
    ]);
  });
});

it('an address in a text loses its password, whatever is in it, and keeps where', () => {
  for (const password of ['canary', 'can@ary', 'a/canary', 'a?canary#', 'canary@h/x'])
    expect(redactUrl(`no postgres://ann:${password}@db.example.org:5432/mane here`)).toBe(
      'no postgres://[redacted]@db.example.org:5432/mane here',
    );
  expect(redactUrl('postgresql://ann@h:5432/mane: refused, https://ann:x@h/y')).toBe(
    'postgresql://ann@h:5432/mane: refused, https://[redacted]@h/y',
  );
});
