/** `npm start`: which program runs, and what is said when Electron cannot. Nothing is downloaded. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Found {
  binary?: string;
  reason?: string;
}
interface Script {
  findElectron(env: Record<string, string | undefined>, platform: string, uid: number | undefined): Found;
  plan(args: string[], found: Found): { run: string[]; line: string | null };
}

let script: Script;
let dist: string;
beforeAll(async () => {
  const path = '../../scripts/start.mjs';
  script = (await import(/* @vite-ignore */ path)) as Script;
  dist = mkdtempSync(join(tmpdir(), 'mane-electron-'));
  writeFileSync(join(dist, 'electron'), '');
});
afterAll(() => rmSync(dist, { recursive: true, force: true }));

describe('start', () => {
  it('finds the binary where it is told', () => {
    expect(script.findElectron({ ELECTRON_OVERRIDE_DIST_PATH: dist, DISPLAY: ':0' }, 'linux', 1000).binary).toBe(
      join(dist, 'electron'),
    );
    expect(script.findElectron({ ELECTRON_OVERRIDE_DIST_PATH: dist }, 'darwin', 501).binary).toBe(
      join(dist, 'electron'),
    );
  });

  it('says why it cannot be used and how to get it', () => {
    const reason = (env: Record<string, string>, uid = 1000) => script.findElectron(env, 'linux', uid).reason;
    expect(reason({ ELECTRON_OVERRIDE_DIST_PATH: join(dist, 'none'), DISPLAY: ':0' })).toContain(
      'npx install-electron',
    );
    expect(reason({ ELECTRON_OVERRIDE_DIST_PATH: dist })).toContain('no display');
    expect(reason({ ELECTRON_OVERRIDE_DIST_PATH: dist, DISPLAY: ':0' }, 0)).toContain('root');
  });

  it('runs the app, or the browser host with one line', () => {
    const app = script.plan(['demo'], { binary: '/x/electron' });
    expect(app.run[0]).toBe('/x/electron');
    expect(app.run.at(-1)).toBe('--demo');
    const browser = script.plan(['demo', '--speed', '10'], { reason: 'there is no display' });
    expect(browser.run.slice(1).join(' ')).toMatch(/out.main.cli\.js demo --speed 10$/);
    expect(browser.line).toBe(
      'Electron is not used: there is no display. The same window opens in your browser instead.',
    );
    expect(script.plan([], { reason: 'x' }).run.slice(-1)).toEqual(['serve']);
  });

  it.each([
    ['demo', '--headless'],
    ['serve', '--port=4173'],
    ['serve', '--no-ui'],
  ])('asks for no window with %s %s', (...args) => {
    const { run, line } = script.plan(args, { binary: '/x/electron' });
    expect(run.slice(2)).toEqual(args);
    expect(line).toBeNull();
  });
});

describe('Node guard', () => {
  it('lets this Node pass', () => {
    expect(execFileSync(process.execPath, ['scripts/check-node.mjs'], { encoding: 'utf8' })).toBe('');
  });
  it('ends an older one with a clear line', () => {
    const old =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, napi: '9', node: '20.19.0' } });";
    const code = `${old} await import('./scripts/check-node.mjs')`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('MANE needs Node 22.14 or newer (Node-API 10), this is Node 20.19.0');
  });
});
